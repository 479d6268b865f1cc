"""How a sweep answers small changes: a matrix where there are few log-odds, products where many.

Both solve the equations of the arc linearised at a point, with a direction as the last row: the
plane across it. The matrix also tells the sign of its determinant, which a walk along one branch
keeps for ever (Allgower and Georg 1990, section 2.1); products do not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np

from detente.shapes import Floats
from detente.solve.acceleration import dot
from detente.solve.elimination import eliminate
from detente.solve.krylov import gmres

PERTURB = 3e-8
"""How far the log-odds are moved to see how a sweep answers."""
PRODUCTS = 120
"""Products that one linear system may take."""
FEW = 120
"""Log-odds up to which the matrix is written down."""

Image = Callable[[Floats], Floats]
"""From a point (log-odds, then scale) to what a sweep makes of its log-odds."""


class Linearised(Protocol):
    """The derivative of (gap, plane) at or near a point."""

    def solve(
        self, across: Floats, right: Floats, *, tolerance: float
    ) -> tuple[Floats, float, float]:
        """Return the answer, the share of `right` left over, the determinant's sign (0: unknown).

        Right hand sides are of the size of the tolerance that they are solved to, or larger.
        """

    def moved(self, step: Floats, turn: Floats, point: Floats, image: Floats) -> Linearised:
        """Return the derivative a step on, at a point where the gap is changed by `turn`."""


def linearised(image_of: Image, point: Floats, image: Floats) -> Linearised:
    """Take the derivative at a point whose sweep gives `image`."""
    if len(point) - 1 <= FEW:
        return Matrix.taken(image_of, point, image)
    return Products(image_of, point, image)


class Matrix:
    """The derivative of the gap as a matrix (n, n + 1)."""

    def __init__(self, rows: Floats) -> None:
        self.rows = rows

    @classmethod
    def taken(cls, image_of: Image, point: Floats, image: Floats) -> Matrix:
        """Take it by one sweep a column."""
        size = len(image)
        rows = np.empty((size, size + 1))
        for column in range(size + 1):
            there = point.copy()
            there[column] += PERTURB
            rows[:, column] = (image_of(there) - image) / PERTURB
        rows[:, :size] -= np.eye(size)
        return cls(rows)

    def solve(
        self, across: Floats, right: Floats, *, tolerance: float
    ) -> tuple[Floats, float, float]:
        """Solve by elimination."""
        del tolerance
        whole, answer = np.vstack([self.rows, across]), right.copy()
        sign = eliminate(whole, answer)
        good = sign != 0.0 and bool(np.isfinite(answer).all())
        return answer, 0.0 if good else 1.0, sign

    def moved(self, step: Floats, turn: Floats, point: Floats, image: Floats) -> Matrix:
        """Change it least so that it explains the step (Broyden 1965, equation 4.5)."""
        del point, image
        missed = turn - self.rows @ step
        return Matrix(self.rows + np.outer(missed, step / max(dot(step, step), 1e-300)))


class Products:
    """The derivative as what it does to a vector, one sweep each."""

    def __init__(self, image_of: Image, point: Floats, image: Floats) -> None:
        self.image_of, self.point, self.image = image_of, point, image

    def solve(
        self, across: Floats, right: Floats, *, tolerance: float
    ) -> tuple[Floats, float, float]:
        """Solve by GMRES."""

        def apply(vector: Floats) -> Floats:
            return np.append(self.along(vector), dot(across, vector))

        most = min(PRODUCTS, len(right))
        answer, left, _ = gmres(apply, right, tolerance=tolerance, most=most)
        return answer, left, 0.0

    def along(self, vector: Floats) -> Floats:
        """Return the derivative of the gap along a vector."""
        size = float(np.abs(vector).max())
        if size == 0.0:
            return np.zeros(len(vector) - 1)
        there = self.image_of(self.point + PERTURB / size * vector)
        return (there - self.image) * (size / PERTURB) - vector[:-1]

    def moved(self, step: Floats, turn: Floats, point: Floats, image: Floats) -> Products:
        """Take it there."""
        del step, turn
        return Products(self.image_of, point, image)
