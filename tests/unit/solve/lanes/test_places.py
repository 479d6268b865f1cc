"""Lanes from anywhere in an array against plain indexing."""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.shapes import Floats
from detente.solve.lanes.places import (
    columns,
    greatest,
    load,
    null_unless,
    root,
    smaller,
    store,
    whole,
)
from detente.solve.lanes.register import WIDTH


@njit
def turned(data: Floats, place: int, steps: Floats, into: Floats) -> None:
    a, b, c, d, e, f, g, h = columns(data, place, load(steps, 0))
    store(into, 0, a)
    store(into, 8, b)
    store(into, 16, c)
    store(into, 24, d)
    store(into, 32, e)
    store(into, 40, f)
    store(into, 48, g)
    store(into, 56, h)


@njit
def computed(x: Floats, y: Floats, into: Floats) -> float:
    one, two = load(x, 1), load(y, 2)
    store(into, 0, smaller(one, two))
    store(into, 8, null_unless(two, one, one))
    store(into, 16, null_unless(two, one, two))
    store(into, 24, root(two))
    store(into, 32, whole(one))
    return greatest(one)


def test_every_lane_reads_eight_numbers_from_its_own_place():
    data, into = np.random.default_rng(1).random(60), np.zeros(8 * WIDTH)
    steps = np.array([0.0, 7.0, 3.0, 3.0, 40.0, 1.0, 12.0, 5.0])
    turned(data, 4, steps, into)
    wanted = [data[4 + int(step) : 12 + int(step)] for step in steps]
    np.testing.assert_array_equal(into.reshape(8, WIDTH), np.transpose(wanted))


def test_what_is_computed_lane_by_lane():
    chance = np.random.default_rng(2)
    x, y, into = chance.normal(size=9), chance.random(10), np.zeros(5 * WIDTH)
    most = computed(x, y, into)
    one, two = x[1:9], y[2:10]
    wanted = [np.minimum(one, two), two, np.zeros(WIDTH), np.sqrt(two), np.floor(one)]
    np.testing.assert_array_equal(into.reshape(5, WIDTH), wanted)
    assert most == one.max()
