"""The nodes of a text: scalars, sequences and mappings, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from detente.errors import Span

BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A piece of text; `raw` is it as written, with its quotes, and `text` what that means."""

    text: str
    span: Span
    raw: str
    plain: bool = True

    @property
    def refused(self) -> bool:
        """Say whether this stands for something that the language does not have."""
        return not self.raw and not self.plain


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their nodes, in the order of the text; a key may stand twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span

    def get(self, name: str) -> Node | None:
        """Return what stands under a key (the first of that name), or None."""
        return next((node for key, node in self.entries if key.text == name), None)


Node: TypeAlias = Scalar | Sequence | Mapping


def within(scalar: Scalar, start: int, end: int) -> Span:
    """Return the place of `scalar.text[start:end]`, past quotes and folded lines."""
    first, last = _align(scalar, start), _align(scalar, max(start, end - 1))
    before = scalar.raw[:first]
    breaks = list(BREAK.finditer(before))
    line = scalar.span.line + len(breaks)
    column = first - breaks[-1].end() + 1 if breaks else scalar.span.column + first
    same_line = not BREAK.search(scalar.raw[first : last + 1])
    return Span(line, column, last - first + 1 if same_line else 1)


def _align(scalar: Scalar, offset: int) -> int:
    """Return where a character of the text stands in the raw scalar."""
    raw, place = scalar.raw, -1
    if not raw:
        return 0
    if not scalar.plain and raw[0] in "|>":
        place = match.end() - 1 if (match := BREAK.search(raw)) else 0
    elif not scalar.plain:
        place = 0
    for character in scalar.text[: offset + 1]:
        if character.isspace():
            continue
        found = raw.find(character, place + 1)
        place = found if found >= 0 else place
    if offset >= len(scalar.text):
        place = min(place + 1, len(raw) - 1)
    return max(place, 0)
