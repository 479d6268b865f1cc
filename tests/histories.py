"""Histories in plain Python: every way a crisis can be played, and what is true of each.

Shares no code with the package's game: conditions are evaluated on lists of events, facts on
dictionaries, payoffs by adding up. Slow and obvious.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from detente.model import conditions as c
from detente.model.crisis import Change, Crisis, Move, Repeat, Stage

OPERATORS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Happening:
    step: int
    day: date
    move: Move
    outcome: str


@dataclass
class History:
    crisis: Crisis
    events: tuple[Happening, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    choices: tuple[tuple[int, str, str], ...] = ()  # step, actor, move
    gained: dict[str, float] = field(default_factory=dict)  # "actor.stake" -> times


def flat_course(crisis: Crisis) -> list[tuple[Stage, date]]:
    """The stages with the last day of their windows."""
    clock = window = crisis.as_of
    flat = []
    for item in crisis.course:
        begin = clock
        for k in range(item.times if isinstance(item, Repeat) else 1):
            if isinstance(item, Repeat):
                clock = window = begin + timedelta(days=k * item.every)
            for stage in item.stages if isinstance(item, Repeat) else (item,):
                if stage.date.kind == "on":
                    clock = stage.date.on
                if stage.date.kind in ("within", "after"):
                    clock = clock + timedelta(days=stage.date.days)
                if stage.date.kind != "same":
                    window = clock
                flat.append((stage, window))
        if isinstance(item, Repeat):
            clock = window = begin + timedelta(days=item.times * item.every)
    return flat


def true_of(h: History, condition: c.Condition) -> bool:
    """Evaluate a condition on a history."""
    match condition:
        case c.Always(value):
            return value
        case c.Not(part):
            return not true_of(h, part)
        case c.And(parts):
            return all(true_of(h, part) for part in parts)
        case c.Or(parts):
            return any(true_of(h, part) for part in parts)
        case c.Is(fact, op, values):
            order = h.crisis.fact(fact).values
            if op in ("==", "!="):
                return (h.facts[fact] in values) == (op == "==")
            return OPERATORS[op](order.index(h.facts[fact]), order.index(values[0]))
        case c.Done(moves, timing):
            return any(is_in(h, e, moves) and in_time(h, e, timing) for e in h.events)
        case c.Follows(moves, after, days):
            first = next((i for i, e in enumerate(h.events) if is_in(h, e, after)), None)
            return first is not None and any(
                is_in(h, e, moves)
                and (days is None or e.day - h.events[first].day <= timedelta(days=days))
                for e in h.events[first + 1 :]
            )
        case c.FirstIs(among, moves, timing):
            first_one = next((e for e in h.events if is_in(h, e, among)), None)
            return (
                first_one is not None
                and is_in(h, first_one, moves)
                and in_time(h, first_one, timing)
            )
        case c.Compare(quantity, op, number):
            return bool(OPERATORS[op](amount(h, quantity), number))
    raise AssertionError(condition)


def amount(h: History, quantity: c.Quantity) -> int:
    """Evaluate a quantity on a history."""
    match quantity:
        case c.Count(moves, timing):
            return sum(is_in(h, e, moves) and in_time(h, e, timing) for e in h.events)
        case c.TopRung(timing):
            return max((e.move.rung for e in h.events if in_time(h, e, timing)), default=0)
        case c.Exchanges(timing):
            sides = [
                h.crisis.principal(e.move.by)
                for e in h.events
                if e.move.rung >= h.crisis.force_from
                and e.move.by != "nature"
                and in_time(h, e, timing)
            ]
            return sum(a != b for a, b in pairwise(sides))
        case c.DayOf(which, moves):
            days = [(e.day - h.crisis.as_of).days for e in h.events if is_in(h, e, moves)]
            return -1 if not days else days[0 if which == "first" else -1]
    raise AssertionError(quantity)


def is_in(h: History, event: Happening, moves: c.Moves) -> bool:
    match moves:
        case c.Named(names):
            return event.move.name in names or f"{event.move.name}.{event.outcome}" in names
        case c.Union(parts):
            return any(is_in(h, event, part) for part in parts)
        case c.Matching():
            m, behind = event.move, [event.move.by]
            while behind[-1] != "nature" and h.crisis.actor(behind[-1]).patron:
                behind.append(h.crisis.actor(behind[-1]).patron)
            return (
                (not moves.by or m.by in moves.by)
                and (not moves.on_behalf or any(b in moves.on_behalf for b in behind))
                and (not moves.against or any(a in moves.against for a in m.against))
                and (not moves.where or m.where in moves.where)
                and (not moves.channel or m.channel in moves.channel)
                and all(OPERATORS[op](m.rung, rung) for op, rung in moves.rung)
            )
    raise AssertionError(moves)


def in_time(h: History, event: Happening, timing: c.Timing | None) -> bool:
    if timing is None:
        return True
    if timing.kind == "within":
        return event.day <= h.crisis.as_of + timedelta(days=timing.days or 0)
    if timing.kind == "after":
        return timing.first is not None and event.day > timing.first
    return (timing.first or date.min) <= event.day <= (timing.last or date.max)


def play_all(crisis: Crisis, chances) -> Iterator[tuple[History, float]]:
    """Yield every complete history with its chance.

    `chances(history, step, stage, moves)` gives the chance of each move and
    `chances(history, step, move)` of each outcome.
    """
    stages = flat_course(crisis)

    def go(h: History, step: int, p: float) -> Iterator[tuple[History, float]]:
        if step == len(stages) or true_of(h, crisis.ends):
            for stake in crisis.stakes:
                if stake.when is not None and true_of(h, stake.when):
                    h.gained[f"{stake.actor}.{stake.name}"] = 1.0
            yield h, p
            return
        stage, day = stages[step]
        moves = [crisis.move(m) for m in stage.choose if true_of(h, crisis.move(m).when)]
        if not moves or not true_of(h, stage.when):
            yield from go(h, step + 1, p)
            return
        nature = stage.actor == "nature"
        picks = (
            [(moves[0], 1.0)] if nature else zip(moves, chances(h, step, stage, moves), strict=True)
        )
        for move, chance in picks:
            for outcome, likely in zip(move.outcomes, chances(h, step, move, None), strict=True):
                yield from go(after(h, step, day, move, outcome), step + 1, p * chance * likely)

    start = History(crisis, facts={fact.name: fact.start for fact in crisis.facts})
    yield from go(start, 0, 1.0)


def after(h: History, step: int, day: date, move: Move, outcome) -> History:
    event = Happening(step, day, move, outcome.name)
    facts = {**h.facts, **dict(outcome.then)}
    then = History(
        h.crisis,
        (*h.events, event),
        facts,
        h.choices if move.by == "nature" else (*h.choices, (step, move.by, move.name)),
        dict(h.gained),
    )
    for stake in h.crisis.stakes:
        key = f"{stake.actor}.{stake.name}"
        if isinstance(stake.each, Change):
            new = facts[stake.each.fact] == stake.each.value != h.facts[stake.each.fact]
            then.gained[key] = then.gained.get(key, 0.0) + new
        elif stake.each is not None:
            then.gained[key] = then.gained.get(key, 0.0) + is_in(h, event, stake.each)
    return then
