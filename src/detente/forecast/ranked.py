"""Quantities as distributions over their own values: the highest rung, the number of exchanges."""

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
    """A quantity with a label per value; the reading's first `skipped` answers are none of them."""

    name: str
    title: str
    reading: int
    labels: tuple[str, ...]
    skipped: int = 0

    @classmethod
    def ask_top_rung(cls, readings: Readings) -> Ranked:
        """Ask for the highest rung after the record."""
        raw = readings.memory.quantity(c.TopRung())
        after = automata.frozen(raw, readings.after_record)
        values = np.unique(after.output)
        ranked = after.map(lambda out: np.searchsorted(values, out))
        labels = tuple(str(value) for value in values)
        return cls("top_rung", "Highest rung reached", readings.ask(ranked), labels)

    @classmethod
    def ask_exchanges(cls, readings: Readings) -> Ranked:
        """Ask for the number of exchanges, the record's use of force counted."""
        reading, values = readings.ask_quantity(c.Exchanges())
        labels = tuple(f"{int(value)}" for value in values[1:])
        return cls("exchanges", "Number of exchanges", reading, labels, skipped=1)

    def distribution(self, answers: Floats) -> Distribution:
        """Return the chances of the values (D, A) that can occur; nothing given is never unmet."""
        values = answers[:, self.skipped :]
        full = np.zeros((len(values), len(self.labels)))
        full[:, : values.shape[1]] = values
        return Distribution(self.name, self.title, self.labels, full).possible
