"""A surrogate: a regression of what was solved on the unknowns, fitted on the base draws.

It costs nothing to ask, so it is asked at many points; what it says is never reported by itself.
Where it stands in for solutions, solved points correct it (a control variate), so that its
mistakes cost precision and not truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from detente.shapes import Bools, Floats, Longs

SQUARES, CROSSED = 30, 10
"""Unknowns of which squares, and of which products, are terms: those that matter most."""
PENALTIES = np.geomspace(1e-3, 1e4, 22)
RANK = 1e-12
"""Squares of singular values below this share of the largest are rounding."""
EDGE = 1e-3
"""Probabilities are held this far from 0 and 1 before their logarithmic odds are taken."""


@dataclass(frozen=True, eq=False)
class Terms:
    """What the terms of the regression are: unknowns, squares and products, standardised."""

    middle: Floats  # U
    scale: Floats  # U
    squares: Longs
    left: Longs  # products of unknowns `left` and `right`
    right: Longs

    def of(self, points: Floats) -> Floats:
        """Return the terms (n, T) at points (n, U), without the constant."""
        z = (points - self.middle) / self.scale
        return np.concatenate(
            [z, z[:, self.squares] ** 2 - 1.0, z[:, self.left] * z[:, self.right]], axis=1
        )


@dataclass(frozen=True, eq=False)
class Surrogate:
    """Ridge regression of several quantities, with the penalty of least generalised error."""

    terms: Terms
    shift: Floats  # T: means of the terms
    weights: Floats  # T, Q
    constant: Floats  # Q
    odds: Bools  # Q: fitted as logarithmic odds

    @classmethod
    def fit(cls, points: Floats, values: Floats, *, odds: Bools) -> Surrogate:
        """Fit quantities (n, Q) at points (n, U); `odds` (Q) marks probabilities.

        The penalty is chosen by generalised cross-validation (Golub, Heath and Wahba,
        Technometrics 21, 1979, equation 1.4). Rows with NaN take the quantity's mean.
        """
        target = np.where(odds, _odds(values), values)
        known = np.isfinite(target)
        constant = np.where(known, target, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
        centred = np.where(known, target - constant, 0.0)
        terms = _chosen(points, centred)
        made = terms.of(points)
        shift = made.mean(axis=0)
        made -= shift
        # the terms are fewer than the draws: their products have the singular vectors for less
        squared, vectors = np.linalg.eigh(made.T @ made)
        kept = squared > RANK * squared.max(initial=0.0)
        s, vectors = np.sqrt(squared[kept]), vectors[:, kept]
        along = vectors.T @ (made.T @ centred) / s[:, None]
        weights = np.empty((made.shape[1], centred.shape[1]))
        for q in range(centred.shape[1]):
            shrunk = s / (s**2 + _penalty(s, along[:, q], centred[:, q]))
            weights[:, q] = vectors @ (shrunk * along[:, q])
        return cls(terms, shift, weights, constant, odds)

    def at(self, points: Floats) -> Floats:
        """Return what the regression says (n, Q) at points (n, U)."""
        found = (self.terms.of(points) - self.shift) @ self.weights + self.constant
        return np.where(self.odds, 1.0 / (1.0 + np.exp(-np.clip(found, -30.0, 30.0))), found)


def _odds(values: Floats) -> Floats:
    held = np.clip(values, EDGE, 1.0 - EDGE)
    return np.asarray(np.log(held / (1.0 - held)))


def _chosen(points: Floats, centred: Floats) -> Terms:
    """Choose the unknowns whose squares and products are terms, by their correlations."""
    middle, scale = points.mean(axis=0), points.std(axis=0)
    scale[scale < 1e-12] = 1.0
    z = (points - middle) / scale
    size = np.sqrt((centred**2).sum(axis=0))
    size[size < 1e-12] = np.inf
    weight = ((z.T @ (centred / size)) ** 2).max(axis=1, initial=0.0)
    order = np.argsort(-weight, kind="stable")
    crossed = np.sort(order[:CROSSED])
    pairs = np.array(list(combinations(crossed, 2)), dtype=np.int64).reshape(-1, 2)
    return Terms(middle, scale, np.sort(order[:SQUARES]), pairs[:, 0], pairs[:, 1])


def _penalty(s: Floats, along: Floats, centred: Floats) -> float:
    """Return the penalty with the least generalised cross-validation error."""
    outside = float((centred**2).sum() - (along**2).sum())
    count = len(centred)
    errors = []
    for penalty in PENALTIES * count / 100.0:
        kept = s**2 / (s**2 + penalty)
        residual = outside + float((((1.0 - kept) * along) ** 2).sum())
        errors.append(residual / max(count - 1.0 - kept.sum(), 1e-9) ** 2)
    return float(PENALTIES[int(np.argmin(errors))] * count / 100.0)
