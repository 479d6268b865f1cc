from __future__ import annotations

import warnings

import numpy as np
import pytest

from detente.draws.mixing import autocorrelation_time, effective_size, largest_rhat

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it announces its own refactoring
    import arviz


def autoregression(rho, *, chains=4, records=4000, seed=0):
    noise = np.random.default_rng(seed).standard_normal((chains, records, 1))
    series = np.zeros_like(noise)
    series[:, 0] = noise[:, 0] / np.sqrt(1 - rho**2)
    for r in range(1, records):
        series[:, r] = rho * series[:, r - 1] + noise[:, r]
    return series


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.9])
def test_the_time_of_an_autoregression_is_known(rho):
    time = autocorrelation_time(autoregression(rho))
    assert time == pytest.approx((1 + rho) / (1 - rho), rel=0.15)


def test_chains_that_disagree_have_not_mixed():
    apart = autoregression(0.0) + np.arange(4)[:, None, None]
    assert autocorrelation_time(apart) > 1000


def test_a_quantity_that_never_changes_costs_nothing():
    assert autocorrelation_time(np.ones((4, 50, 1))).tolist() == [1.0]


@pytest.mark.parametrize("rho", [0.0, 0.7])
def test_effective_size_and_rhat_agree_with_arviz(rho):
    points = autoregression(rho, records=500).reshape(2000, 1)
    chains = points.reshape(4, 500)
    assert effective_size(points) == pytest.approx(float(arviz.ess(chains)), rel=0.02)
    assert largest_rhat(points) == pytest.approx(float(arviz.rhat(chains)), abs=1e-3)


def test_a_drift_is_seen():
    points = np.random.default_rng(0).standard_normal((1000, 2))
    points[:, 1] += np.linspace(0, 3, 1000)
    assert largest_rhat(points[:, :1]) < 1.02
    assert largest_rhat(points) > 1.2
    assert effective_size(points) < 100


def test_too_few_draws_are_not_judged():
    points = np.random.default_rng(0).standard_normal((15, 2))
    assert effective_size(points) == 15
    assert np.isnan(largest_rhat(points))


def test_known_numbers_are_left_out():
    assert effective_size(np.ones((100, 2))) == 100
    assert largest_rhat(np.ones((100, 2))) == 1.0
    assert largest_rhat(np.ones((100, 0))) == 1.0
