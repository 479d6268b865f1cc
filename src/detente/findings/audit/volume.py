"""How much a premise excludes: the share of what the others leave in which it holds.

Small shares are products of larger ones (subset simulation: Au and Beck, Estimation of small
failure probabilities in high dimensions by subset simulation, Probabilistic Engineering Mechanics
16, 2001). The premise is relaxed until a good part of the polytope without it satisfies it, then
tightened step by step. Each level is chosen on one half of its points and measured on the other,
so that each ratio is unbiased given its level.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from itertools import combinations
from math import exp, log, sqrt

import numpy as np

from detente.claims import Polytope
from detente.draws import draw
from detente.findings.audit.blocks import block, cut, without
from detente.findings.audit.side_by_side import side_by_side
from detente.shapes import Bools, Floats

SOFT = 0.01
"""Premises that hold together in less than this of what the others leave clash softly."""
POINTS, PAIR_POINTS = 1000, 500
"""Points of one level; points on which the premises of a pair are counted."""
STEP = 0.2
"""The share of a level's points that the next level is to hold."""
LEVELS = 12
"""Levels at most: shares down to about 1e-8."""
FEWEST = 25
"""Fewer points than this in a premise are too few to count its share by."""
SLACK = 1e-9
"""A half-space counts as kept within this."""


@dataclass(frozen=True, slots=True)
class Share:
    """The share of what the other premises leave in which some claims hold together.

    `error` is one standard error. `apart` has the share in which each holds alone, without the
    others of `claims`; `lift` the share over the product of these: far below one, they quarrel.
    """

    claims: tuple[str, ...]
    share: float
    error: float
    apart: tuple[float, ...] = ()

    @property
    def soft(self) -> bool:
        """Say whether the claims clash softly."""
        return self.share < SOFT

    @property
    def lift(self) -> float:
        """How much more often they hold together than if they had nothing to do with each other."""
        alone = float(np.prod(self.apart)) if self.apart else 1.0
        return self.share / alone if alone > 0 else float("nan")


def share(
    polytope: Polytope,
    claims: Collection[str],
    *,
    seed: int = 1,
    threads: int | None = None,
    points: Floats | None = None,
) -> Share:
    """Return the share of the polytope without some claims in which they hold together.

    All premises bind, whatever their confidence. `points` (n, columns of the block) are even
    draws from the block without the claims, where the caller has such already.

    >>> half = np.array([[1.0, -1.0]])
    >>> square = Polytope.from_matrix(half, np.zeros(1), low=np.zeros(2), high=np.ones(2))
    >>> abs(share(square, ["C0"]).share - 0.5) < 0.06
    True
    """
    local = cut(polytope, block(polytope, claims))
    rows = [owner.premise and owner.name in claims for owner in local.owners]
    mine = np.array(rows, dtype=np.bool_)[local.owner]
    if not mine.any():
        return Share(tuple(claims), 1.0, 0.0)
    levels = _Levels(local, claims, local.dense()[mine], local.bound[mine], seed, threads, points)
    value, variance = levels.measured()
    return Share(tuple(claims), value, value * sqrt(variance))


