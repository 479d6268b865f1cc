"""Linear systems known by what they do to a vector: GMRES (Saad and Schultz 1986, algorithm 4)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from detente.shapes import Floats
from detente.solve.acceleration import dot


def gmres(
    apply: Callable[[Floats], Floats], right: Floats, *, tolerance: float, most: int
) -> tuple[Floats, float, int]:
    """Solve `apply(x) = right` from zero, without restarts.

    Returns x, the share of `right` that is left over, and how often `apply` was called. Inner
    products are summed in order, so the result does not depend on the machine's threads.

    >>> gmres(lambda x: np.array([2.0, 4.0]) * x, np.ones(2), tolerance=1e-12, most=2)[0].tolist()
    [0.5, 0.25]
    """
    size = norm(right)
    if size == 0.0:
        return np.zeros(len(right)), 0.0, 0
    basis = [right / size]
    columns: list[Floats] = []
    shares, left = np.zeros(0), 1.0
    while left > tolerance and len(columns) < most:
        vector = apply(basis[-1])
        column = np.zeros(most + 1)
        for row, known in enumerate(basis):
            column[row] = dot(known, vector)
            vector -= column[row] * known
        column[len(basis)] = norm(vector)
        columns.append(column)
        upper = np.array(columns).T[: len(basis) + 1]
        first = np.zeros(len(basis) + 1)
        first[0] = 1.0
        shares = np.linalg.lstsq(upper, first, rcond=None)[0]
        left = float(np.linalg.norm(first - upper @ shares))
        if column[len(basis)] <= 1e-14 * size:
            break
        basis.append(vector / column[len(basis)])
    answer = np.zeros(len(right))
    for share, known in zip(shares, basis, strict=False):
        answer += size * share * known
    return answer, left, len(columns)


def norm(vector: Floats) -> float:
    """Return the Euclidean length, summed in order."""
    return float(np.sqrt(dot(vector, vector)))
