"""The principal branch followed in every lane at its own pace: one step after each sweep.

The homotopy is that of `branch.py`, taken apart into what happens between two sweeps, so that lanes
stand at different scales in the same sweep. A step that ends far from its prediction is refused;
the lane then steps half as far, and from there on asks for predictions twice as good. After a few
refusals it gives up: a branch that may fold is followed by `branch.py`, which can tell.

A lane's vectors lie side by side (W, X) and are padded with zeros, so that the acceleration runs
along the unknowns, eight at a time, and no lane's arithmetic depends on another's.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from detente.shapes import Floats, Longs
from detente.solve.acceleration import least_squares
from detente.solve.lanes.register import WIDTH, add_product, aligned, spread, sum_up, take
from detente.solve.tree.branch import (
    EASY,
    LEAP,
    LOOSE,
    NEAR,
    PATIENCE,
    PROBE,
    SETTLED,
    SHORTEST,
    STALLED,
    STRIDE,
    TRUST,
    WILD,
)
from detente.solve.tree.sweep import HISTORY

SHYEST = 0.125
"""The least daring with which a lane goes on."""
IDLE, PROBING, CORRECTING, ARRIVED, LOST = range(5)
"""What a lane is doing: nothing; its first sweep; settling at a scale; it is there; it gave up."""


class Walk(NamedTuple):
    """Where every lane stands on its branch; first axis W."""

    doing: Longs
    sweeps: Longs  # in all
    used: Longs  # at this scale
    most: Longs  # that it may use there
    limit: Longs  # that it may use in all
    since: Longs  # the gap last halved
    held: Longs  # past moves that the acceleration remembers
    turn: Longs  # the one to be replaced next
    here: Floats  # the last scale that was reached
    there: Floats  # the scale that it settles at
    least: Floats  # gap at this scale
    goal: Floats  # for the gap at this scale
    last: Floats  # for the gap at the whole scale
    daring: Floats  # 1, and half of it after every step that was refused
    steepest: Floats  # slope of the log-odds in the scale at scale 0
    at: Floats  # X: the iterate
    gap: Floats  # X
    start: Floats  # X: the prediction
    good: Floats  # X: the iterate at the last scale that was reached
    slope: Floats  # X: of the iterate in the scale
    old_at: Floats  # X
    old_gap: Floats  # X
    moves: Floats  # HISTORY, X
    turns: Floats  # HISTORY, X
    gram: Floats  # HISTORY, HISTORY


def walk_for(unknowns: int) -> Walk:
    """Make room for the branches of all lanes."""
    padded = -(-unknowns // WIDTH) * WIDTH
    counts = (np.zeros(WIDTH, np.int64) for _ in range(8))
    paces = (np.zeros(WIDTH) for _ in range(7))
    vectors = (aligned(WIDTH, padded) for _ in range(7))
    memories = (aligned(WIDTH, HISTORY, padded) for _ in range(2))
    gram = np.zeros((WIDTH, HISTORY, HISTORY))
    return Walk._make((*counts, *paces, *vectors, *memories, gram))


def set_out(walk: Walk, lane: int, *, tolerance: float, max_sweeps: int) -> None:
    """Start a lane on its branch."""
    walk.last[lane], walk.limit[lane], walk.there[lane] = SETTLED * tolerance, max_sweeps, PROBE
    for record in (walk.sweeps, walk.used, walk.held, walk.turn, walk.here, walk.at, walk.good):
        record[lane] = 0
    walk.doing[lane], walk.daring[lane] = PROBING, 1.0


@njit(cache=True, nogil=True)
def take_steps(walk: Walk, swept: Floats) -> bool:
    """Take note of a sweep (X, W) and move on in every lane; say whether a lane has ended.

    A lane goes to its next iterate, to the next scale, or is done.
    """
    ended = False
    for lane in range(WIDTH):
        if walk.doing[lane] == IDLE:
            continue
        at, gap, good, slope = walk.at[lane], walk.gap[lane], walk.good[lane], walk.slope[lane]
        start, here, there = walk.start[lane], walk.here[lane], walk.there[lane]
        for x in range(len(swept)):
            gap[x] = swept[x, lane]
        size = largest(gap, gap, 0.0)
        walk.sweeps[lane] += 1
        walk.used[lane] += 1
        daring, stride, refused = walk.daring[lane], 0.0, False
        if not size <= WILD or (walk.used[lane] == 1 and size > 2.0 * LEAP):
            refused = True
        elif walk.doing[lane] == PROBING:
            walk.steepest[lane] = size / PROBE
            add_up(slope, gap, gap, 0.0, 1.0 / PROBE)
            stride = min(1.0, STRIDE / max(size / PROBE, 1e-12))
        else:
            settled = size <= walk.goal[lane]
            walk.since[lane] = 0 if size < 0.5 * walk.least[lane] else walk.since[lane] + 1
            walk.least[lane] = min(walk.least[lane], size)
            slow = walk.since[lane] > STALLED or walk.used[lane] >= walk.most[lane]
            column = walk.turn[lane] if walk.used[lane] > 1 else -1
            if column >= 0:
                walk.turn[lane] = (column + 1) % HISTORY
                walk.held[lane] = min(walk.held[lane] + 1, HISTORY)
            accelerate(
                at,
                gap,
                walk.old_at[lane],
                walk.old_gap[lane],
                walk.moves[lane],
                walk.turns[lane],
                walk.gram[lane],
                walk.held[lane],
                column,
            )
            strayed = largest(at, start, 1.0)
            trust = reach(there * walk.steepest[lane], start, good) if settled else 3.0 * LEAP
            if not strayed <= daring * trust or (slow and not settled):
                refused = True
            elif settled and there == 1.0:
                walk.doing[lane] = ARRIVED
            elif settled:
                add_up(slope, at, good, -1.0, 1.0 / (there - here))
                add_up(good, at, at, 0.0, 1.0)
                stride = (there - here) * pace(strayed / daring)
                here = walk.here[lane] = there
        if refused:
            walk.daring[lane], stride = 0.5 * daring, 0.5 * (there - here)
            if walk.doing[lane] == PROBING or 0.5 * daring < SHYEST or not stride >= SHORTEST:
                walk.doing[lane], stride = LOST, 0.0
        if stride > 0.0:
            there = 1.0 if here + stride > 1.0 - 1e-9 else here + stride
            add_up(at, good, slope, there - here, 1.0)
            add_up(start, at, at, 0.0, 1.0)
            propose(walk, lane, there)
        ended |= walk.doing[lane] >= ARRIVED
    return ended


@njit(cache=True, nogil=True, inline="always")
def propose(walk: Walk, lane: int, there: float) -> None:
    """Let a lane settle at a scale next."""
    left = walk.limit[lane] - walk.sweeps[lane]
    walk.doing[lane] = CORRECTING if left > 0 else LOST
    walk.there[lane], walk.least[lane] = there, math.inf
    walk.used[lane], walk.since[lane] = 0, 0
    walk.goal[lane] = walk.last[lane] if there == 1.0 else LOOSE
    walk.most[lane] = left if there == 1.0 else min(PATIENCE, left)


@njit(cache=True, nogil=True)
def reach(steepness: float, start: Floats, good: Floats) -> float:
    """Return how far the corrector may go from a prediction and still be on the same branch."""
    if steepness <= EASY:
        return LEAP
    return max(NEAR, TRUST * largest(start, good, 1.0))


@njit(cache=True, nogil=True)
def pace(strayed: float) -> float:
    """Return how much longer the next stride may be after a correction that went so far."""
    return min(3.0, max(0.5, math.sqrt(0.25 * LEAP / max(strayed, 1e-3))))


@njit(cache=True, nogil=True)
def accelerate(  # noqa: PLR0917 (compiled: arguments by place)
    at: Floats,
    gap: Floats,
    old_at: Floats,
    old_gap: Floats,
    moves: Floats,
    turns: Floats,
    gram: Floats,
    held: int,
    column: int,
) -> None:
    """Move by the gap less what past turns explain of it, no entry by more than `LEAP`.

    If `column` is not negative, how the gap has answered to the last move is remembered there.
    """
    if column >= 0:
        for x in range(len(at)):
            moves[column, x] = at[x] - old_at[x]
            turns[column, x] = gap[x] - old_gap[x]
        for other in range(held):
            gram[column, other] = gram[other, column] = dot(turns[column], turns[other])
    shares = np.empty(held)
    for row in range(held):
        shares[row] = dot(turns[row], gap)
    least_squares(gram, shares)
    for x in range(len(at)):
        old_at[x], old_gap[x] = at[x], gap[x]
        at[x] = gap[x]
    for row in range(held):
        for x in range(len(at)):
            at[x] -= shares[row] * (moves[row, x] + turns[row, x])
    farthest = largest(at, at, 0.0)
    share = min(1.0, LEAP / farthest) if farthest > 0.0 else 1.0
    for x in range(len(at)):
        at[x] = old_at[x] + share * at[x]


@njit(cache=True, nogil=True)
def add_up(into: Floats, left: Floats, right: Floats, share: float, whole: float) -> None:  # noqa: PLR0917
    """Write whole * (left + share * right)."""
    for x in range(len(into)):
        into[x] = whole * (left[x] + share * right[x])


@njit(cache=True, nogil=True)
def dot(left: Floats, right: Floats) -> float:
    """Return the inner product of two padded vectors, summed in the same order everywhere."""
    total = spread(0.0)
    for row in range(len(left) // WIDTH):
        total = add_product(total, take(left, row), take(right, row))
    return sum_up(total)


@njit(cache=True, nogil=True)
def largest(left: Floats, right: Floats, share: float) -> float:
    """Return the largest |left - share * right|; NaN if any is."""
    most, poison = 0.0, 0.0
    for x in range(len(left)):
        size = abs(left[x] - share * right[x])
        most = max(most, size)
        poison += size - size
    return most + poison
