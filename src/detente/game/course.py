"""The course unrolled: every stage that can be played, with its dates, and every event it can hold.

An event, a `Happening`, is a move made at a stage with one outcome. Conditions, payoffs and
questions read events.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TypeAlias

import numpy as np

from detente.errors import GameError, Problem
from detente.model.crisis import NATURE, CourseItem, Crisis, Repeat, Stage, Together, Turn
from detente.shapes import Ints

Rounds: TypeAlias = tuple[tuple[str, int], ...]
"""The rounds that a stage stands in: what each is called, and its number from 0."""
ROUND = "round"
"""What a round is called that has no name."""
MOST_STAGES = 5000
"""More stages than this after unrolling are taken for a course that has no end."""


@dataclass(frozen=True, slots=True)
class Step:
    """A stage in its place: its window, and the round of each repeat that it stands in."""

    index: int
    stage: Stage
    path: str  # place of the stage in the scenario, `course.2.stages.0`
    start: date
    end: date
    rounds: tuple[int, ...] = ()
    called: tuple[str, ...] = ()  # what the rounds are called
    block: int = -1  # number of the block of stages that do not see each other, -1: none

    @property
    def label(self) -> str:
        """Name the step for a reader: `week 7, the_answer`."""
        rounds = (f"{name} {r + 1}" for name, r in zip(self.called, self.rounds, strict=True))
        return ", ".join((*rounds, self.stage.name or self.stage.actor))


@dataclass(frozen=True, slots=True)
class Happening:
    """Outcome `outcome` of move `move` (indices into the crisis) at step `step`."""

    step: int
    move: int
    outcome: int


@dataclass(frozen=True)
class Course:
    """The steps in the order of play, and all events in the order of steps (X of them)."""

    crisis: Crisis
    steps: tuple[Step, ...]
    events: tuple[Happening, ...] = field(repr=False)

    @cached_property
    def at(self) -> dict[Happening, int]:
        """The index of each event."""
        return {event: x for x, event in enumerate(self.events)}

    @cached_property
    def event_step(self) -> Ints:
        """Step of each event (X)."""
        return np.array([event.step for event in self.events], np.int32)

    @cached_property
    def event_day(self) -> Ints:
        """Day of each event (X): the end of its step's window, in days from the course's start."""
        days = [(step.end - self.crisis.start).days for step in self.steps]
        return np.array([days[event.step] for event in self.events], np.int32)


def unroll(crisis: Crisis) -> Course:
    """Lay a crisis's course out in time; `GameError` if it has no end or runs back.

    >>> from detente import load
    >>> course = unroll(load("border-raid"))
    >>> for step in course.steps:
    ...     print(step.start, step.end, step.label, step.stage.choose)
    2024-05-01 2024-05-01 north ('raid', 'hold')
    2024-05-01 2024-05-15 south ('strike', 'wait')
    2024-05-15 2024-06-14 north ('raid', 'hold')
    >>> course.events[2]  # the strike, which can turn out in one way only
    Happening(step=1, move=2, outcome=0)
    """
    steps = _laid_out(crisis)
    index = {move.name: m for m, move in enumerate(crisis.moves)}
    events = tuple(
        Happening(step.index, index[name], o)
        for step in steps
        for name in step.stage.choose
        for o in range(len(crisis.moves[index[name]].outcomes))
    )
    return Course(crisis, steps, events)


def _laid_out(crisis: Crisis) -> tuple[Step, ...]:
    """Return the course's steps with the pieces spliced in: each before what ends after it."""
    steps = list(_Clock(crisis, crisis.start).steps(crisis.course, "course"))
    for number, piece in enumerate(crisis.inserted):
        at = 0
        clock = _Clock(crisis, piece.on, blocks=(number + 1) * MOST_STAGES)
        for step in clock.steps(piece.stages, f"inserted.{number}.stages"):
            at = next((i for i in range(at, len(steps)) if steps[i].end > step.end), len(steps))
            while 0 < at < len(steps) and 0 <= steps[at].block == steps[at - 1].block:
                at += 1  # a block of choices without sight of each other is not torn apart
            steps.insert(at, step)
            at += 1
    return tuple(replace(step, index=i) for i, step in enumerate(steps))


