"""One draw on the grid: solve, unfold, look where play went, refine, until nothing moves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.errors import Problem, SolveError
from detente.game.arrays import END, Game
from detente.shapes import Bools, Floats, Ints, Longs
from detente.solve.grid.axes import Axes, Windows, axes_of, windows_of
from detente.solve.grid.back import run_back
from detente.solve.grid.seats import Seats, seats_of
from detente.solve.grid.unfold import unfold
from detente.solve.lanes.register import WIDTH
from detente.solve.solution import Status
from detente.solve.tree.index import Numbered

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
    source: Ints  # E: the node that each edge leaves
    deltas: Longs  # N: edges times extra types at a typed mover's node with a choice, 0 elsewhere

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
        axes, edges = axes_of(game), np.diff(game.first).astype(np.int64)
        extra = np.where(game.mover >= 0, axes.extra[np.maximum(game.mover, 0)], 0)
        return cls(
            game, axes, entering, enter, np.ascontiguousarray(allowed, np.bool_),
            game.source.astype(np.int32), np.where(edges > 1, edges * extra, 0),
        )  # fmt: skip


@dataclass(frozen=True)
class Solved:
    """One draw's values on one grid."""

    windows: Windows
    seats: Seats
    worth: Floats  # rows, K: of all cells, or of those last worked out
    delta: Floats  # (cells, A, X) of every typed mover's node, one after the other
    ahead: Floats  # what movers' own types are worth after their actions, as `Seats` says
    fold: Bools  # cells: whether the branch folds back, or another one is near
    cells: int  # local fixed points
    jumped: int  # those that left the branch

    @property
    def held(self) -> Longs:
        """Return where every node's deltas begin (N + 1)."""
        return self.seats.held


@dataclass(frozen=True)
class Unfolding:
    """One draw's play over public nodes and points, on one grid."""

    solved: Solved
    policy: Floats  # E, M, T
    to: Ints  # E, M
    ratios: Floats  # N, M, X
    used: Ints  # N
    flow: Floats  # E, M: the analyst's chance of the edge and the point
    kept: Floats  # E, M: the same of play that has kept to the record so far
    hull: Floats  # N, X, 2
    gap: float
    lost: int  # points whose fixed point is not on the branch
    folded: float  # largest chance of a node at points beside a fold
    missed: float  # how far play left the windows, in log-odds times chance


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
    now = on_windows(plan, numbers, windows_of(plan.axes, cells=size), points=points, room=Room())
    while error > tolerance and size < cells:
        finer = min(cells, 2 * size - 1)
        grid = windows_of(plan.axes, cells=finer, hull=now.hull)
        if bytes_of(plan, grid) > MOST_BYTES:
            break
        before, size = now, finer
        now = on_windows(plan, numbers, grid, points=points, room=Room())
        error = change(plan, before, now)
    fewer = walk(plan, numbers, now.solved, points=max(1, points // 2))
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
    return 8 * int(grid.offset[-1]) * width_of(plan)


def width_of(plan: Plan) -> int:
    """Return how many values a cell holds: one for each slot, and eight at the least."""
    return max(WIDTH, len(plan.game.slot_player))


def on_windows(
    plan: Plan, numbers: Numbered, grid: Windows, *, points: int, room: Room | None = None
) -> Unfolding:
    """Solve one grid and unfold it."""
    return walk(plan, numbers, backward(plan, numbers, grid, room=room), points=points)


class Room:
    """Where the values of one grid after another are written, so that each need not ask for it.

    Nodes share the rows of values there: only the root's are left at the end.
    """

    def __init__(self) -> None:
        self.held: dict[str, Floats] = {}
        self.grid: Windows | None = None
        self.seats: Seats | None = None

    def seat(self, plan: Plan, grid: Windows) -> Seats:
        """Give the nodes their rows, as the last time if it is the same grid."""
        if self.seats is None or self.grid is not grid:
            self.seats = seats_of(plan.game, plan.axes, grid, reused=True)
            self.grid = grid
        return self.seats

    def take(self, name: str, size: int) -> Floats:
        """Return an array of a name, with whatever was in it."""
        if name not in self.held or len(self.held[name]) < size:
            self.held[name] = np.empty(size)
        return self.held[name][:size]


def backward(plan: Plan, numbers: Numbered, grid: Windows, *, room: Room | None = None) -> Solved:
    """Run the values back over a grid; `SolveError` if it is too large.

    With `room` the result stands there, until it is used again; without, all values are kept.
    """
    game, slots = plan.game, width_of(plan)
    size = bytes_of(plan, grid)
    if size > MOST_BYTES:
        raise SolveError(Problem(
            f"the grid would need {size / 1e9:.1f} GB: {int(grid.offset[-1]):,} cells of {slots} "
            "values",
            hint="give fewer actors types, or play fewer rounds",
        ))  # fmt: skip
    seats = room.seat(plan, grid) if room else seats_of(game, plan.axes, grid, reused=False)
    room = room or Room()
    worth = room.take("worth", seats.rows * slots).reshape(seats.rows, slots)
    delta = room.take("delta", int(seats.held[-1]))
    ahead = room.take("ahead", int(seats.asked[-1]) + WIDTH)
    fold = np.zeros(int(grid.offset[-1]), np.bool_)
    beyond = ((0, 0), (0, slots - len(game.slot_player)))
    own, value = numbers.chance[:, game.slot_player], numbers.value
    if slots > len(game.slot_player):
        own, value = np.pad(own, beyond), np.pad(value, beyond)
    own, value = np.ascontiguousarray(own), np.ascontiguousarray(value)
    solved, jumped = run_back(
        game.mover, game.first, game.child, game.chance, game.reward, game.final,
        game.player_slot, plan.axes.start, grid.low, grid.wide, grid.stride, grid.offset,
        seats.seat, seats.held, seats.asked, grid.span, grid.step, grid.ratio, numbers.prior, own,
        value, numbers.rationality, worth, delta, ahead, fold,
    )  # fmt: skip
    return Solved(grid, seats, worth, delta, ahead, fold, solved, jumped)


def walk(plan: Plan, numbers: Numbered, solved: Solved, *, points: int) -> Unfolding:
    """Unfold a solved grid with so many points a node."""
    game, axes, grid = plan.game, len(plan.axes.player), solved.windows
    nodes, edges = game.size
    types = int(np.diff(game.player_slot).max(initial=1))
    policy, to = np.zeros((edges, points, types)), np.zeros((edges, points), np.int32)
    ratios, used = np.zeros((nodes, points, axes)), np.zeros(nodes, np.int32)
    flow, hull = np.zeros((edges, points)), np.zeros((nodes, axes, 2))
    kept = np.zeros((edges, points))
    gap, lost, folded, missed = unfold(
        game.mover, game.first, game.child, game.chance, game.player_slot, plan.axes.start,
        plan.axes.live, plan.source, plan.entering, plan.enter, plan.record, grid.low, grid.wide,
        grid.offset, solved.seats.held, solved.seats.asked, grid.span, grid.step,
        grid.ratio, numbers.prior, numbers.chance, solved.ahead, solved.delta, solved.fold,
        policy, to, ratios, used, flow, hull, kept,
    )  # fmt: skip
    return Unfolding(solved, policy, to, ratios, used, flow, kept, hull, gap, lost, folded, missed)
