"""Particles walk the polytope: hit-and-run along differences of other particles.

Each half of the particles moves along differences of two from the other half (ter Braak 2006), so
the directions have the shape of the cloud and keep to its affine hull. A step is uniform on the
chord of the polytope (Smith 1984), so that uniform points stay uniform, and several steps are a
reversible proposal for a distribution whose density against the uniform one is a likelihood.
"""

from __future__ import annotations

import numpy as np

from detente.claims import Polytope
from detente.shapes import Bools, Floats

FAR, ROUNDING = 1e30, 1e-13


class Walk:
    """The polytope as the walk reads it: half-spaces, the ends of the ranges among them."""

    def __init__(self, space: Polytope) -> None:
        identity = np.eye(len(space.paths))
        self.matrix = np.vstack((space.dense(), identity, -identity))
        self.bound = np.concatenate((space.bound, space.high, -space.low))

    def moved(
        self, points: Floats, *, binding: Bools, steps: int, random: np.random.Generator
    ) -> Floats:
        """Return the points (P, U) after so many steps; `binding` (P, H) are a claim's rows."""
        ends = np.ones((len(points), len(self.bound) - binding.shape[1]), dtype=np.bool_)
        active = np.hstack((binding, ends))
        result = points.copy()
        order = random.permutation(len(points))
        halves = np.array_split(order, 2)
        for mine, others in ((halves[0], halves[1]), (halves[1], halves[0])):
            if len(others) > 1 and len(mine):
                cloud = points[others] if mine is halves[0] else result[others]
                result[mine] = self._half(
                    result[mine], cloud, active=active[mine], steps=steps, random=random
                )
        return result

    def _half(
        self,
        points: Floats,
        cloud: Floats,
        *,
        active: Bools,
        steps: int,
        random: np.random.Generator,
    ) -> Floats:
        for _ in range(steps):
            first = random.integers(len(cloud), size=len(points))
            second = (first + random.integers(1, len(cloud), size=len(points))) % len(cloud)
            way = cloud[first] - cloud[second]
            slack = np.where(active, np.maximum(self.bound - points @ self.matrix.T, 0.0), FAR)
            rate = np.where(active, way @ self.matrix.T, 0.0)
            ahead, behind = rate > ROUNDING, rate < -ROUNDING
            reach = slack / np.where(ahead | behind, rate, 1.0)
            most = np.where(ahead, reach, FAR).min(axis=1)
            least = np.where(behind, reach, -FAR).max(axis=1)
            stays = (most >= FAR) | (least <= -FAR)
            share = random.random(len(points))
            by = np.where(stays, 0.0, least + (most - least) * share)
            points = points + by[:, None] * way
        return points
