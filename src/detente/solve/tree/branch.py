"""The principal branch of the equilibria of a public tree, followed from uniform play.

All precisions are multiplied by a scale that grows from 0 to 1 in adaptive steps: predict along
the secant, correct by sweeps with Anderson's acceleration (Walker and Ni 2011, type II), halve the
step when the corrector does not settle or lands far from the prediction.
"""

from __future__ import annotations

import numpy as np

from detente.shapes import Floats
from detente.solve.solution import Status
from detente.solve.tree.arc import follow_arc, oriented
from detente.solve.tree.audit import audit
from detente.solve.tree.index import Numbered, Tree
from detente.solve.tree.mixing import learn, mix
from detente.solve.tree.sweep import (
    Room,
    backward,
    read_odds,
    remember,
    settle_in,
    spread_choices,
    sweep,
)

CONVERGED, SLOW, LOST = int(Status.CONVERGED), int(Status.SLOW), int(Status.LOST)
PROBE = 1e-4
"""The first scale: near enough to zero that one sweep gives the slope of the branch there."""
STRIDE = 2.0
"""How far the log-odds may move by prediction in the first step."""
LEAP = 2.0
"""How far the corrector may carry the log-odds from the prediction."""
SETTLED = 3.0
"""How well, in tolerances, the log-odds have to settle at the whole scale, to be audited then."""
TIGHTER = 0.1
"""How much better they have to settle when the audit finds too large a residual."""
NEAR, TRUST, EASY = 1.0, 0.5, 4.0
"""How far a correction may go for the step to be taken: at least, and as a share of the step.

Where the first slope would carry the log-odds no farther than `EASY`, there is one solution.
"""
LOOSE = 0.1
"""How well the log-odds have to settle at a scale that is only passed through."""
PATIENCE = 12
"""Sweeps the corrector gets at such a scale."""
STALLED = 12
"""Sweeps without a halving of the gap after which the corrector gives up."""
WILD = 30.0
"""A gap in log-odds that no correction comes back from."""
SHORTEST = 2e-2
"""The share of the scale at which following it is given up for following the branch's length."""


def solve_draw(
    tree: Tree,
    draw: Numbered,
    room: Room,
    *,
    tolerance: float = 1e-9,
    max_sweeps: int = 20_000,
    scale: float = 1.0,
) -> tuple[float, int, int]:
    """Solve one draw in `room`; return the residual, the sweeps and the `Status`.

    The policy is left in `room.policy`, values in `room.worth`, best responses in `room.best`.
    """
    settle_in(tree, draw, room)
    if len(tree.clue_edge) == 0:
        set_precision(tree, draw, room, scale)
        residual = finish(tree, draw, room)
        return residual, 1, CONVERGED if residual <= tolerance else SLOW
    status, sweeps = follow(
        tree, draw, room, tolerance=tolerance, max_sweeps=max_sweeps, scale=scale
    )
    residual, goal = finish(tree, draw, room), SETTLED * tolerance
    while status == CONVERGED and not residual <= tolerance:
        goal *= TIGHTER  # choices after the clues magnify what is left there
        most = min(PATIENCE, max_sweeps - sweeps)
        used, _, done = correct(tree, draw, room, goal=goal, most=most)
        sweeps += used
        residual = finish(tree, draw, room)
        if not done and not residual <= tolerance:
            status = SLOW
    return residual, sweeps + 1, status


def finish(tree: Tree, draw: Numbered, room: Room) -> float:
    """Make beliefs fit the policy, settle the head, and audit; return the residual."""
    read_odds(tree, room, room.at)
    remember(tree, room.at, room)
    backward(tree, draw, room, "head")
    spread_choices(tree, room)
    return audit(tree, draw, room)


def set_precision(tree: Tree, draw: Numbered, room: Room, scale: float) -> None:
    """Take a precision and settle the nodes that hang on nothing else."""
    for player in range(len(draw.rationality)):
        room.precision[player] = scale * draw.rationality[player]
    backward(tree, draw, room, "settled")


