"""What the texts of a scenario name: slips noted, names looked up, days and numbers read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import get_args

from lark import Token

from detente.model.crisis import Channel
from detente.scenario.names import Names
from detente.scenario.problems import did_you_mean

_DAYS = {"day": 1, "week": 7, "month": 30}
_MOST_DAYS = 100_000
_MOST_HINTS = 20
_SINGULAR = {"movers": "actor", "actors": "actor", "theatres": "theatre", "channel": "channel"}


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake within a text: what is wrong with `text[start:end]`."""

    message: str
    start: int
    end: int
    hint: str = ""

    @property
    def length(self) -> int:
        """How much of the text is meant."""
        return max(1, self.end - self.start)


class Lookups:
    """Checks the names of a text against those declared, and notes what is wrong."""

    def __init__(self, names: Names, *, hints: bool = True) -> None:
        self.names = names
        self.hints = hints
        self.slips: list[Slip] = []
        self.paths: list[tuple[str, int, int]] = []
        self.events: list[tuple[str, int, int]] = []

    def _nearest(self, word: str, *kinds: Iterable[str]) -> str:
        """Return what a word resembles, as long as there are few enough slips to be read."""
        if not self.hints or len(self.slips) >= _MOST_HINTS:
            return ""
        return did_you_mean(word, chain.from_iterable(kinds))

    def _slip(self, token: Token, message: str, *, hint: str = "") -> None:
        start = token.start_pos or 0
        self.slips.append(Slip(message, start, start + len(token), hint))

    def _check_move(self, token: Token) -> None:
        if not self.names.can_tell("moves", "events", "facts"):
            return
        move, _, outcome = str(token).partition(".")
        if move not in self.names.moves:
            names = self.names
            hint = self._nearest(move, names.moves, names.events, names.facts)
            self._slip(token, f"no fact, event or move is called `{move}`", hint=hint)
        elif outcome and outcome not in self.names.moves[move]:
            hint = self._nearest(outcome, self.names.moves[move])
            self._slip(token, f"the move `{move}` has no outcome `{outcome}`", hint=hint)

    def _check_values(self, fact: Token, values: Iterable[Token]) -> None:
        if not self.names.can_tell("facts"):
            return
        name = str(fact)
        if name not in self.names.facts:
            hint = self._nearest(name, self.names.facts)
            if name in self.names.events or name in self.names.moves:
                hint = f"`{name}` is {'an event' if name in self.names.events else 'a move'}"
            self._slip(fact, f"no fact is called `{name}`", hint=hint)
            return
        known = self.names.facts[name]
        for value in values:
            if known and str(value) not in known:
                hint = self._nearest(str(value), known)
                self._slip(value, f"the fact `{name}` has no value `{value}`", hint=hint)

    def _check_known(self, tokens: Iterable[Token], *, kind: str) -> None:
        if kind != "channel" and not self.names.can_tell(kind.replace("movers", "actors")):
            return
        known = tuple(get_args(Channel)) if kind == "channel" else tuple(self.names.of(kind))
        for token in tokens:
            if str(token) not in known:
                message = f"no {_SINGULAR[kind]} is called `{token}`"
                self._slip(token, message, hint=self._nearest(str(token), known))

    def _days(self, number: Token, unit: Token) -> int:
        days = self._whole(number) * _DAYS[str(unit).rstrip("s")]
        if not 0 <= days <= _MOST_DAYS:
            self._slip(number, "a duration must be between 0 days and 100,000 days")
        return days

    def _whole(self, token: Token) -> int:
        if len(token) > 9:
            self._slip(token, "this number is too large")
            return 0
        return int(token)

    def _date(self, token: Token) -> date:
        try:
            return date.fromisoformat(str(token))
        except ValueError:
            self._slip(token, f"`{token}` is no day of the calendar")
            return date.min
