"""The loops of SIM among several: improvements of one against joint improvements of the others.

The joint improvements of the others at a state are gone through one by one, made up as they are
needed: first what each does alone, then what several do. Each is a row of one's own table, and the
list of improvements that nothing has undone yet shrinks with it, until the state is stable. Where
little undoes anything, one improvement is followed through all the rows: if it gets away, the state
is unstable.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from numba import njit

from detente.shapes import Bools, Ints

List: TypeAlias = npt.NDArray[np.uint32]
"""Choices that are left."""
FAR = np.int32(np.iinfo(np.int32).max)
HALF = 11
"""Bits of a state that one look-up takes."""
_LOW = (1 << HALF) - 1


class Mine(NamedTuple):
    """The table of who is asked about, as the compiled loops take it."""

    ranks: Ints  # rows, columns
    ends: Ints  # rows, columns: the same, far above where infeasible
    order: Ints  # rows, columns: the best first
    own: Ints  # columns
    others: Ints  # rows
    open: Bools  # rows, columns: states to be settled
    bars: Bools  # bars, 2, rows, columns: from where, to where


class Theirs(NamedTuple):
    """The tables of the others, laid flat side by side."""

    ranks: Ints  # J, states
    order: Ints  # J, states
    counts: Ints  # J, states: of each row
    own: Ints  # J, columns of the widest
    mine: Ints  # J, columns of the widest: as rows of the other table
    width: Ints  # J
    row: Ints  # J, 2, 2^11: the row of a state, from its low and its high bits
    column: Ints  # J, 2, 2^11: the column of a state
    owner: Ints  # bars: whose moves
    bars: Bools  # bars, 2, states


@njit(cache=True, nogil=True)
def settle(mine: Mine, theirs: Theirs, locks: Ints, stable: Bools) -> None:
    """Settle the open states of one decision maker."""
    height, width = mine.ranks.shape
    left = np.empty(width, np.uint32)
    changes = np.zeros((len(theirs.width), theirs.own.shape[1] + 1), np.int32)
    count = np.ones(len(theirs.width), np.int32)
    at = np.zeros(len(count), np.int32)
    for row in range(height):
        for a in range(width):
            if mine.open[row, a]:
                rank = mine.ranks[row, a]
                n = _improvements(mine, locks, row, a, left)
                n = _alone(mine, theirs, locks, row, a, left, n, changes, count)
                stable[row, a] = n == 0 or _together(mine, row, rank, left, n, changes, count, at)


@njit(cache=True, nogil=True)
def _improvements(  # noqa: PLR0917 (compiled: arguments by place)
    mine: Mine, locks: Ints, row: int, a: int, left: List
) -> int:
    """List the choices that one improves to; return how many."""
    rank, here = mine.ranks[row, a], mine.own[a]
    n = 0
    for x in mine.order[row]:
        if mine.ranks[row, x] <= rank or mine.ends[row, x] == FAR:
            break
        there = mine.own[x]
        shut = ((there & ~here & locks[0]) | (here & ~there & locks[1])) != 0
        for b in range(len(mine.bars)):
            shut |= mine.bars[b, 0, row, a] and mine.bars[b, 1, row, x]
        if not shut:
            left[n] = x
            n += 1
    return n


@njit(cache=True, nogil=True)
def _alone(  # noqa: PLR0917 (compiled: arguments by place)
    mine: Mine, theirs: Theirs, locks: Ints, row: int, a: int, left: List, n: int,
    changes: Ints, count: Ints,
) -> int:  # fmt: skip
    """Shrink the list by what each of the others does alone; return how many are left.

    Unless none is, `changes[j, 1:count[j]]` are then j's improvements as changes of the row.
    """
    rank, state = mine.ranks[row, a], mine.others[row] | mine.own[a]
    for j in range(len(theirs.width)):
        column = theirs.column[j, 0, state & _LOW] | theirs.column[j, 1, state >> HALF]
        below = theirs.row[j, 0, state & _LOW] | theirs.row[j, 1, state >> HALF]
        at, here = below * theirs.width[j], theirs.own[j, column]
        own_rank, k = theirs.ranks[j, at + column], 1
        for place in range(theirs.counts[j, below]):
            x = theirs.order[j, at + place]
            if theirs.ranks[j, at + x] <= own_rank:
                break
            there = theirs.own[j, x]
            shut = ((there & ~here & locks[0]) | (here & ~there & locks[1])) != 0
            for b in range(len(theirs.owner)):
                if theirs.owner[b] == j and theirs.bars[b, 0, state]:
                    shut |= theirs.bars[b, 1, state ^ here ^ there]
            if not shut:
                changes[j, k] = theirs.mine[j, column] ^ theirs.mine[j, x]
                k += 1
        count[j] = k
        n = _shrunk(left, n, mine.ends, row, changes[j, 1:k], rank)
        if n == 0:
            break
    return n


@njit(cache=True, nogil=True)
def _shrunk(  # noqa: PLR0917 (compiled: arguments by place)
    left: List, n: int, ends: Ints, row: int, changes: Ints, rank: int
) -> int:
    """Keep of a list what some changes of the row do not undo; return how many are left.

    Rows are taken four at a time, so that the list is written a fourth as often.
    """
    fours = len(changes) - len(changes) % 4
    for k in range(0, fours, 4):
        first, second = ends[row ^ changes[k]], ends[row ^ changes[k + 1]]
        third, fourth = ends[row ^ changes[k + 2]], ends[row ^ changes[k + 3]]
        kept = np.uintp(0)  # unsigned, so that no index is looked at from the end
        for place in range(n):
            x = left[place]
            left[kept] = x
            end = min(first[x], second[x], third[x], fourth[x])
            kept += np.uintp(end > rank)
        n = int(kept)
        if n == 0:
            return 0
    for k in range(fours, len(changes)):
        last = ends[row ^ changes[k]]
        kept = np.uintp(0)
        for place in range(n):
            x = left[place]
            left[kept] = x
            kept += np.uintp(last[x] > rank)
        n = int(kept)
    return n


@njit(cache=True, nogil=True)
def _together(  # noqa: PLR0917 (compiled: arguments by place)
    mine: Mine, row: int, rank: int, left: List, n: int, changes: Ints, count: Ints, at: Ints
) -> bool:
    """Say whether what two and more of the others do undoes all that is left."""
    rows = 1
    for j in range(len(count)):
        rows *= count[j]
    looks = 0  # never many more than twice what following one improvement would take
    at[:] = 0
    while _next(at, count):
        base, several = row, 0
        for j in range(1, len(at)):
            base ^= changes[j, at[j]]
            several += at[j] > 0
        looks += n * count[0]
        n = _shrunk(left, n, mine.ends, base, changes[0, several == 1 : count[0]], rank)
        if n == 0:
            return True
        if looks > rows:
            if _gets_away(mine, row, rank, left[0], changes, count):
                return False
            looks = -looks
    return False


@njit(cache=True, nogil=True)
def _gets_away(  # noqa: PLR0917 (compiled: arguments by place)
    mine: Mine, row: int, rank: int, x: int, changes: Ints, count: Ints
) -> bool:
    """Say whether nothing that two and more of the others do undoes one improvement."""
    at = np.zeros(len(count), np.int32)
    while _next(at, count):
        base, several = row, 0
        for j in range(1, len(at)):
            base ^= changes[j, at[j]]
            several += at[j] > 0
        for k in range(several == 1, count[0]):
            if mine.ends[base ^ changes[0, k], x] <= rank:
                return False
    return True


@njit(cache=True, nogil=True)
def _next(at: Ints, count: Ints) -> bool:
    """Go on to the next combination of all but the first; say whether there is one."""
    for j in range(1, len(at)):
        at[j] += 1
        if at[j] < count[j]:
            return True
        at[j] = 0
    return False
