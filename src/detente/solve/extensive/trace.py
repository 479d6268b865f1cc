"""A branch followed by its length from any of its points, and where it comes through a precision.

As in `arc`, in either direction: a branch that folds comes through a precision more than once, and
what lies on it there are equilibria too (Turocy 2005, section 3).
"""

from __future__ import annotations

import numpy as np

from detente.shapes import Floats
from detente.solve.arc import FIRST_LENGTH, LONGEST_LENGTH, SHORTEST_LENGTH, USUAL, Stand
from detente.solve.homotopy import Image, Length
from detente.solve.krylov import norm

CARE, HIGHEST = 0.3, 10.0
"""How much better than usual steps have to be, and the share at which a branch is left."""
SWEEPS = 20_000
"""Sweeps along one branch in one direction."""


class Trace:
    """A walk along a branch in one direction from a point at a share."""

    def __init__(
        self, image: Image, point: Floats, share: float, *, ahead: Floats, unit: float, goal: float
    ) -> None:
        """Stand at a solution; `ahead` points where to go, in unknowns and shares in `unit`."""
        self.arc = Length(image, point, unit=unit, most=SWEEPS, care=CARE)
        self.here = self.arc.stand(np.append(np.zeros(len(point)), share * unit), ahead)
        self.goal, self.length, self.origin = goal, FIRST_LENGTH * CARE, point
        self.bend = np.zeros(len(point) + 1)
        self.ended_low = False
        self.found: list[Floats] = []

    def run(self) -> list[Floats]:
        """Walk until the branch leaves the shares looked at; return the solutions at share 1."""
        while self.here is not None and self.length >= SHORTEST_LENGTH:
            if self.arc.sweeps >= self.arc.most or not self.stride(self.here):
                break
        return self.found

    def stride(self, here: Stand) -> bool:
        """Try a step; say whether the walk goes on."""
        arc, unit = self.arc, self.arc.unit
        step = self.length / float(np.abs(here.ahead).max())
        guess = here.point + step * (here.ahead + 0.5 * step * self.bend)
        there, astray = arc.stride(here, guess, self.length)
        end = None
        if there is not None and self.comes_through(here, there):
            end = arc.end(here, there, self.length, goal=self.goal)
            there = there if end is not None else None
        if there is None:
            self.length, self.bend = 0.5 * self.length, 0.0 * self.bend
            self.here = arc.closer(here, goal=arc.goal(self.length))
            return True
        if end is not None:
            self.found.append(self.origin + end[:-1])
        self.bend = (there.ahead - here.ahead) / norm(there.point - here.point)
        usual = (USUAL * CARE * self.length / max(astray, 1e-9)) ** 0.5
        self.length = min(LONGEST_LENGTH * CARE, self.length * min(2.0, max(0.5, usual)))
        self.here, self.ended_low = there, bool(there.point[-1] <= 0.0)
        return bool(0.0 < there.point[-1] < HIGHEST * unit)

    def comes_through(self, here: Stand, there: Stand) -> bool:
        """Say whether a step comes through share 1, other than by leaving it."""
        unit = self.arc.unit
        low, high = sorted((float(here.point[-1]), float(there.point[-1])))
        return low < unit <= high and abs(here.point[-1] - unit) > 1e-9 * unit
