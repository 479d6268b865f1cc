"""One draw of a game settled from several starts side by side, at the whole precision.

Plain sweeps come first: they lead to what everybody's answers lead to. Then the iteration is
accelerated as on the branch, but free to go far. A lane that comes close to the solution that is
known already need not settle there.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from detente.shapes import Floats, Longs
from detente.solve.lanes.register import WIDTH, aligned
from detente.solve.lanes.walk import accelerate, largest
from detente.solve.tree.sweep import HISTORY

IDLE, MOVING, SETTLED, KNOWN, LOST = range(5)
"""What a lane is doing: nothing; on its way; it has settled; it is at the known one; it gave up."""


class Search(NamedTuple):
    """Where every lane stands; first axis W."""

    doing: Longs
    used: Longs  # sweeps
    held: Longs  # past moves that the acceleration remembers
    turn: Longs  # the one to be replaced next
    at: Floats  # X: the iterate
    gap: Floats  # X
    known: Floats  # X: the solution that is known
    old_at: Floats  # X
    old_gap: Floats  # X
    moves: Floats  # HISTORY, X
    turns: Floats  # HISTORY, X
    gram: Floats  # HISTORY, HISTORY


def search_for(unknowns: int) -> Search:
    """Make room for all lanes."""
    padded = -(-unknowns // WIDTH) * WIDTH
    counts = (np.zeros(WIDTH, np.int64) for _ in range(4))
    vectors = (aligned(WIDTH, padded) for _ in range(5))
    memories = (aligned(WIDTH, HISTORY, padded) for _ in range(2))
    return Search._make((*counts, *vectors, *memories, np.zeros((WIDTH, HISTORY, HISTORY))))


@njit(cache=True, nogil=True)
def seek(  # noqa: PLR0917 (compiled: arguments by place)
    search: Search, swept: Floats, warm: int, most: int, goal: float, close: float
) -> bool:
    """Take note of a sweep (X, W) and move on in every lane; say whether any is still moving.

    A lane makes `warm` plain sweeps and `most` in all; it has settled when no log-odds change by
    more than `goal`, and is at the known solution when it is within `close` of it, and stays.
    """
    moving = False
    for lane in range(WIDTH):
        if search.doing[lane] != MOVING:
            continue
        at, gap, known = search.at[lane], search.gap[lane], search.known[lane]
        for x in range(len(swept)):
            gap[x] = swept[x, lane]
        size = largest(gap, gap, 0.0)
        search.used[lane] += 1
        used = search.used[lane]
        away = largest(at, known, 1.0)
        if not size < math.inf:
            search.doing[lane] = LOST
        elif size <= close and away <= close:
            search.doing[lane] = KNOWN
        elif size <= goal:
            search.doing[lane] = SETTLED
        elif used >= most:
            search.doing[lane] = LOST
        elif used <= warm:
            for x in range(len(at)):
                at[x] += gap[x]
        else:
            column = search.turn[lane] if used > warm + 1 else -1
            if column >= 0:
                search.turn[lane] = (column + 1) % HISTORY
                search.held[lane] = min(search.held[lane] + 1, HISTORY)
            accelerate(
                at,
                gap,
                search.old_at[lane],
                search.old_gap[lane],
                search.moves[lane],
                search.turns[lane],
                search.gram[lane],
                search.held[lane],
                column,
            )
        moving |= search.doing[lane] == MOVING
    return moving
