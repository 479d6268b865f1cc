"""Dense linear systems by elimination, compiled: the determinant's sign comes with the answer.

Linear algebra libraries start threads of their own, which stand in each other's way when several
solves run at once; the systems here are small enough to do without.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.shapes import Floats


@njit(cache=True, nogil=True)
def eliminate(matrix: Floats, right: Floats) -> float:
    """Solve a system in place by elimination with partial pivoting; the answer is in `right`.

    Returns the sign of the determinant; at 0 the matrix is singular and `right` is NaN.

    >>> right = np.array([1.0, 2.0])
    >>> eliminate(np.array([[0.0, 2.0], [1.0, 0.0]]), right), right.tolist()
    (-1.0, [2.0, 0.5])
    """
    size, sign = len(right), 1.0
    for pivot in range(size):
        best = pivot
        for row in range(pivot + 1, size):
            if abs(matrix[row, pivot]) > abs(matrix[best, pivot]):
                best = row
        if not abs(matrix[best, pivot]) > 0.0:
            for row in range(size):
                right[row] = np.nan
            return 0.0
        if best != pivot:
            sign = -sign
            right[pivot], right[best] = right[best], right[pivot]
            for column in range(pivot, size):
                kept = matrix[pivot, column]
                matrix[pivot, column] = matrix[best, column]
                matrix[best, column] = kept
        if matrix[pivot, pivot] < 0.0:
            sign = -sign
        for row in range(pivot + 1, size):
            factor = matrix[row, pivot] / matrix[pivot, pivot]
            if factor != 0.0:
                right[row] -= factor * right[pivot]
                for column in range(pivot + 1, size):
                    matrix[row, column] -= factor * matrix[pivot, column]
    for row in range(size - 1, -1, -1):
        for column in range(row + 1, size):
            right[row] -= matrix[row, column] * right[column]
        right[row] /= matrix[row, row]
    return sign
