"""Quantities as distributions over their own values: the highest rung."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.forecast.readings import Readings
from detente.forecast.results import Distribution
from detente.game import automata
from detente.model import conditions as c
from detente.shapes import Floats


@dataclass(frozen=True)
class Ranked:
    """A quantity with a label per value."""

    name: str
    title: str
    reading: int
    labels: tuple[str, ...]

    @classmethod
    def ask_top_rung(cls, readings: Readings) -> Ranked:
        """Ask for the highest rung after the record."""
        raw = readings.memory.quantity(c.TopRung())
        after = automata.frozen(raw, readings.after_record)
        values = np.unique(after.output)
        ranked = after.map(lambda out: np.searchsorted(values, out))
        labels = tuple(str(value) for value in values)
        return cls("top_rung", "Highest rung reached", readings.ask(ranked), labels)

    def distribution(self, answers: Floats) -> Distribution:
        """Return the chances of the values (D, A) that can occur."""
        full = np.zeros((len(answers), len(self.labels)))
        full[:, : answers.shape[1]] = answers
        return Distribution(self.name, self.title, self.labels, full).possible
