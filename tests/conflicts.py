"""Random conflicts for several tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.shapes import Ints
from detente.stability.conflict import Barred, Change, Conflict, DecisionMaker, Option

CHANGES: tuple[Change, ...] = ("both", "both", "both", "take", "drop", "never")


def made(
    ranks: Ints,
    owners: Sequence[int],
    *,
    changes: Sequence[Change] = (),
    feasible=None,
    barred: Sequence[Barred] = (),
) -> Conflict:
    """A conflict with options `o0`, `o1`, ... that belong to `owners`."""
    count = len(owners)
    changes = changes or ["both"] * count
    options = tuple(Option(f"o{k}", change=changes[k]) for k in range(count))
    makers = tuple(
        DecisionMaker(f"d{m}", tuple(k for k in range(count) if owners[k] == m))
        for m in range(max(owners) + 1)
    )
    feasible = np.ones(1 << count, bool) if feasible is None else feasible
    return Conflict("A conflict", options, makers, feasible, ranks, tuple(barred))


def random_conflict(
    seed: int,
    *,
    makers: int,
    options: int,
    restricted: bool = False,
    barred: bool = False,
    ties: bool = False,
) -> Conflict:
    """A conflict in which everybody has an option; the owners of neighbours differ at times."""
    rng = np.random.default_rng(seed)
    owners = rng.permutation([*range(makers), *rng.integers(0, makers, options - makers)]).tolist()
    size = 1 << options
    ranks = rng.integers(0, 4 if ties else 10 * size, (makers, size)).astype(np.int32)
    changes: list[Change] = ["both"] * options
    feasible = np.ones(size, bool)
    bars: list[Barred] = []
    if restricted:
        changes = [CHANGES[k] for k in rng.integers(0, len(CHANGES), options)]
        feasible = rng.random(size) < 0.75
        feasible[rng.integers(size)] = True
    if barred:
        bars = [
            Barred(int(rng.integers(makers)), rng.random(size) < 0.5, rng.random(size) < 0.4)
            for _ in range(3)
        ]
    return made(ranks, owners, changes=changes, feasible=feasible, barred=bars)
