"""The smallest value over what a decision maker improves to, for every state at once.

An improvement depends on the rank at s. Each row of the table is gone through from its best state
down, and what has been passed is what is better: a running minimum answers for the next. Ties wait
for each other. With options that move one way only, what has been passed is kept by the setting of
these options, and s looks at the settings that it can go to. Kept that way whole, either writing
or reading would run through all settings; so a value is written for every low half of the options
that can go there, and read from every high half that s can go to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from numba import njit

from detente.shapes import Ints

Values: TypeAlias = npt.NDArray[np.integer[Any]]
"""Whole numbers of any width."""
Lists: TypeAlias = tuple[Ints, Ints]
"""Lists laid end to end: where each begins, and their members."""


@dataclass(frozen=True, eq=False)
class Locks:
    """The options of a table's columns that do not move both ways, in two halves.

    `into[l]` are the low halves that can go to `l`, `out[h]` the high halves that `h` can go to.
    """

    low: Ints  # columns
    high: Ints  # columns
    into: Lists
    out: Lists


def locks(own: Ints, *, take: int, drop: int) -> Locks:
    """Return the locked options of some columns; `take` and `drop` are what cannot be done.

    >>> found = locks(np.arange(4, dtype=np.int32), take=0, drop=2)   # bit 1 stays once it is taken
    >>> found.high.tolist(), found.out
    ([0, 0, 1, 1], (array([0, 2, 3], dtype=int32), array([0, 1, 1], dtype=int32)))
    """
    bits = [1 << k for k in range(int(own[-1]).bit_length()) if own[-1] & (take | drop) & 1 << k]
    half = len(bits) // 2
    low, high = bits[:half], bits[half:]
    return Locks(
        _compact(own, low),
        _compact(own, high),
        _reach(low, take=drop, drop=take),  # to go there is to come from it the other way
        _reach(high, take=take, drop=drop),
    )


def least_better(
    values: Values, ranks: Ints, *, order: Ints, counts: Ints, locked: Locks
) -> Values:  # fmt: skip
    """Return the smallest value over R+ (n, rows, columns); the largest number where it is empty.

    `values` has one table or several; what is infeasible is not looked at.
    """
    found = np.full_like(values, np.iinfo(values.dtype).max)
    if len(locked.out[0]) == 2:
        _sweep(values, ranks, order, counts, found)
    else:
        _sweep_locked(values, ranks, order, counts, locked.low, locked.high, *locked.into,
                      *locked.out, found)  # fmt: skip
    return found


def _compact(own: Ints, bits: list[int]) -> Ints:
    compact = np.zeros(len(own), np.int32)
    for place, bit in enumerate(bits):
        compact |= np.where(own & bit, 1 << place, 0).astype(np.int32)
    return compact


def _reach(bits: list[int], *, take: int, drop: int) -> Lists:
    """List for every setting of some options the settings that it can go to."""
    begins, members = [0], list[int]()
    for setting in range(1 << len(bits)):
        ends = [0]
        for place, bit in enumerate(bits):
            is_taken = setting >> place & 1
            moves = not (drop if is_taken else take) & bit
            both = [0, 1] if moves else [is_taken]
            ends = [end | value << place for end in ends for value in both]
        members += ends
        begins.append(len(members))
    return np.array(begins, np.int32), np.array(members, np.int32)


@njit(cache=True, nogil=True)
def _sweep(  # noqa: PLR0917 (compiled: arguments by place)
    values: Values, ranks: Ints, order: Ints, counts: Ints, found: Values
) -> None:
    """Run through tables in which every option moves both ways."""
    rows = len(counts)
    for n in range(len(values)):
        for row in range(rows):
            least = found[n, row, 0]
            passed = least  # the smallest over all that is passed, ties with the one at hand too
            last = 0
            for place in range(counts[row]):
                column = order[row, place]
                if place == 0 or ranks[row, column] != last:
                    least, last = passed, ranks[row, column]
                found[n, row, column] = least
                passed = min(passed, values[n, row, column])


@njit(cache=True, nogil=True)
def _sweep_locked(  # noqa: PLR0917 (compiled: arguments by place)
    values: Values, ranks: Ints, order: Ints, counts: Ints, low: Ints, high: Ints,
    into: Ints, into_low: Ints, out: Ints, out_high: Ints, found: Values,
) -> None:  # fmt: skip
    """Run through tables in which some options do not move both ways."""
    rows = len(counts)
    top = found[0, 0, 0]
    kept = np.empty((len(out) - 1, len(into) - 1), values.dtype)
    for n in range(len(values)):
        for row in range(rows):
            kept[:] = top
            tie = 0  # the first that is as good as the one at hand
            for place in range(counts[row]):
                column = order[row, place]
                if ranks[row, column] != ranks[row, order[row, tie]]:
                    for before in range(tie, place):
                        passed = order[row, before]
                        value, h = values[n, row, passed], high[passed]
                        for k in range(into[low[passed]], into[low[passed] + 1]):
                            kept[h, into_low[k]] = min(kept[h, into_low[k]], value)
                    tie = place
                least = top
                for k in range(out[high[column]], out[high[column] + 1]):
                    least = min(least, kept[out_high[k], low[column]])
                found[n, row, column] = least
