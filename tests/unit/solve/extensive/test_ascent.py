from __future__ import annotations

import numpy as np
import pytest

from detente.solve.extensive.ascent import Ascent, ahead, ascend
from detente.solve.solution import Status


def pitchfork(point, share):
    """A fork at share 0.5: zero is always a solution, beyond it the arms `tanh(2 s x) = x`."""
    return np.tanh(2.0 * share * point)


def leaning(point, share):
    """The same with a little push: no fork, one smooth branch."""
    return np.tanh(2.0 * share * (point + 0.02))


def test_a_fork_is_located_and_not_passed():
    at, status, fork = ascend(pitchfork, np.zeros(1), goal=1e-10, max_sweeps=2000)
    assert status == Status.LOST
    assert at == pytest.approx([0.0])
    assert fork == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize("size", [1, 40])
def test_a_fork_that_sweeps_would_jump_over_is_seen(size):
    """Sweeps from a point a little off would settle on an arm, where nothing shows a fork."""

    def image(point, share):
        return 1e-9 * share + np.tanh(4.0 * share * point)

    _, status, fork = ascend(image, np.zeros(size), goal=1e-12, max_sweeps=3000)
    assert status == Status.LOST
    assert fork == pytest.approx(0.25, abs=5e-3)


def test_a_branch_that_bends_near_a_fork_is_followed_with_short_steps():
    walk = Ascent(
        leaning, np.zeros(1), goal=1e-10, max_sweeps=5000, loose=1e-6, patience=200, forks=False
    )
    assert walk.climb(shortest=1e-4)
    assert walk.mixer.at > 0.9
    assert leaning(walk.mixer.at, 1.0) == pytest.approx(walk.mixer.at, abs=1e-9)


def test_too_few_sweeps_and_too_many_refusals_are_said():
    assert ascend(leaning, np.zeros(1), goal=1e-10, max_sweeps=3)[1] == Status.SLOW
    walk = Ascent(lambda point, share: 40 * share * (1 - point), np.zeros(1), goal=1e-10,
                  max_sweeps=500)  # fmt: skip
    assert not walk.climb(refusals=0)


def test_a_parabola_is_predicted_exactly():
    past = [(x, np.array([x * x - x])) for x in (0.1, 0.3, 0.6)]
    assert ahead(past, 1.0) == pytest.approx([0.0])
    assert ahead(past[:2], 0.3) == pytest.approx(past[1][1])
