"""Conclusions of the argument: in which share of the draws each holds, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from detente.forecast.results import Test
from detente.forecast.verdicts import support_interval, verdict

TOGETHER = 0.01
"""Conclusions that hold together in less than this, though each holds more often, quarrel."""
ALONE = 0.05
"""Support from which a conclusion counts as holding at times."""


@dataclass(frozen=True, eq=False)
class Supported:
    """A relation of a conclusion, tested; `low` and `high` hold the support with 95 % confidence.

    `part` numbers the relations of a claim from 1.
    """

    claim: str
    part: int
    parts: int
    test: Test
    low: float
    high: float

    @property
    def support(self) -> float:
        """The share of draws in which it holds."""
        return self.test.support

    @property
    def verdict(self) -> str:
        """How it fares, in a word."""
        return verdict(self.support)

    @property
    def sure(self) -> bool:
        """Say whether more draws could hardly change the word."""
        return verdict(self.low) == verdict(self.high)

    @property
    def name(self) -> str:
        """The claim's name, with the number of the relation if it has several."""
        return self.claim if self.parts == 1 else f"{self.claim}.{self.part}"


def supported(tests: tuple[Test, ...]) -> tuple[Supported, ...]:
    """Return every tested relation with its interval."""
    names = [test.claim for test in tests]
    found = []
    for i, test in enumerate(tests):
        low, high = support_interval(test.support, len(test.holds))
        part = names[: i + 1].count(test.claim)
        found.append(Supported(test.claim, part, names.count(test.claim), test, low, high))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Quarrel:
    """Two conclusions that hardly ever hold in the same draw, though each holds at times."""

    one: str
    other: str
    apart: tuple[float, float]
    together: float


def quarrels(tests: tuple[Supported, ...]) -> tuple[Quarrel, ...]:
    """Return pairs of conclusions that quarrel, those of one claim left out."""
    found = []
    for a, b in combinations(tests, 2):
        together = float(np.mean(a.test.holds & b.test.holds))
        apart = (a.support, b.support)
        if a.claim != b.claim and min(apart) >= ALONE and together < TOGETHER:
            found.append(Quarrel(a.name, b.name, apart, together))
    return tuple(found)
