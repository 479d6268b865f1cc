from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from tests.aqre import FOLDER, golden, needs_reference
from tests.symmetric import (
    SHAPLEY,
    crisis_signalling,
    matrix_game,
    meeting,
    side_by_side,
    with_useless_types,
)
from tests.unit.solve.extensive.test_walk import MEETING

from detente.game.efg import read_efg
from detente.solve.extensive.several import corners, equilibria


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


def coordination(seed):
    """A random game of two players who want to do the same: three equilibria at high precision."""
    rng = np.random.default_rng(seed)
    return np.diag(rng.uniform(1, 3, 2)), np.diag(rng.uniform(1, 3, 2))


PENNIES = (np.eye(2), -np.eye(2))


@pytest.mark.parametrize(("count", "beside"), [(1, 0), (2, 0), (3, 0), (3, 28)])
def test_games_side_by_side_have_all_their_equilibria_in_all_ways(count, beside):
    pairs = [coordination(seed) for seed in range(count)]
    game = side_by_side(pairs + [PENNIES] * beside)
    assert (len(game.action_label) > 120) == bool(beside)
    found = equilibria(game, 8.0, starts=4)
    assert len(found) == 3**count
    assert [one.principal for one in found] == [True, *[False] * (len(found) - 1)]
    assert len({tuple(one.solution.policy.round(6)) for one in found}) == len(found)
    assert all(one.solution.residual < 1e-9 for one in found)
    for number, pair in enumerate(pairs):
        mine = {tuple(one.solution.policy[4 * number :][:4].round(6)) for one in found}
        alone = equilibria(matrix_game(pair), 8.0, starts=4)
        assert mine == {tuple(one.solution.policy.round(6)) for one in alone}


@pytest.mark.parametrize("types", [3, 70])
def test_the_middle_one_and_the_other_arm_are_found_in_one_large_part(types):
    game = with_useless_types(meeting(2), types)
    found = equilibria(game, 4.0, starts=4)
    left = sorted(float(one.solution.policy[0]) for one in found)
    alone = equilibria(matrix_game(meeting(2)), 4.0, starts=4)
    theirs = sorted(float(one.solution.policy[0]) for one in alone)
    assert left == pytest.approx(theirs, abs=1e-8)
    assert found[0].solution.fork == pytest.approx(2.0, rel=1e-3)


def test_useless_types_hide_no_arm():
    found = equilibria(with_useless_types(SHAPLEY, 2), 2.0, starts=4)
    alone = equilibria(matrix_game(SHAPLEY), 2.0, starts=4)
    mine = {tuple(one.solution.policy[:6].round(5)) for one in found}
    assert mine >= {tuple(one.solution.policy.round(5)) for one in alone}


@pytest.mark.parametrize(("lam", "count"), [(5.0, 1), (10.0, 3)])
def test_a_crisis_with_private_shocks_has_one_or_three(lam, count):
    """The game of Lewis and Schultz with 49 types of A and 9 of B: 214 actions in one part."""
    game, odds = crisis_signalling(-2.9, mine=7, theirs=9)
    found = equilibria(game, lam, starts=4)
    resist = game.action_first[:-1][game.infoset_player == 1]
    mean = [float(odds @ one.solution.policy[resist]) for one in found]
    assert len(found) == count
    assert mean[0] == min(mean)
    assert found[0].principal
    assert all(one.solution.residual < 1e-9 for one in found)
    if count == 3:  # between the two that answers lead to lies one that they do not
        assert sorted(mean)[1] - mean[0] > 0.1


def test_a_crisis_with_three_keeps_them_inside_a_larger_game():
    game, odds = crisis_signalling(-2.9, mine=7, theirs=9)
    whole = within(game, 8)
    found = equilibria(whole, 10.0, starts=2)
    alone = equilibria(game, 10.0, starts=2)
    assert len(found) == len(alone) == 3
    size = len(game.action_label)
    mine = sorted(one.solution.policy[:size].round(7).tolist() for one in found)
    assert mine == sorted(one.solution.policy.round(7).tolist() for one in alone)
    assert len(odds) == 9


