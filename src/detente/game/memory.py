"""Conditions and quantities to automata over the events of a course."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce

import numpy as np

from detente.game import automata
from detente.game.automata import Automaton
from detente.game.course import Course
from detente.game.events import COMPARE, Events
from detente.model import conditions as c
from detente.model.crisis import Change
from detente.shapes import Bools, Ints


@dataclass
class Memory:
    """Compiles conditions of one course; equal conditions give the same automaton."""

    course: Course
    _known: dict[object, Automaton] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.events = Events(self.course)

    # --- conditions ------------------------------------------------------------------------------
    def condition(self, condition: c.Condition) -> Automaton:
        """Return the automaton whose output is 1 where the condition is true."""
        if condition not in self._known:
            self._known[condition] = self._condition(condition)
        return self._known[condition]

    def _condition(self, condition: c.Condition) -> Automaton:
        match condition:
            case c.Always(value):
                return automata.constant(int(value), events=len(self.events))
            case c.Is():
                return self._is(condition)
            case c.Done(moves, timing):
                return self._done(moves, timing)
            case c.Follows():
                return self._follows(condition)
            case c.FirstIs():
                return self._first_is(condition)
            case c.Compare(quantity, op, number):
                measured = self.quantity(quantity)
                return measured.map(lambda out: COMPARE[op](out, number).astype(np.int32))
            case c.Not(part):
                return self.condition(part).map(lambda out: 1 - out)
            case c.And(parts):
                return self._joined(parts, np.minimum)
            case c.Or(parts):
                return self._joined(parts, np.maximum)
            case c.EventRef(name):
                return self.condition(self.events.named(name).means)

    def _joined(
        self, parts: tuple[c.Condition, ...], join: Callable[[Ints, Ints], Ints]
    ) -> Automaton:
        return reduce(lambda a, b: automata.product(a, b, join), map(self.condition, parts))

    def _is(self, condition: c.Is) -> Automaton:
        fact = self.course.crisis.fact(condition.fact)
        wanted = [fact.values.index(value) for value in condition.values]
        values = np.arange(len(fact.values))
        if condition.op in ("==", "!="):
            output = np.isin(values, wanted) == (condition.op == "==")
        else:
            output = COMPARE[condition.op](values, wanted[0])
        table = np.repeat(values[:, None], len(self.events), axis=1)
        for x, event in enumerate(self.course.events):
            outcome = self.course.crisis.moves[event.move].outcomes[event.outcome]
            for name, value in outcome.then:
                if name == fact.name:
                    table[:, x] = fact.values.index(value)
        start = fact.values.index(fact.start)
        return automata.minimal(table, output.astype(np.int32), start=start)

    def _done(self, moves: c.Moves, timing: c.Timing | None) -> Automaton:
        if isinstance(moves, c.EventRef) and not self._is_moves(moves):
            became = self.condition(self.events.named(moves.name).means)
            return automata.frozen(became, self.events.window(timing)) if timing else became
        return _flag(self.events.moves(moves) & self.events.window(timing))

    def _is_moves(self, moves: c.EventRef) -> bool:
        return isinstance(self.events.named(moves.name).means, c.Done)

    def _follows(self, condition: c.Follows) -> Automaton:
        if isinstance(condition.after, c.EventRef) and not self._is_moves(condition.after):
            return self._follows_condition(condition, self.events.named(condition.after.name).means)
        first, then = self.events.moves(condition.after), self.events.moves(condition.moves)
        day = self.course.event_day
        days = np.unique(day[first])  # state 1 + i: the first came on days[i]; the last state: yes
        yes = len(days) + 1
        table = np.repeat(np.arange(yes + 1)[:, None], len(self.events), axis=1)
        table[0, first] = 1 + np.searchsorted(days, day[first])
        for i, begun in enumerate(days):
            table[1 + i, then & self._in_time(condition.days, begun)] = yes
        return automata.minimal(table, (np.arange(yes + 1) == yes).astype(np.int32))

    def _follows_condition(self, condition: c.Follows, before: c.Condition) -> Automaton:
        """The moves come after the event by which a condition first became true."""
        truth, then = self.condition(before), self.events.moves(condition.moves)
        day = self.course.event_day
        begun = 0 if truth.output[0] else -1  # true from the start: counted from there

        def follow(state: tuple[int, int, bool], x: int) -> tuple[int, int, bool]:
            q, since, done = state
            if done:
                return state
            if since >= 0:
                late = condition.days is not None and day[x] > since + condition.days
                return (0, since, True) if then[x] and not late else state
            q = int(truth.table[q, x])
            return (q, int(day[x]), False) if truth.output[q] else (q, -1, False)

        return automata.explore(
            (0, begun, False), follow, answer=lambda state: int(state[2]), events=len(self.events)
        )

    def _in_time(self, days: int | None, begun: int) -> Bools:
        day = self.course.event_day
        return np.ones(len(day), bool) if days is None else np.asarray(day <= begun + days)

    def _first_is(self, condition: c.FirstIs) -> Automaton:
        among = self.events.moves(condition.among)
        right = among & self.events.moves(condition.moves) & self.events.window(condition.timing)
        table = np.repeat(np.arange(3)[:, None], len(self.events), axis=1)
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
                return self._count(self.events.moves(moves) & self.events.window(timing))
            case c.TopRung(timing):
                return self._top_rung(self.events.window(timing))
            case c.Exchanges(timing):
                return self._exchanges(self.events.window(timing))
            case c.DayOf(which, moves):
                return self._day_of(which, self.events.moves(moves))

    def _count(self, mask: Bools) -> Automaton:
        most = len(np.unique(self.course.event_step[mask]))
        table = np.minimum(np.arange(most + 1)[:, None] + mask[None, :], most)
        return automata.minimal(table, np.arange(most + 1))

    def _top_rung(self, window: Bools) -> Automaton:
        rungs = np.where(window, [move.rung for move in self.events.made], 0)
        states = np.arange(11)
        return automata.minimal(np.maximum(states[:, None], rungs[None, :]), states)

    def _exchanges(self, window: Bools) -> Automaton:
        side = self.events.force_side()
        forced = np.array([bool(one) for one in side], bool)
        most = len(np.unique(self.course.event_step[forced]))

        def follow(state: tuple[str, int], x: int) -> tuple[str, int]:
            last, count = state
            if not side[x] or not window[x]:
                return state
            return side[x], min(count + (last not in {"", side[x]}), most)

        return automata.explore(("", 0), follow, answer=lambda s: s[1], events=len(self.events))

    def _day_of(self, which: str, mask: Bools) -> Automaton:
        days = np.unique(self.course.event_day[mask])
        table = np.repeat(np.arange(len(days) + 1)[:, None], len(self.events), axis=1)
        arrived = 1 + np.searchsorted(days, self.course.event_day[mask])
        table[0, mask] = arrived
        if which == "last":
            table[:, mask] = np.broadcast_to(arrived, (len(days) + 1, len(arrived)))
        return automata.minimal(table, np.concatenate(([-1], days)))


def _flag(mask: Bools) -> Automaton:
    table = np.vstack((mask.astype(np.int32), np.ones_like(mask, np.int32)))
    return automata.minimal(table, np.array([0, 1], np.int32))
