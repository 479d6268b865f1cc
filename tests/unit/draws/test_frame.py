from __future__ import annotations

import numpy as np
import pytest

from detente.claims import Polytope
from detente.claims.scaled import scaled
from detente.draws.frame import frame


def framed(matrix, bound, *, low=None, high=None):
    matrix = np.array(matrix, dtype=float)
    count = matrix.shape[1]
    polytope = Polytope.from_matrix(
        matrix,
        np.array(bound, dtype=float),
        low=np.zeros(count) if low is None else np.array(low),
        high=np.ones(count) if high is None else np.array(high),
    )
    space = scaled(polytope)
    return space, frame(space, np.ones(len(space.bound), dtype=bool))


def test_an_open_polytope_keeps_every_unknown():
    _, found = framed([[1, -1, 0]], [0])
    assert found.dimension == 3
    assert not found.flat.any()
    assert np.array_equal(found.lift, np.eye(3))


def test_the_point_inside_is_off_every_wall():
    _, found = framed([[1, -1, 0], [0, 1, -1]], [0, 0])
    assert np.all(found.matrix @ found.inside < found.bound - 0.01)
    assert np.all((found.inside > 0.01) & (found.inside < 0.99))


def test_no_point_is_no_frame():
    assert framed([[1, 1]], [-0.5])[1] is None
    assert framed(np.zeros((1, 0)), [-1])[1] is None
    assert framed(np.zeros((1, 2)), [-1])[1] is None


@pytest.mark.parametrize(
    ("matrix", "bound", "dimension", "flat"),
    [
        ([[1, -1], [-1, 1]], [0, 0], 1, [0, 1]),  # x = y, stated
        ([[1, 1]], [0], 0, [0, 1, 3]),  # x + y <= 0 in the unit square: a corner
        ([[-1, -1, -1]], [-3], 0, [0, 2, 4, 6]),  # the opposite corner
        ([[1, -1, 0], [0, 1, -1], [-1, 0, 1]], [0, 0, 0], 1, [0, 1, 2]),  # a circle
    ],
)
def test_implicit_equalities_are_found(matrix, bound, dimension, flat):
    _, found = framed(matrix, bound)
    assert found.dimension == dimension
    assert np.flatnonzero(found.flat).tolist() == flat


def test_a_known_number_leaves_no_freedom():
    space, found = framed(np.zeros((0, 2)), [], low=[2.0, 0.0], high=[2.0, 1.0])
    assert found.dimension == 1
    assert space.unknowns(found.offset + found.lift @ found.inside)[0] == 2.0


def test_equalities_hold_all_over_the_frame():
    equal = [[1, 1, 1, 0], [-1, -1, -1, 0], [1, 0, 0, -2], [-1, 0, 0, 2]]
    space, found = framed(equal, [1, -1, 0, 0])
    assert found.dimension == 2
    y = np.random.default_rng(0).random((50, 2))
    points = found.offset + y @ found.lift.T
    assert np.abs(points @ space.matrix[:4].T - space.bound[:4]).max() < 1e-12


def test_a_thin_polytope_is_not_flat():
    _, found = framed([[1, -1], [-1, 1]], [1e-4, 0])
    assert found.dimension == 2


def test_a_row_that_says_nothing_is_not_flat():
    _, found = framed(np.zeros((1, 2)), [0])
    assert found.dimension == 2
    assert not found.flat.any()
