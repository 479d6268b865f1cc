"""Where a branch forks: real eigenvalues of a sweep's derivative that have come to lie above one.

With J the derivative of the sweep at a solution, det(I - J) is one at precision 0 and vanishes only
at folds and forks (Allgower and Georg 1990, chapter 8). A branch that was followed by the precision
alone has passed no fold: a real eigenvalue of J above one then says that it has passed a fork. The
determinant's sign would miss forks of even multiplicity, as two equal games side by side have them.

Where there are few unknowns the derivative is a matrix. Where there are many it is known by
products, one sweep each, and its outermost eigenvalues by Arnoldi's method (Saad 2011, section
6.2). One direction is carried along and multiplied a few times at each solution, so that it turns
towards the dominant eigenvector: where it all but vanishes, nothing more is looked at.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from detente.shapes import Floats
from detente.solve.krylov import norm

FEW, SOME, FAIR = 6, 40, 120
"""Unknowns up to which the matrix is written down: at once, in doubt, or where products fail."""
PERTURB = 1e-6
"""How far the unknowns are moved to see how a sweep answers."""
TRIES, FAINT = 8, 0.03
"""Products that a direction may take to vanish, and what is left of it then, over `sqrt(n)`."""
SEASONED, CALM = 7, 0.3
"""Products after which a direction is known well, and how much two more have to shrink it then."""
ABOVE, REAL = 1e-6, 1e-3
"""How far above one an eigenvalue has to be, and how small its imaginary part (a double one's)."""
LEAST, MOST = 10, 40
"""Products of Arnoldi's method."""
SURE = 0.1
"""How far off an eigenvalue may be to be counted, in its distance from one."""

Image = Callable[[Floats, float], Floats]
"""From unknowns, and a share of the wanted precision, to what a sweep makes of them."""


class Watch:
    """Looks at solutions along a branch, one after the other, for the fork that was passed."""

    def __init__(self, image: Image, start: Floats, *, forks: bool = True) -> None:
        """Begin at `start`, the solution at share 0; `forks`: nothing above a fork passes."""
        self.image, self.forks, self.products = image, forks, 0
        self.before, self.point = 0.0, start.copy()  # the last solution before any fork
        self.after = np.nan  # the share of the nearest one known to lie behind it
        self.top = 0.0  # the largest real eigenvalue at the last solution looked at; 0: small
        raw: Floats = np.sin(np.arange(1.0, len(start) + 1.0) ** 2)  # no symmetry keeps it
        self.carried, self.turned = raw / max(norm(raw), 1e-300), 0

    @property
    def crossed(self) -> bool:
        """Whether a solution has been seen that lies behind a fork."""
        return not np.isnan(self.after)

    def passes(self, point: Floats, share: float) -> bool:
        """Look at a solution; say whether it lies before any fork."""
        if self.forks and share >= self.after:
            return False
        if self.behind(point, share):
            self.after = share
            return False
        self.before, self.point = share, point.copy()
        return True

    def behind(self, point: Floats, share: float) -> bool:
        """Say whether the sweep has a real eigenvalue above one at a solution."""
        size = len(point)
        if size == 0:
            return False
        base = self.image(point, share)
        self.products += 1

        def apply(vector: Floats) -> Floats:
            self.products += 1
            long = float(np.abs(vector).max())
            there = self.image(point + (PERTURB / long) * vector, share)
            return (there - base) * (long / PERTURB)

        self.top = 0.0 if size > FEW else np.nan
        if size > FEW and not self.shrinks(apply):
            self.top = largest(apply, self.carried) if size > SOME else np.nan
        if np.isnan(self.top) and size <= FAIR:
            self.top = top_real(np.column_stack([apply(one) for one in np.eye(size)]))
        self.top = 0.0 if np.isnan(self.top) else self.top
        return self.top > 1.0 + ABOVE

    def shrinks(self, apply: Callable[[Floats], Floats]) -> bool:
        """Multiply the carried direction a few times; say whether it all but vanishes.

        A random direction has a share of about `1 / sqrt(n)` of the eigenvector, which an
        eigenvalue above one would not let shrink. One that has been multiplied often has turned
        towards the eigenvector, and two products show how it fares.
        """
        vector, left, last = self.carried, 1.0, np.inf
        large = len(self.carried) > FAIR
        goal = FAINT / len(self.carried) ** 0.5
        for count in range(TRIES if large else TRIES // 2):
            vector = apply(vector)
            size = norm(vector)
            if size > 0.0:
                vector = self.carried = vector / size
            left, calm, last = left * size, max(last, size) < CALM, size
            self.turned += 1
            if left <= goal:
                return True
            if large and count and calm and self.turned >= SEASONED:
                self.top = size
                return True
        return False


def top_real(matrix: Floats) -> float:
    """Return the largest real eigenvalue of a matrix, 0 if all are negative or complex.

    >>> round(top_real(np.array([[0, 2.0], [2, 0]])), 9), top_real(np.array([[0, 2.0], [-2, 0]]))
    (2.0, 0.0)
    """
    if len(matrix) == 1:
        return max(float(matrix[0, 0]), 0.0)
    values = np.linalg.eigvals(matrix)
    return float(values.real[np.abs(values.imag) <= REAL].max(initial=0.0))


def largest(apply: Callable[[Floats], Floats], start: Floats) -> float:
    """Return the largest real eigenvalue of a matrix known by its products; NaN: open.

    An eigenvector to which `start` is all but orthogonal stays unseen, and one in a thick crowd
    of eigenvalues may take more products than are spent.

    >>> round(largest(lambda x: np.linspace(0.0, 1.5, 30) * x, np.ones(30) / 30**0.5), 2)
    1.5
    """
    most = min(MOST, len(start))
    basis, table = np.zeros((most + 1, len(start))), np.zeros((most + 1, most))
    basis[0] = start
    for count in range(1, most + 1):
        vector = apply(basis[count - 1])
        for _ in range(2):  # twice is enough (Giraud and others 2005)
            shares = basis[:count] @ vector
            vector = vector - shares @ basis[:count]
            table[:count, count - 1] += shares
        left = norm(vector)
        table[count, count - 1] = left
        done = count == len(start) or left <= 1e-10 * float(np.abs(table).max())
        if done or count == most or (count >= LEAST and count % 4 == LEAST % 4):
            told = _read(table[:count, :count], 0.0 if done else left)
            if done or not np.isnan(told):
                return told
        basis[count] = vector / left
    return np.nan


def _read(table: Floats, left: float) -> float:
    """Judge by the eigenvalues of a projection, each with its error; NaN: not yet."""
    values, vectors = np.linalg.eig(table)
    error = left * np.abs(vectors[-1]) / np.sqrt((np.abs(vectors) ** 2).sum(axis=0))
    real = np.abs(values.imag) <= REAL
    ahead = values.real - 1.0
    if (real & (ahead > ABOVE) & (error <= SURE * ahead)).any():
        return float(values.real[real].max())
    may_be = (ahead + error > ABOVE) & (np.abs(values.imag) <= np.maximum(error, REAL))
    return np.nan if may_be.any() else float(values.real[real].max(initial=0.0))
