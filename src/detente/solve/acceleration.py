"""Anderson's acceleration of a fixed-point iteration (Walker and Ni 2011, type II)."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from detente.shapes import Floats, Longs
from detente.solve.elimination import eliminate

STRIP = 512
"""Entries that are worked on at a time, so that they stay in the nearest cache."""
RIDGE = 1e-12
"""Added to the unit diagonal of the scaled normal equations; bounds the shares."""


@njit(cache=True, nogil=True, error_model="numpy")
def survey(at: Floats, after: Floats, start: Floats, gap: Floats) -> tuple[float, float]:
    """Write the gap; return its largest entry, and how far `at` has come from the start.

    The largest entry is NaN where any is no number.
    """
    most, far, odd = np.zeros(STRIP), np.zeros(STRIP), 0.0
    for begin in range(0, len(at), STRIP):
        end = min(begin + STRIP, len(at))
        here, there, left, to = at[begin:end], after[begin:end], start[begin:end], gap[begin:end]
        for x in range(end - begin):
            to[x] = there[x] - here[x]
            most[x] = max(most[x], abs(to[x]))
            far[x] = max(far[x], abs(here[x] - left[x]))
        odd += product(to, to)
    return most.max() + 0.0 * odd, far.max()


@njit(cache=True, nogil=True)
def note(  # noqa: PLR0917 (compiled: arguments by place)
    at: Floats,
    gap: Floats,
    old_at: Floats,
    old_gap: Floats,
    moves: Floats,
    turns: Floats,
    gram: Floats,
    memory: Longs,
) -> None:
    """Write the last change of the image and of the gap, and its products with earlier ones."""
    column = memory[1]
    memory[0] = min(memory[0] + 1, len(moves))
    memory[1] = (column + 1) % len(moves)
    gram[column] = 0.0
    for begin in range(0, len(at), STRIP):
        end = min(begin + STRIP, len(at))
        move, turn = moves[column, begin:end], turns[column, begin:end]
        here, last = at[begin:end], old_at[begin:end]
        left, before = gap[begin:end], old_gap[begin:end]
        for x in range(end - begin):
            turn[x] = left[x] - before[x]
            move[x] = here[x] - last[x] + turn[x]
        for other in range(memory[0]):
            gram[column, other] += product(turn, turns[other, begin:end])
    for other in range(memory[0]):
        gram[other, column] = gram[column, other]


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def advance(  # noqa: PLR0917 (compiled: arguments by place)
    at: Floats,
    gap: Floats,
    old_at: Floats,
    old_gap: Floats,
    moves: Floats,
    turns: Floats,
    gram: Floats,
    held: int,
    most: float,
) -> None:
    """Move `at` by the gap less what past turns explain of it, shortened to `most`."""
    shares, far = np.zeros(held), np.zeros(STRIP)
    for begin in range(0, len(at), STRIP):
        for row in range(held):
            shares[row] += product(turns[row, begin : begin + STRIP], gap[begin : begin + STRIP])
    least_squares(gram, shares)
    old_at[:] = at
    old_gap[:] = gap
    for begin in range(0, len(at), STRIP):
        end = min(begin + STRIP, len(at))
        here, step = at[begin:end], gap[begin:end].copy()
        for row in range(held):
            share, move = shares[row], moves[row, begin:end]
            for x in range(end - begin):
                step[x] -= share * move[x]
        for x in range(end - begin):
            far[x] = max(far[x], abs(step[x]))
            here[x] += step[x]
    farthest = far.max()
    if farthest > most:
        for x in range(len(at)):
            at[x] = old_at[x] + most / farthest * (at[x] - old_at[x])


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract"})
def product(left: Floats, right: Floats) -> float:
    """Return the inner product of two short vectors, summed in the order that is quickest."""
    total = 0.0
    for x in range(len(left)):
        total += left[x] * right[x]
    return total


@njit(cache=True, nogil=True)
def least_squares(gram: Floats, right: Floats) -> None:
    """Solve the normal equations for the shares of past turns in the gap, in place.

    They are scaled to a unit diagonal, because turns shrink by orders of magnitude.
    """
    held = len(right)
    scale, matrix = np.empty(held), np.empty((held, held))
    for row in range(held):
        scale[row] = 1.0 / math.sqrt(max(gram[row, row], 1e-300))
        right[row] *= scale[row]
    for row in range(held):
        for column in range(held):
            matrix[row, column] = gram[row, column] * scale[row] * scale[column]
        matrix[row, row] = 1.0 + RIDGE
    eliminate(matrix, right)
    for row in range(held):
        right[row] *= scale[row]


@njit(cache=True, nogil=True)
def dot(left: Floats, right: Floats) -> float:
    """Return the inner product of two vectors, summed in order."""
    total = 0.0
    for x in range(len(left)):
        total += left[x] * right[x]
    return total
