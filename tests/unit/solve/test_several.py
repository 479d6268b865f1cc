from __future__ import annotations

import numpy as np
import pytest
from tests.aqre import FOLDER, golden, needs_reference
from tests.unit.solve.test_walk import MEETING

from detente.game.efg import read_efg
from detente.solve.several import corners, equilibria


def test_a_symmetric_game_has_one_before_its_fork_and_three_after():
    game = read_efg(MEETING)
    (only,) = equilibria(game, 1.0, starts=8)
    assert only.principal
    assert only.spread == pytest.approx(0.5)  # lambda pi (1 - pi) 2
    found = equilibria(game, 4.0, starts=8)
    left = sorted(round(float(one.solution.policy[0]), 6) for one in found)
    assert len(found) == 3
    assert [one.principal for one in found] == [True, False, False]
    assert left[1] == 0.5
    assert left[0] + left[2] == pytest.approx(1)
    # between the arms lies the one that nobody's answers come back to
    assert sorted(one.spread > 1 for one in found) == [False, False, True]
    assert all(one.solution.residual < 1e-9 for one in found)


def test_every_point_found_solves_the_logit_equation():
    """p = logit(4 (2 p - 1)), solved by bisection between the extremes."""
    low, high = 0.6, 1 - 1e-9
    for _ in range(80):
        middle = 0.5 * (low + high)
        above = 1 / (1 + np.exp(-4 * (2 * middle - 1))) > middle
        low, high = (middle, high) if above else (low, middle)
    policies = [one.solution.policy[0] for one in equilibria(read_efg(MEETING), 4.0, starts=8)]
    assert max(policies) == pytest.approx(low, abs=1e-9)


@needs_reference
def test_both_arms_of_the_fork_of_shapleys_game_are_listed():
    found = equilibria(read_efg(FOLDER / "sh3.efg"), 5.0)
    theirs = [prob for _, prob in sorted(golden()["sh3"][5.0].items())]
    apart = [np.abs(one.solution.policy - theirs).max() for one in found]
    assert min(apart) < 1e-7  # the one that Gambit returns
    assert apart[0] > 0.1  # the one that the nudged branch leads to
    assert found[0].principal


def test_precision_zero_has_uniform_play_alone():
    (only,) = equilibria(read_efg(MEETING), 0.0)
    assert only.solution.policy == pytest.approx(np.full(4, 0.5))


def test_corners_are_all_pure_profiles_where_they_are_few():
    game = read_efg(MEETING)
    starts = corners(game, most=4, seed=1)
    assert len(starts) == 8
    pure = {tuple(np.exp(one).round().astype(int)) for one in starts[:4]}
    assert pure == {(1, 0, 1, 0), (1, 0, 0, 1), (0, 1, 1, 0), (0, 1, 0, 1)}
    for one in starts:
        assert np.add.reduceat(np.exp(one), [0, 2]) == pytest.approx([1, 1])
