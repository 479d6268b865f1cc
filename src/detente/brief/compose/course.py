"""The recorded part of a course, with its dates, and the part still to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from detente.brief.words import day
from detente.forecast.results import Forecast, StagePlay
from detente.game.course import Step, unroll
from detente.model.crisis import Crisis


def recorded(crisis: Crisis) -> tuple[Step, ...]:
    """Return the steps of the course whose move is on record."""
    return tuple(step for step in unroll(crisis).steps if step.stage.happened)


def dated(crisis: Crisis) -> str:
    """Say when the argument is made, and since when its course runs if that is earlier."""
    since = f", from {day(crisis.start)} on" if looks_back(crisis) else ""
    return f"As of {day(crisis.as_of)}{since}"


def looks_back(crisis: Crisis) -> bool:
    """Say whether stages before the argument's own date are forecast: how it came to this."""
    return (
        any(step.end <= crisis.as_of and not step.stage.happened for step in unroll(crisis).steps)
        and crisis.start < crisis.as_of
    )


def ahead(crisis: Crisis) -> str:
    """Return what is said of the stages that are forecast."""
    return "not on record" if looks_back(crisis) else "still to come"


MOST_STAGES = 40
"""A course with more stages to come than this is told by kinds of stages, not one by one."""


@dataclass(frozen=True)
class Kind:
    """The stages of one name and actor: the same turn in many rounds."""

    actor: str
    name: str
    plays: tuple[StagePlay, ...]

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day."""
        return min(play.start for play in self.plays), max(play.end for play in self.plays)


def kinds(forecast: Forecast) -> tuple[Kind, ...]:
    """Return the stages to come by actor and name, in the order in which they first come."""
    found: dict[tuple[str, str], list[StagePlay]] = {}
    for play in to_come(forecast):
        found.setdefault((play.actor, play.name.rpartition(", ")[2]), []).append(play)
    return tuple(Kind(actor, name, tuple(plays)) for (actor, name), plays in found.items())


def is_long(forecast: Forecast) -> bool:
    """Say whether a course has too many stages to tell one by one."""
    return len(to_come(forecast)) > MOST_STAGES


def to_come(forecast: Forecast) -> tuple[StagePlay, ...]:
    """Return what is played at the stages that are not on record."""
    past = {step.index for step in recorded(forecast.crisis)}
    return tuple(play for play in forecast.play if play.stage not in past)
