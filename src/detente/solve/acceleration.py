"""Anderson's acceleration of a fixed-point iteration (Walker and Ni 2011, type II)."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from detente.shapes import Floats, Longs
from detente.solve.elimination import eliminate
from detente.solve.sweep import Room

RIDGE = 1e-12
"""Added to the unit diagonal of the scaled normal equations; bounds the shares."""


def learn(room: Room) -> None:
    """Remember how the gap has answered to the last move, in place of the oldest memory."""
    at, gap, old_at, old_gap, moves, turns = flattened(room)
    note(at, gap, old_at, old_gap, moves, turns, room.gram, room.memory)


def mix(room: Room, most: float) -> None:
    """Move `room.at` to the next iterate, no entry by more than `most`."""
    at, gap, old_at, old_gap, moves, turns = flattened(room)
    advance(at, gap, old_at, old_gap, moves, turns, room.gram, int(room.memory[0]), most)


def flattened(room: Room) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    """View the arrays over clues and types as vectors: iterate, gap, the last ones, the memory."""
    count = len(room.moves)
    return (
        room.at.reshape(-1), room.gap.reshape(-1), room.old_at.reshape(-1),
        room.old_gap.reshape(-1), room.moves.reshape(count, -1), room.turns.reshape(count, -1),
    )  # fmt: skip


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
    """Write the last change of `at` and of `gap`, and the inner products with earlier ones."""
    column = memory[1]
    memory[0] = min(memory[0] + 1, len(moves))
    memory[1] = (column + 1) % len(moves)
    for x in range(len(at)):
        moves[column, x] = at[x] - old_at[x]
        turns[column, x] = gap[x] - old_gap[x]
    for other in range(memory[0]):
        total = 0.0
        for x in range(len(at)):
            total += turns[column, x] * turns[other, x]
        gram[column, other] = total
        gram[other, column] = total


@njit(cache=True, nogil=True)
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
    shares = np.zeros(held)
    for row in range(held):
        for x in range(len(gap)):
            shares[row] += turns[row, x] * gap[x]
    least_squares(gram, shares)
    farthest = 0.0
    for x in range(len(at)):
        old_at[x], old_gap[x] = at[x], gap[x]
        step = gap[x]
        for row in range(held):
            step -= shares[row] * (moves[row, x] + turns[row, x])
        at[x] = step
        farthest = max(farthest, abs(step))
    share = min(1.0, most / farthest) if farthest > 0.0 else 1.0
    for x in range(len(at)):
        at[x] = old_at[x] + share * at[x]


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
