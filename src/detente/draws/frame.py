"""Coordinates in which a polytope has an inside: implicit equalities solved, an inner point found.

A half-space that every point of the polytope meets with equality is an implicit equality; all of
them are found by one linear program (Freund, Roundy and Todd, Identifying the set of
always-active constraints in a system of linear inequalities by a single linear program, MIT
Sloan working paper 1674-85, 1985). What they leave free spans the coordinates.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from detente.claims.feasibility import program, quiet_highs
from detente.claims.scaled import Scaled
from detente.shapes import Bools, Floats, Ints

LARGEST = 1e7
"""A polytope thinner than its inverse, in units of the ranges, counts as flat."""
NOTHING = 1e-9
"""Weights below this, in rows whose largest weight is one, are rounding."""


@dataclass(frozen=True, eq=False)
class Frame:
    """A polytope in free coordinates y: `matrix @ y <= bound` and `0 <= y <= 1`, with an inside.

    A point in units of the ranges is `offset + lift @ y`; `inside` is a point off every wall.
    `row[m]` is the row of `Scaled` that half-space m was, and `flat` marks the implicit
    equalities among those rows.
    """

    matrix: Floats  # M, F: largest weight of a row is one
    bound: Floats  # M
    row: Ints  # M
    offset: Floats  # U
    lift: Floats  # U, F
    inside: Floats  # F
    flat: Bools  # rows of `Scaled`

    @property
    def dimension(self) -> int:
        """The dimension of the polytope."""
        return int(self.lift.shape[1])


def frame(scaled: Scaled, active: Bools) -> Frame | None:
    """Return the frame of the half-spaces of a mask; None if no point lies in all of them."""
    found = _always_active(scaled.matrix[active], scaled.bound[active])
    if found is None:
        return None
    flat = np.zeros_like(active)
    flat[active] = found
    flat &= np.any(scaled.matrix != 0.0, axis=1)
    offset, lift, free = _solved(scaled.matrix[flat], scaled.bound[flat])
    matrix = scaled.matrix @ lift
    bound = scaled.bound - scaled.matrix @ offset
    size = np.abs(matrix).max(axis=1, initial=0.0)
    needed = active & ~flat & (size > NOTHING) & ~_ends(scaled, free)
    rows = np.flatnonzero(needed)
    matrix = matrix[rows] / size[rows, None]
    matrix[np.abs(matrix) < NOTHING] = 0.0
    bound = bound[rows] / size[rows]
    inside = _centre(matrix, bound)
    return Frame(matrix, bound, rows.astype(np.int32), offset, lift, inside, flat)


def _always_active(matrix: Floats, bound: Floats) -> Bools | None:
    """Say which of the rows `matrix @ z <= bound` hold with equality everywhere; None if empty.

    Most `sum of t` for `matrix @ z + t <= alpha * bound`, `0 <= t <= 1`, `alpha >= 1`: a row that
    can be slack at all is slack by one once alpha is large enough (Freund, Roundy and Todd, (4)).
    """
    rows, columns = matrix.shape
    if rows == 0:
        return np.zeros(0, dtype=np.bool_)
    highs = quiet_highs()
    system = np.concatenate([matrix, -bound[:, None], np.eye(rows)], axis=1)
    cost = np.concatenate([np.zeros(columns + 1), -np.ones(rows)])
    low = np.concatenate([np.full(columns, -np.inf), [1.0], np.zeros(rows)])
    high = np.concatenate([np.full(columns, np.inf), [LARGEST], np.ones(rows)])
    highs.passModel(program(system, np.zeros(rows), cost=cost, low=low, high=high))
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    solution = np.asarray(highs.getSolution().col_value)
    return np.asarray(solution[columns + 1 :] < 0.5)


def _solved(matrix: Floats, bound: Floats) -> tuple[Floats, Floats, Ints]:
    """Solve `matrix @ z = bound`: return a solution, what spans the others, and what is free.

    Gauss-Jordan elimination with the largest pivot of all. Each column of the span moves one free
    unknown by one, so a sparse system leaves sparse columns.
    """
    system = np.concatenate([matrix, bound[:, None]], axis=1)
    unknowns = matrix.shape[1]
    pivots: list[int] = []
    for _ in range(min(matrix.shape)):
        rest = np.abs(system[len(pivots) :, :unknowns])
        lower, column = divmod(int(np.argmax(rest)), unknowns)
        if rest[lower, column] < NOTHING:
            break
        step = len(pivots)
        system[[step, step + lower]] = system[[step + lower, step]]
        system[step] /= system[step, column]
        others = np.arange(len(system)) != step
        system[others] -= system[others, column][:, None] * system[step]
        pivots.append(column)
    free = np.setdiff1d(np.arange(unknowns), pivots)
    lift = np.zeros((unknowns, free.size))
    lift[free, np.arange(free.size)] = 1.0
    solved = system[: len(pivots), :unknowns][:, free]
    lift[pivots] = -np.where(np.abs(solved) < NOTHING, 0.0, solved)
    offset = np.zeros(unknowns)
    offset[pivots] = system[: len(pivots), -1]
    return offset, lift, free.astype(np.int32)


def _ends(scaled: Scaled, free: Ints) -> Bools:
    """Mark the ends of the ranges of free unknowns, which `0 <= y <= 1` says already."""
    first = len(scaled.bound) - 2 * len(scaled.low)
    ends = np.zeros(len(scaled.bound), dtype=np.bool_)
    ends[first + 2 * free] = ends[first + 2 * free + 1] = True
    return ends


def _centre(matrix: Floats, bound: Floats) -> Floats:
    """Return the centre of the largest ball within `matrix @ y <= bound`, `0 <= y <= 1`."""
    count = matrix.shape[1]
    if count == 0:
        return np.zeros(0)
    walls = np.concatenate([matrix, np.eye(count), -np.eye(count)])
    upper = np.concatenate([bound, np.ones(count), np.zeros(count)])
    system = np.concatenate([walls, np.linalg.norm(walls, axis=1)[:, None]], axis=1)
    highs = quiet_highs()
    cost = np.concatenate([np.zeros(count), [-1.0]])
    high = np.full(count + 1, np.inf)
    low = np.concatenate([np.full(count, -np.inf), [0.0]])
    highs.passModel(program(system, upper, cost=cost, low=low, high=high))
    highs.run()
    return np.asarray(highs.getSolution().col_value)[:count]
