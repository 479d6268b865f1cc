"""Whether half-spaces have a point in common, and a few of them that have none."""

from __future__ import annotations

import highspy
import numpy as np

from detente.claims.scaled import TOLERANCE, Scaled
from detente.shapes import Bools, Floats, Ints

IRREDUCIBLE = 6
"""HiGHS's strategy for infeasible subsystems that makes them small and irreducible."""


def quiet_highs() -> highspy.Highs:
    """Return a solver that prints nothing and gives the same answer every time."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]  # it has annotations for some
    for name, value in {
        "output_flag": False,
        "threads": 1,
        "primal_feasibility_tolerance": TOLERANCE,
        "dual_feasibility_tolerance": TOLERANCE,
        "iis_strategy": IRREDUCIBLE,
    }.items():
        highs.setOptionValue(name, value)
    return highs


def program(
    matrix: Floats, upper: Floats, *, cost: Floats, low: Floats, high: Floats
) -> highspy.HighsLp:
    """Return the linear program: least `cost @ x` for `matrix @ x <= upper`, `low <= x <= high`."""
    rows, columns = matrix.shape
    row, column = np.nonzero(matrix)
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = rows, columns
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, low, high
    lp.row_lower_, lp.row_upper_ = np.full(rows, -np.inf), upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.searchsorted(row, np.arange(rows + 1)).astype(np.int32)
    lp.a_matrix_.index_ = column.astype(np.int32)
    lp.a_matrix_.value_ = matrix[row, column]
    return lp


class Feasibility:
    """One warm linear program whose half-spaces are switched on and off."""

    def __init__(self, scaled: Scaled) -> None:
        rows, columns = scaled.matrix.shape
        self._upper = scaled.bound
        self._empty = ~np.any(scaled.matrix != 0.0, axis=1)
        self._active = np.ones(rows, dtype=np.bool_)
        self._highs = quiet_highs()
        free = np.full(columns, np.inf)
        lp = program(scaled.matrix, self._upper, cost=np.zeros(columns), low=-free, high=free)
        self._highs.passModel(lp)

    def holds(self, active: Bools) -> bool:
        """Say whether the half-spaces of a mask (one entry a row) have a point in common."""
        if self._broken(active).size:
            return False
        if not np.any(active & ~self._empty):
            return True
        self._switch(active)
        self._highs.run()
        return bool(self._highs.getModelStatus() != highspy.HighsModelStatus.kInfeasible)

    def core(self, active: Bools) -> Bools:
        """Return few of the half-spaces of a mask that have no point in common.

        The mask itself must have none. HiGHS answers with rows that cannot be spared as a rule;
        `clash` checks each of them again.
        """
        found = np.zeros_like(active)
        broken = self._broken(active)
        if broken.size:
            found[broken[0]] = True
            return found
        self._switch(active)
        self._highs.run()
        _, subsystem = self._highs.getIis()
        found[np.asarray(subsystem.row_index_, dtype=np.int64)] = True
        found &= active
        return found if not self.holds(found) else active

    def _broken(self, active: Bools) -> Ints:
        """Return the rows without unknowns that are false: no program is needed for them."""
        return np.flatnonzero(active & self._empty & (self._upper < -TOLERANCE)).astype(np.int32)

    def _switch(self, active: Bools) -> None:
        """Give the rows of the mask their bounds, and the others none."""
        rows = np.flatnonzero(active != self._active).astype(np.int32)
        upper = np.where(active[rows], self._upper[rows], np.inf)
        if rows.size:
            low = np.full(rows.size, -np.inf)
            self._highs.changeRowsBounds(rows.size, rows, low, upper)  # type: ignore[attr-defined]  # ty: ignore[missing-attribute]  # compiled
        self._active = active.copy()
