"""Common draws: the points of an edited crisis that go with the points of the crisis itself."""

from __future__ import annotations

import numpy as np

from detente.claims import Polytope, polytope
from detente.draws import Draws
from detente.draws import draw as draw_points
from detente.errors import ContradictionError
from detente.model.crisis import Crisis, Edit
from detente.model.settings import canonical
from detente.model.unknowns import unknowns
from detente.shapes import Bools, Floats, Longs

TRIES = 200
"""Points thrown at a slice before it is sampled by a walk."""
SLACK = 1e-9
"""A premise counts as kept within this."""
PAIRS = 7
"""What the random numbers are for: a stream of its own beside those of the draws."""


def paired(
    base: Crisis, other: Crisis, *, draws: Draws, edits: tuple[Edit, ...], seed: int
) -> tuple[Floats, Longs]:
    """Return points of the other crisis (W, U') and the draws that they go with (W).

    An unknown that both share, and that no edit sets, keeps its number. The others are drawn
    evenly from the slice of the other polytope through those numbers, under the premises that
    bind in the draw. Draws with an empty slice are left out.
    """
    space = polytope(other)
    new = _new(base, other, edits)
    column = {path: u for u, path in enumerate(draws.paths)}
    source = np.array([-1 if path in new else column[path] for path in space.paths])
    points = np.where(source >= 0, draws.points[:, np.maximum(source, 0)], 0.0)
    slices = _Slices(space, np.flatnonzero(source < 0), _binding(space, draws))
    found = [slices.fill(points[d], d, seed=seed) for d in range(len(points))]
    rows = np.flatnonzero(found)
    return points[rows], rows


def _new(base: Crisis, other: Crisis, edits: tuple[Edit, ...]) -> set[str]:
    """Return the other crisis's unknowns that the base does not have, or whose numbers are set."""
    mine = {u.path: u for u in unknowns(base)}
    numeric = [path for edit in edits for path, value in edit.sets if not isinstance(value, str)]
    touched = {full for path in numeric for full in canonical(other, path)}
    return {u.path for u in unknowns(other) if u.path in touched or mine.get(u.path) != u}


def _binding(space: Polytope, draws: Draws) -> Bools:
    """Return which half-spaces bind in which draw (D, H); a new premise binds in all."""
    premise = {name: column for column, name in enumerate(draws.premises)}
    columns = [premise.get(owner.name) if owner.premise else None for owner in space.owners]
    always = np.ones(len(draws.points), dtype=np.bool_)
    bound = [always if column is None else draws.bound[:, column] for column in columns]
    return np.array(bound, dtype=np.bool_).reshape(len(bound), len(always)).T[:, space.owner]


class _Slices:
    """The polytope cut at the numbers that are kept, one slice a draw."""

    def __init__(self, space: Polytope, free: Longs, binding: Bools) -> None:
        matrix = space.dense()
        self.matrix, self.bound, self.binding = matrix, space.bound, binding
        self.low, self.high, self.free = space.low[free], space.high[free], free
        self.here = (matrix[:, free] != 0.0).any(axis=1)

    def fill(self, point: Floats, draw: int, *, seed: int) -> bool:
        """Write numbers for what is free into a point (U), in place; say whether there are any."""
        room = self.bound - self.matrix @ point
        active = self.binding[draw]
        if (room[active & ~self.here] < -SLACK).any():
            return False
        rows = np.flatnonzero(active & self.here)
        forms, room = self.matrix[np.ix_(rows, self.free)], room[rows]
        key = np.array([seed % 2**64, (PAIRS << 32) + draw], dtype=np.uint64)
        random = np.random.Generator(np.random.Philox(key=key))
        thrown = self.low + (self.high - self.low) * random.random((TRIES, len(self.free)))
        fits = np.flatnonzero((thrown @ forms.T <= room).all(axis=1))
        if len(fits):
            point[self.free] = thrown[fits[0]]
            return True
        slice_ = Polytope.from_matrix(forms, room + SLACK, low=self.low, high=self.high)
        try:
            walked = draw_points(slice_, draws=1, seed=int(random.integers(2**31)), threads=1)
        except ContradictionError:
            return False
        point[self.free] = walked.points[0]
        return True
