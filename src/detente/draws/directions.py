"""Directions to move along, each with what it does to the half-spaces worked out beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from detente.shapes import Floats, Ints

PAIRED = 4
"""Rows of more unknowns than this give no pair directions: a sum over many hardly ties two."""


@dataclass(frozen=True, eq=False)
class Directions:
    """K directions in sparse rows: the unknowns that move, and the half-spaces that notice.

    Direction k moves unknown `at[i]` by `by[i]` and half-space `wall[j]` by `rate[j]`, for i in
    `at_start[k]:at_start[k + 1]` and j in `wall_start[k]:wall_start[k + 1]`. The last
    `dense` of them are the dense ones.
    """

    at_start: Ints  # K + 1
    at: Ints
    by: Floats
    wall_start: Ints  # K + 1
    wall: Ints
    rate: Floats
    dense: int

    def __len__(self) -> int:
        return len(self.at_start) - 1

    def cost(self, share: float) -> float:
        """Return the mean work of a move, in entries touched, with a share of dense moves."""
        entries = np.diff(self.at_start) + np.diff(self.wall_start) + 10.0
        local = entries[: len(self) - self.dense].mean()
        if share == 0:
            return float(local)
        return float((1 - share) * local + share * entries[-self.dense :].mean())


def local_directions(matrix: Floats, *, random: np.random.Generator) -> Floats:
    """Return directions (K, F) that move few unknowns, for half-spaces `matrix` (M, F).

    Each unknown alone; two unknowns of a half-space along its wall; and, where half-spaces of two
    unknowns tie many together (a chain of orders), whole clusters along all the walls within.
    """
    ties = [_tied(matrix, row) for row in range(len(matrix))]
    pairs = [pair for tie in ties for pair in _pairs(tie, matrix.shape[1])]
    single = [tie for tie in ties if len(tie) == 2]
    grown = _clusters(single, matrix.shape[1], random)
    clusters = [c for c in grown if _touched(c, matrix) < np.count_nonzero(c)]
    return _distinct(np.concatenate([np.eye(matrix.shape[1]), *pairs, *clusters]))


def directions(local: Floats, matrix: Floats, *, dense: Floats) -> Directions:
    """Return local (K1, F) and dense (K2, F) directions with their effects on `matrix` (M, F)."""
    moves = np.concatenate([local, dense])
    moves = moves / np.abs(moves).max(axis=1, keepdims=True)
    moves[np.abs(moves) < 1e-12] = 0.0
    rates = moves @ matrix.T
    rates[np.abs(rates) < 1e-12] = 0.0
    at_start, at, by = _sparse(moves)
    wall_start, wall, rate = _sparse(rates)
    return Directions(at_start, at, by, wall_start, wall, rate, len(dense))


def _tied(matrix: Floats, row: int) -> list[tuple[int, float]]:
    """Return the unknowns of a half-space with their weights."""
    return [(int(u), float(matrix[row, u])) for u in np.flatnonzero(matrix[row])]


def _pairs(tie: list[tuple[int, float]], unknowns: int) -> list[Floats]:
    """Return the directions along the wall of a half-space that move two of its unknowns."""
    if len(tie) > PAIRED:
        return []
    found = []
    for (first, one), (second, other) in combinations(tie, 2):
        direction = np.zeros((1, unknowns))
        direction[0, first], direction[0, second] = 1.0, -one / other
        found.append(direction)
    return found


def _clusters(
    ties: list[list[tuple[int, float]]], unknowns: int, random: np.random.Generator
) -> list[Floats]:
    """Return directions that move connected unknowns together: twice as many as are tied.

    A cluster grows from a random unknown over random ties to a random size; each unknown it
    takes in moves so that the half-space that ties it stays where it is.
    """
    neighbours: list[list[tuple[int, float]]] = [[] for _ in range(unknowns)]
    for (first, one), (second, other) in ties:
        neighbours[first].append((second, -one / other))
        neighbours[second].append((first, -other / one))
    found = []
    starts = np.flatnonzero([len(near) > 0 for near in neighbours])
    for _ in range(2 * starts.size):
        start = int(random.choice(starts))
        size = int(random.integers(3, max(4, starts.size)))
        found.append(_grown(neighbours, start=start, size=size, random=random))
    return found


def _grown(
    neighbours: list[list[tuple[int, float]]],
    *,
    start: int,
    size: int,
    random: np.random.Generator,
) -> Floats:
    """Return the direction of one cluster."""
    moved = {start: 1.0}
    border = [(start, *near) for near in neighbours[start]]
    while border and len(moved) < size:
        origin, unknown, ratio = border.pop(int(random.integers(len(border))))
        if unknown not in moved:
            moved[unknown] = moved[origin] * ratio
            border += [(unknown, *near) for near in neighbours[unknown]]
    direction = np.zeros((1, len(neighbours)))
    direction[0, list(moved)] = list(moved.values())
    return direction


def _touched(direction: Floats, matrix: Floats) -> int:
    """Return how many half-spaces notice a move."""
    return int(np.count_nonzero(np.abs(direction @ matrix.T) > 1e-12))


def _distinct(moves: Floats) -> Floats:
    """Drop repeated directions; the first of each is kept, in order."""
    first = np.abs(moves).max(axis=1, keepdims=True)
    sign = np.sign(moves[np.arange(len(moves)), np.argmax(moves != 0.0, axis=1)])
    _, kept = np.unique(np.round(moves / first * sign[:, None], 9), axis=0, return_index=True)
    return moves[np.sort(kept)]


def _sparse(matrix: Floats) -> tuple[Ints, Ints, Floats]:
    row, column = np.nonzero(matrix)
    start = np.searchsorted(row, np.arange(len(matrix) + 1))
    return start.astype(np.int32), column.astype(np.int32), matrix[row, column]