def within(game, others):
    """A game after a move of chance that may as well lead to others with one equilibrium each."""
    aside = side_by_side([PENNIES] * others)
    nodes, sets, actions = len(game.mover), len(game.infoset_player), len(game.action_label)
    aside_sets = np.where(aside.infoset >= 0, aside.infoset + sets, -1)
    first = np.concatenate([[0], 2 + game.first, 2 + game.first[-1] + aside.first[1:]])
    return replace(
        game,
        mover=np.concatenate([[-1], game.mover, aside.mover]).astype(np.int32),
        infoset=np.concatenate([[-1], game.infoset, aside_sets]).astype(np.int32),
        first=first.astype(np.int32),
        payoff=np.vstack([np.zeros((1, 2)), game.payoff, aside.payoff]),
        child=np.concatenate([[1, 1 + nodes], 1 + game.child, 1 + nodes + aside.child]).astype(
            np.int32
        ),
        chance=np.concatenate([[0.5, 0.5], game.chance, aside.chance]),
        edge_label=("this", "others", *game.edge_label, *aside.edge_label),
        infoset_player=np.concatenate([game.infoset_player, aside.infoset_player]),
        infoset_number=np.concatenate([game.infoset_number, 20_000 + aside.infoset_number]),
        infoset_label=game.infoset_label + aside.infoset_label,
        action_first=np.concatenate([game.action_first, actions + aside.action_first[1:]]).astype(
            np.int32
        ),
        action_label=game.action_label + aside.action_label,
    )


def nash_equilibria(pair):
    """All equilibria of a generic game, by the supports that they may have."""
    left, right = pair
    found = []
    for size in range(1, 4):
        for rows, columns in product(combinations(range(3), size), repeat=2):
            ours = indifferent(right[np.ix_(rows, columns)].T)
            theirs = indifferent(left[np.ix_(rows, columns)])
            if ours is None or theirs is None:
                continue
            mine, yours = np.zeros(3), np.zeros(3)
            mine[list(rows)], yours[list(columns)] = ours, theirs
            best = [(left @ yours).max(), (mine @ right).max()]
            if mine @ left @ yours >= best[0] - 1e-9 and mine @ right @ yours >= best[1] - 1e-9:
                found.append(np.concatenate([mine, yours]))
    return found


def indifferent(worth):
    """The mix of columns that makes all rows equally good, None if there is none."""
    size = len(worth)
    system = np.block([[worth, -np.ones((size, 1))], [np.ones((1, size)), np.zeros((1, 1))]])
    mix = np.linalg.solve(system, np.append(np.zeros(size), 1.0))[:-1]
    return mix if (mix > 1e-9).all() else None


SEVEN = (
    np.array([[-0.916, 0.271, -0.297], [1.063, -1.784, -0.036], [-1.355, -1.987, 0.128]]),
    np.array([[-1.246, 1.688, 0.525], [1.38, 0.938, -1.203], [-0.454, -2.918, 1.549]]),
)


@pytest.mark.parametrize("lam", [300.0, 10_000.0])
def test_at_high_precision_every_nash_equilibrium_has_one_beside_it(lam):
    nash = nash_equilibria(SEVEN)
    assert len(nash) == 7
    found = equilibria(matrix_game(SEVEN), lam)
    assert len(found) == 7
    for one in nash:
        assert min(np.abs(one - other.solution.policy).max() for other in found) < 10 / lam
    assert all(one.solution.residual <= 1e-9 for one in found)


def test_what_is_not_listed_is_counted(monkeypatch):
    monkeypatch.setattr("detente.solve.extensive.several.LISTED", 4)
    found = equilibria(side_by_side([coordination(0), coordination(1)]), 8.0, starts=4)
    assert len(found) == 4
    assert {one.known for one in found} == {9}
