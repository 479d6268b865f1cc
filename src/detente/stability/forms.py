"""Reading the nodes of a conflict file: what is missing or of the wrong shape is noted."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TypeVar

from detente.errors import Span
from detente.scenario.nodes import Mapping, Node, Scalar, Sequence
from detente.scenario.problems import Problems, did_you_mean, listed
from detente.stability.conflict import ConflictError

_NAME = re.compile(r"[a-z][a-z0-9_]*")
Word = TypeVar("Word", bound=str)


def refuse(problems: Problems) -> None:
    """Raise `ConflictError` with every mistake, if there is any."""
    if problems:
        raise ConflictError(problems.all())


class Form:
    """Takes nodes apart and notes every mistake with its place.

    `sure` is false once options may be missing, so that states written in letters cannot be judged.
    `remarks` are about what is no mistake and yet can hardly be meant.
    """

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.remarks: list[str] = []
        self.sure = True

    def record(
        self, node: Node | None, what: str, *, known: Collection[str], needed: Collection[str] = ()
    ) -> dict[str, Node]:
        """Return the entries of a mapping with known keys."""
        found: dict[str, Node] = {}
        for key, value in self.mapping(node, what):
            if key.text not in known:
                hint = did_you_mean(key.text, known) or f"there are {listed(known)}"
                self.problems.add(f"{what} has no key `{key.text}`", span=key.span, hint=hint)
            elif key.text in found:
                self.problems.add(f"the key `{key.text}` stands here twice", span=key.span)
            found.setdefault(key.text, value)
        missing = [key for key in needed if key not in found]
        if missing and isinstance(node, Mapping):
            self.problems.add(f"{what} needs {listed(missing)}", span=self._start(node))
        return found

    def mapping(self, node: Node | None, what: str) -> list[tuple[Scalar, Node]]:
        """Return the entries of a mapping; none where something else stands."""
        if node is None:
            return []
        if isinstance(node, Mapping):
            return list(node.entries)
        self.problems.add(f"{what} has to be a mapping of keys to values", span=node.span)
        return []

    def named(self, node: Node | None, what: str) -> list[tuple[Scalar, Node | None]]:
        """Return names with what they name, from a mapping or from a list of bare names."""
        if isinstance(node, Sequence):
            names = [item for item in node.items if isinstance(item, Scalar)]
            if len(names) < len(node.items):
                self.problems.add(f"{what} has to be a list of names", span=node.span)
            return [(name, None) for name in names]
        return [(key, value) for key, value in self.mapping(node, what)]

    def items(self, node: Node | None, what: str) -> tuple[Node, ...]:
        """Return the items of a list; none where something else stands."""
        if node is None:
            return ()
        if isinstance(node, Sequence):
            return node.items
        self.problems.add(f"{what} has to be a list", span=node.span)
        return ()

    def text(self, node: Node | None) -> str:
        """Return a text; an empty one where there is none."""
        if node is None:
            return ""
        if isinstance(node, Scalar):
            return node.text
        self.problems.add("a text is wanted here, not a list or a mapping", span=node.span)
        return ""

    def number(self, node: Node) -> float | None:
        """Return a number, or None where none stands."""
        text = node.text if isinstance(node, Scalar) else ""
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if abs(value) < float("inf"):
            return value
        shown = f"`{text[:40]}` is no number" if text else "a number is wanted here"
        self.problems.add(shown, span=node.span)
        return None

    def one_of(self, node: Node | None, words: tuple[Word, ...], default: Word) -> Word:
        """Return one of a few words."""
        text = self.text(node)
        if node is None or text in words:
            return next((word for word in words if word == text), default)
        hint = did_you_mean(text, words)
        self.problems.add(f"`{text}` cannot stand here", span=node.span, hint=hint)
        return default

    def name(
        self, key: Scalar, what: str, *, taken: Collection[str], reserved: Collection[str] = ()
    ) -> None:
        """Check a name that is declared here."""
        if not _NAME.fullmatch(key.text) or key.text in reserved:
            hint = "names are lower-case letters, digits and `_`, and no word of statements"
            self.problems.add(f"`{key.text[:40]}` is no {what}'s name", span=key.span, hint=hint)
        elif key.text in taken:
            self.problems.add(f"there are two of the name `{key.text}`", span=key.span)

    def place(self, node: Mapping, key: str) -> Span | None:
        """Return where a key stands, or where the mapping does."""
        return next((k.span for k, _ in node.entries if k.text == key), self._start(node))

    def _start(self, node: Mapping) -> Span:
        return node.entries[0][0].span if node.entries else node.span
