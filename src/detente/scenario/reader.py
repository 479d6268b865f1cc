"""Nodes to items: every part of the file read by its shape, mistakes noted and passed over.

Knows shapes and names, but nothing of what a crisis as a whole must be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from detente.errors import Span
from detente.scenario import shapes
from detente.scenario.keys import DEFINED
from detente.scenario.names import RESERVED
from detente.scenario.nodes import Mapping, Node, Scalar, Sequence
from detente.scenario.problems import listed
from detente.scenario.scalars import PATTERNS, RULES, Scalars, last_of


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


class Reader(Scalars):
    """Reads nodes by shapes; `places` and `keys` remember where values and keys stand."""

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
            self.problems.add(f"{last_of(path)} is one value, not {found}", span=_start(node))
            return None
        value = self.scalar(node, shape, path=path)
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
        return self.read_record(node, shape, path=path)

    def read_record(self, node: Mapping, shape: shapes.Record, *, path: str) -> Item:
        """Return the entries of a mapping with known keys, those that could be read."""
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
        key = shape.key(shape.short)
        if key is None:
            names = listed(key.name for key in shape.keys[:3])
            self.problems.add(
                f"{last_of(path)} must be a mapping with keys such as {names}", span=_start(node)
            )
            return None
        if _empty(node):
            span = self.keys.get(path, node.span)
            self.problems.add(f"{last_of(path)} has no value", span=span)
            return None
        item = self.read(node, key.shape, path=f"{path}.{shape.short}")
        return Item({} if item is None else {shape.short: item}, node.span)

    def _unknown_key(self, key: Scalar, shape: shapes.Record) -> None:
        hint = self.problems.nearest(key.text, (k.name for k in shape.keys))
        if key.text == "decision_makers":
            hint = "this is a conflict: `detente stability` takes those"
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
        name = last_of(path)
        return name if name.startswith("entry") else f"the {shape.what} {name}"

    def _mapped(self, node: Node, shape: shapes.Mapped, *, path: str) -> Item | None:
        if not isinstance(node, Mapping):
            if shape.or_one:
                item = self.read(node, shape.of, path=path)
                return None if item is None else Item({"": item}, node.span)
            self.problems.add(f"{last_of(path)} must be a mapping of names", span=_start(node))
            return None
        items: dict[str, Item] = {}
        for key, value in self._once(node):
            below = f"{path}.{key.text}"
            self.keys[below] = key.span
            self._check_key(key, shape)
            item = self.read(value, shape.of, path=below)
            items[key.text] = (
                Item({} if _holds_names(shape.of) else None, key.span) if item is None else item
            )
        return Item(items, node.span)

    def _check_key(self, key: Scalar, shape: shapes.Mapped) -> None:
        if shape.refers:
            self.refer(key.text, shape.refers, span=key.span)
        elif not PATTERNS[shape.names].fullmatch(key.text):
            self.problems.add(
                f"`{key.text}` cannot be a name", span=key.span, hint=RULES[shape.names]
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
            self.problems.add(f"{last_of(path)} must be a list", span=_start(node))
            return None
        if len(node.items) < shape.least:
            wants = "is empty" if shape.least == 1 else f"needs {shape.least} entries"
            self.problems.add(f"{last_of(path)} {wants}", span=_start(node))
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


def _holds_names(shape: shapes.Shape) -> bool:
    """Say whether things of this shape are kept, empty, when they could not be read."""
    return isinstance(shape, shapes.Record | shapes.Mapped | shapes.Choice | shapes.Again)


def _empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.plain and not node.text


def _start(node: Node) -> Span:
    return node.span if isinstance(node, Scalar) else Span(node.span.line, node.span.column)
