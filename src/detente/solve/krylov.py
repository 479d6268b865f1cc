"""Linear systems known by what they do to a vector: GMRES (Saad and Schultz 1986, algorithm 4)."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from detente.shapes import Floats
from detente.solve.acceleration import dot


def gmres(
    apply: Callable[[Floats], Floats], right: Floats, *, tolerance: float, most: int
) -> tuple[Floats, float, int]:
    """Solve `apply(x) = right` from zero, without restarts.

    Returns x, the share of `right` that is left over, and how often `apply` was called. Sums are
    taken in order, so the result does not depend on the machine's threads.

    >>> gmres(lambda x: np.array([2.0, 4.0]) * x, np.ones(2), tolerance=1e-12, most=2)[0].round(9)
    array([0.5 , 0.25])
    """
    size = norm(right)
    if size == 0.0:
        return np.zeros(len(right)), 0.0, 0
    basis, rest, upper = [right / size], [size], np.zeros((most, most))
    turns: list[tuple[float, float]] = []
    while len(turns) < most and abs(rest[-1]) > tolerance * size:
        count = len(turns)
        vector = apply(basis[-1])
        column = [0.0] * (count + 2)
        for row, known in enumerate(basis):
            column[row] = dot(known, vector)
            vector = vector - column[row] * known
        column[-1] = norm(vector)
        basis.append(vector / column[-1] if column[-1] > 0.0 else vector)
        for row, turn in enumerate(turns):
            column[row], column[row + 1] = _rotate(turn, column[row], column[row + 1])
        turns.append(_turn(column[-2], column[-1]))
        column[-2], column[-1] = _rotate(turns[-1], column[-2], column[-1])
        upper[: count + 1, count] = column[:-1]
        rest[-1:] = _rotate(turns[-1], rest[-1], 0.0)
        if column[-2] == 0.0 or not math.isfinite(rest[-1]):
            return np.zeros(len(right)), 1.0, count + 1
    answer, shares = np.zeros(len(right)), _back(upper, rest[:-1])
    for share, known in zip(shares, basis, strict=False):
        answer += share * known
    return answer, abs(rest[-1]) / size, len(turns)


def norm(vector: Floats) -> float:
    """Return the Euclidean length, summed in order."""
    return math.sqrt(dot(vector, vector))


def _turn(first: float, second: float) -> tuple[float, float]:
    """Return the cosine and sine of the rotation that makes the second entry zero."""
    length = math.hypot(first, second)
    return (1.0, 0.0) if length == 0.0 else (first / length, second / length)


def _rotate(turn: tuple[float, float], first: float, second: float) -> tuple[float, float]:
    cosine, sine = turn
    return cosine * first + sine * second, cosine * second - sine * first


def _back(upper: Floats, right: list[float]) -> list[float]:
    """Solve a triangular system from the last row up."""
    answer = list(right)
    for row in range(len(right) - 1, -1, -1):
        for column in range(row + 1, len(right)):
            answer[row] -= float(upper[row, column]) * answer[column]
        answer[row] /= float(upper[row, row])
    return answer