class _Clock:
    """Walks a course and keeps the date."""

    def __init__(self, crisis: Crisis, start: date, *, blocks: int = -1) -> None:
        self.crisis = crisis
        self.now = start
        self.window = (start, start)
        self.count = 0
        self.blocks = blocks

    def steps(self, course: tuple[CourseItem, ...], path: str) -> Iterator[Step]:
        for place, item in enumerate(course):
            yield from self._item(item, f"{path}.{place}", ())

    def _item(self, item: CourseItem, path: str, rounds: Rounds) -> Iterator[Step]:
        match item:
            case Stage():
                yield self._stage(item, path, rounds)
            case Repeat():
                yield from self._repeat(item, path, rounds)
            case Turn():
                raise self._refusal(
                    path,
                    "stages with `every` stand outside a `repeat`",
                    "put them into the `repeat` in whose rounds they come",
                )
            case Together():
                yield from self._together(item, path, rounds)

    def _together(self, item: Together, path: str, rounds: Rounds) -> Iterator[Step]:
        """Stages without sight of each other begin on the same day; the last to end ends them."""
        self.blocks += 1
        block, begin, ends = self.blocks, (self.now, self.window), []
        self._refuse_together(item, path)
        for place, stage in enumerate(item.stages):
            self.now, self.window = begin
            yield replace(self._stage(stage, f"{path}.stages.{place}", rounds), block=block)
            ends.append((self.now, self.window))
        self.now, self.window = max(ends, default=begin)

    def _refuse_together(self, item: Together, path: str) -> None:
        """Refuse blocks in which nature moves, or somebody twice."""
        actors = [stage.actor for stage in item.stages]
        for place, stage in enumerate(item.stages):
            here = f"{path}.stages.{place}"
            if stage.actor == NATURE:
                raise self._refusal(
                    here, "nature does not choose, so it cannot be part of `together`",
                    "put its stage before or after the block",
                )  # fmt: skip
            if stage.actor in actors[:place]:
                raise self._refusal(
                    here, f"`{stage.actor}` chooses twice in one `together`",
                    "let it choose once here; it knows its own choices",
                )  # fmt: skip

    def _repeat(self, item: Repeat, path: str, rounds: Rounds) -> Iterator[Step]:
        begin = self.now
        for k in range(item.times):
            start = begin + timedelta(days=k * item.every)
            self._set(start)
            here = (*rounds, (item.name or ROUND, k))
            for place, inner in enumerate(item.stages):
                below = f"{path}.stages.{place}"
                if not isinstance(inner, Turn):
                    yield from self._item(inner, below, here)
                elif comes(inner, begin, start, days=item.every):
                    for number, stage in enumerate(inner.stages):
                        yield self._stage(stage, f"{below}.stages.{number}", here)
        self._set(begin + timedelta(days=item.times * item.every))

    def _stage(self, stage: Stage, path: str, rounds: Rounds) -> Step:
        self._advance(stage, path)
        called, numbers = tuple(name for name, _ in rounds), tuple(k for _, k in rounds)
        start, end = self.window
        step = Step(self.count, stage, path, start, end, numbers, called)
        self.count += 1
        if self.count > MOST_STAGES:
            raise self._refusal(
                path,
                f"the course has no end: more than {MOST_STAGES} stages when its repeats are "
                "played out",
                "give `repeat` fewer `times`, or a longer `every`",
            )
        return step

    def _advance(self, stage: Stage, path: str) -> None:
        when = stage.date
        if when.kind == "on" and when.on is not None:
            if when.on < self.window[1]:
                raise self._refusal(
                    path,
                    f"the date runs back: {when.on} after {self.window[1]}",
                    "put the stages in the order of their dates",
                )
            self._set(when.on)
        elif when.kind == "within":
            end = self.now + timedelta(days=when.days)
            self.window, self.now = (self.now, end), end
        elif when.kind == "after":
            self._set(self.now + timedelta(days=when.days))

    def _set(self, day: date) -> None:
        self.now = day
        self.window = (day, day)

    def _refusal(self, path: str, message: str, hint: str) -> GameError:
        return refusal(self.crisis, path, message, hint=hint)


def comes(turn: Turn, begin: date, start: date, *, days: int) -> bool:
    """Say whether a turn of a repeat that begins on a date comes in the round from `start` on.

    >>> turn = Turn(60, (), date(2020, 1, 6))
    >>> fridays = [date(2020, 1, 3) + timedelta(weeks=k) for k in range(52)]
    >>> [k + 1 for k, day in enumerate(fridays) if comes(turn, fridays[0], day, days=7)]
    [1, 10, 18, 27, 35, 44, 52]
    """
    first = turn.first or begin
    since = max(0, -((first - start).days // max(1, turn.every)))  # whole turns before the round
    due = first + timedelta(days=since * turn.every)
    return start <= due < start + timedelta(days=days)


def refusal(
    crisis: Crisis, path: str, message: str, *, hint: str = "", kind: type[GameError] = GameError
) -> GameError:
    """Make the error about something at a path of the scenario."""
    span = crisis.places.get(path)
    return kind(Problem(message, span, hint, crisis.source_name if span else ""))


def is_nature(step: Step) -> bool:
    """Say whether nobody decides at this step."""
    return step.stage.actor == NATURE
