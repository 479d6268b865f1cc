"""The forecast and how its names read: titles, links, and rows of numbers.

Text of a crisis comes from a stranger: control characters are taken out here, markup is escaped
by each renderer.
"""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cached_property
from typing import TypeVar, cast

from detente.brief.document import Column, Inline, Row, Run, inline
from detente.brief.words import window
from detente.forecast.figures import percent, percents
from detente.forecast.results import Forecast, Spread, StagePlay
from detente.model.crisis import ANALYST, NATURE, Citation, Crisis
from detente.model.words import YARDSTICKS, Yardstick

Value = TypeVar("Value")

WINDOW = re.compile(r"(\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))?")
"""How the forecast writes the days of a stage in its labels."""
SPREAD_COLUMNS = (
    Column("Median", numeric=True),
    Column("Half of the draws", numeric=True),
    Column("Nine of ten", numeric=True),
)
"""Headings of `spread_cells`."""


def cleaned(value: Value) -> Value:
    r"""Return a value with control characters taken out of every string in it.

    >>> cleaned(("a\x1b[31m", "b\nc"))
    ('a[31m', 'b c')
    """
    if isinstance(value, str):
        return cast("Value", _clean(value))
    if isinstance(value, tuple):
        return cast("Value", tuple(cleaned(part) for part in value))
    if is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: getattr(value, f.name) for f in fields(value) if f.init}
        fresh = {name: cleaned(part) for name, part in parts.items()}
        changed = {name: part for name, part in fresh.items() if part is not parts[name]}
        return replace(value, **changed) if changed else value
    return value


def _clean(text: str) -> str:
    spaced = "".join(" " if char in "\n\r\t\u2028\u2029" else char for char in text)
    kept = [c for c in spaced if unicodedata.category(c) not in {"Cc", "Cs", "Cn"}]
    return text if len(kept) == len(text) and spaced == text else "".join(kept)


def anchor(kind: str, name: str) -> str:
    """Return the anchor of a thing; different names never share one.

    >>> anchor("claim", "C07"), anchor("claim", "a b")
    ('claim-C07', 'claim-a.20.b')
    """
    safe = (c if c.isascii() and (c.isalnum() or c in "_-") else f".{ord(c):x}." for c in name)
    return f"{kind}-{''.join(safe)}"


def spread_cells(spread: Spread) -> tuple[Inline, ...]:
    """Return the cells of `SPREAD_COLUMNS` for a probability."""
    return (
        inline(Run(percent(spread.median), "strong")),
        inline(percents(spread.low50, spread.high50)),
        inline(percents(spread.low90, spread.high90)),
    )


def spread_row(first: Sequence[Inline], spread: Spread) -> Row:
    """Return a row that ends in the numbers of a probability."""
    return Row((*first, *spread_cells(spread)))


def spaced(name: str) -> str:
    """Return a name as it reads without a title."""
    return name.replace("_", " ")


class Titled(ABC):
    """The titles and anchors of everything that a crisis names."""

    @property
    @abstractmethod
    def crisis(self) -> Crisis:
        """The crisis."""

    @cached_property
    def yardstick(self) -> Yardstick:
        """Return the yardstick of the crisis."""
        return YARDSTICKS[self.crisis.yardstick]

    @cached_property
    def _actors(self) -> dict[str, str]:
        found = {actor.name: actor.title for actor in self.crisis.actors}
        return {NATURE: "Nature", ANALYST: "the analyst", **found}

    @cached_property
    def _moves(self) -> dict[str, str]:
        return {move.name: move.title for move in self.crisis.moves}

    @cached_property
    def _theatres(self) -> dict[str, str]:
        return {theatre.name: theatre.title for theatre in self.crisis.theatres}

    @cached_property
    def claims(self) -> frozenset[str]:
        """Return the names that have an anchor as a claim."""
        kept = [name for name, _ in self.crisis.not_formalised]
        return frozenset([*(claim.name for claim in self.crisis.claims), *kept])

    def actor(self, name: str) -> str:
        """Return the title of an actor, of nature or of the analyst."""
        return self._actors.get(name) or spaced(name)

    def move(self, name: str) -> str:
        """Return the title of a move."""
        return self._moves.get(name) or spaced(name)

    def theatre(self, name: str) -> str:
        """Return the title of a theatre."""
        return self._theatres.get(name) or spaced(name)

    def label(self, dist: str, label: str) -> str:
        """Return how a label of a distribution reads, by the name of the distribution."""
        if label == "none":
            return "no force"
        if dates := WINDOW.fullmatch(label):
            first = date.fromisoformat(dates[1])
            return window(first, date.fromisoformat(dates[2]) if dates[2] else first, short=True)
        named = {"who": self.actor, "what": self.move, "ever": self.move, "where": self.theatre}
        return named.get(dist, spaced)(label)

    def stage(self, play: StagePlay, *, rounds: bool = True) -> str:
        """Return the name of a stage, with its actor, and its round if it is wanted."""
        turn, _, named = play.name.rpartition(", ")
        own = "" if named in {"", play.actor} else spaced(named)
        told = ", ".join(part for part in (turn if rounds else "", own) if part)
        return f"{self.actor(play.actor)}{f': {told}' if told else ''}"

    def claim_links(self, names: Sequence[str]) -> Inline:
        """Return links to claims, joined by commas; unknown names stay plain."""
        runs: list[Run] = []
        for name in names:
            target = f"#{anchor('claim', name)}" if name in self.claims else ""
            runs += [Run(", "), Run(name, target=target)]
        return tuple(runs[1:])

    def question_link(self, name: str) -> Run:
        """Return a link to a question's judgement."""
        return Run(name, target=f"#{anchor('question', name)}")

    def cited(self, citation: Citation | None, *, grade: bool = True) -> Inline:
        """Return a citation with its place and grade, linked to the source."""
        if citation is None:
            return inline("no source")
        known = {source.name: source for source in self.crisis.sources}
        source = known.get(citation.source)
        target = f"#{anchor('source', citation.source)}" if source else ""
        place = f", {citation.place}" if citation.place else ""
        letter = citation.grade or (source.grade if source else "")
        mark = f" ({letter})" if grade and letter else ""
        return inline(Run(citation.source, target=target), place + mark)


@dataclass(frozen=True)
class Titles(Titled):
    """A crisis as its names read, for findings that need no forecast."""

    of: Crisis

    @property
    def crisis(self) -> Crisis:
        """The crisis."""
        return self.of


@dataclass(frozen=True)
class Reading(Titled):
    """A forecast with the titles and anchors of everything that it names."""

    forecast: Forecast

    @property
    def crisis(self) -> Crisis:
        """The crisis that the forecast is of."""
        return self.forecast.crisis
