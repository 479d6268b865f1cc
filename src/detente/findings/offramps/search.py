"""The search for ways out: variants raced on common draws, and those that no other one beats.

All variants start with a few draws; those that others beat beyond noise drop out, the rest go on
with more (successive halving, Jamieson and Talwalkar 2016). Packages race in their orders and at
their dates; the best of them then take levers beside them, one at a time, and the best of those
two. No variant is built twice and no draw of it solved twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from detente.errors import GameError
from detente.findings.offramps.robustness import TELLING
from detente.findings.offramps.trial import Trial
from detente.findings.offramps.variants import Variant, dates, orders
from detente.findings.study import Study
from detente.model.crisis import Crisis, Edit, Question
from detente.shapes import Bools, Floats

FIRST, SECOND = 32, 128
"""Draws of the first two rounds; the last takes all."""
SECOND_ROUND, TAKE_LEVERS, TAKE_PAIRS, FINALISTS = 8, 3, 2, 4
"""How many variants reach the second round, are tried with levers, with pairs, and on all draws."""
BEYOND = 2.0
"""Standard errors of a mean paired difference that are beyond noise."""


@dataclass(eq=False)
class Race:
    """The variants of a study that have been tried, each once."""

    study: Study
    risks: tuple[Question, ...]
    trials: dict[tuple[Edit, ...], Trial | None] = field(default_factory=dict)

    def trial(self, variant: Variant, *, draws: int) -> Trial | None:
        """Return a variant's trial with so many draws solved; None if it makes no game."""
        key = variant.edits
        if key not in self.trials:
            try:
                self.trials[key] = Trial.of(self.study, variant, risks=self.risks)
            except GameError:
                self.trials[key] = None
        found = self.trials[key]
        return found.extend(draws) if found else None

    @property
    def tried(self) -> tuple[Trial, ...]:
        """All trials that were made, in their order."""
        return tuple(t for t in self.trials.values() if t is not None)

    def some(self, variants: Iterable[Variant], *, draws: int) -> list[Trial]:
        """Try some variants; those that make no game, or that no draw allows, are left out."""
        variants = list(variants)
        found = []
        for done, variant in enumerate(variants):
            trial = self.trial(variant, draws=draws)
            if trial is not None and len(trial.rows):
                found.append(trial)
            if self.study.progress:
                self.study.progress(f"ways out, {draws} draws each", done + 1, len(variants))
        return found


def race(race: Race, packages: tuple[Edit, ...], levers: tuple[Edit, ...], goals: Goals) -> None:
    """Run the search; the trials that reached all draws are candidates for the Pareto set."""
    crisis, everything = race.study.crisis, len(race.study.draws.points)
    plain = race.some(variants(crisis, packages), draws=FIRST)
    ahead = best(plain, goals, most=SECOND_ROUND)
    race.some([t.variant for t in ahead], draws=SECOND)
    beside = (*levers, *(p for p in packages if not p.course))
    ahead = best(ahead, goals, most=SECOND_ROUND)
    helped = _helped(race, ahead[:TAKE_LEVERS], beside, goals)
    pairs = [
        Variant(trial.variant.package, pair)
        for trial in ahead[:TAKE_PAIRS]
        for pair in combinations(helped, 2)
        if trial.variant.package not in pair
    ]
    with_levers = [t for t in race.tried if t.variant.beside]
    ahead = best([*ahead, *with_levers, *race.some(pairs, draws=FIRST)], goals, most=SECOND_ROUND)
    race.some([t.variant for t in ahead], draws=SECOND)
    race.some([t.variant for t in best(ahead, goals, most=FINALISTS)], draws=everything)


def variants(crisis: Crisis, packages: tuple[Edit, ...]) -> list[Variant]:
    """Return every package in its orders and at its dates, without levers."""
    return [
        Variant(moved)
        for package in packages
        for ordered in orders(package)
        for moved in dates(crisis, ordered)
    ]


