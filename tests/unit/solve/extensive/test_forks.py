"""The watch over a branch against dense eigenvalues."""

from __future__ import annotations

import numpy as np
import pytest

from detente.solve.extensive.forks import Watch, largest, top_real


def matrix(values, seed=3):
    """A matrix with given real eigenvalues in random directions, and a turning pair beside."""
    rng = np.random.default_rng(seed)
    size = len(values)
    turn = rng.standard_normal((size, size)) + 3 * np.eye(size)
    return turn @ np.diag(values) @ np.linalg.inv(turn)


def turning(size, radius):
    """A matrix whose eigenvalues are complex and large: nothing forks."""
    half = radius * np.array([[0.3, 1.0], [-1.0, 0.3]])
    whole = np.zeros((size, size))
    whole[:2, :2] = half
    return whole


CASES = [
    (matrix(np.linspace(0.0, 0.4, 30)), False),
    (matrix(np.append(np.linspace(-0.5, 0.4, 29), 1.3)), True),
    (matrix(np.append(np.linspace(-9.0, 0.9, 29), 1.05)), True),
    (matrix(np.append(np.linspace(-9.0, 0.9, 29), 0.97)), False),
    (matrix(np.append(np.linspace(0.0, 0.5, 28), [1.2, 1.2])), True),  # an even number: no sign
    (turning(30, 4.0), False),
    (turning(30, 4.0) + np.diag(np.append(np.zeros(29), 1.1)), True),
]


@pytest.mark.parametrize(("whole", "told"), CASES)
def test_a_watch_sees_what_eigenvalues_say(whole, told):
    assert (top_real(whole) > 1) == told
    watch = Watch(lambda point, share: share * (whole @ point), np.zeros(len(whole)))
    assert watch.passes(np.zeros(len(whole)), 0.05)
    assert watch.passes(np.zeros(len(whole)), 1.0) != told
    assert watch.crossed == told


@pytest.mark.parametrize(("whole", "told"), CASES)
def test_products_alone_say_it_or_leave_it_open(whole, told):
    start = np.random.default_rng(1).standard_normal(30)
    found = largest(lambda x: whole @ x, start / np.linalg.norm(start))
    assert np.isnan(found) or (found > 1) == told


def test_where_everything_dies_out_few_products_are_spent():
    whole = matrix(np.linspace(0.0, 0.1, 200))
    watch = Watch(lambda point, share: share * (whole @ point), np.zeros(200))
    assert watch.passes(np.zeros(200), 1.0)
    assert watch.products <= 6


def test_nothing_above_a_known_fork_passes_unless_branches_there_are_others():
    for forks in (True, False):
        watch = Watch(lambda point, share: 2 * share * point, np.zeros(1), forks=forks)
        assert not watch.passes(np.zeros(1), 0.6)
        watch.image = lambda point, share: 0.0 * share * point
        assert watch.passes(np.zeros(1), 0.7) != forks
        assert watch.passes(np.zeros(1), 0.5)
