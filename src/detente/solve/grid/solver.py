"""Long horizons: dynamic programming over public states and log-likelihood ratios of types.

All observers share the likelihoods of an actor's choices, so the public state together with one
log-likelihood ratio per extra type of each typed actor is all that matters for what follows. Values
run back over a grid of ratios, with a local fixed point wherever a typed actor chooses; play then
runs forward over a few points of evidence a public node. The cost is linear in the horizon.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from threading import Event, Lock

import numpy as np
from numba import njit

from detente.errors import SolveError
from detente.game.arrays import Game, Numbers
from detente.machine import processors
from detente.shapes import Bools, Floats, Ints
from detente.solve.grid.audit import audit
from detente.solve.grid.draw import FEWEST, Outcome, Plan, Room, solve_on_grid
from detente.solve.grid.shared import Shared, share, solve_shared
from detente.solve.public_tree import check_numbers
from detente.solve.solution import Status
from detente.solve.tree.index import numbered


@dataclass(frozen=True)
class GridSolutions:
    """Equilibria of one public game for a block of draws, unfolded to points of evidence.

    Public node n has `used[d, n]` points; the root has one. At point m of the node that edge e
    leaves, the mover's type t takes e with probability `policy[d, e, m, t]` (ones on chance edges)
    and play goes on at point `to[d, e, m]` of the edge's child. `ratios[d, n, m, x]` is log L(t) -
    log L(0) there, one x for every type after the first of the actors in their order, 0 where the
    actor has no choice left to make.

    `error` is the largest change of the analyst's chance of any public edge against half the
    cells, `merging` the same against half the points; both are NaN for a draw on a shared grid,
    where a sample stands for all. `residual` is how far a choice at a point is from the answer to
    what it says, in log-odds; `jumped` the share of cells whose fixed point is not on the branch
    that leads from `lambda = 0`; `folded` the largest chance of a public node at evidence near
    which a local fixed point is not the only one, so that the whole game may have another
    equilibrium there.
    """

    policy: Floats  # D, E, M, T
    to: Ints  # D, E, M
    ratios: Floats  # D, N, M, X
    used: Ints  # D, N
    worth: Floats  # D, K: what each slot expects at the root, in utils
    regret: Floats  # D, K: what it could gain at the most, in utils
    residual: Floats  # D
    error: Floats  # D
    merging: Floats  # D
    jumped: Floats  # D
    folded: Floats  # D
    cells: Ints  # D: points an axis of the finest grid
    status: Ints  # D: a `Status`; SLOW if `error` or `merging` is above the tolerance

    @property
    def converged(self) -> Bools:
        """Say per draw whether the solution was refined to the tolerance."""
        return np.asarray(self.status == Status.CONVERGED)


def solve_grid(
    game: Game,
    numbers: Numbers,
    *,
    cells: int = 65,
    points: int = 16,
    tolerance: float = 1e-3,
    record: Bools | None = None,
    shared: Shared | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> GridSolutions:
    """Solve a public game (compiled with `evidence=False`) for every draw.

    The cells of an axis are doubled from a coarse grid, up to `cells`, until the chance of no
    public edge changes by more than `tolerance`; `points` is how many points of evidence a node
    may have. Evidence on the record (`record` (E): edges that it allows) is kept apart from
    evidence off it. With a `shared` grid (`share_grid`) nothing is refined but the draws that leave
    it, and its points count. Draws do not see each other, so the result does not depend on
    `threads`.

    Raises `SolveError` when the numbers do not fit the game, when more than four extra types meet,
    and when a grid would be too large.
    """
    _check(cells=cells, points=points, tolerance=tolerance)
    check_numbers(game, numbers, tolerance=1.0, max_sweeps=1, scale=1.0)
    plan = Plan.of(game, record)
    points = points if shared is None else shared.points
    result = _empty(plan, draws=len(numbers), points=points)
    following, done, stop, lock = count(), count(1), Event(), Lock()

    def work(_: int) -> None:
        room = Room()
        while not stop.is_set() and (draw := next(following)) < len(numbers):
            here = numbered(numbers, draw)
            outcome = (
                solve_on_grid(plan, here, cells=cells, points=points, tolerance=tolerance)
                if shared is None
                else solve_shared(plan, here, shared, cells=cells, room=room)
            )
            _store(result, draw, outcome)
            audit(
                plan, here, outcome.unfolding,
                worth=result.worth[draw], regret=result.regret[draw],
            )  # fmt: skip
            if progress is not None:
                with lock:
                    progress(next(done), len(numbers))

    workers = max(1, min(threads or processors(), len(numbers)))
    if workers == 1:
        work(0)
        return result
    with ThreadPoolExecutor(workers) as pool:
        try:
            list(pool.map(work, range(workers)))
        finally:
            stop.set()
    return result


def share_grid(
    game: Game,
    sample: Numbers,
    *,
    cells: int = 65,
    points: int = 16,
    tolerance: float = 1e-3,
    record: Bools | None = None,
    threads: int | None = None,
) -> Shared:
    """Lay out one grid for an ensemble of which `sample` is a part, and measure it there.

    Raises `SolveError` as `solve_grid` does.
    """
    _check(cells=cells, points=points, tolerance=tolerance)
    check_numbers(game, sample, tolerance=1.0, max_sweeps=1, scale=1.0)
    return share(
        Plan.of(game, record), sample, cells=cells, points=points, tolerance=tolerance,
        threads=threads or processors(),
    )  # fmt: skip


def _check(*, cells: int, points: int, tolerance: float) -> None:
    if cells < FEWEST or points < 1 or not tolerance >= 0:
        raise SolveError(
            f"the grid needs {FEWEST} cells an axis or more, a point or more, and a tolerance "
            "of zero or more"
        )


def observer_chances(
    game: Game, numbers: Numbers, solution: GridSolutions, *, observer: int, draw: int = 0
) -> Floats:
    """Return the chance that an observer gives each edge at each point of its node (E, M).

    As `observer_weights`, a point at a time: the analyst is observer P. Zero at points unused.
    """
    here = numbered(numbers, draw)
    chances = np.zeros(solution.to.shape[1:])
    extra = np.diff(game.player_slot) - 1
    _weigh(
        game.mover, game.first, game.chance, game.player_slot,
        (np.cumsum(extra) - extra).astype(np.int32), here.prior, here.chance,
        np.ascontiguousarray(solution.policy[draw]), np.ascontiguousarray(solution.ratios[draw]),
        np.ascontiguousarray(solution.used[draw]), observer, chances,
    )  # fmt: skip
    return chances


@njit(cache=True, nogil=True)
def _weigh(  # noqa: PLR0917 (compiled: arguments by place)
    mover: Ints, first: Ints, chance: Ints, player_slot: Ints, axis: Ints, prior: Floats,
    table: Floats, policy: Floats, ratios: Floats, used: Ints, observer: int, chances: Floats,
) -> None:  # fmt: skip
    points, most = policy.shape[1], policy.shape[2]
    mu = np.zeros((points, most))
    for node in range(len(mover)):
        i, many = mover[node], used[node]
        own, start = 1, 0
        if i >= 0:
            own, start = player_slot[i + 1] - player_slot[i], player_slot[i]
            for m in range(many):
                top, total = 0.0, 0.0
                for t in range(1, own):
                    top = max(top, ratios[node, m, axis[i] + t - 1])
                for t in range(own):
                    ell = ratios[node, m, axis[i] + t - 1] if t > 0 else 0.0
                    mu[m, t] = prior[observer, start + t]
                    if own > 1:
                        mu[m, t] *= np.exp(ell - top)
                    total += mu[m, t]
                for t in range(own):
                    mu[m, t] /= total
        for e in range(first[node], first[node + 1]):
            for m in range(many):
                seen = table[chance[e], observer] if i < 0 else 0.0
                if i >= 0:
                    for t in range(own):
                        seen += mu[m, t] * policy[e, m, t]
                chances[e, m] = seen


def _empty(plan: Plan, *, draws: int, points: int) -> GridSolutions:
    nodes, edges = plan.game.size
    slots, axes = len(plan.game.slot_player), len(plan.axes.player)
    types = int(np.diff(plan.game.player_slot).max(initial=1))
    return GridSolutions(
        policy=np.zeros((draws, edges, points, types)),
        to=np.zeros((draws, edges, points), np.int32),
        ratios=np.zeros((draws, nodes, points, axes)), used=np.zeros((draws, nodes), np.int32),
        worth=np.zeros((draws, slots)), regret=np.zeros((draws, slots)),
        residual=np.zeros(draws), error=np.zeros(draws), merging=np.zeros(draws),
        jumped=np.zeros(draws), folded=np.zeros(draws), cells=np.zeros(draws, np.int32),
        status=np.zeros(draws, np.int32),
    )  # fmt: skip


def _store(result: GridSolutions, draw: int, outcome: Outcome) -> None:
    found = outcome.unfolding
    result.policy[draw], result.to[draw] = found.policy, found.to
    result.ratios[draw], result.used[draw] = found.ratios, found.used
    result.residual[draw] = found.gap
    result.jumped[draw] = found.solved.jumped / max(1, found.solved.cells)
    result.folded[draw] = found.folded
    result.error[draw], result.merging[draw] = outcome.error, outcome.merging
    result.cells[draw], result.status[draw] = outcome.cells, outcome.status
