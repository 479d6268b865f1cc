"""Nodes to items: every part of the file read by its shape, mistakes noted and passed over.

Knows shapes and names, but nothing of what a crisis as a whole must be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from detente.errors import Span
from detente.model.numbers import Fixed, Word
from detente.model.words import YARDSTICKS
from detente.scenario import shapes
from detente.scenario.amounts import Misread, read_amount, read_date, read_duration
from detente.scenario.document import Mapping, Node, Scalar, Sequence, within
from detente.scenario.keys import DEFINED
from detente.scenario.names import RESERVED, Names
from detente.scenario.phrases import read_phrase
from detente.scenario.problems import Problems, listed

PATTERNS = {
    "name": re.compile(r"[a-z][a-z0-9_]*"),
    "sentence": re.compile(r"[A-Za-z][A-Za-z0-9_]*"),
    "label": re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*"),
    "field": re.compile(r"[A-Za-z][A-Za-z0-9_.-]*"),
}
_RULES = {
    "name": "a name is lower-case letters, digits and `_`, starting with a letter",
    "sentence": "a name is letters, digits and `_`, starting with a letter",
    "label": "a name is letters, digits, `_` and `-`",
    "field": "a path is names joined by dots",
}
VALUE = re.compile(r"[a-z][a-z0-9_]*|\d+")
GRADE = re.compile(r"[A-F][1-6]")
_SINGULAR = {
    "actors": "actor", "movers": "actor", "moves": "move", "facts": "fact", "claims": "claim",
    "theatres": "theatre", "sources": "source", "actors_or_moves": "actor or move",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """Something read: a value, a list of items, or items by name; and where it stands."""

    value: Any
    span: Span

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value under a key, the default if there is none that could be read."""
        item = self.value.get(key)
        return default if item is None else item.value

    def values(self, key: str) -> tuple[Any, ...]:
        """Return the values of the list under a key."""
        return tuple(item.value for item in self.get(key, ()))

    def named(self, key: str) -> tuple[tuple[str, Item], ...]:
        """Return the names under a key, each with its item."""
        return tuple(self.get(key, {}).items())


@dataclass(slots=True)
class Pending:
    """What can be checked only when the crisis is whole, with the place of each."""

    paths: list[tuple[str, Span]] = field(default_factory=list)
    events: list[tuple[str, Span]] = field(default_factory=list)


