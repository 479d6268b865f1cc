"""Forks and arms: the same at every size."""

from __future__ import annotations

import numpy as np
import pytest
from tests.symmetric import SHAPLEY, matrix_game, meeting, side_by_side, with_useless_types

from detente.solve.extensive.agents import solve_extensive
from detente.solve.extensive.by_nudge import nudged
from detente.solve.extensive.by_sweeps import swept
from detente.solve.extensive.by_walk import nudge_of
from detente.solve.extensive.sweep import Sweeper
from detente.solve.solution import Status


def alone(pair, lam):
    return solve_extensive(matrix_game(pair), lam)


@pytest.mark.parametrize(
    ("pair", "lam", "count"),
    [(SHAPLEY, 2.0, 2), (SHAPLEY, 2.0, 3), (meeting(2), 4.0, 31), (meeting(3), 4.0, 2)],
)
def test_copies_side_by_side_take_the_arm_of_one_alone(pair, lam, count):
    one, many = alone(pair, lam), solve_extensive(side_by_side([pair] * count), lam)
    assert many.status == Status.CONVERGED
    assert many.residual < 1e-9
    assert many.fork == pytest.approx(one.fork, rel=1e-4)
    assert many.policy == pytest.approx(np.tile(one.policy, count), abs=1e-8)


@pytest.mark.parametrize(
    ("pair", "lam", "types"),
    [(SHAPLEY, 2.0, 10), (SHAPLEY, 2.0, 60), (meeting(2), 4.0, 20), (meeting(2), 4.0, 100)],
)
def test_one_large_part_takes_an_arm_of_the_small_game(pair, lam, types):
    """Useless types weigh the nudges otherwise, so it may be the one with the players swapped."""
    one, many = alone(pair, lam), solve_extensive(with_useless_types(pair, types), lam)
    size = len(pair[0])
    mine, theirs = many.policy[:size], many.policy[size : 2 * size]
    assert many.status == Status.CONVERGED
    assert many.fork == pytest.approx(one.fork, rel=1e-3)
    swapped = np.abs(mine - one.policy[:size]).max() > 1e-3
    both = np.concatenate([theirs, mine] if swapped else [mine, theirs])
    assert both == pytest.approx(one.policy, abs=1e-7)
    assert many.policy[-size:] == pytest.approx(mine)  # A's types do the same


@pytest.mark.parametrize("size", [2, 3, 4])
def test_forks_of_any_multiplicity_are_told(size):
    """Everybody's chance of each of n meetings loses its stability at lambda n, n - 1 times."""
    before, after = solve_extensive(matrix_game(meeting(size)), [0.9 * size, 2.0 * size])
    assert np.isnan(before.fork)
    assert before.policy == pytest.approx(np.full(2 * size, 1 / size))
    assert after.fork == pytest.approx(size, rel=1e-3)
    assert after.status == Status.CONVERGED
    assert after.policy.max() > 0.9
    assert after.policy[:size] == pytest.approx(after.policy[size:])


def test_a_symmetric_game_among_many_others_takes_the_arm_of_one_alone():
    """More than 120 actions, most of them in games that have one equilibrium."""
    one, pennies = alone(meeting(2), 4.0), (np.eye(2), -np.eye(2))
    many = solve_extensive(side_by_side([pennies] * 15 + [meeting(2)] + [pennies] * 15), 4.0)
    assert len(many.policy) > 120
    assert many.fork == pytest.approx(one.fork, rel=1e-4)
    assert many.policy[60:64] == pytest.approx(one.policy, abs=1e-8)
    assert many.policy[:60] == pytest.approx(np.full(60, 0.5))


def test_a_large_symmetric_game_before_its_fork_is_solved_by_sweeps_alone():
    game = with_useless_types(SHAPLEY, 60)
    found = solve_extensive(game, 1.0)
    assert found.status == Status.CONVERGED
    assert found.steps < 60
    assert np.isnan(found.fork)
    assert found.policy[:3] == pytest.approx(alone(SHAPLEY, 1.0).policy[:3], abs=1e-8)


def test_no_game_without_symmetry_is_said_to_fork():
    rng = np.random.default_rng(3)
    pairs = [(rng.standard_normal((2, 2)), rng.standard_normal((2, 2))) for _ in range(31)]
    found = solve_extensive(side_by_side(pairs), 3.0)
    assert np.isnan(found.fork)
    for number in (0, 17, 30):
        theirs = alone(pairs[number], 3.0)
        assert found.policy[4 * number : 4 * number + 4] == pytest.approx(theirs.policy, abs=1e-8)


@pytest.mark.parametrize("types", [3, 15])
def test_nudged_sweeps_find_what_the_whole_jacobian_finds(types):
    game = with_useless_types(SHAPLEY, types)
    doubtful = swept(game, Sweeper(game), 2.0, tolerance=1e-9, max_sweeps=5000)
    assert doubtful.status == Status.LOST
    assert doubtful.fork == pytest.approx(1.7202, abs=1e-3)
    ours = nudged(game, doubtful, tolerance=1e-9, most=20_000)
    assert ours.status == Status.CONVERGED
    assert ours.policy == pytest.approx(solve_extensive(game, 2.0).policy, abs=1e-8)


def test_the_nudge_counts_part_by_part_and_spares_no_symmetry():
    one, many = matrix_game(SHAPLEY), side_by_side([SHAPLEY] * 3)
    assert nudge_of(many) == pytest.approx(np.tile(nudge_of(one), 3))
    assert len(set(nudge_of(one))) == 6
    assert nudge_of(one)[0] == pytest.approx(-3e-4)
