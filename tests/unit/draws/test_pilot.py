from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from detente.claims import Polytope
from detente.claims.scaled import scaled
from detente.draws.directions import directions
from detente.draws.frame import frame
from detente.draws.mixing import autocorrelation_time
from detente.draws.pilot import CHAINS, Walker, _longest_axes, _rounding, _spread, pilot


def framed(matrix, bound):
    count = matrix.shape[1]
    polytope = Polytope.from_matrix(matrix, bound, low=np.zeros(count), high=np.ones(count))
    space = scaled(polytope)
    found = frame(space, np.ones(len(space.bound), dtype=bool))
    assert found is not None
    return found


CHAIN = framed(np.eye(9, 10) - np.eye(9, 10, 1), np.zeros(9))


@pytest.fixture
def pool():
    with ThreadPoolExecutor(1) as executor:
        yield executor


def walked(walker, *, chains=4, steps=50, records=400, off=None):
    starts = np.tile(walker.frame.inside, (chains, 1))
    keys = np.random.default_rng(3).integers(0, 2**64, size=chains, dtype=np.uint64)
    if off is None:
        off = np.zeros((chains, len(walker.frame.bound)), dtype=bool)
    return walker.walked(starts, keys=keys, off=off, steps=steps, records=records)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_each_kind_of_move_alone_keeps_points_uniform(share):
    # moments of the order statistics of ten uniform numbers
    local = np.eye(10)
    dense = _rounding(np.random.default_rng(0).random((1, 4000, 10)).cumsum(axis=2))
    walker = Walker(CHAIN, directions(local, CHAIN.matrix, dense=dense), share)
    points = walked(walker, steps=200, records=1000)[:, 100:].reshape(-1, 10)
    k = np.arange(1, 11)
    assert np.abs(points.mean(axis=0) - k / 11).max() < 0.02
    assert np.abs(points.var(axis=0) - k * (11 - k) / (121 * 12)).max() < 0.003


def test_a_half_space_that_is_off_does_not_bind():
    walker = Walker(CHAIN, directions(np.eye(10), CHAIN.matrix, dense=np.zeros((0, 10))), 0.0)
    off = np.ones((4, 9), dtype=bool)
    points = walked(walker, off=off, records=1000).reshape(-1, 10)
    assert np.abs(points.mean(axis=0) - 0.5).max() < 0.02
    assert np.abs(np.corrcoef(points.T) - np.eye(10)).max() < 0.06


def test_chains_do_not_depend_on_their_neighbours():
    walker = Walker(CHAIN, directions(np.eye(10), CHAIN.matrix, dense=np.zeros((0, 10))), 0.0)
    starts = np.tile(CHAIN.inside, (4, 1))
    keys = np.arange(4, dtype=np.uint64)
    off = np.zeros((4, 9), dtype=bool)
    together = walker.walked(starts, keys=keys, off=off, steps=500)
    alone = walker.walked(starts[2:3], keys=keys[2:3], off=off[2:3], steps=500)
    assert together[2].tobytes() == alone[0].tobytes()


def test_long_chains_stay_inside_to_the_last_digit():
    walker = Walker(CHAIN, directions(np.eye(10), CHAIN.matrix, dense=np.eye(10) + 1), 0.5)
    points = walked(walker, steps=20_000, records=5).reshape(-1, 10)
    assert (points @ CHAIN.matrix.T - CHAIN.bound).max() < 1e-12


def test_starts_are_inside_and_apart():
    starts = _spread(CHAIN, np.random.default_rng(0))
    assert np.all(starts @ CHAIN.matrix.T <= CHAIN.bound)
    assert np.ptp(starts, axis=0).min() > 0


def test_the_pilot_has_run_long_enough_to_tell(pool):
    found = pilot(CHAIN, random=np.random.default_rng(0), pool=pool)
    assert found.enough
    assert found.points.shape[0] == CHAINS
    assert found.steps >= 5 * found.tau
    again = autocorrelation_time(walked(found.walker, steps=found.steps)).max()
    assert again < 1.5  # points so many moves apart are as good as independent


def test_the_longest_axis_is_found():
    axis = np.array([3.0, 4.0, 0.0]) / 5
    covariance = np.diag([0.1, 0.1, 0.1]) + 5 * np.outer(axis, axis)
    assert abs(_longest_axes(covariance)[:, 0] @ axis) == pytest.approx(1.0)


def test_the_rounding_directions_make_up_the_covariance():
    points = np.random.default_rng(0).standard_normal((1, 500, 4)) @ np.array(
        [[1, 0, 0, 0], [2, 1, 0, 0], [0, 0, 1, 0], [0, 3, 0, 1.0]]
    )
    columns = _rounding(points)
    assert np.allclose(columns.T @ columns, np.cov(points[0], rowvar=False))
