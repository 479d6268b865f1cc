"""One large tree at a time: all threads share its sweeps, in double precision or in single.

In single precision values and choices are held in 32 bits; sums, log-odds and the audit stay in
64. The residual is then the error of the choices, measured in double precision.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from numba import njit

from detente.errors import Problem, SolveError
from detente.game.arrays import Numbers
from detente.shapes import Floats, Ints
from detente.solve.solution import Solutions
from detente.solve.tree.branch import solve_draw
from detente.solve.tree.crew import Crew
from detente.solve.tree.index import Numbered, Tree, numbered
from detente.solve.tree.sweep import room_for

Precision = Literal["double", "single"]
LARGE = 200_000
"""Nodes from which on threads share a tree rather than wait for one."""
SINGLE = 1e-5
"""The tolerance in single precision, if a smaller one is asked for."""
ROUNDING = 2.0**-24
"""Half of the distance between neighbouring numbers of 32 bits, relative."""
USELESS = 1e-3
"""The largest error of a log-odds by rounding alone at which single precision is accepted."""


def solve_in_turn(
    tree: Tree, numbers: Numbers, *, threads: int, precision: Precision, tolerance: float,
    max_sweeps: int, scale: float, progress: Callable[[int, int], None] | None = None,
) -> Solutions:  # fmt: skip
    """Solve the draws one after the other, all threads on each; the same for any `threads`.

    Raises `SolveError` where payoffs times precision are too large for single precision.
    """
    single = precision == "single"
    if single:
        check_single(tree, numbers, scale=scale)
        tolerance = max(tolerance, SINGLE)
    slots, types = len(tree.slot_player), int(np.diff(tree.player_slot).max(initial=1))
    real: Any = np.float32 if single else np.float64
    draws = len(numbers)
    policy = np.zeros((draws, len(tree.child), types), real) if draws > 1 else None
    rows: list[tuple[float, int, int]] = []
    regret, worth = np.zeros((draws, slots)), np.zeros((draws, slots))
    with Crew(tree, threads) as crew:
        room = room_for(tree, chances=numbers.chance.shape[1], crew=crew, real=real)
        for draw in range(draws):
            rows.append(
                solve_draw(
                    tree, numbered(numbers, draw), room,
                    tolerance=tolerance, max_sweeps=max_sweeps, scale=scale,
                )
            )  # fmt: skip
            worth[draw] = room.worth[0]
            regret[draw] = np.maximum(room.best[0] - room.worth[0], 0.0)
            if policy is not None:
                policy[draw] = room.policy
            if progress is not None:
                progress(draw + 1, draws)
    residual, sweeps, status = (np.array(column) for column in zip(*rows, strict=True))
    return Solutions(
        policy=room.policy[None] if policy is None else policy, residual=residual,
        sweeps=sweeps.astype(np.int32), status=status.astype(np.int32), regret=regret, worth=worth,
    )  # fmt: skip


def check_single(tree: Tree, numbers: Numbers, *, scale: float) -> None:
    """Refuse payoffs that 32 bits cannot tell apart at the precision that is wanted."""
    worst = max((reach(tree, numbered(numbers, d), scale=scale) for d in range(len(numbers))),
                default=0.0)  # fmt: skip
    if not worst * ROUNDING <= USELESS:
        raise SolveError(
            Problem(
                "single precision is too coarse here: payoffs times precision reach "
                f"{worst:,.0f}, and rounding alone would move log-odds by {worst * ROUNDING:.1g}",
                hint="solve in double precision, or state the payoffs around zero",
            )
        )


def reach(tree: Tree, draw: Numbered, *, scale: float) -> float:
    """Bound payoffs times precision: the most that any path collects, whatever the sign."""
    weight = scale * draw.rationality[tree.slot_player]
    return float(most_collected(
        tree.first, tree.child, tree.reward, tree.final, (np.abs(draw.value) * weight).max(axis=1)
    ))  # fmt: skip


@njit(cache=True, nogil=True)
def most_collected(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints, child: Ints, reward: Ints, final: Ints, size: Floats
) -> float:
    """Return the largest sum of sizes of reward rows over the paths from the root."""
    most = np.zeros(len(final), np.float32)
    for node in range(len(final) - 1, -1, -1):
        if first[node] == first[node + 1]:
            most[node] = size[final[node]]
        for edge in range(first[node], first[node + 1]):
            most[node] = max(most[node], size[reward[edge]] + most[child[edge]])
    return float(most[0])
