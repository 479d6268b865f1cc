from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from scipy.optimize import linprog
from tests.conversions import to_extensive
from tests.games import Shape, random_game, random_numbers
from tests.unit.game.test_recall import FORGETS
from tests.unit.solve.extensive.test_limits import PENNIES

from detente.errors import GameError, SolveError
from detente.game.efg import read_efg
from detente.game.sequences import sequence_form
from detente.solve.extensive.matching import NearNash, later, regret_matching
from detente.solve.extensive.regret import expected, regrets
from detente.solve.solution import Status


def random_extensive(seed, *, opposed=False, types=(2, 2)):
    grown = random_game(seed, Shape(types=types, depth=5, width=3, chance=0.2))
    game = to_extensive(grown, random_numbers(grown, seed, disagree=False))
    if not opposed:
        return game
    mine = game.payoff[:, 0]
    return dataclasses.replace(game, payoff=np.column_stack((mine, -mine)))


def value_by_linear_program(game):
    """What the first player can be sure of (von Stengel 1996, section 5)."""
    form = sequence_form(game)
    size = int(form.action_first[-1]) + 1
    table = np.zeros((size, size))
    np.add.at(table, (form.past[:, 0], form.past[:, 1]), form.payoff[:, 0])

    def plan(player):
        rows = [np.eye(size)[0]]
        for row in range(form.start[player], form.start[player + 1]):
            infoset, one = form.infoset[row], np.zeros(size)
            one[form.action_first[infoset] + 1 : form.action_first[infoset + 1] + 1] = 1.0
            one[form.before[row]] -= 1.0
            rows.append(one)
        return np.array(rows)

    mine, theirs = plan(0), plan(1)
    right = np.eye(len(mine))[0]
    cost = np.concatenate([np.zeros(size), -np.eye(len(theirs))[0]])
    answer = linprog(
        cost,
        A_ub=np.hstack([-table.T, theirs.T]),
        b_ub=np.zeros(size),
        A_eq=np.hstack([mine, np.zeros((len(mine), len(theirs)))]),
        b_eq=right,
        bounds=[(0, None)] * size + [(None, None)] * len(theirs),
    )
    return -answer.fun


@pytest.mark.parametrize("seed", range(8))
def test_opposed_players_come_to_the_value_of_the_game(seed):
    game = random_extensive(seed, opposed=True)
    found = regret_matching(game, share=1e-6)
    spread = np.ptp(game.payoff[np.diff(game.first) == 0])
    assert found.opposed
    assert found.status == Status.CONVERGED
    assert found.share <= 1e-6
    assert found.worth[0] == pytest.approx(value_by_linear_program(game), abs=1e-6 * spread)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("types", [(2, 2), (1, 2, 1)])
def test_regret_and_worth_are_those_of_the_profile(seed, types):
    game = random_extensive(seed, types=types)
    found = regret_matching(game, share=1e-12, max_rounds=40)
    worth = expected(game, found.policy)
    assert found.worth == pytest.approx(worth, abs=1e-9)
    assert found.regret == pytest.approx(regrets(game, found.policy, worth), abs=1e-9)
    for a, b in zip(game.action_first, game.action_first[1:], strict=False):
        assert found.policy[a:b].sum() == pytest.approx(1.0)
        assert (found.policy[a:b] >= 0).all()


def test_more_rounds_leave_less_regret():
    game = read_efg(PENNIES)
    few = regret_matching(game, share=1e-12, max_rounds=10)
    many = regret_matching(game, share=1e-12, max_rounds=200)
    assert few.status == many.status == Status.SLOW
    assert many.share < 0.01 * few.share
    assert (few.rounds, many.rounds) == (10, 200)
    assert "More rounds would bring them down" in few.sentence


def test_where_interests_are_not_opposed_there_is_no_promise():
    game = random_extensive(3)
    found = regret_matching(game, share=1e-12, max_rounds=3)
    assert not found.opposed
    assert "may not help" in found.sentence


def test_the_order_of_the_players_changes_the_worth_of_nobody():
    game = read_efg(PENNIES)
    turned = dataclasses.replace(
        game,
        mover=np.where(game.mover >= 0, 1 - game.mover, game.mover).astype(np.int32),
        infoset_player=(1 - game.infoset_player).astype(np.int32),
        payoff=np.ascontiguousarray(game.payoff[:, ::-1]),
    )
    one, other = regret_matching(game, share=1e-6), regret_matching(turned, share=1e-6)
    assert other.worth[::-1] == pytest.approx(one.worth, abs=1e-4)


def test_a_game_without_choices_has_no_regret():
    found = regret_matching(read_efg('EFG 2 R "" { "A" "B" } t "" 1 "" { 1 2 }'))
    assert found.worth.tolist() == [1.0, 2.0]
    assert found.share == 0.0


def test_the_regret_falls_and_is_told_on_the_way():
    told = []
    regret_matching(
        read_efg(PENNIES), share=1e-5, progress=lambda rounds, share: told.append((rounds, share))
    )
    assert [rounds for rounds, _ in told] == sorted({rounds for rounds, _ in told})
    assert told[-1][1] <= 1e-5 < told[0][1]


@pytest.mark.parametrize("share", [0.0, -1.0, np.inf, np.nan])
def test_a_share_is_a_number_above_zero(share):
    with pytest.raises(SolveError, match="above zero"):
        regret_matching(read_efg(PENNIES), share=share)


def test_a_player_that_forgets_is_refused():
    with pytest.raises(GameError, match="no sequence form"):
        regret_matching(read_efg(FORGETS))


def test_the_next_measurement_is_ahead_and_not_far():
    for rounds in range(1, 200):
        for factor in (1.0 + 1e-9, 3.0, 1e12):
            assert rounds < later(rounds, factor) <= 2 * rounds


def test_one_round_is_told_as_one():
    bare = np.zeros(1)
    found = NearNash(bare, bare, bare, 0.0, 1, opposed=True, status=Status.CONVERGED)
    assert found.sentence.startswith("After one round ")
