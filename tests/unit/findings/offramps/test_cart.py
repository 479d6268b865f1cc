"""A tree asks what tells most, and stops where nothing is left to tell."""

from __future__ import annotations

import numpy as np

from detente.findings.offramps.cart import tree


def test_nothing_to_tell_is_a_leaf():
    grown = tree(np.array([[0.0], [1.0]]), np.array([True, True]))
    assert grown.below is None
    assert grown.share == 1.0


def test_a_leaf_is_never_smaller_than_asked_for():
    x = np.arange(10.0)[:, None]
    grown = tree(x, x[:, 0] >= 9, depth=1, least=3)
    assert grown.above.cases == 3


def test_two_questions_that_have_to_hold_together():
    x = np.array([[a, b] for a in range(4) for b in range(4)], float)
    grown = tree(x, (x[:, 0] > 1) & (x[:, 1] > 1), depth=2)
    assert {grown.column, grown.above.column} == {0, 1}
    assert grown.above.above.share == 1.0