def _helped(
    race: Race, ahead: list[Trial], beside: tuple[Edit, ...], goals: Goals
) -> tuple[Edit, ...]:
    """Try one lever beside each of the best variants; return the three that help the most."""
    gains: dict[str, list[float]] = {edit.name: [] for edit in beside}
    for trial in ahead:
        with_one = [
            Variant(trial.variant.package, (edit,)) for edit in beside
            if edit is not trial.variant.package
        ]  # fmt: skip
        for other in race.some(with_one, draws=FIRST):
            difference = goals.difference(other, trial)[:, 0]
            gains[other.variant.beside[0].name].append(float(difference.mean()))
    ranked = sorted(beside, key=lambda edit: float(np.mean(gains[edit.name] or [0.0])))
    return tuple(ranked[:3])


# --- better and worse ----------------------------------------------------------------------------
@dataclass(frozen=True)
class Goals:
    """What a way out is judged by, draw by draw, all the better the lower (W, G).

    `of` gives them for a trial's draws: every risk, the risk added where it is made worse, the
    chance that the package is not delivered whole, and what those who have to act lose, in utils.
    """

    names: tuple[str, ...]
    of: Callable[[Trial], Floats]

    def common(self, one: Trial, other: Trial) -> tuple[Floats, Floats]:
        """Return the goals of two trials on the draws that both have."""
        _, i, j = np.intersect1d(one.rows, other.rows, return_indices=True)
        return self.of(one)[i], self.of(other)[j]

    def difference(self, one: Trial, other: Trial) -> Floats:
        """Return how much more of each goal one has than the other, draw by draw (W, G)."""
        mine, theirs = self.common(one, other)
        return mine - theirs

    def beats(self, one: Trial, other: Trial) -> tuple[Bools, Bools]:
        """Say per goal whether one is better beyond noise, and whether it is worse."""
        apart = self.difference(one, other)
        if not len(apart):
            nothing = np.zeros(len(self.names), np.bool_)
            return nothing, nothing
        mean = apart.mean(axis=0)
        least = np.maximum(BEYOND * apart.std(axis=0) / np.sqrt(len(apart)), TELLING)
        return np.asarray(mean < -least), np.asarray(mean > least)

    def dominates(self, one: Trial, other: Trial) -> bool:
        """Say whether one is better on something and worse on nothing, beyond noise."""
        better, worse = self.beats(one, other)
        return bool(better.any() and not worse.any())


def best(trials: Iterable[Trial], goals: Goals, *, most: int) -> list[Trial]:
    """Return the trials that fewest others dominate, those with the least first risk first."""
    trials = list(dict.fromkeys(trials))
    beaten = {id(t): sum(goals.dominates(o, t) for o in trials if o is not t) for t in trials}
    ranked = sorted(trials, key=lambda t: (beaten[id(t)] > 0, float(goals.of(t)[:, 0].mean())))
    return ranked[:most]


@dataclass(frozen=True, eq=False)
class Member:
    """A member of the Pareto set: what nobody does better, and who beats it on what."""

    trial: Trial
    best_on: tuple[str, ...]
    beaten_by: tuple[tuple[str, Trial], ...]  # goal, the member that is best on it


def pareto(trials: Iterable[Trial], goals: Goals) -> tuple[Member, ...]:
    """Return the trials that no other dominates beyond noise, with the reasons of each.

    Where one is kept already, a trial that it neither beats nor loses to is a tie and stays out
    only if it does more: with the same figures the one with fewer edits stands for both.
    """
    trials = sorted(trials, key=lambda t: len(t.variant.edits))
    kept: list[Trial] = []
    for trial in trials:
        others = [o for o in trials if o is not trial]
        if any(goals.dominates(o, trial) for o in others):
            continue
        if any(_same(goals, trial, k) for k in kept):
            continue
        kept.append(trial)
    return tuple(_member(goals, trial, kept) for trial in kept)


def _same(goals: Goals, one: Trial, other: Trial) -> bool:
    better, worse = goals.beats(one, other)
    return not better.any() and not worse.any()


def _member(goals: Goals, trial: Trial, kept: list[Trial]) -> Member:
    others = [k for k in kept if k is not trial]
    best_on, beaten = [], []
    for g, name in enumerate(goals.names):
        ahead = [o for o in others if goals.beats(o, trial)[0][g]]
        if not ahead:
            if any(goals.beats(trial, o)[0][g] for o in others):
                best_on.append(name)
            continue
        leader = min(ahead, key=lambda o: float(goals.difference(o, trial)[:, g].mean()))
        beaten.append((name, leader))
    return Member(trial, tuple(best_on), tuple(beaten))
