"""The branch followed by its length instead of its scale, where sweeps alone do not get on.

Where the branch folds back, or where a sweep throws the log-odds far from a solution that is near,
the scale becomes an unknown like the log-odds: predict along the tangent and its turn, correct by
Newton's method across it (Keller 1977; Knoll and Keyes 2004, section 2.3; Allgower and Georg 1990,
chapter 6). A step is taken only if the correction is small beside it, the tangent has turned little
and the orientation is kept, where it is known: a walk that jumps to another branch would go on
there, or turn round.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NamedTuple

import numpy as np

from detente.shapes import Floats
from detente.solve.acceleration import dot
from detente.solve.krylov import norm
from detente.solve.linearised import Linearised, linearised
from detente.solve.solution import Status

NEWTON_STEPS = 8
FIRST_LENGTH, SHORTEST_LENGTH, LONGEST_LENGTH = 0.1, 1e-7, 4.0
"""Steps along the branch: largest change of a log-odds or of the scale in its unit."""
LOOSE, FINE, LEAST_GAP = 1e-5, 1e-3, 1e-10
"""The largest gap left over on the way, the same in lengths of the step, and the least asked."""
CLOSE = 0.1
"""How far a correction may go that only makes a gap smaller."""
NOISE = 100.0
"""A gap of so many times the goal is taken if it gets no smaller: rounding can do that."""
EXACT = 3e-2
"""The share of a gap that the linear system may leave."""
FALL = 0.7
"""The share of a gap that one step of Newton's method may leave."""
ASTRAY, USUAL = 0.4, 0.1
"""How far a correction may go, and how far it should go, in lengths of the step."""
STRAIGHT = 0.9
"""The least cosine between the tangents before and after a step."""
CARE = (1.0, 0.3, 0.1)
"""A walk that comes back to scale 0 has lost the branch, and is tried again with more care."""


class Stand(NamedTuple):
    """A point of the branch, with what is known of it there."""

    point: Floats  # log-odds, then the scale in its unit
    ahead: Floats  # unit tangent
    sign: float  # of the determinant across it, 0: unknown
    gap: float  # what a sweep moves the log-odds by
    local: Linearised


