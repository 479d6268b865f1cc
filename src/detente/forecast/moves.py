"""Which moves are ever made: the chance of each, over the whole course after the record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.forecast.conclusions import conditional
from detente.forecast.readings import Readings
from detente.forecast.results import Distribution
from detente.forecast.run import Read
from detente.model import conditions as c
from detente.model.crisis import NATURE


@dataclass(frozen=True)
class EverMade:
    """A reading for every move that an actor may make at some stage that is not on record."""

    moves: tuple[str, ...]
    readings: tuple[int, ...]

    @classmethod
    def ask(cls, readings: Readings) -> EverMade:
        """Add the readings, moves in the order of the scenario."""
        crisis, course = readings.compiled.crisis, readings.compiled.course
        open_steps = [s for s in course.steps if s.index not in readings.recorded]
        played = {name for step in open_steps for name in step.stage.choose}
        moves = tuple(m.name for m in crisis.moves if m.name in played and m.by != NATURE)
        return cls(
            moves, tuple(readings.ask_probability(c.Done(c.Named((name,)))) for name in moves)
        )

    def distribution(self, read: Read) -> Distribution:
        """Return the chance of each move; the moves do not exclude each other."""
        columns = [conditional(read.chances[reading]) for reading in self.readings]
        values = np.column_stack(columns) if columns else np.zeros((len(read.status), 0))
        return Distribution("ever", "Moves ever made", self.moves, values)
