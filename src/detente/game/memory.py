"""Conditions and quantities to automata over the events of a course."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property, reduce
from types import MappingProxyType

import numpy as np

from detente.errors import GameError, Problem
from detente.game import automata
from detente.game.automata import Automaton
from detente.game.course import Course
from detente.model import conditions as c
from detente.model.crisis import NATURE, Change, Move
from detente.shapes import Bools, Ints

COMPARE: MappingProxyType[str, Callable[[Ints, int], Bools]] = MappingProxyType({
    "==": operator.eq, "!=": operator.ne, "<": operator.lt,
    "<=": operator.le, ">": operator.gt, ">=": operator.ge,
})


@dataclass
class Memory:
    """Compiles conditions of one course; equal conditions give the same automaton."""

    course: Course
    _known: dict[object, Automaton] = field(default_factory=dict, repr=False)

    # --- conditions ------------------------------------------------------------------------------
    def condition(self, condition: c.Condition) -> Automaton:
        """Return the automaton whose output is 1 where the condition is true."""
        if condition not in self._known:
            self._known[condition] = self._condition(condition)
        return self._known[condition]

    def _condition(self, condition: c.Condition) -> Automaton:
        match condition:
            case c.Always(value):
                return automata.constant(int(value), events=self._events)
            case c.Is():
                return self._is(condition)
            case c.Done(moves, timing):
                return self._done(moves, timing)
            case c.Follows():
                return self._follows(condition)
            case c.FirstIs():
                return self._first_is(condition)
            case c.Compare(quantity, op, number):
                return self.quantity(quantity).map(lambda out: COMPARE[op](out, number).astype(np.int32))
            case c.Not(part):
                return self.condition(part).map(lambda out: 1 - out)
            case c.And(parts):
                return self._joined(parts, np.minimum)
            case c.Or(parts):
                return self._joined(parts, np.maximum)
            case c.EventRef(name):
                return self.condition(self._event(name).means)

    def _joined(self, parts: tuple[c.Condition, ...], join: Callable[[Ints, Ints], Ints]) -> Automaton:
        return reduce(lambda a, b: automata.product(a, b, join), map(self.condition, parts))

    def _is(self, condition: c.Is) -> Automaton:
        fact = self.course.crisis.fact(condition.fact)
        wanted = [fact.values.index(value) for value in condition.values]
        values = np.arange(len(fact.values))
        if condition.op in ("==", "!="):
            output = np.isin(values, wanted) == (condition.op == "==")
        else:
            output = COMPARE[condition.op](values, wanted[0])
        table = np.repeat(values[:, None], self._events, axis=1)
        for x, event in enumerate(self.course.events):
            outcome = self.course.crisis.moves[event.move].outcomes[event.outcome]
            for name, value in outcome.then:
                if name == fact.name:
                    table[:, x] = fact.values.index(value)
        start = fact.values.index(fact.start)
        return automata.minimal(table, output.astype(np.int32), start=start)

    def _done(self, moves: c.Moves, timing: c.Timing | None) -> Automaton:
        if isinstance(moves, c.EventRef) and not self._is_moves(moves):
            became = self.condition(self._event(moves.name).means)
            return automata.frozen(became, self.window(timing)) if timing else became
        return _flag(self.moves(moves) & self.window(timing))

    def _follows(self, condition: c.Follows) -> Automaton:
        first, then = self.moves(condition.after), self.moves(condition.moves)
        day = self.course.event_day
        days = np.unique(day[first])  # state 1 + i: the first came on days[i]; the last state: yes
        yes = len(days) + 1
        table = np.repeat(np.arange(yes + 1)[:, None], self._events, axis=1)
        table[0, first] = 1 + np.searchsorted(days, day[first])
        for i, begun in enumerate(days):
            late = condition.days is not None and day > begun + condition.days
            table[1 + i, then & ~np.asarray(late)] = yes
        return automata.minimal(table, (np.arange(yes + 1) == yes).astype(np.int32))

    def _first_is(self, condition: c.FirstIs) -> Automaton:
        among = self.moves(condition.among)
        right = among & self.moves(condition.moves) & self.window(condition.timing)
        table = np.repeat(np.arange(3)[:, None], self._events, axis=1)
        table[0] = np.where(right, 1, np.where(among, 2, 0))
        return automata.minimal(table, np.array([0, 1, 0], np.int32))

    def changed(self, change: Change) -> Automaton:
        """Return the automaton of a fact having the value that a `Change` waits for."""
        return self.condition(c.Is(change.fact, "==", (change.value,)))

    # --- quantities ------------------------------------------------------------------------------
    def quantity(self, quantity: c.Quantity) -> Automaton:
        """Return the automaton whose output is the value of the quantity."""
        match quantity:
            case c.Count(moves, timing):
                return self._count(self.moves(moves) & self.window(timing))
            case c.TopRung(timing):
                return self._top_rung(self.window(timing))
            case c.Exchanges(timing):
                return self._exchanges(self.window(timing))
            case c.DayOf(which, moves):
                return self._day_of(which, self.moves(moves))

    def _count(self, mask: Bools) -> Automaton:
        most = len(np.unique(self.course.event_step[mask]))
        table = np.minimum(np.arange(most + 1)[:, None] + mask[None, :], most)
        return automata.minimal(table, np.arange(most + 1))

    def _top_rung(self, window: Bools) -> Automaton:
        rungs = np.where(window, [move.rung for move in self._event_moves], 0)
        states = np.arange(11)
        return automata.minimal(np.maximum(states[:, None], rungs[None, :]), states)

    def _exchanges(self, window: Bools) -> Automaton:
        side = self.force_side()
        most = len({event.step for event, force in zip(self.course.events, side, strict=True) if force})

        def follow(state: object, x: int) -> object:
            last, count = state  # type: ignore[misc]
            if not side[x] or not window[x]:
                return state
            return side[x], min(count + (last not in ("", side[x])), most)

        return automata.explore(("", 0), follow, lambda s: s[1], events=self._events)  # type: ignore[index]

    def _day_of(self, which: str, mask: Bools) -> Automaton:
        days = np.unique(self.course.event_day[mask])
        table = np.repeat(np.arange(len(days) + 1)[:, None], self._events, axis=1)
        arrived = 1 + np.searchsorted(days, self.course.event_day[mask])
        table[0, mask] = arrived
        if which == "last":
            table[:, mask] = np.broadcast_to(arrived, (len(days) + 1, len(arrived)))
        return automata.minimal(table, np.concatenate(([-1], days)))

    # --- sets of events --------------------------------------------------------------------------
    def force_side(self) -> list[str]:
        """Name, per event, the side that uses force in it; empty where nobody does."""
        crisis = self.course.crisis
        return [
            crisis.principal(move.by) if move.rung >= crisis.force_from and move.by != NATURE else ""
            for move in self._event_moves
        ]

    def moves(self, moves: c.Moves) -> Bools:
        """Return which events (X) belong to a set of moves."""
        match moves:
            case c.Named(names):
                return np.array([self._is_named(x, names) for x in range(self._events)], bool)
            case c.Matching():
                return np.array([self._matches(m, moves) for m in self._event_moves], bool)
            case c.Union(parts):
                return np.logical_or.reduce([self.moves(part) for part in parts])
            case c.EventRef(name):
                means = self._event(name).means
                if not isinstance(means, c.Done):
                    message = f"`{name}` is a condition, and a set of moves is wanted here"
                    raise GameError(Problem(message, hint="name the moves, or use an event that is just moves"))
                return self.moves(means.moves) & self.window(means.timing)

    def window(self, timing: c.Timing | None) -> Bools:
        """Return which events (X) fall within the dates."""
        day = self.course.event_day
        if timing is None:
            return np.ones(self._events, bool)
        as_of = self.course.crisis.as_of
        first = -np.inf if timing.first is None else (timing.first - as_of) // timedelta(days=1)
        last = np.inf if timing.last is None else (timing.last - as_of) // timedelta(days=1)
        if timing.kind == "within" and timing.days is not None:
            last = timing.days
        return np.asarray((day > first) if timing.kind == "after" else (day >= first) & (day <= last))

    def _is_moves(self, moves: c.EventRef) -> bool:
        return isinstance(self._event(moves.name).means, c.Done)

    def _is_named(self, x: int, names: tuple[str, ...]) -> bool:
        move, outcome = self._event_moves[x], self.course.events[x].outcome
        return move.name in names or f"{move.name}.{move.outcomes[outcome].name}" in names

    def _matches(self, move: Move, wanted: c.Matching) -> bool:
        sides = {move.by, *self._patrons(move.by)}
        return (
            (not wanted.by or move.by in wanted.by)
            and (not wanted.on_behalf or bool(sides & set(wanted.on_behalf)))
            and (not wanted.against or bool(set(move.against) & set(wanted.against)))
            and (not wanted.where or move.where in wanted.where)
            and (not wanted.channel or move.channel in wanted.channel)
            and all(COMPARE[op](np.int32(move.rung), rung) for op, rung in wanted.rung)  # type: ignore[arg-type]
        )

    def _patrons(self, actor: str) -> list[str]:
        chain = []
        while actor != NATURE and (actor := self.course.crisis.actor(actor).patron):
            chain.append(actor)
        return chain

    def _event(self, name: str) -> c.EventRef:
        for event in self.course.crisis.events:
            if event.name == name:
                return event  # type: ignore[return-value]
        raise GameError(Problem(f"there is no event `{name}`"))

    @property
    def _events(self) -> int:
        return len(self.course.events)

    @cached_property
    def _event_moves(self) -> list[Move]:
        return [self.course.crisis.moves[event.move] for event in self.course.events]


def _flag(mask: Bools) -> Automaton:
    table = np.vstack((mask.astype(np.int32), np.ones_like(mask, np.int32)))
    return automata.minimal(table, np.array([0, 1], np.int32))
