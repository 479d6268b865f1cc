"""What an update is, as data."""

from __future__ import annotations

from dataclasses import dataclass

from detente.findings.update.seen import Seen
from detente.forecast.results import Distribution, Spread
from detente.model.crisis import Crisis, Question
from detente.shapes import Floats


@dataclass(frozen=True)
class Moved:
    """A question before and after the evidence."""

    question: Question
    before: Floats  # D
    after: Floats  # P: one number a particle

    def spread(self, weights: Floats) -> Spread:
        """Summarise what is believed now."""
        return Spread.of(self.after, weights=weights)


@dataclass(frozen=True)
class Round:
    """One round of moving the particles: how much of the evidence it took in, and how it went."""

    power: float  # of the likelihood, 1 at the end
    effective: float  # sample size before the particles were drawn anew
    accepted: float  # share of the moves that were kept


@dataclass(frozen=True)
class Update:
    """What the evidence says: particles of the unknowns with weights, and all that hangs on them.

    `expected[j]` is the chance that each draw gave the j-th observation, given those before it.
    `effective` is the effective sample size of the weights that the base draws would have.
    """

    crisis: Crisis
    seen: tuple[Seen, ...]
    expected: Floats  # J, D
    moved: tuple[Moved, ...]
    types: tuple[tuple[Distribution, Distribution], ...]  # per typed actor: before, after
    weights: Floats  # P
    before: Floats  # D, U
    points: Floats  # P, U
    unknowns: tuple[str, ...]
    effective: float
    rounds: tuple[Round, ...]
    impossible: int  # draws that give the observations no chance
    solved: int  # draws that were solved in all