@dataclass(frozen=True, eq=False)
class _Levels:
    """Polytopes between the one without the claims and the one with them."""

    local: Polytope
    claims: Collection[str]
    matrix: Floats  # of the claims' half-spaces
    bound: Floats
    seed: int
    threads: int | None
    first: Floats | None

    def measured(self) -> tuple[float, float]:
        """Return the share, and the variance of its logarithm."""
        logarithm, variance, at = 0.0, 0.0, np.inf
        size = np.abs(self.matrix).max(axis=1)
        for level in range(LEVELS):
            excess = (self._points(at, size, level) @ self.matrix.T - self.bound) / size
            over = np.maximum(excess.max(axis=1), 0.0)
            over[over < SLACK] = 0.0
            if (over == 0.0).mean() >= STEP:
                ratio = float((over == 0.0).mean())
                return exp(logarithm + log(ratio)), variance + (1 - ratio) / (ratio * len(over))
            chosen, counted = over[::2], over[1::2]
            at = float(np.quantile(chosen, STEP, method="inverted_cdf"))
            ratio = max(float((counted <= at).mean()), 1.0 / len(counted))
            logarithm += log(ratio)
            variance += (1 - ratio) / (ratio * len(counted))
        return 0.0, 0.0

    def _points(self, at: float, size: Floats, level: int) -> Floats:
        """Draw evenly from the polytope with the claims relaxed by `at` (in their own units)."""
        if np.isinf(at) and self.first is not None:
            return self.first
        if np.isinf(at):
            space = without(self.local, self.claims)
        else:
            rows = [o.premise and o.name in self.claims for o in self.local.owners]
            mine = np.array(rows, dtype=np.bool_)[self.local.owner]
            bound = self.local.bound.copy()
            bound[mine] += at * size
            space = replace(self.local, bound=bound)
        binds = np.ones((POINTS, len(space.premises)), dtype=np.bool_)
        seed = self.seed + 7919 * level
        return draw(space, draws=POINTS, seed=seed, threads=self.threads, bound=binds).points


def pair(
    polytope: Polytope,
    singles: tuple[Share, Share],
    *,
    seed: int = 1,
    threads: int | None = None,
) -> Share:
    """Return the share of what all others leave in which two premises hold together.

    `singles` are the shares of each beside the other. With P(a | rest) counted on points of what
    both leave out, P(a and b | rest) = P(a | rest) P(b | a and rest), and likewise the other way
    round; the two are weighed by their variances. Where too few points are in either, the nested
    levels of `share` are taken for both.
    """
    names = (*singles[0].claims, *singles[1].claims)
    local = cut(polytope, block(polytope, names))
    space = without(local, names)
    binds = np.ones((PAIR_POINTS, len(space.premises)), dtype=np.bool_)
    points = draw(space, draws=PAIR_POINTS, seed=seed, threads=threads, bound=binds).points
    apart = tuple(float(_within(local, name, points).mean()) for name in names)
    if min(apart) * PAIR_POINTS < FEWEST or min(one.share for one in singles) <= 0.0:
        both = share(polytope, names, seed=seed, threads=threads)
        return replace(both, apart=apart)
    values = np.array([a * other.share for a, other in zip(apart, reversed(singles), strict=True)])
    relative = np.array([
        (1 - a) / (a * PAIR_POINTS) + (other.error / other.share) ** 2
        for a, other in zip(apart, reversed(singles), strict=True)
    ])  # fmt: skip
    sigma = np.maximum(values * np.sqrt(relative), 1e-12)
    weight = sigma**-2 / (sigma**-2).sum()
    # counted on the same points: their errors may go together, so they add up
    return Share(names, float(weight @ values), float(weight @ sigma), apart)


def _within(local: Polytope, claim: str, points: Floats) -> Bools:
    """Say which points (n) keep all half-spaces of a claim."""
    rows = np.array([o.premise and o.name == claim for o in local.owners], np.bool_)[local.owner]
    matrix = local.dense()[rows]
    size = np.abs(matrix).max(axis=1, initial=0.0)
    return np.asarray((points @ matrix.T - local.bound[rows] <= SLACK * size).all(axis=1))


def pairs(
    polytope: Polytope,
    singles: dict[str, Share],
    *,
    seed: int = 1,
    threads: int | None = None,
    most: int,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[tuple[Share, ...], int]:
    """Return the shares of pairs of premises that share a block, and how many there are in all.

    At most `most` are measured: those first whose own shares are smallest, since together they
    hold no more often than each alone.
    """
    blocks = {name: set(block(polytope, [name]).tolist()) for name in singles}
    tied = [(a, b) for a, b in combinations(singles, 2) if blocks[a] & blocks[b]]
    tied.sort(key=lambda pair: singles[pair[0]].share * singles[pair[1]].share)
    found = side_by_side(
        lambda names: pair(polytope, (singles[names[0]], singles[names[1]]), seed=seed, threads=1),
        tied[:most], threads=threads, progress=progress,
    )  # fmt: skip
    return tuple(found), len(tied)
