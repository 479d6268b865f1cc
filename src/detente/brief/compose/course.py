"""The recorded part of a course, with its dates, and the part still to come."""

from __future__ import annotations

from detente.forecast.results import Forecast, StagePlay
from detente.game.course import Step, unroll
from detente.model.crisis import Crisis


def recorded(crisis: Crisis) -> tuple[Step, ...]:
    """Return the steps of the course whose move is on record."""
    return tuple(step for step in unroll(crisis).steps if step.stage.happened)


def to_come(forecast: Forecast) -> tuple[StagePlay, ...]:
    """Return what is played at the stages that are not on record."""
    past = {step.index for step in recorded(forecast.crisis)}
    return tuple(play for play in forecast.play if play.stage not in past)
