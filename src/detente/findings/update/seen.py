"""Observed moves in their places: the stage of each, and the automaton that has seen them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from detente.errors import GameError, Problem
from detente.game import automata
from detente.game.automata import Automaton
from detente.game.course import Course, Step
from detente.scenario.observed import Observed


@dataclass(frozen=True)
class Seen:
    """An observation at its stage; `events` are those of the course that agree with it."""

    observed: Observed
    step: Step
    events: tuple[int, ...]


def placed(course: Course, observed: Sequence[Observed]) -> tuple[Seen, ...]:
    """Return the observations at their stages, in the order of the course.

    Each belongs to the first stage, not yet taken, that offers the move and whose window holds the
    date, or to the stage that it names. Raises `GameError` with every observation that has none.
    """
    taken: set[int] = {s.index for s in course.steps if s.stage.happened}
    found: list[Seen] = []
    problems: list[Problem] = []
    for one in sorted(observed, key=lambda o: o.date):
        try:
            seen = _placed(course, one, taken)
        except GameError as error:
            problems += error.problems
            continue
        taken.add(seen.step.index)
        found.append(seen)
    if problems:
        raise GameError(problems)
    return tuple(sorted(found, key=lambda seen: seen.step.index))


def automaton(course: Course, seen: Sequence[Seen]) -> Automaton:
    """Return the automaton that answers 1 to the histories in which all was as observed."""
    whole = automata.constant(1, events=len(course.events))
    for one in seen:
        table = np.zeros((2, len(course.events)), np.int32)
        table[1] = 1
        table[0, list(one.events)] = 1
        mine = automata.minimal(table, np.array([0, 1]))
        whole = automata.product(whole, mine, lambda a, b: a * b)
    return whole


def _placed(course: Course, one: Observed, taken: set[int]) -> Seen:
    moves = {move.name: m for m, move in enumerate(course.crisis.moves)}
    if one.move not in moves:
        near = get_close_matches(one.move, moves, n=1)
        raise _refusal(one, f"no move is called `{one.move}`",
                       f"did you mean `{near[0]}`?" if near else "")  # fmt: skip
    move = course.crisis.moves[moves[one.move]]
    outcomes = [outcome.name for outcome in move.outcomes]
    if one.outcome and one.outcome not in outcomes:
        raise _refusal(one, f"`{one.move}` has no outcome `{one.outcome}`",
                       f"its outcomes are {', '.join(outcomes)}")  # fmt: skip
    step = _step(course, one, taken)
    events = tuple(
        x for x, event in enumerate(course.events)
        if event.step == step.index and event.move == moves[one.move]
        and one.outcome in {"", outcomes[event.outcome]}
    )  # fmt: skip
    return Seen(one, step, events)


def _step(course: Course, one: Observed, taken: set[int]) -> Step:
    offering = [s for s in course.steps if one.move in s.stage.choose and s.index not in taken]
    if one.stage:
        offering = [s for s in offering if one.stage in {s.stage.name, s.label}]
        if not offering:
            raise _refusal(one, f"no stage `{one.stage}` is left that offers `{one.move}`", "")
        return offering[0]
    fits = [s for s in offering if s.start <= one.date <= s.end]
    if fits:
        return fits[0]
    windows = ", ".join(f"{s.label} ({s.start} to {s.end})" for s in offering[:4])
    raise _refusal(
        one, f"no stage offers `{one.move}` on {one.date}",
        f"it is offered at {windows}; name one with `stage:` if it is meant" if offering
        else "no stage is left that offers it",
    )  # fmt: skip


def _refusal(one: Observed, message: str, hint: str) -> GameError:
    return GameError(Problem(message, one.span, hint, one.file))
