"""One draw on the grid: solve, unfold, look where play went, refine, until nothing moves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.errors import Problem, SolveError
from detente.game.arrays import END, Game
from detente.shapes import Bools, Floats, Ints
from detente.solve.grid_axes import Axes, Windows, axes_of, windows_of
from detente.solve.grid_back import run_back
from detente.solve.grid_unfold import unfold
from detente.solve.solution import Status
from detente.solve.tree import Numbered

COARSEST = 9
"""Points an axis of the first grid, which only finds out where play goes."""
FEWEST = 2 * COARSEST - 1
"""The least number of points an axis that may be asked for: a first grid refined once."""
LEAST = 1e-300
"""A record less likely than this counts as this likely."""
MOST_BYTES = 1_000_000_000
"""The most that the values of one grid may take."""


@dataclass(frozen=True)
class Plan:
    """What all draws share: the game's index arrays, its axes, the edges into every node."""

    game: Game
    axes: Axes
    entering: Ints  # N + 1
    enter: Ints  # E: edges by the node they lead to
    record: Bools  # E: edges that the record allows

    @classmethod
    def of(cls, game: Game, record: Bools | None) -> Plan:
        """Index a public game; `SolveError` if it keeps evidence in its nodes, or has many axes."""
        typed = np.diff(game.player_slot)[np.maximum(game.mover, 0)] > 1
        if (typed & (game.mover >= 0) & (game.evidence >= 0)).any():
            raise SolveError(Problem(
                "the grid is solved on public states, but this game keeps evidence in its nodes",
                hint="compile it with `compile_crisis(crisis, evidence=False)`",
            ))  # fmt: skip
        allowed = np.ones(len(game.child), np.bool_) if record is None else record
        nodes = np.arange(len(game.mover) + 1)
        enter = np.argsort(game.child, kind="stable").astype(np.int32)
        entering = np.searchsorted(game.child[enter], nodes).astype(np.int32)
        return cls(game, axes_of(game), entering, enter, np.ascontiguousarray(allowed, np.bool_))


@dataclass(frozen=True)
class Unfolding:
    """One draw's play over public nodes and points, on one grid."""

    windows: Windows
    worth: Floats  # cells, K
    policy: Floats  # E, M, T
    to: Ints  # E, M
    ratios: Floats  # N, M, X
    used: Ints  # N
    flow: Floats  # E, M: the analyst's chance of the edge and the point
    kept: Floats  # E, M: the same of play that has kept to the record so far
    hull: Floats  # N, X, 2
    gap: float
    cells: int  # local fixed points on the grid
    jumped: int  # those that left the branch
    lost: int  # the same at the points


@dataclass(frozen=True)
class Outcome:
    """The finest unfolding of a draw, and how far it was from the one before it."""

    unfolding: Unfolding
    cells: int
    error: float
    merging: float
    status: Status


def solve_on_grid(
    plan: Plan, numbers: Numbered, *, cells: int, points: int, tolerance: float
) -> Outcome:
    """Double the cells until no public edge's chance moves by more than the tolerance."""
    moving = bool(plan.axes.live.any())
    size, error = COARSEST, np.inf if moving else 0.0
    now = on_windows(plan, numbers, windows_of(plan.axes, cells=size), points=points)
    while error > tolerance and size < cells:
        finer = min(cells, 2 * size - 1)
        grid = windows_of(plan.axes, cells=finer, hull=now.hull)
        if bytes_of(plan, grid) > MOST_BYTES:
            break
        before, size = now, finer
        now = on_windows(plan, numbers, grid, points=points)
        error = change(plan, before, now)
    fewer = walk(plan, numbers, now.windows, now.worth, points=max(1, points // 2))
    merging = change(plan, fewer, now)
    status = Status.CONVERGED if max(error, merging) <= tolerance else Status.SLOW
    if now.lost > 0 or not np.isfinite(now.flow).all():
        status = Status.LOST
    return Outcome(now, size, error, merging, status)


def change(plan: Plan, one: Unfolding, other: Unfolding) -> float:
    """Return the largest difference in the chance of an edge, of all play and given the record."""
    over = plan.game.mover[plan.game.child] == END
    most = 0.0
    for given in (False, True):
        sides = []
        for found in (one, other):
            flow = (found.kept if given else found.flow).sum(axis=1)
            sides.append(np.minimum(1.0, flow / max(float(flow[over].sum()), LEAST)))
        most = max(most, float(np.abs(sides[0] - sides[1]).max(initial=0.0)))
    return most


def bytes_of(plan: Plan, grid: Windows) -> int:
    """Say how much room the values of a grid take."""
    return 8 * int(grid.offset[-1]) * len(plan.game.slot_player)


def on_windows(plan: Plan, numbers: Numbered, grid: Windows, *, points: int) -> Unfolding:
    """Solve one grid and unfold it."""
    game, slots = plan.game, len(plan.game.slot_player)
    size = bytes_of(plan, grid)
    if size > MOST_BYTES:
        raise SolveError(Problem(
            f"the grid would need {size / 1e9:.1f} GB: {int(grid.offset[-1]):,} cells of {slots} "
            "values",
            hint="give fewer actors types, or play fewer rounds",
        ))  # fmt: skip
    worth = np.empty((int(grid.offset[-1]), slots))
    own = np.ascontiguousarray(numbers.chance[:, game.slot_player])
    solved, jumped = run_back(
        game.mover, game.first, game.child, game.chance, game.reward, game.final,
        game.player_slot, plan.axes.start, grid.low, grid.wide, grid.stride, grid.offset,
        grid.span, grid.step, grid.ratio, numbers.prior, own, numbers.value, numbers.rationality,
        worth,
    )  # fmt: skip
    return walk(plan, numbers, grid, worth, points=points, cells=(solved, jumped))


def walk(
    plan: Plan, numbers: Numbered, grid: Windows, worth: Floats, *, points: int,
    cells: tuple[int, int] = (0, 0),
) -> Unfolding:  # fmt: skip
    """Unfold a solved grid with so many points a node."""
    game, axes = plan.game, len(plan.axes.player)
    nodes, edges = game.size
    types = int(np.diff(game.player_slot).max(initial=1))
    policy, to = np.zeros((edges, points, types)), np.zeros((edges, points), np.int32)
    ratios, used = np.zeros((nodes, points, axes)), np.zeros(nodes, np.int32)
    flow, hull = np.zeros((edges, points)), np.zeros((nodes, axes, 2))
    kept = np.zeros((edges, points))
    gap, _, lost = unfold(
        game.mover, game.first, game.child, game.chance, game.reward, game.player_slot,
        plan.axes.start, plan.axes.live, plan.entering, plan.enter, plan.record,
        grid.low, grid.wide, grid.stride, grid.offset, grid.span, grid.step, grid.ratio,
        numbers.prior, numbers.chance, numbers.value, numbers.rationality, worth,
        policy, to, ratios, used, flow, hull, kept,
    )  # fmt: skip
    return Unfolding(
        grid, worth, policy, to, ratios, used, flow, kept, hull, gap, cells[0], cells[1], lost
    )
