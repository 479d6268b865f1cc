"""The recorded part of a course, with its dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from detente.model.crisis import CourseItem, Crisis, Repeat, Stage, Together


@dataclass(frozen=True, slots=True)
class Recorded:
    """A move that has been made, and the window in which it was."""

    start: date
    end: date
    actor: str
    move: str


def recorded(crisis: Crisis) -> tuple[Recorded, ...]:
    """Return what the course says has happened, in its order; dates as the language counts them."""
    return tuple(
        Recorded(start, end, stage.actor, stage.happened)
        for start, end, stage in _dated(crisis.course, crisis.as_of)
        if stage.happened
    )


def _dated(items: Sequence[CourseItem], clock: date) -> Iterator[tuple[date, date, Stage]]:
    for item in items:
        match item:
            case Stage():
                start, clock = _window(item, clock)
                yield start, clock, item
            case Together():
                for stage in item.stages:
                    start, end = _window(stage, clock)
                    yield start, end, stage
                    clock = max(clock, end)
            case Repeat():
                for turn in range(item.times):
                    yield from _dated(item.stages, clock + timedelta(days=turn * item.every))
                clock += timedelta(days=item.times * item.every)


def _window(stage: Stage, clock: date) -> tuple[date, date]:
    later = clock + timedelta(days=stage.date.days)
    match stage.date.kind:
        case "on":
            day = stage.date.on or clock
            return day, day
        case "within":
            return clock, later
        case "after":
            return later, later
        case _:
            return clock, clock
