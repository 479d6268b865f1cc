"""Equal rows found in linear time, numbered in the order in which they first appear."""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.shapes import Longs, Whole

_MIX = np.random.default_rng(20200103).integers(1, 2**63, 4096, np.int64) | 1


def distinct(rows: Whole) -> tuple[Longs, Longs]:
    """Return the first member of each distinct row of integers (n, c), and each row's number.

    >>> distinct(np.array([[1, 2], [3, 4], [1, 2]]))
    (array([0, 1]), array([0, 1, 0]))
    """
    wide = np.ascontiguousarray(rows, np.int64)
    return _group(wide, np.resize(_MIX, wide.shape[1]))


@njit(cache=True, nogil=True)
def _group(rows: Longs, mix: Longs) -> tuple[Longs, Longs]:
    """Open addressing on a hash of the row; rows are compared in full, so no collision merges."""
    count, width = rows.shape
    room = 16
    while room < 2 * count:
        room *= 2
    slot = np.full(room, -1, np.int64)
    number = np.empty(count, np.int64)
    first = np.empty(count, np.int64)
    found = 0
    for i in range(count):
        hashed = np.int64(0)
        for c in range(width):
            hashed = (hashed ^ rows[i, c]) * mix[c]
            hashed ^= hashed >> 29
        at = hashed & (room - 1)
        while slot[at] >= 0:
            same = True
            other = first[slot[at]]
            for c in range(width):
                if rows[i, c] != rows[other, c]:
                    same = False
                    break
            if same:
                break
            at = (at + 1) & (room - 1)
        if slot[at] < 0:
            slot[at] = found
            first[found] = i
            found += 1
        number[i] = slot[at]
    return first[:found].copy(), number
