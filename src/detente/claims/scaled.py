"""The half-spaces of a polytope in units of the ranges, the ends of the ranges among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.claims.polytope import Polytope
from detente.shapes import Floats

TOLERANCE = 1e-9
"""How far, in units of the ranges, a half-space may be missed by a point said to lie in it."""


@dataclass(frozen=True, eq=False)
class Scaled:
    """`matrix @ z <= bound` for `x = low + width * z`; a range is 0 <= z <= 1.

    The first H rows are those of the polytope, then come the low and the high end of each range
    in turn: rows `H + 2u` and `H + 2u + 1`. The largest weight of a row is one. A known number (a
    range without width) has width one here, and z is held at 0.
    """

    matrix: Floats  # H + 2U, U
    bound: Floats  # H + 2U
    low: Floats  # U
    width: Floats  # U

    def unknowns(self, z: Floats) -> Floats:
        """Return points in the analyst's units from points (..., U) in those of the ranges."""
        return np.asarray(self.low + self.width * z)


def scaled(polytope: Polytope) -> Scaled:
    """Return the polytope in units of its ranges."""
    span = polytope.high - polytope.low
    width = np.where(span > 0.0, span, 1.0)
    ends = np.zeros((2 * len(span), len(span)))
    ends[0::2] = -np.eye(len(span))
    ends[1::2] = np.eye(len(span))
    end_bound = np.zeros(2 * len(span))
    end_bound[1::2] = span / width
    matrix = polytope.dense()
    bound = polytope.bound - matrix @ polytope.low
    matrix = matrix * width
    size = np.abs(matrix).max(axis=1, initial=0.0)
    size[size == 0.0] = 1.0
    return Scaled(
        matrix=np.concatenate([matrix / size[:, None], ends]),
        bound=np.concatenate([bound / size, end_bound]),
        low=polytope.low,
        width=width,
    )