def follow(
    tree: Tree, draw: Numbered, room: Room, *, tolerance: float, max_sweeps: int, scale: float
) -> tuple[int, int]:
    """Follow the branch up to the whole scale; return the `Status` and the sweeps.

    When the steps get too short, or when steps were refused on the way and the solution turns out
    to lie beyond a fold, the branch is followed again from the start by its length.
    """
    start, reached, refused, sweeps = climb(
        tree, draw, room, tolerance=tolerance, max_sweeps=max_sweeps, scale=scale
    )
    status = CONVERGED if reached else SLOW
    if reached and refused:
        here = room.at.copy()
        reached, used = oriented(tree, draw, room, scale=scale)
        room.at[:] = here  # the check looked a little beyond, in scale and in log-odds
        set_precision(tree, draw, room, scale)
        sweep(tree, draw, room)
        sweeps += used + 1
    if not reached and sweeps < max_sweeps:
        left, goal = max_sweeps - sweeps, TIGHTER * tolerance
        status, used = follow_arc(tree, draw, room, start, scale=scale, goal=goal, most=left)
        sweeps += used
    if status != CONVERGED:  # leave something whose residual at the wanted precision is honest
        set_precision(tree, draw, room, scale)
        sweep(tree, draw, room)
    return status, sweeps


def climb(
    tree: Tree, draw: Numbered, room: Room, *, tolerance: float, max_sweeps: int, scale: float
) -> tuple[Floats, bool, int, int]:
    """Follow the branch by its scale, as long as steps are not too short.

    Returns the slope at scale 0 (Q, T), whether the whole scale was reached, how many steps were
    refused, and the sweeps.
    """
    room.at[:] = 0.0
    room.memory[:] = 0
    set_precision(tree, draw, room, PROBE * scale)
    steepest = sweep(tree, draw, room) / PROBE
    room.good[:] = 0.0
    room.slope[:] = room.gap / PROBE
    start, here, sweeps, refused = room.slope.copy(), 0.0, 1, 0
    step = min(1.0, STRIDE / max(steepest, 1e-12))
    while here < 1.0 and sweeps < max_sweeps:
        there = 1.0 if here + step > 1.0 - 1e-9 else here + step
        room.at[:] = room.good + (there - here) * room.slope
        move = (there - here) * float(np.abs(room.slope).max())
        trust = LEAP if there * steepest <= EASY else max(NEAR, TRUST * move)
        set_precision(tree, draw, room, there * scale)
        goal = SETTLED * tolerance if there == 1.0 else LOOSE
        most = max_sweeps - sweeps if there == 1.0 else min(PATIENCE, max_sweeps - sweeps)
        used, strayed, done = correct(tree, draw, room, goal=goal, most=most)
        sweeps += used
        if done and strayed <= trust:
            room.slope[:] = (room.at - room.good) / (there - here)
            room.good[:] = room.at
            step = (there - here) * min(3.0, max(0.5, (0.25 * LEAP / max(strayed, 1e-3)) ** 0.5))
            here = there
        elif there - here < SHORTEST:
            break
        else:
            step, refused = 0.5 * (there - here), refused + 1
    return start, here == 1.0, refused, sweeps


def correct(
    tree: Tree, draw: Numbered, room: Room, *, goal: float, most: int
) -> tuple[int, float, bool]:
    """Sweep at one precision until the log-odds settle within `goal`.

    Returns the sweeps, how far the log-odds went from the prediction, and whether they settled.
    The first sweeps may grow, where the plain iteration would diverge: the acceleration learns
    the direction from that.
    """
    start, least, since, farthest = room.at.copy(), np.inf, 0, 0.0
    for used in range(1, most + 1):
        size = sweep(tree, draw, room)
        farthest = float(np.abs(room.at - start).max())
        off = used == 1 and size > 2.0 * LEAP
        if off or not size <= WILD or farthest > 3.0 * LEAP:
            return used, farthest, False
        if used > 1:
            learn(room)
        if size <= goal:
            mix(room, LEAP)
            farthest = max(farthest, float(np.abs(room.at - start).max()))
            return used, farthest, farthest <= LEAP
        since = 0 if size < 0.5 * least else since + 1
        least = min(least, size)
        if since > STALLED:
            return used, farthest, False
        mix(room, LEAP)
    return most, farthest, False
