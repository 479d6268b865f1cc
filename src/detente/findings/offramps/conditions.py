"""What must be true for a way out to work: boxes and a tree over the unknowns.

A way out works in a draw if it takes away at least a quarter of the risk there is without it.
Scenario discovery (Bryant and Lempert 2010) then asks where in the space of unknowns the draws lie
in which it works. Draws are resampled, so that a reader sees which limits come back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.findings.offramps import prim
from detente.findings.offramps.cart import Branching, tree
from detente.shapes import Bools, Floats, Longs

WORKS = 0.25
"""Share of the risk that has to go for a way out to work in a draw."""
FEWEST = 0.05
"""With fewer draws than this share in which it works, or does not, nothing is looked for."""
SCREENED = 20
"""Unknowns that are searched for limits: those whose values differ most where it works."""
MOST_LIMITS = 4
"""Inputs that a box may restrict: more is no scenario that a reader can hold in mind."""
RESAMPLES = 20
PEEL = 0.1


@dataclass(frozen=True)
class Limit:
    """One side of the box: the unknown has to lie above (`low`) or below (`high`) a value.

    `chance` is the quasi-p-value; `recurs` the share of resamples whose box has the limit too.
    """

    path: str
    side: str  # low, high
    value: float
    chance: float
    recurs: float


@dataclass(frozen=True)
class Conditions:
    """Where a way out works: the share of draws, a box and a tree; none if the share is extreme."""

    share: float
    draws: int
    limits: tuple[Limit, ...] = ()
    coverage: float = float("nan")
    density: float = float("nan")
    tree: Branching | None = None
    paths: tuple[str, ...] = ()  # the inputs of the tree


def conditions(
    points: Floats, paths: tuple[str, ...], *, before: Floats, after: Floats, seed: int = 1
) -> Conditions:
    """Look for what must be true, from the draws (W, U) and the risk without and with it (W)."""
    works = np.asarray((after <= (1.0 - WORKS) * before) & (before > 0))
    share = float(works.mean()) if len(works) else 0.0
    varied = np.flatnonzero(np.ptp(points, axis=0) > 0) if len(points) else np.zeros(0, np.int64)
    if min(share, 1.0 - share) < FEWEST or not len(varied):
        return Conditions(share, len(works))
    kept = varied[_screened(points[:, varied], works)]
    x, named = points[:, kept], tuple(paths[u] for u in kept)
    box = prim.pruned(x, works, _chosen(x, works))
    grown = tree(x, works, depth=2, least=max(1, len(works) // 10))
    return Conditions(
        share, len(works), _limits(x, works, box, named, seed=seed),
        box.coverage, box.density, grown, named,
    )  # fmt: skip


def _screened(x: Floats, works: Bools) -> Longs:
    """Return the columns whose distributions where it works and where not lie furthest apart.

    The distance is that of Kolmogorov and Smirnov.
    """
    weight = np.where(works, 1.0 / works.sum(), -1.0 / (~works).sum())
    order = np.argsort(x, axis=0, kind="stable")
    apart = np.abs(np.cumsum(weight[order], axis=0)).max(axis=0)
    return np.sort(np.argsort(-apart, kind="stable")[:SCREENED])


def _chosen(x: Floats, works: Bools) -> prim.Box:
    """Choose the box that is both pure and complete: the largest product of the two."""
    boxes = prim.trajectory(x, works, alpha=PEEL)
    few = [box for box in boxes if box.dimensions <= MOST_LIMITS]
    return max(few, key=lambda box: box.coverage * box.density)


def _limits(
    x: Floats, works: Bools, box: prim.Box, paths: tuple[str, ...], *, seed: int
) -> tuple[Limit, ...]:
    random = np.random.Generator(np.random.Philox(key=seed))
    seen = np.zeros(box.restricted.shape)
    for _ in range(RESAMPLES):
        picks = random.integers(len(works), size=len(works))
        if 0 < works[picks].sum() < len(works):
            seen += _chosen(x[picks], works[picks]).restricted
    found = []
    for u in np.flatnonzero(box.restricted.any(axis=1)):
        chances = iter(prim.quasi_p(x, works, box, column=int(u)))
        for side, name in enumerate(("low", "high")):
            if box.restricted[u, side]:
                value = float((box.low, box.high)[side][u])
                recurs = float(seen[u, side] / RESAMPLES)
                found.append(Limit(paths[u], name, value, next(chances), recurs))
    return tuple(sorted(found, key=lambda limit: limit.chance))
