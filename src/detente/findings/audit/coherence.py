"""Coherence: a reader's own numbers against the forecasts that the argument allows.

What it allows is the convex hull of the draws' answers: any weighing of the draws. The nearest
point of a hull is found by Wolfe's method (Finding the nearest point in a polytope, Mathematical
Programming 11, 1976), which is exact in finitely many steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from detente.model.crisis import Question
from detente.shapes import Floats, Longs

NEAR = 1e-10
STEPS = 10_000


@dataclass(frozen=True, slots=True)
class Gut:
    """A reader's number for a question beside the nearest that the argument allows with the rest.

    `low` and `high` are the least and the most that any draw says of this question alone;
    `without` is how far the other numbers are from what is allowed, if this one is taken back.
    """

    question: str
    said: float
    nearest: float
    low: float
    high: float
    without: float

    @property
    def off(self) -> float:
        """How far the number is from the nearest allowed."""
        return abs(self.said - self.nearest)

    @property
    def alone(self) -> bool:
        """Say whether some weighing of the draws allows the number by itself."""
        return self.low <= self.said <= self.high


@dataclass(frozen=True, slots=True)
class Coherence:
    """A reader's numbers against the argument; `distance` is Euclidean, in probability."""

    numbers: tuple[Gut, ...]
    distance: float

    @property
    def coherent(self) -> bool:
        """Say whether the argument allows the numbers together, to half a point in each."""
        return all(number.off < 0.005 for number in self.numbers)

    @property
    def furthest(self) -> Gut | None:
        """The number whose withdrawal brings the rest nearest; None if all are allowed."""
        if self.coherent or not self.numbers:
            return None
        return min(self.numbers, key=lambda number: (number.without, -number.off))


def coherence(
    questions: tuple[Question, ...], values: Floats, *, said: Mapping[str, float]
) -> Coherence | None:
    """Return the nearest forecast to some numbers that draws' answers (D, Q) allow; None if none.

    Only yes-or-no questions count.
    """
    asked = [i for i, q in enumerate(questions) if q.asks is not None and q.name in said]
    if not asked:
        return None
    known = values[np.isfinite(values[:, asked]).all(axis=1)][:, asked]
    wanted = np.array([said[questions[i].name] for i in asked])
    weights = nearest(known - wanted)
    point = weights @ known
    numbers = []
    for i, q in enumerate(asked):
        rest = np.delete(known - wanted, i, axis=1)
        left = float(np.linalg.norm(nearest(rest) @ rest)) if rest.shape[1] else 0.0
        low, high = float(known[:, i].min()), float(known[:, i].max())
        name = questions[q].name
        numbers.append(Gut(name, float(wanted[i]), float(point[i]), low, high, left))
    return Coherence(tuple(numbers), float(np.linalg.norm(point - wanted)))


def nearest(points: Floats) -> Floats:
    """Return the weights (n) of the point nearest to the origin in the hull of points (n, k).

    >>> nearest(np.array([[1.0, 1.0], [1.0, -1.0], [3.0, 0.0]])).round(3).tolist()
    [0.5, 0.5, 0.0]
    """
    size = (points**2).sum(axis=1)
    corral = np.array([int(np.argmin(size))])
    weight = np.ones(1)
    for _ in range(STEPS):
        x = weight @ points[corral]
        along = points @ x
        new = int(np.argmin(along))
        if along[new] > x @ x - NEAR * max(1.0, float(size[corral].max())) or new in corral:
            break
        corral, weight = np.append(corral, new), np.append(weight, 0.0)
        corral, weight = _settled(points, corral, weight)
    found = np.zeros(len(points))
    found[corral] = weight
    return found


def _settled(points: Floats, corral: Longs, weight: Floats) -> tuple[Longs, Floats]:
    """Go to the nearest point of the corral's affine hull, dropping points on the way out."""
    while True:
        best = _affine(points[corral])
        if (best > 1e-12).all():
            return corral, best
        out = best <= 1e-12
        step = (weight[out] / np.maximum(weight[out] - best[out], 1e-300)).min()
        weight = weight + min(1.0, float(step)) * (best - weight)
        kept = weight > 1e-12
        if kept.all():
            kept[int(np.argmin(np.where(out, weight, np.inf)))] = False
        corral, weight = corral[kept], weight[kept] / weight[kept].sum()


def _affine(points: Floats) -> Floats:
    """Return affine weights (n) of the point nearest to the origin in the affine hull."""
    count = len(points)
    system = np.ones((count + 1, count + 1))
    system[0, 0] = 0.0
    system[1:, 1:] = points @ points.T
    right = np.zeros(count + 1)
    right[0] = 1.0
    return np.asarray(np.linalg.lstsq(system, right, rcond=None)[0][1:], dtype=np.float64)
