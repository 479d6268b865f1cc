"""Many draws of one game, solved side by side: a lane that is done takes the next draw.

A draw whose branch a lane cannot follow, or whose solution does not hold, is handed back to be
solved on its own. Lanes do not see each other, so neither the lane that a draw sits in nor what
is solved beside it changes a bit of its solution.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from detente.game.arrays import Numbers
from detente.shapes import Longs
from detente.solve.lanes.layout import Layout, spread_policy
from detente.solve.lanes.register import WIDTH
from detente.solve.lanes.room import Desk, Hands, Views, deal, desk_for, hands_for
from detente.solve.lanes.sweep import audit_lanes, sweep_lanes
from detente.solve.lanes.walk import ARRIVED, IDLE, LOST, Walk, set_out, take_steps, walk_for
from detente.solve.solution import Solutions, Status


class Ensemble(NamedTuple):
    """What the threads of one solve share."""

    layout: Layout
    views: Views
    numbers: Numbers
    result: Solutions
    tolerance: float
    max_sweeps: int
    scale: float


class Bench(NamedTuple):
    """Where one thread works on an ensemble."""

    hands: Hands  # the draws on their way
    desk: Desk
    walk: Walk
    shelf: Hands  # the draws that have arrived and wait for their audit
    audited: Desk


def bench_for(job: Ensemble) -> Bench:
    """Make the workplace of one thread."""
    layout, numbers = job.layout, job.numbers
    return Bench(
        hands_for(layout, numbers), desk_for(layout), walk_for(int(layout.unknown[-1])),
        hands_for(layout, numbers), desk_for(layout),
    )  # fmt: skip


def solve_side_by_side(
    job: Ensemble, draws: Iterator[int], *, lanes: int
) -> Iterator[tuple[int, bool]]:
    """Solve draws in so many lanes; yield each as it ends, and whether its solution holds.

    If it does, it is in the result; if not, the draw has to be solved on its own.
    """
    bench, sitting, waiting = bench_for(job), np.full(WIDTH, -1), list[int]()
    doing = bench.walk.doing
    while True:
        _fill(job, bench, sitting[:lanes], draws)
        if (sitting < 0).all():
            break
        go_on(job, bench)
        yield from ((int(draw), False) for draw in sitting[doing == LOST])
        for lane in np.flatnonzero(doing == ARRIVED).tolist():
            shelve(bench, lane, at=len(waiting))
            job.result.sweeps[sitting[lane]] = bench.walk.sweeps[lane] + 1
            waiting.append(int(sitting[lane]))
            if len(waiting) == WIDTH:
                yield from _audit(job, bench, waiting)
                waiting.clear()
        ended = doing >= ARRIVED
        doing[ended], sitting[ended] = IDLE, -1
    if waiting:
        yield from _audit(job, bench, waiting)


def _fill(job: Ensemble, bench: Bench, sitting: Longs, draws: Iterator[int]) -> None:
    """Let the next draws sit down in the free lanes."""
    for lane in np.flatnonzero(sitting < 0).tolist():
        draw = sitting[lane] = next(draws, -1)
        if draw >= 0:
            deal(job.layout, job.numbers, draw, bench.hands, lane=lane)
            bench.hands.precision[:, lane] *= job.scale
            set_out(bench.walk, lane, tolerance=job.tolerance, max_sweeps=job.max_sweeps)


def _audit(job: Ensemble, bench: Bench, waiting: list[int]) -> list[tuple[int, bool]]:
    """Audit the draws on the shelf, store their solutions, and say which of them hold."""
    desk, result, draws = bench.audited, job.result, np.array(waiting)
    audit_lanes(job.layout, job.views, bench.shelf, desk)
    root, lanes = int(job.layout.seat[-1]), slice(len(draws))
    worth, best = np.split(desk.worth[:, lanes], 2)
    slots = slice(root, root + len(job.layout.slot_player))
    spread_policy(job.layout, desk.policy, result.policy, draws)
    result.worth[draws] = worth[slots].T
    result.regret[draws] = np.maximum(best[slots].T - result.worth[draws], 0.0)
    result.residual[draws] = desk.residual[0, lanes]
    result.status[draws] = Status.CONVERGED
    known = np.isfinite(result.worth[draws]).all(axis=1)  # a maximum loses what is no number
    holds = known & (result.residual[draws] <= job.tolerance)
    return list(zip(waiting, holds.tolist(), strict=True))


def go_on(job: Ensemble, bench: Bench) -> None:
    """Sweep and step until a lane has ended, one way or the other."""
    walk, hands, desk = bench.walk, bench.hands, bench.desk
    if job.layout.unknown[-1] == 0:
        hands.scale[:] = 1.0
        walk.doing[walk.doing != IDLE] = ARRIVED
        return
    ended = False
    while not ended:
        hands.scale[0] = walk.there
        desk.at[:] = walk.at[:, : len(desk.at)].T
        sweep_lanes(job.layout, job.views, hands, desk)
        ended = take_steps(walk, desk.gap)


def shelve(bench: Bench, lane: int, *, at: int) -> None:
    """Put the numbers and the policy of a lane on the shelf."""
    for source, to in zip(bench.hands, bench.shelf, strict=True):
        to[:, at] = source[:, lane]
    bench.audited.policy[:, at] = bench.desk.policy[:, lane]
