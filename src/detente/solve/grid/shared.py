"""One grid for all draws of an ensemble: laid out on a sample of them, and measured there.

The draws of an ensemble play in much the same range of evidence, and need much the same number of
cells. So the windows are those of a few draws together, and the cells are chosen once: the fewest
with which no draw of a sample moves by more than the tolerance, or by more than the merging of
evidence costs anyway, when they are doubled. Every other draw is solved on that grid alone. A draw
whose play leaves the windows says so when it is unfolded, and gets a grid of its own, as good.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from detente.game.arrays import Numbers
from detente.shapes import Floats
from detente.solve.grid.axes import Windows, widened, windows_of
from detente.solve.grid.draw import (
    COARSEST,
    MOST_BYTES,
    Outcome,
    Plan,
    Room,
    backward,
    bytes_of,
    change,
    on_windows,
    solve_on_grid,
    walk,
)
from detente.solve.solution import Status
from detente.solve.tree.index import Numbered, numbered

PILOTS = 4
"""How many draws of the sample are asked first for the number of cells."""
SIZES = (9, 11, 13, 15, 17, 21, 25, 33, 49, 65)
"""Points an axis that are tried."""
ORDER = 3.0
"""The error is taken to fall with at least this power of the cells when a size is guessed."""
LEAVES = 20.0
"""How far play may leave the windows, in log-odds times chance, in tolerances.

What is read at the edge of a window instead of beyond it is off by little: in the crises of the
catalog a log-odds missed by all of play moved no chance by more than 0.02.
"""


@dataclass(frozen=True)
class Shared:
    """A grid for an ensemble, and how well it holds on the sample (S draws).

    `error` is the largest change of the chance of a public edge against double the cells (half,
    where double would not fit into memory), `merging` against double the points of evidence.
    """

    windows: Windows
    cells: int  # points an axis
    points: int  # of evidence a node
    tolerance: float
    error: Floats  # S
    merging: Floats  # S

    @property
    def off(self) -> float:
        """Return how far the worst draw of the sample is off."""
        return float(np.nanmax([0.0, *self.error, *self.merging]))

    @property
    def holds(self) -> bool:
        """Say whether no draw of the sample is off by more than the tolerance."""
        return self.off <= self.tolerance


def share(
    plan: Plan, sample: Numbers, *, cells: int, points: int, tolerance: float, threads: int
) -> Shared:
    """Lay out one grid for draws like those of the sample, of at most so many cells an axis."""
    draws = [numbered(sample, d) for d in range(len(sample))]
    with ThreadPoolExecutor(max(1, threads)) as pool:
        grid = windows_of(plan.axes, cells=COARSEST)
        first = partial(_first_hull, plan, grid=grid, points=points)
        hulls = list(pool.map(first, draws))
        low = np.min([hull[:, :, 0] for hull in hulls], axis=0)
        high = np.max([hull[:, :, 1] for hull in hulls], axis=0)
        hull = widened(np.stack([low, high], axis=2))
        size, asked = min(COARSEST, cells), draws[:: max(1, len(draws) // PILOTS)]
        while True:
            grids = _two_grids(plan, hull, size)
            measure = partial(_measure, plan, grids=grids, points=points, tolerance=tolerance)
            found = np.array(list(pool.map(measure, asked)))
            off, merged = np.nanmax(np.vstack([found, np.zeros((1, 2))]), axis=0)
            goal = max(tolerance, float(merged), 1e-12)
            finer = _finer(plan, hull, size=size, cells=cells, off=float(off) / goal)
            if off > goal and finer > size:
                size = finer
            elif len(asked) < len(draws):
                asked = draws
            else:
                break
    return Shared(grids[0], size, points, tolerance, found[:, 0], found[:, 1])


def _first_hull(plan: Plan, draw: Numbered, *, grid: Windows, points: int) -> Floats:
    """Say where a draw's play goes on a coarse grid."""
    return on_windows(plan, draw, grid, points=points, room=Room()).hull


def _two_grids(plan: Plan, hull: Floats, size: int) -> tuple[Windows, Windows]:
    """Return a grid, and one to hold it against: of double the cells, or half, and wider."""
    grid = windows_of(plan.axes, cells=size, hull=hull)
    other = windows_of(plan.axes, cells=2 * size - 1, hull=widened(hull))
    if bytes_of(plan, other) > MOST_BYTES:
        other = windows_of(plan.axes, cells=(size + 1) // 2, hull=widened(hull))
    return grid, other


def _measure(
    plan: Plan, draw: Numbered, *, grids: tuple[Windows, Windows], points: int, tolerance: float
) -> tuple[float, float]:
    """Say how far a draw moves with the other grid's cells, and with double the points.

    NaN for a draw that leaves the windows, and will not be solved on them.
    """
    solved = backward(plan, draw, grids[0], room=Room())
    now = walk(plan, draw, solved, points=points)
    if now.missed > LEAVES * tolerance:
        return np.nan, np.nan
    more = walk(plan, draw, solved, points=2 * points)
    other = on_windows(plan, draw, grids[1], points=points, room=Room())
    return change(plan, now, other), change(plan, now, more)


def _finer(plan: Plan, hull: Floats, *, size: int, cells: int, off: float) -> int:
    """Guess the size that brings an error of so many tolerances down to one."""
    wanted = min(cells, 1 + (size - 1) * off ** (1.0 / ORDER))
    for finer in SIZES:
        fits = finer <= cells and (
            bytes_of(plan, windows_of(plan.axes, cells=finer, hull=hull)) <= MOST_BYTES
        )
        if not fits:
            return size
        if finer > size:
            size = finer
            if finer >= wanted:
                return finer
    return size


def solve_shared(
    plan: Plan, numbers: Numbered, shared: Shared, *, cells: int, room: Room
) -> Outcome:
    """Solve a draw on the shared grid, or on its own where its play leaves the windows."""
    solved = backward(plan, numbers, shared.windows, room=room)
    now = walk(plan, numbers, solved, points=shared.points)
    if now.missed > LEAVES * shared.tolerance:
        own = solve_on_grid(
            plan, numbers, cells=cells, points=shared.points,
            tolerance=max(shared.tolerance, shared.off),
        )  # fmt: skip
        good = max(own.error, own.merging) <= shared.tolerance
        status = Status.SLOW if own.status == Status.CONVERGED and not good else own.status
        return replace(own, status=status)
    status = Status.CONVERGED if shared.holds else Status.SLOW
    if now.lost > 0 or not np.isfinite(now.flow).all():
        status = Status.LOST
    return Outcome(now, shared.cells, np.nan, np.nan, status)