class Reader:
    """Reads nodes by shapes; `places` and `keys` remember where values and keys stand."""

    def __init__(self, names: Names, problems: Problems) -> None:
        self.names = names
        self.problems = problems
        self.pending = Pending()
        self.keys: dict[str, Span] = {}
        self.places: dict[str, Span] = {}
        self.unread: set[str] = set()

    def read(self, node: Node, shape: shapes.Shape, *, path: str) -> Item | None:
        """Return what a node says, None (and a problem) if it does not fit its shape."""
        self.places[path] = node.span
        if isinstance(node, Scalar) and node.refused:
            self.unread.add(path)
            return None
        item = self._read(node, shape, path=path)
        if item is None:
            self.unread.add(path)
        return item

    def _read(self, node: Node, shape: shapes.Shape, *, path: str) -> Item | None:
        match shape:
            case shapes.Again(name):
                return self.read(node, DEFINED[name], path=path)
            case shapes.Choice():
                return self._choice(node, shape, path=path)
            case shapes.Record():
                return self._record(node, shape, path=path)
            case shapes.Mapped():
                return self._mapped(node, shape, path=path)
            case shapes.Listed():
                return self._listed(node, shape, path=path)
        if not isinstance(node, Scalar):
            found = "a list" if isinstance(node, Sequence) else "a mapping"
            self.problems.add(f"{_last(path)} is one value, not {found}", span=_start(node))
            return None
        value = self._scalar(node, shape, path=path)
        return None if value is None else Item(value, node.span)

    # --- collections -----------------------------------------------------------------------------
    def _choice(self, node: Node, shape: shapes.Choice, *, path: str) -> Item | None:
        for key, record in shape.by_key:
            if isinstance(node, Mapping) and node.get(key) is not None:
                return self._record(node, record, path=path)
        return self._record(node, shape.otherwise, path=path)

    def _record(self, node: Node, shape: shapes.Record, *, path: str) -> Item | None:
        if not isinstance(node, Mapping):
            return self._short(node, shape, path=path)
        outside = self.names
        if shape.adds_names:
            self.names = outside.with_edit(node)
        items: dict[str, Item] = {}
        for key, value in self._once(node):
            known = shape.key(key.text)
            if known is None:
                self._unknown_key(key, shape)
                continue
            below = f"{path}.{key.text}" if path else key.text
            self.keys[below] = key.span
            if _empty(value):
                self.problems.add(f"`{key.text}` has no value", span=key.span)
                continue
            item = self.read(value, known.shape, path=below)
            if item is not None:
                items[key.text] = item
        self._check_needed(node, shape, path=path)
        self.names = outside
        return Item(items, node.span)

    def _short(self, node: Node, shape: shapes.Record, *, path: str) -> Item | None:
        if not shape.short:
            names = listed(key.name for key in shape.keys[:3])
            self.problems.add(
                f"{_last(path)} must be a mapping with keys such as {names}", span=_start(node)
            )
            return None
        key = shape.key(shape.short)
        assert key is not None
        if _empty(node):
            span = self.keys.get(path, node.span)
            self.problems.add(f"{_last(path)} has no value", span=span)
            return None
        item = self.read(node, key.shape, path=f"{path}.{shape.short}")
        return Item({} if item is None else {shape.short: item}, node.span)

    def _unknown_key(self, key: Scalar, shape: shapes.Record) -> None:
        hint = self.problems.nearest(key.text, (k.name for k in shape.keys))
        article = "an" if shape.what[0] in "aeiou" else "a"
        self.problems.add(
            f"{article} {shape.what} has no key `{key.text}`", span=key.span, hint=hint
        )

    def _check_needed(self, node: Mapping, shape: shapes.Record, *, path: str) -> None:
        missing = [key for key in shape.keys if key.needed and node.get(key.name) is None]
        if path:
            span = self.keys.get(path) or _start(node)
            for key in missing:
                message = f"{self._what(shape, path)} needs the key `{key.name}`"
                self.problems.add(message, span=span, hint=key.help)
            return
        names = [key.name for key in missing if self.names.can_tell(key.name)]
        if names:
            verb = "key {} is missing" if len(names) == 1 else "keys {} are missing"
            hint = missing[0].help if len(names) == 1 else "`detente new NAME` writes a starter"
            self.problems.add(
                f"the {verb.format(listed(names))}", span=Span(1, 1), hint=hint, show=False
            )

    def _what(self, shape: shapes.Record, path: str) -> str:
        name = _last(path)
        return name if name.startswith("entry") else f"the {shape.what} {name}"

    def _mapped(self, node: Node, shape: shapes.Mapped, *, path: str) -> Item | None:
        if not isinstance(node, Mapping):
            if shape.or_one:
                item = self.read(node, shape.of, path=path)
                return None if item is None else Item({"": item}, node.span)
            self.problems.add(f"{_last(path)} must be a mapping of names", span=_start(node))
            return None
        items: dict[str, Item] = {}
        for key, value in self._once(node):
            below = f"{path}.{key.text}"
            self.keys[below] = key.span
            self._check_key(key, shape)
            item = self.read(value, shape.of, path=below)
            items[key.text] = Item({} if _holds_names(shape.of) else None, key.span) if item is None else item
        return Item(items, node.span)

    def _check_key(self, key: Scalar, shape: shapes.Mapped) -> None:
        if shape.refers:
            self._refer(key.text, shape.refers, span=key.span)
        elif not PATTERNS[shape.names].fullmatch(key.text):
            self.problems.add(
                f"`{key.text}` cannot be a name", span=key.span, hint=_RULES[shape.names]
            )
        elif shape.names == "name" and key.text in RESERVED:
            self.problems.add(
                f"`{key.text}` is a word of the language and cannot be a name", span=key.span
            )

    def _listed(self, node: Node, shape: shapes.Listed, *, path: str) -> Item | None:
        if not isinstance(node, Sequence):
            if shape.or_one:
                item = self.read(node, shape.of, path=f"{path}.0")
                return None if item is None else Item([item], node.span)
            self.problems.add(f"{_last(path)} must be a list", span=_start(node))
            return None
        if len(node.items) < shape.least:
            wants = "is empty" if shape.least == 1 else f"needs {shape.least} entries"
            self.problems.add(f"{_last(path)} {wants}", span=_start(node))
        items = []
        for number, child in enumerate(node.items):
            item = self.read(child, shape.of, path=f"{path}.{number}")
            if item is not None:
                items.append(item)
            elif _holds_names(shape.of):
                items.append(Item({}, child.span))
        return Item(items, node.span)

    def _once(self, node: Mapping) -> Iterator[tuple[Scalar, Node]]:
        seen: dict[str, Span] = {}
        for key, value in node.entries:
            if key.text in seen:
                first = seen[key.text]
                self.problems.add(
                    f"`{key.text}` stands twice; the first is on line {first.line}", span=key.span
                )
                continue
            seen[key.text] = key.span
            yield key, value

    # --- single values ---------------------------------------------------------------------------
    def _scalar(self, node: Scalar, shape: shapes.Shape, *, path: str) -> Any:
        text, span = node.text, node.span
        match shape:
            case shapes.Text():
                return text
            case shapes.Sentence(rule):
                return self._sentence(node, rule)
            case shapes.Ref(kind):
                return text if self._refer(text, kind, span=span) else None
            case shapes.OneOf(words):
                return self._one_of(text, words, span=span, path=path)
            case shapes.Amount(kind):
                amount = read_amount(text, kind=kind, yardstick=self.names.yardstick)
                return self._checked(amount, span)
            case shapes.Setting():
                return self._setting(text, path=path, span=span)
            case shapes.Day():
                return self._checked(read_date(text), span)
            case shapes.Length():
                return self._checked(read_duration(text), span)
            case shapes.Whole(low, high):
                return self._whole(text, low, high, span=span)
            case shapes.Real(low, high):
                return self._real(text, low, high, span=span)
            case shapes.Confidence():
                return self._confidence(text, span=span)
            case shapes.Value():
                return self._matching(text, VALUE, "a value is a name or a whole number", span)
            case shapes.Label():
                return self._matching(text, PATTERNS["label"], _RULES["label"], span)
            case shapes.Grade():
                hint = "a letter A-F for the source and a digit 1-6 for what it says"
                return self._matching(text, GRADE, hint, span)
        raise AssertionError(shape)

    def _sentence(self, node: Scalar, rule: Any) -> Any:
        phrase = read_phrase(node.text, rule=rule, names=self.names)
        cut = node.plain and node.text.count("(") != node.text.count(")")
        for slip in phrase.slips:
            hint = "inside { } of YAML, a text with a comma needs quotes" if cut else slip.hint
            self.problems.add(slip.message, span=within(node, slip.start, slip.end), hint=hint)
        for name, start, end in phrase.paths:
            self.pending.paths.append((name, within(node, start, end)))
        for name, start, end in phrase.events:
            self.pending.events.append((name, within(node, start, end)))
        return phrase.value

    def _refer(self, name: str, kind: str, *, span: Span) -> bool:
        kinds = {"movers": ("actors",), "actors_or_moves": ("actors", "moves")}.get(kind, (kind,))
        if kind == "claims":
            kinds = ("claims", "not_formalised")
        known = self.names.of(kind)
        if name in known or not self.names.can_tell(*kinds):
            return True
        hint = self.problems.nearest(name, known)
        if name == "nature":
            hint = "nature is no actor: it has no types, stakes or patron"
        self.problems.add(f"no {_SINGULAR[kind]} is called `{name}`", span=span, hint=hint)
        return False

    def _one_of(self, text: str, words: tuple[str, ...], *, span: Span, path: str) -> str | None:
        if text in words:
            return text
        hint = self.problems.nearest(text, words) or f"it is {' or '.join(f'`{w}`' for w in words)}"
        self.problems.add(f"{_last(path)} cannot be `{text}`", span=span, hint=hint)
        return None

    def _setting(self, text: str, *, path: str, span: Span) -> Any:
        target = path.split(".set.", 1)[-1]
        if target.startswith("facts."):
            return self._matching(text, VALUE, "a value is a name or a whole number", span)
        kind = "probability" if target.startswith(("moves.", "beliefs.")) else "worth"
        if target.startswith("rationality."):
            kind = "precision"
        amount = read_amount(text, kind=kind, yardstick=self.names.yardstick)  # type: ignore[arg-type]
        return self._checked(amount, span)

    def _checked(self, value: Any, span: Span) -> Any:
        if isinstance(value, Misread):
            self.problems.add(value.message, span=span, hint=value.hint)
            return None
        return value

    def _whole(self, text: str, low: int, high: int, *, span: Span) -> int | None:
        if re.fullmatch(r"\d{1,9}", text) and low <= int(text) <= high:
            return int(text)
        self.problems.add(f"`{text}` is no whole number from {low} to {high}", span=span)
        return None

    def _real(self, text: str, low: float, high: float, *, span: Span) -> float | None:
        amount = read_amount(text, kind="worth")
        if isinstance(amount, Fixed) and low <= amount.value <= high:
            return amount.value
        self.problems.add(f"`{text}` is no number from {low:g} to {high:g}", span=span)
        return None

    def _confidence(self, text: str, *, span: Span) -> float | None:
        amount = self._checked(
            read_amount(text, kind="probability", yardstick=self.names.yardstick), span
        )
        if isinstance(amount, Fixed):
            return amount.value
        scale = YARDSTICKS.get(self.names.yardstick)
        if isinstance(amount, Word) and scale and (band := scale.band(amount.text)):
            return round((band.low + band.high) / 2.0, 6)
        if amount is not None and scale:
            self.problems.add("a confidence is one number, or a word of probability", span=span)
        return None

    def _matching(self, text: str, pattern: re.Pattern[str], rule: str, span: Span) -> str | None:
        if pattern.fullmatch(text):
            return text
        self.problems.add(f"`{text}` cannot stand here", span=span, hint=rule)
        return None


def _holds_names(shape: shapes.Shape) -> bool:
    """Say whether things of this shape are kept, empty, when they could not be read."""
    return isinstance(shape, shapes.Record | shapes.Mapped | shapes.Choice | shapes.Again)


def _empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.plain and not node.text


def _last(path: str) -> str:
    parts = path.split(".")
    if parts[-1].isdigit() and len(parts) > 1:
        return f"entry {int(parts[-1]) + 1} of `{parts[-2]}`"
    return f"`{parts[-1] or 'the file'}`"


def _start(node: Node) -> Span:
    return node.span if isinstance(node, Scalar) else Span(node.span.line, node.span.column)
