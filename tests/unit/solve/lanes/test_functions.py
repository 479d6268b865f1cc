from __future__ import annotations

import math

import numpy as np

from detente.solve.lanes.functions import exp_rows, log_rows
from detente.solve.lanes.register import WIDTH, aligned


def rows(values):
    array = aligned(-(-len(values) // WIDTH), WIDTH)
    array.reshape(-1)[: len(values)] = values
    return array


def applied(function, values):
    to = aligned(*rows(values).shape)
    function(rows(values), to)
    return to.reshape(-1)[: len(values)]


def test_the_exponential_is_right_to_an_ulp():
    rng = np.random.default_rng(0)
    x = np.concatenate([
        -rng.exponential(20.0, 4000), rng.uniform(-708, 709, 4000), 1e-9 * rng.normal(size=1000),
        [0.0, -0.0, 1.0, -1.0, 0.5 * math.log(2), -708.0],
    ])  # fmt: skip
    exact = np.array([math.exp(v) for v in x])
    assert np.abs(applied(exp_rows, x) / exact - 1).max() < 4.5e-16
    assert applied(exp_rows, np.zeros(1))[0] == 1.0


def test_the_exponential_of_very_little_is_next_to_nothing_and_nan_stays():
    low = applied(exp_rows, np.array([-709.0, -1e300, -math.inf]))
    assert ((low > 0) & (low < 4e-308)).all()
    assert np.isnan(applied(exp_rows, np.array([math.nan]))).all()


def test_the_logarithm_is_right_to_an_ulp_or_two():
    rng = np.random.default_rng(1)
    x = np.exp(np.concatenate([rng.uniform(-690, 690, 4000), rng.normal(size=4000)]))
    x = np.concatenate([x, 1.0 + 1e-9 * rng.normal(size=1000), [1e-300, 1e300, 2.0, 0.5]])
    exact = np.array([math.log(v) for v in x])
    apart = np.abs(applied(log_rows, x) - exact)
    assert (apart <= 6e-16 * np.abs(exact)).all()
    assert applied(log_rows, np.ones(1))[0] == 0.0
    assert np.isnan(applied(log_rows, np.array([math.nan]))).all()
