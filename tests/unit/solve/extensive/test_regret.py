"""Regret against all pure strategies of a player, one action for each information set."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from tests.unit.game.test_order import WHO_IS_FIRST
from tests.unit.solve.extensive.test_paths import GAMES

from detente.game.arrays import END
from detente.game.efg import read_efg
from detente.game.recall import forgotten
from detente.solve.extensive.regret import expected, regrets, set_regrets
from detente.solve.extensive.sweep import Sweeper


def worth_of(game, policy):
    odds = np.where(game.action >= 0, policy[game.action], game.chance)
    worth = game.payoff.copy()
    for node in range(len(game.mover) - 1, -1, -1):
        edges = slice(game.first[node], game.first[node + 1])
        if game.mover[node] != END:
            worth[node] = odds[edges] @ worth[game.child[edges]]
    return worth[0]


def pure(game, policy, sets):
    for chosen in product(*(range(game.action_first[s], game.action_first[s + 1]) for s in sets)):
        changed = policy.copy()
        for infoset, action in zip(sets, chosen, strict=True):
            changed[game.action_first[infoset] : game.action_first[infoset + 1]] = 0
            changed[action] = 1
        yield worth_of(game, changed)


@pytest.mark.parametrize("game", [*GAMES, read_efg(WHO_IS_FIRST)])
@pytest.mark.parametrize("never", [0.0, 0.3])
def test_it_is_the_best_gain(game, never):
    """Also where some actions are never played."""
    rng = np.random.default_rng(3)
    policy = rng.uniform(0.1, 0.9, len(game.action_label))
    policy[rng.random(len(policy)) < never] = 0.0
    policy[game.action_first[:-1]] += 0.1
    infoset = np.repeat(np.arange(len(game.infoset_player)), np.diff(game.action_first))
    policy /= np.bincount(infoset, policy)[infoset]
    worth = worth_of(game, policy)
    found = regrets(game, policy, worth)
    for player in range(len(game.players)):
        sets = np.flatnonzero(game.infoset_player == player)
        forgets = player == 0 and forgotten(game)
        groups = [[s] for s in sets] if forgets else [list(sets)]
        best = max(x[player] for group in groups for x in pure(game, policy, group))
        assert found[player] == pytest.approx(max(0, best - worth[player]), abs=1e-12)


def test_a_sweeper_lends_its_layout_and_keeps_what_it_knows():
    game = GAMES[0]
    sweeper = Sweeper(game)
    sweeper.audit(1.0)
    worth = sweeper.worth[0].copy()
    found = regrets(game, sweeper.choice, worth, form=sweeper.form)
    assert found == pytest.approx(regrets(game, sweeper.choice, worth))
    assert sweeper.worth[0] == pytest.approx(worth_of(game, sweeper.choice))
    assert sweeper.audit(1.0) == pytest.approx(Sweeper(game).audit(1.0))


@pytest.mark.parametrize("game", GAMES)
def test_a_sets_regret_is_the_gain_of_its_best_action_once_it_is_reached(game):
    """One action changed at one set changes the whole by reach times the gain."""
    rng = np.random.default_rng(5)
    policy = rng.uniform(0.1, 0.9, len(game.action_label))
    infoset = np.repeat(np.arange(len(game.infoset_player)), np.diff(game.action_first))
    policy /= np.bincount(infoset, policy)[infoset]
    worth, found = expected(game, policy), set_regrets(game, policy)
    assert worth == pytest.approx(worth_of(game, policy), abs=1e-12)
    for one, player in enumerate(game.infoset_player):
        changed = list(pure(game, policy, [one]))
        best = max(after[player] for after in changed)
        assert found.reach[one] * found.gain[one] == pytest.approx(best - worth[player], abs=1e-9)
        assert changed[found.best[one]][player] == pytest.approx(best, abs=1e-9)
