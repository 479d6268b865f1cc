"""The branch followed by its length instead of its scale, where sweeps alone do not get on.

Where the branch folds back, or where a sweep throws the log-odds far from a solution that is near,
the scale becomes an unknown like the log-odds: predict along the secant, correct by Newton's method
across it, each linear system solved by GMRES with one sweep a product (Keller 1977; Knoll and
Keyes 2004, section 2.3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.shapes import Floats
from detente.solve.acceleration import dot
from detente.solve.krylov import gmres, norm
from detente.solve.solution import Status
from detente.solve.sweep import Room, backward, sweep
from detente.solve.tree import Numbered, Tree

PERTURB = 3e-8
"""How far the log-odds are moved to see how a sweep answers."""
PRODUCTS = 60
"""Products that one linear system may take."""
NEWTON_STEPS = 7
FIRST_LENGTH, SHORTEST_LENGTH, LONGEST_LENGTH = 0.1, 1e-6, 1.0
"""Steps along the branch: largest change of a log-odds or of the scale in its unit."""
STRAIGHT = 0.9
"""The least cosine between the directions of two steps that follow each other."""
LOOSE = 1e-5
"""The largest gap left over on the way."""
NOISE = 100.0
"""A gap of so many times the goal is taken if it gets no smaller: rounding can do that."""


@dataclass
class Arc:
    """A draw's branch as a curve in (log-odds, scale)."""

    tree: Tree
    draw: Numbered
    room: Room
    scale: float
    unit: float  # of the last coordinate: the branch's slope where the arc starts
    most: int
    sweeps: int = 0

    def image(self, point: Floats) -> Floats:
        """Return what one sweep makes of the log-odds at a point's scale."""
        self.sweeps += 1
        for player in range(len(self.draw.rationality)):
            self.room.precision[player] = (
                point[-1] / self.unit * self.scale * self.draw.rationality[player]
            )
        backward(self.tree, self.draw, self.room, self.tree.settled)
        self.room.at.reshape(-1)[:] = point[:-1]
        sweep(self.tree, self.draw, self.room)
        return point[:-1] + self.room.gap.reshape(-1)

    def newton(self, point: Floats, across: Floats, *, goal: float) -> tuple[Floats, bool]:
        """Correct a point in the plane across a direction until the gap is within a goal."""
        last = np.inf
        for _ in range(NEWTON_STEPS):
            image = self.image(point)
            gap = image - point[:-1]
            size = float(np.abs(gap).max())
            if size <= goal or (size <= NOISE * goal and size > 0.5 * last):
                return point, True
            if not size < 4.0 * last or self.sweeps >= self.most:
                return point, False
            last = size
            move, left = self.linear(point, image, across, np.append(-gap, 0.0), tolerance=1e-3)
            if left > 0.5 or float(np.abs(move).max()) > 2.0 * LONGEST_LENGTH:
                return point, False
            point = point + move
        return point, False

    def linear(
        self, point: Floats, image: Floats, across: Floats, right: Floats, *, tolerance: float
    ) -> tuple[Floats, float]:
        """Solve the equations linearised at a point whose sweep gives `image`."""

        def apply(vector: Floats) -> Floats:
            return self.product(vector, point, image, across)

        most = min(PRODUCTS, len(point))
        answer, left, _ = gmres(apply, right, tolerance=tolerance, most=most)
        return answer, left

    def product(self, vector: Floats, point: Floats, image: Floats, across: Floats) -> Floats:
        """Return the derivative of (gap, plane) along a vector."""
        size = float(np.abs(vector).max())
        if size == 0.0:
            return np.zeros(len(vector))
        there = self.image(point + PERTURB / size * vector)
        answer = (there - image) * (size / PERTURB) - vector[:-1]
        return np.append(answer, dot(across, vector))

    def tangent(self, point: Floats, direction: Floats) -> Floats:
        """Return the unit tangent at a point of the branch, on the side of a direction."""
        image, right = self.image(point), np.zeros(len(point))
        right[-1] = 1.0
        found, left = self.linear(point, image, direction, right, tolerance=1e-4)
        return found / norm(found) if left < 0.1 else direction

    def walk(self, point: Floats, direction: Floats, *, goal: float) -> tuple[Floats, Status]:
        """Walk along the branch to the whole scale; return where and how the walk ended."""
        upward = np.append(np.zeros(len(point) - 1), 1.0)
        point, done = self.newton(point, upward, goal=LOOSE)
        length, fresh = FIRST_LENGTH, False
        while done and length >= SHORTEST_LENGTH:
            if self.sweeps >= self.most:
                return point, Status.SLOW
            reached = self.stride(point, direction, length)
            if reached is not None and reached[-1] >= self.unit:
                ahead = reached - point
                start = point + (self.unit - point[-1]) / ahead[-1] * ahead
                start[-1] = self.unit
                end, settled = self.newton(start, upward, goal=goal)
                if settled:
                    return end, Status.CONVERGED
                reached = None
            if reached is not None:
                ahead = reached - point
                point, direction, fresh = reached, ahead / norm(ahead), False
                length = min(LONGEST_LENGTH, 1.5 * length)
            else:
                if not fresh:  # the secant may be stale
                    direction, fresh = self.tangent(point, direction), True
                length *= 0.5
        return point, Status.LOST

    def stride(self, point: Floats, direction: Floats, length: float) -> Floats | None:
        """Take a step along the branch; None if it fails or turns too much."""
        step = length / float(np.abs(direction).max()) * direction
        reached, done = self.newton(point + step, direction, goal=LOOSE)
        ahead = reached - point
        straight = dot(ahead, direction) >= STRAIGHT * norm(ahead)
        return reached if done and straight else None


def follow_arc(
    tree: Tree, draw: Numbered, room: Room, *, here: float, scale: float, goal: float, most: int
) -> tuple[int, int]:
    """Go on from `room.good` at scale `here` along `room.slope`; return `Status` and sweeps.

    The log-odds reached are left in `room.at`, those of the whole scale if it converged.
    """
    slope = room.slope.reshape(-1)
    unit = max(1.0, float(np.abs(slope).max()))
    arc = Arc(tree, draw, room, scale, unit, most)
    point = np.append(room.good.reshape(-1), here * unit)
    direction = np.append(slope, unit)
    point, status = arc.walk(point, direction / norm(direction), goal=goal)
    arc.image(point)
    return int(status), arc.sweeps
