from __future__ import annotations

import numpy as np
import pytest
from tests.conversions import to_extensive
from tests.games import Shape, random_game, random_numbers

from detente.game.arrays import CHANCE, END
from detente.game.efg import read_efg
from detente.solve.extensive.paths import action_values, paths_of, step_weights, value_slopes

FORGETFUL = """EFG 2 R "" { "A" "B" } ""
c "" 1 { "l" 1/4 "r" 3/4 } 0
p 1 1 { "u" "d" "n" } 0
p 2 1 { "x" "y" } 0
p 1 2 { "a" "b" } 0
t 1 { 3 1 } t 2 { -1 2 }
p 1 2 { "a" "b" } 0
t 3 { 0 1 } t 4 { 5 -2 }
p 1 2 { "a" "b" } 0
t 5 { 2 2 } t 6 { -3 1 }
t 7 { 1 1 }
p 1 3 { "v" "w" } 0
p 2 1 { "x" "y" } 0
t 8 { 4 0 } t 9 { -2 3 }
t 10 { 1 -1 }
"""


def public(seed):
    game = random_game(seed, Shape(types=(2, 1), depth=4, chance=0.3, rewards=2))
    return to_extensive(game, random_numbers(game, seed, disagree=False))


GAMES = [*(public(seed) for seed in range(4)), read_efg(FORGETFUL)]


def by_hand(game, logs):
    """Conditional values of all actions, node by node."""
    odds = np.where(game.action >= 0, np.exp(logs[game.action]), game.chance)
    reach, worth = np.ones(len(game.mover)), game.payoff.copy()
    for node in range(len(game.mover)):
        edges = slice(game.first[node], game.first[node + 1])
        reach[game.child[edges]] = reach[node] * odds[edges]
    for node in range(len(game.mover) - 1, -1, -1):
        edges = slice(game.first[node], game.first[node + 1])
        if game.mover[node] != END:
            worth[node] = odds[edges] @ worth[game.child[edges]]
    values, total = np.zeros(len(logs)), np.zeros(len(logs))
    for node, mover in enumerate(game.mover):
        if mover in {END, CHANCE}:
            continue
        for edge in range(game.first[node], game.first[node + 1]):
            values[game.action[edge]] += reach[node] * worth[game.child[edge], mover]
            total[game.action[edge]] += reach[node]
    return values / total


@pytest.mark.parametrize("game", GAMES)
def test_values_are_the_conditional_ones(game):
    logs = np.log(np.random.default_rng(0).uniform(0.1, 0.9, len(game.action_label)))
    weights, _, reach = step_weights(paths_of(game), logs)
    assert action_values(paths_of(game), weights) == pytest.approx(by_hand(game, logs))
    assert reach.shape == (int((game.mover == END).sum()),)


@pytest.mark.parametrize("game", GAMES)
def test_slopes_are_those_of_small_changes(game):
    paths = paths_of(game)
    logs = np.log(np.random.default_rng(1).uniform(0.1, 0.9, len(game.action_label)))
    weights, seen, _ = step_weights(paths, logs)
    slopes = value_slopes(paths, weights, seen, action_values(paths, weights))
    for action in range(len(logs)):
        up, down = logs.copy(), logs.copy()
        up[action] += 1e-5
        down[action] -= 1e-5
        change = (by_hand(game, up) - by_hand(game, down)) / 2e-5
        assert slopes[:, action] == pytest.approx(change, abs=1e-7)


def test_tiny_chances_do_not_underflow():
    game = read_efg(FORGETFUL)
    logs = np.full(len(game.action_label), -500.0)
    values = action_values(paths_of(game), step_weights(paths_of(game), logs)[0])
    assert np.isfinite(values).all()