class Arc(ABC):
    """A branch as a curve in (log-odds, scale).

    The last coordinate is the scale times `unit`, the branch's slope at scale 0. With `care` below
    one, steps have to be so much better to be taken. `floor` is of the last coordinate: a walk that
    comes below has lost the branch. No more than `most` sweeps are made.
    """

    def __init__(self, *, unit: float, most: int, care: float = 1.0, floor: float = 0.0) -> None:
        self.unit, self.most, self.care, self.floor = unit, most, care, floor
        self.sweeps = 0

    @abstractmethod
    def image(self, point: Floats) -> Floats:
        """Return what one sweep makes of the log-odds at a point's scale, and count it."""

    def goal(self, length: float) -> float:
        """Return the gap that may be left over by a step of a length."""
        return max(min(LOOSE, FINE * length), LEAST_GAP)

    def newton(
        self, point: Floats, across: Floats, local: Linearised | None, *, goal: float, far: float
    ) -> tuple[Floats, float, bool]:
        """Correct a point in the plane across a direction until the gap is within a goal.

        Returns the point, how far the first correction went, and whether it settled with no
        correction above `far`. `local` is the derivative near by, if it is known.
        """
        last, astray, fresh = np.inf, 0.0, False
        move, before = np.zeros(len(point)), np.zeros(len(point) - 1)
        for count in range(NEWTON_STEPS):
            image = self.image(point)
            gap = image - point[:-1]
            size = float(np.abs(gap).max())
            if size <= goal or (size <= NOISE * goal and size > 0.5 * last):
                return point, astray, True
            if self.sweeps >= self.most or not (size < FALL * last or not fresh):
                return point, astray, False
            if local is None or not size < FALL * last:
                local, fresh = linearised(self.image, point, image), True
            else:
                turn = gap - before if count else np.zeros(len(gap))
                local = local.moved(move, turn, point, image)
            move, left, _ = local.solve(across, np.append(-gap, 0.0), tolerance=EXACT)
            size_moved = float(np.abs(move).max())
            astray = size_moved if count == 0 else astray
            if left > 0.3 or not size_moved <= far:
                return point, size_moved, False
            point, before, last = point + move, gap, size
        return point, astray, False

    def stand(self, point: Floats, direction: Floats) -> Stand | None:
        """Find the unit tangent at a point of the branch, on the side of a direction."""
        image = self.image(point)
        local, gap = linearised(self.image, point, image), float(np.abs(image - point[:-1]).max())
        right = np.zeros(len(point))
        right[-1] = 1.0
        found, left, sign = local.solve(direction, right, tolerance=1e-4)
        return Stand(point, found / norm(found), sign, gap, local) if left <= 0.05 else None

    def closer(self, here: Stand, *, goal: float) -> Stand | None:
        """Stand better on the branch, for steps so short that the gap counts beside them."""
        if here.gap <= goal:
            return here
        point, _, done = self.newton(here.point, here.ahead, here.local, goal=goal, far=CLOSE)
        return self.stand(point, here.ahead) if done else None

    def walk(self, slope: Floats, *, goal: float) -> tuple[Floats, Status]:
        """Walk from scale 0 to the whole scale; return where and how the walk ended."""
        here = self.stand(np.zeros(len(slope) + 1), np.append(slope, self.unit))
        bend = np.zeros(len(slope) + 1)  # how the tangent turns, per unit of length
        length = FIRST_LENGTH * self.care
        while here is not None and length >= SHORTEST_LENGTH:
            if self.sweeps >= self.most:
                return here.point, Status.SLOW
            step = length / float(np.abs(here.ahead).max())
            predicted = here.point + step * (here.ahead + 0.5 * step * bend)
            there, astray = self.stride(here, predicted, length)
            if there is not None and there.point[-1] < self.floor:
                return here.point, Status.LOST
            if there is None or there.point[-1] >= self.unit:
                end = None if there is None else self.end(here, there, length, goal=goal)
                if end is not None:
                    return end, Status.CONVERGED
                length, bend = 0.5 * length, 0.0 * bend
                here = self.closer(here, goal=self.goal(length))
                continue
            bend = (there.ahead - here.ahead) / norm(there.point - here.point)
            usual = (USUAL * self.care * length / max(astray, 1e-9)) ** 0.5
            length = min(LONGEST_LENGTH * self.care, length * min(2.0, max(0.5, usual)))
            here = there
        return np.zeros(len(slope) + 1) if here is None else here.point, Status.LOST

    def stride(self, here: Stand, predicted: Floats, length: float) -> tuple[Stand | None, float]:
        """Correct a step and say how far it went astray; None if it is not to be taken."""
        goal, far = self.goal(length), ASTRAY * self.care * length
        point, astray, done = self.newton(predicted, here.ahead, here.local, goal=goal, far=far)
        there = self.stand(point, here.ahead) if done else None
        if there is not None:
            turned = dot(there.ahead, here.ahead) < 1.0 - (1.0 - STRAIGHT) * self.care
            if turned or there.sign != here.sign:
                return None, astray
        return there, astray

    def end(self, here: Stand, there: Stand, length: float, *, goal: float) -> Floats | None:
        """Find the solution at the whole scale between two stands; None if it is not found."""
        share = (self.unit - here.point[-1]) / (there.point[-1] - here.point[-1])
        start = here.point + share * (there.point - here.point)
        start[-1] = self.unit
        upward = np.append(np.zeros(len(start) - 1), 1.0)
        near, far = here if share < 0.5 else there, ASTRAY * self.care * length
        end, _, done = self.newton(start, upward, near.local, goal=goal, far=far)
        return end if done else None
