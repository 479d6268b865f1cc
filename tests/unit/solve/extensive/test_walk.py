from __future__ import annotations

import numpy as np
import pytest
from tests.unit.solve.extensive.test_paths import GAMES

from detente.game.efg import read_efg
from detente.solve.extensive.paths import paths_of
from detente.solve.extensive.walk import Walk
from detente.solve.solution import Status

MEETING = """EFG 2 R "" { "A" "B" }
p 1 1 { "l" "r" } 0
p 2 1 { "l" "r" } 0 t 1 { 1 1 } t 2 { 0 0 }
p 2 1 { "l" "r" } 0 t 3 { 0 0 } t 4 { 1 1 }
"""


def walk(game, **settings):
    return Walk(paths_of(game), tolerance=1e-9, max_steps=500, **settings)


@pytest.mark.parametrize("game", GAMES)
def test_slopes_are_those_of_the_equations(game):
    here = walk(game)
    rng = np.random.default_rng(2)
    point = here.at + 0.3 * rng.standard_normal(len(here.at))
    point[-1] = 1.3
    _, slopes = here.equations(point)
    for x in range(len(point)):
        up, down = point.copy(), point.copy()
        up[x] += 1e-5
        down[x] -= 1e-5
        change = (here.equations(up)[0] - here.equations(down)[0]) / 2e-5
        assert slopes[:, x] == pytest.approx(change, abs=1e-6)


def test_it_starts_at_uniform_play():
    arrival = walk(read_efg(MEETING)).to(0.0)
    assert np.exp(arrival.logs) == pytest.approx(np.full(4, 0.5))


def test_a_symmetric_game_forks_where_theory_says():
    """Uniform play loses its stability at lambda = 2, where lambda pi (1 - pi) 2 = 1."""
    here = walk(read_efg(MEETING))
    assert here.to(1.9).status == Status.CONVERGED
    arrival = here.to(3.0)
    assert arrival.status == Status.LOST
    assert here.forked
    assert arrival.fork == pytest.approx(2.0, abs=1e-2)


def test_a_nudged_walk_takes_an_arm():
    game = read_efg(MEETING)
    here = walk(game)
    here.to(3.0)
    nudged = walk(game, nudge=np.array([1e-4, 0, 0, 0]))
    arrival = here.unnudge(3.0, nudged.to(3.0))
    assert arrival.status == Status.CONVERGED
    left = np.exp(arrival.logs)[[0, 2]]
    assert left[0] == pytest.approx(left[1], abs=1e-9)  # the nudge is gone: symmetric again
    # the logit of the gain 2 p - 1 that the other's choice makes
    assert left[0] == pytest.approx(1 / (1 + np.exp(-3 * (2 * left[0] - 1))), abs=1e-9)
    assert left[0] > 0.9


def test_too_few_steps_are_said():
    arrival = Walk(paths_of(read_efg(MEETING)), tolerance=1e-9, max_steps=2).to(1.0)
    assert arrival.status == Status.SLOW


def test_a_guess_far_off_is_refused_without_a_warning():
    there = walk(read_efg(MEETING))
    assert there.correct(np.append(np.full(4, 800.0), 1.0), there.upward) is None
