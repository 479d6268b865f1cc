"""Measures by hand, and ties told from differences."""

from __future__ import annotations

import numpy as np

from detente.findings.offramps.robustness import MEASURES, noise, robustness


def test_each_measure_by_hand():
    risk = np.column_stack((np.full(20, 0.5), np.where(np.arange(20) < 2, 0.9, 0.1)))
    found = robustness(risk)
    by_hand = {"mean": 0.18, "worst": 0.9, "better": 0.9, "regret90": 0.04, "regret": 0.4}
    np.testing.assert_allclose(found.values[1], [by_hand[m] for m in MEASURES], atol=1e-9)
    assert found.values[0, MEASURES.index("regret")] == 0.4


def test_measures_that_disagree_are_left_to_disagree():
    risk = np.column_stack((np.full(200, 0.3), np.where(np.arange(200) < 40, 0.8, 0.1)))
    found = robustness(risk)
    assert found.tied[1, MEASURES.index("mean")]
    assert not found.tied[0, MEASURES.index("mean")] or found.values[0, 0] > 0.2
    assert found.tied[0, MEASURES.index("worst")]
    assert not found.tied[1, MEASURES.index("worst")]


def test_what_only_noise_tells_apart_ties():
    risk = np.random.Generator(np.random.Philox(key=1)).random(300)
    apart = np.where(np.arange(300) % 2 == 0, 0.05, -0.0502)
    column = np.column_stack((risk + 0.5, risk, risk + apart))
    assert robustness(column).tied[:, 0].tolist() == [False, True, True]


def test_noise_of_a_sure_difference_is_none():
    low, high = noise(np.full(50, -0.2))
    np.testing.assert_allclose((low, high), -0.2)
    low, high = noise(np.random.Generator(np.random.Philox(key=2)).standard_normal(200))
    assert low < 0.0 < high or abs(low + high) < 0.3
