"""Evidence taken in: draws reweighted by likelihood, and moved where the weights collapse.

The weight of a draw is the chance that its solution gave what was observed, after the record. Where
few draws carry all the weight, the particles are moved: the likelihood is taken in by degrees, and
after each the particles are drawn anew by weight and walk the polytope, a proposal being kept with
the ratio of likelihoods (sequential Monte Carlo: Del Moral, Doucet and Jasra 2006, with the
degrees chosen by the effective sample size).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.claims import polytope
from detente.errors import GameError, Problem
from detente.findings.pairing import binding
from detente.findings.study import Study
from detente.findings.update.evidence import Evidence, Weighed
from detente.findings.update.results import Moved, Round, Update
from detente.findings.update.seen import Seen, placed
from detente.findings.update.walk import Walk
from detente.forecast.conclusions import Measured
from detente.forecast.results import Distribution
from detente.forecast.run import read_draws
from detente.model.crisis import Actor
from detente.scenario.observed import Observed
from detente.shapes import Bools, Floats, Longs

ENOUGH = 0.5
"""Share of the draws that the weights have to be worth, or the particles are moved."""
MOVES = 2
"""Proposals that each particle gets in a round."""
MOST_ROUNDS = 20
FEW, MANY = 0.2, 0.5
"""Shares of proposals kept below and above which they are made shorter and longer."""
PARTICLES = 11
"""What the random numbers are for: a stream of its own beside those of the draws."""


@dataclass(frozen=True)
class UpdateInquiry:
    """What an update asks of every draw."""

    study: Study
    seen: tuple[Seen, ...]
    evidence: Evidence
    before: tuple[Measured, ...]
    move: bool

    @classmethod
    def ask(
        cls, study: Study, observed: tuple[Observed, ...], *, move: bool = True
    ) -> UpdateInquiry:
        """Add the readings; `GameError` for observations that fit no stage."""
        base = study.base
        seen = placed(base.compiled.course, observed)
        return cls(study, seen, Evidence.ask(base.readings, seen), base.questions(), move)

    def found(self) -> Update:
        """Take the evidence in; solves the base draws if that has not been done."""
        base, draws = self.study.base, self.study.draws
        at_first = self.evidence.weighed(
            base.read, points=draws.points, binding=binding(polytope(self.study.crisis), draws)
        )
        likelihood = at_first.likelihood
        if not (likelihood > 0).any():
            raise GameError(Problem(
                "no draw gives what was observed any chance", hint="see whether every move was "
                "open at its date; then a premise or a range of the argument is wrong",
            ))  # fmt: skip
        effective, particles, solved = _effective(likelihood), at_first, len(likelihood)
        rounds: list[Round] = []
        weights = likelihood / likelihood.sum()
        if self.move and effective < ENOUGH * len(likelihood):
            particles, rounds, more = _Mover(self).moved(at_first)
            weights, solved = np.full(len(likelihood), 1.0 / len(likelihood)), solved + more
        return self._update(at_first, particles, weights, (effective, rounds, solved))

    def _update(
        self,
        at_first: Weighed,
        particles: Weighed,
        weights: Floats,
        how: tuple[float, list[Round], int],
    ) -> Update:
        base, crisis = self.study.base, self.study.crisis
        effective, rounds, solved = how
        prefixes = np.hstack((np.ones((len(at_first.points), 1)), at_first.prefixes))
        expected = np.divide(
            prefixes[:, 1:], prefixes[:, :-1],
            out=np.full_like(at_first.prefixes, np.nan), where=prefixes[:, :-1] > 0,
        )  # fmt: skip
        moved = tuple(
            Moved(question, base.values(measured), particles.answers[:, q])
            for q, (question, measured) in enumerate(
                zip(crisis.questions, self.before, strict=True)
            )
        )
        typed = [actor for actor in crisis.actors if actor.types]
        types = tuple(
            (_types(actor, base.read.types[:, slots]), _types(actor, after))
            for actor, slots, after in zip(typed, self.evidence.slots, particles.types, strict=True)
        )
        return Update(
            crisis, self.seen, expected.T, moved, types, weights, at_first.points,
            particles.points, self.study.draws.paths, effective, tuple(rounds),
            int((at_first.likelihood <= 0).sum()), solved,
        )  # fmt: skip


def update(study: Study, observed: tuple[Observed, ...], *, move: bool = True) -> Update:
    """Take observed moves in: reweight draws and types, and move draws where weights collapse.

    >>> from datetime import date
    >>> from detente import load
    >>> found = update(
    ...     Study.of(load("border-raid"), draws=40), (Observed(date(2024, 5, 9), "strike"),)
    ... )
    >>> float(found.moved[0].after.min())
    1.0
    """
    return UpdateInquiry.ask(study, observed, move=move).found()


class _Mover:
    """Moves particles from the claims alone to the claims and the evidence."""

    def __init__(self, inquiry: UpdateInquiry) -> None:
        self.inquiry, self.solved, self.steps = inquiry, 0, 16
        study = inquiry.study
        self.walk = Walk(polytope(study.crisis))
        key = np.array([study.seed % 2**64, PARTICLES], dtype=np.uint64)
        self.random = np.random.Generator(np.random.Philox(key=key))

    def moved(self, particles: Weighed) -> tuple[Weighed, list[Round], int]:
        """Return particles that are drawn from all of the evidence, the rounds, and solves."""
        power, rounds = 0.0, list[Round]()
        while power < 1.0:
            last = len(rounds) == MOST_ROUNDS - 1
            raised = 1.0 if last else _next_power(particles.likelihood, power)
            weights = _powered(particles.likelihood, raised - power)
            particles = particles.taken(_resampled(weights, self.random))
            power, kept = raised, []
            for _ in range(MOVES):
                particles, accepted = self._stepped(particles, power)
                kept.append(accepted)
            rounds.append(Round(power, _effective(weights), float(np.mean(kept))))
        return particles, rounds, self.solved

    def _stepped(self, particles: Weighed, power: float) -> tuple[Weighed, float]:
        points = self.walk.moved(
            particles.points, binding=particles.binding, steps=self.steps, random=self.random
        )
        tried = self._weighed(points, particles.binding)
        ratio = np.divide(tried.likelihood, particles.likelihood)
        kept = self.random.random(len(points)) < ratio**power
        accepted = float(kept.mean())
        if accepted < FEW:
            self.steps = max(1, self.steps // 2)
        elif accepted > MANY:
            self.steps *= 2
        return particles.where(kept, tried), accepted

    def _weighed(self, points: Floats, binding: Bools) -> Weighed:
        base = self.inquiry.study.base
        read = read_draws(base.readings, points, threads=base.threads, progress=base.progress)
        self.solved += len(points)
        return self.inquiry.evidence.weighed(read, points=points, binding=binding)


def _effective(weights: Floats) -> float:
    """Return the effective sample size of weights (Kong 1992): (sum w)^2 over sum w^2."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def _powered(likelihood: Floats, power: float) -> Floats:
    return np.asarray((likelihood / likelihood.max()) ** power * (likelihood > 0))


def _next_power(likelihood: Floats, power: float) -> float:
    """Return the largest power, at most 1, at which the weights are still worth enough draws."""
    wanted = ENOUGH * len(likelihood)
    if _effective(_powered(likelihood, 1.0 - power)) >= wanted:
        return 1.0
    low, high = power, 1.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        enough = _effective(_powered(likelihood, middle - power)) >= wanted
        low, high = (middle, high) if enough else (low, middle)
    return max(low, power + 1e-3 * (1.0 - power))


def _resampled(weights: Floats, random: np.random.Generator) -> Longs:
    """Draw particles by weight, with one random number for all (Kitagawa 1996)."""
    places = (np.arange(len(weights)) + random.random()) / len(weights)
    return np.searchsorted(np.cumsum(weights) / weights.sum(), places).clip(0, len(weights) - 1)


def _types(actor: Actor, values: Floats) -> Distribution:
    names = tuple(t.name for t in actor.types)
    return Distribution(actor.name, f"What type {actor.title} is", names, values)
