from __future__ import annotations

import math
from itertools import starmap

import numpy as np
import pytest
from numba import njit

from detente.solve.lanes.register import (
    WIDTH,
    add_product,
    aligned,
    larger,
    look,
    null_below,
    put,
    size,
    spread,
    sum_up,
    take,
)


@njit
def worked(left, right, to):
    x, y = take(left, 0), take(right, 0)
    put(to, 0, x + y)
    put(to, 1, x - y)
    put(to, 2, x * y)
    put(to, 3, x / y)
    put(to, 4, add_product(x, y, y))
    put(to, 5, larger(x, y))
    put(to, 6, null_below(x, y, spread(7.0)))
    put(to, 7, size(x))
    return sum_up(x)


def test_every_lane_is_worked_on_by_itself():
    rng = np.random.default_rng(0)
    left, right, to = aligned(1, WIDTH), aligned(1, WIDTH), aligned(8, WIDTH)
    left[0], right[0] = rng.normal(size=WIDTH), rng.normal(size=WIDTH)
    total = worked(left, right, to)
    x, y = left[0], right[0]
    expected = [
        x + y,
        x - y,
        x * y,
        x / y,
        x + y * y,
        np.maximum(x, y),
        np.where(x < y, 7, x),
        abs(x),
    ]
    assert to == pytest.approx(np.array(expected), rel=1e-15, abs=1e-15)
    assert total == pytest.approx(math.fsum(x))


def test_what_is_no_number_is_passed_on_as_said():
    left, right, to = aligned(1, WIDTH), aligned(1, WIDTH), aligned(8, WIDTH)
    left[0], right[0] = math.nan, 1.0
    worked(left, right, to)
    assert (to[5] == 1.0).all()
    assert np.isnan(to[6]).all()


@njit
def looked_up(places, at):
    return look(places, at)


def test_indices_are_whole_numbers_of_either_width():
    for kind in (np.int32, np.int64):
        places = np.array([3, -1, 5], kind)
        assert list(starmap(looked_up, ((places, n) for n in range(3)))) == [3, -1, 5]


def test_rows_do_not_straddle_cache_lines():
    for shape in ((1, WIDTH), (3, WIDTH), (2, 5, WIDTH)):
        array = aligned(*shape)
        assert array.shape == shape
        assert array.ctypes.data % 64 == 0
        assert (array == 0).all()
