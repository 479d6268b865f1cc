"""Which events of a course belong to a set of moves, fall within dates, or are a use of force."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from types import MappingProxyType

import numpy as np

from detente.errors import GameError, Problem
from detente.game.course import Course
from detente.model import conditions as c
from detente.model.crisis import NATURE, Event, Move
from detente.shapes import Bools, Whole

COMPARE: MappingProxyType[str, Callable[[Whole, int], Bools]] = MappingProxyType(
    {
        "==": operator.eq,
        "!=": operator.ne,
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
    }
)


@dataclass(frozen=True)
class Events:
    """The events of one course (X of them) and the sets of them that conditions speak of."""

    course: Course

    def __len__(self) -> int:
        return len(self.course.events)

    @cached_property
    def made(self) -> list[Move]:
        """The move of each event (X)."""
        return [self.course.crisis.moves[event.move] for event in self.course.events]

    def force_side(self) -> list[str]:
        """Name, per event, the side that uses force in it; empty where nobody does.

        If the crisis names its parties, only force by one of their sides counts, and only against
        another of them where the move says whom it is against.
        """
        sides = {move.name: self._side(move) for move in self.course.crisis.moves}
        return [sides[move.name] for move in self.made]

    def _side(self, move: Move) -> str:
        crisis = self.course.crisis
        if move.by == NATURE or move.rung < crisis.force_from:
            return ""
        own = crisis.principal(move.by)
        parties = {crisis.principal(actor) for actor in crisis.parties}
        others = {crisis.principal(actor) for actor in move.against} or parties
        return own if not parties or (own in parties and others & (parties - {own})) else ""

    def moves(self, moves: c.Moves) -> Bools:
        """Return which events (X) belong to a set of moves."""
        match moves:
            case c.Named(names):
                return np.array([self._is_named(x, names) for x in range(len(self))], bool)
            case c.Matching():
                return np.array([self._matches(m, moves) for m in self.made], bool)
            case c.Union(parts):
                return np.asarray(np.any([self.moves(part) for part in parts], axis=0), bool)
            case c.EventRef(name):
                means = self.named(name).means
                if not isinstance(means, c.Done):
                    raise GameError(
                        Problem(
                            f"`{name}` is a condition, and a set of moves is wanted here",
                            hint="name the moves, or use an event that is just moves",
                        )
                    )
                return self.moves(means.moves) & self.window(means.timing)

    def window(self, timing: c.Timing | None) -> Bools:
        """Return which events (X) fall within the dates."""
        day = self.course.event_day
        if timing is None:
            return np.ones(len(self), bool)
        crisis, one = self.course.crisis, timedelta(days=1)
        first = -np.inf if timing.first is None else (timing.first - crisis.start) // one
        last = np.inf if timing.last is None else (timing.last - crisis.start) // one
        if timing.kind == "within" and timing.days is not None:
            last = (crisis.as_of - crisis.start) // one + timing.days
        return np.asarray(
            (day > first) if timing.kind == "after" else (day >= first) & (day <= last)
        )

    def _is_named(self, x: int, names: tuple[str, ...]) -> bool:
        move, outcome = self.made[x], self.course.events[x].outcome
        return move.name in names or f"{move.name}.{move.outcomes[outcome].name}" in names

    def _matches(self, move: Move, wanted: c.Matching) -> bool:
        sides = {move.by, *self._patrons(move.by)}
        return (
            (not wanted.by or move.by in wanted.by)
            and (not wanted.on_behalf or bool(sides & set(wanted.on_behalf)))
            and (not wanted.against or bool(set(move.against) & set(wanted.against)))
            and (not wanted.where or move.where in wanted.where)
            and (not wanted.channel or move.channel in wanted.channel)
            and all(COMPARE[op](np.array(move.rung), rung) for op, rung in wanted.rung)
        )

    def _patrons(self, actor: str) -> list[str]:
        chain = []
        while actor != NATURE and (actor := self.course.crisis.actor(actor).patron):
            chain.append(actor)
        return chain

    def named(self, name: str) -> Event:
        """Return the entry of `events:` with that name; `GameError` if there is none."""
        for event in self.course.crisis.events:
            if event.name == name:
                return event
        raise GameError(Problem(f"there is no event `{name}`"))
