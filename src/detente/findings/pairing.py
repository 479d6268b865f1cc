"""Common draws: the points of an edited crisis that go with the points of the crisis itself."""

from __future__ import annotations

from zlib import crc32

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
    base: Crisis, other: Crisis, *, draws: Draws, edits: tuple[Edit, ...], seed: int, begin: int = 0
) -> tuple[Floats, Longs]:
    """Return points of the other crisis (W, U') and the draws that they go with (W).

    An unknown that both share, and that no edit sets, keeps its number. One that an edit sets
    keeps its place in its range, and one that is new is drawn evenly, the same in every world
    that has it, as far as the premises that bind in the draw allow; where they do not, the numbers
    are drawn evenly from the slice of the other polytope through those that are kept. Draws with
    an empty slice are left out. `begin` is the number of the first draw given.
    """
    space = polytope(other)
    new = _new(base, other, edits)
    column = {path: u for u, path in enumerate(draws.paths)}
    source = np.array([-1 if path in new else column[path] for path in space.paths], np.int64)
    points = np.hstack((draws.points, np.zeros((len(draws.points), 1))))[:, source]
    places = _places(base, draws)
    for u in np.flatnonzero(source < 0):
        place = places.get(space.paths[u])
        points[:, u] = (
            np.nan if place is None else space.low[u] + place * (space.high[u] - space.low[u])
        )
    slices = _Slices(space, np.flatnonzero(source < 0), binding(space, draws))
    found = [slices.fill(points[d], d, key=(seed, begin + d)) for d in range(len(points))]
    rows = np.flatnonzero(found)
    return points[rows], rows


def _places(base: Crisis, draws: Draws) -> dict[str, Floats]:
    """Return, per unknown of the base, where its range the draws stand (D), from 0 to 1."""
    return {
        u.path: (draws.points[:, draws.paths.index(u.path)] - u.low) / (u.high - u.low)
        for u in unknowns(base)
        if u.high > u.low
    }


def _new(base: Crisis, other: Crisis, edits: tuple[Edit, ...]) -> set[str]:
    """Return the other crisis's unknowns that the base does not have, or whose numbers are set."""
    mine = {u.path: u for u in unknowns(base)}
    numeric = [path for edit in edits for path, value in edit.sets if not isinstance(value, str)]
    touched = {full for path in numeric for full in canonical(other, path)}
    return {u.path for u in unknowns(other) if u.path in touched or mine.get(u.path) != u}


def binding(space: Polytope, draws: Draws) -> Bools:
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
        # a number has a stream of its own, so that it is the same beside whatever else is new
        self.streams = [crc32(space.paths[u].encode()) for u in free]

    def fill(self, point: Floats, draw: int, *, key: tuple[int, int]) -> bool:
        """Write numbers for what is free into a point (U), in place; say whether there are any.

        What is free holds the number to try first, or NaN.
        """
        wanted = point[self.free].copy()
        point[self.free] = 0.0
        room = self.bound - self.matrix @ point
        active = self.binding[draw]
        if (room[active & ~self.here] < -SLACK).any():
            return False
        rows = np.flatnonzero(active & self.here)
        forms, room = self.matrix[np.ix_(rows, self.free)], room[rows]
        thrown = self._thrown(key)
        for tried in (np.where(np.isnan(wanted), thrown, wanted), thrown):
            fits = np.flatnonzero((tried @ forms.T <= room).all(axis=1))
            if len(fits):
                point[self.free] = tried[fits[0]]
                return True
        slice_ = Polytope.from_matrix(forms, room + SLACK, low=self.low, high=self.high)
        try:
            walked = draw_points(slice_, draws=1, seed=_seed(key, 0) % 2**31, threads=1)
        except ContradictionError:
            return False
        point[self.free] = walked.points[0]
        return True

    def _thrown(self, key: tuple[int, int]) -> Floats:
        """Return points of the box around the slice (TRIES, free)."""
        thrown = np.empty((TRIES, len(self.free)))
        for column, stream in enumerate(self.streams):
            seed = np.array([_seed(key, stream), PAIRS], dtype=np.uint64)
            random = np.random.Generator(np.random.Philox(key=seed)).random(TRIES)
            thrown[:, column] = self.low[column] + (self.high[column] - self.low[column]) * random
        return thrown


def _seed(key: tuple[int, int], stream: int) -> int:
    """Return one number of 64 bits for a seed, a draw and a purpose."""
    return int(np.random.SeedSequence((*key, stream)).generate_state(1, np.uint64)[0])
