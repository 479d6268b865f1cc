"""Anderson's acceleration of a fixed-point iteration (Walker and Ni 2011, type II)."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from detente.shapes import Floats
from detente.solve.elimination import eliminate
from detente.solve.sweep import Room

RIDGE = 1e-12
"""Added to the unit diagonal of the scaled normal equations; bounds the shares."""


@njit(cache=True, nogil=True)
def learn(room: Room) -> None:
    """Remember how the gap has answered to the last move, in place of the oldest memory."""
    at, gap = room.at.reshape(-1), room.gap.reshape(-1)
    old_at, old_gap = room.old_at.reshape(-1), room.old_gap.reshape(-1)
    column = room.memory[1]
    room.memory[0] = min(room.memory[0] + 1, len(room.moves))
    room.memory[1] = (column + 1) % len(room.moves)
    move, turn = room.moves[column].reshape(-1), room.turns[column].reshape(-1)
    for x in range(len(at)):
        move[x], turn[x] = at[x] - old_at[x], gap[x] - old_gap[x]
    for other in range(room.memory[0]):
        past = room.turns[other].reshape(-1)
        room.gram[column, other] = room.gram[other, column] = dot(turn, past)


@njit(cache=True, nogil=True)
def mix(room: Room, most: float) -> None:
    """Move `room.at` to the next iterate, no entry by more than `most`."""
    at, gap = room.at.reshape(-1), room.gap.reshape(-1)
    old_at, old_gap = room.old_at.reshape(-1), room.old_gap.reshape(-1)
    for x in range(len(at)):
        old_at[x], old_gap[x] = at[x], gap[x]
        at[x] += gap[x]
    if room.memory[0] > 0:
        shares = least_squares(room, room.memory[0])
        for other in range(room.memory[0]):
            move, turn = room.moves[other].reshape(-1), room.turns[other].reshape(-1)
            for x in range(len(at)):
                at[x] -= shares[other] * (move[x] + turn[x])
    farthest = 0.0
    for x in range(len(at)):
        farthest = max(farthest, abs(at[x] - old_at[x]))
    if farthest > most:
        for x in range(len(at)):
            at[x] = old_at[x] + (at[x] - old_at[x]) * most / farthest


@njit(cache=True, nogil=True)
def dot(left: Floats, right: Floats) -> float:
    """Return the inner product of two vectors, summed in order."""
    total = 0.0
    for x in range(len(left)):
        total += left[x] * right[x]
    return total


@njit(cache=True, nogil=True)
def least_squares(room: Room, held: int) -> Floats:
    """Return the shares of past steps that make the gap smallest.

    Normal equations, scaled to a unit diagonal because turns shrink by orders of magnitude.
    """
    gap = room.old_gap.reshape(-1)
    scale, shares = np.empty(held), np.empty(held)
    matrix = np.empty((held, held))
    for row in range(held):
        scale[row] = 1.0 / math.sqrt(max(room.gram[row, row], 1e-300))
        shares[row] = scale[row] * dot(room.turns[row].reshape(-1), gap)
    for row in range(held):
        for column in range(held):
            matrix[row, column] = room.gram[row, column] * scale[row] * scale[column]
        matrix[row, row] = 1.0 + RIDGE
    eliminate(matrix, shares)
    for row in range(held):
        shares[row] *= scale[row]
    return shares
