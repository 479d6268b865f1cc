from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from tests.conversions import to_extensive
from tests.games import Shape, random_game, random_numbers
from tests.unit.game.test_recall import FORGETS

from detente.errors import GameError
from detente.game.arrays import END
from detente.game.efg import read_efg
from detente.game.recall import own_past
from detente.game.sequences import sequence_form


def random_extensive(seed):
    grown = random_game(seed, Shape(types=(2, 2, 1), depth=4, chance=0.3))
    return to_extensive(grown, random_numbers(grown, seed, disagree=False))


@pytest.mark.parametrize("seed", range(5))
def test_play_is_worth_the_same_by_sequences_and_by_nodes(seed):
    game, rng = random_extensive(seed), np.random.default_rng(seed)
    form = sequence_form(game)
    policy = np.concatenate([rng.dirichlet(np.ones(b - a)) for a, b in pairwise(game.action_first)])
    reach = np.ones(len(game.mover))
    for node in range(len(game.mover)):
        for edge in range(game.first[node], game.first[node + 1]):
            action = game.action[edge]
            odds = policy[action] if action >= 0 else game.chance[edge]
            reach[game.child[edge]] = reach[node] * odds
    weight = np.ones(len(policy) + 1)
    for infoset, before in zip(form.infoset, form.before, strict=True):
        own = slice(form.action_first[infoset], form.action_first[infoset + 1])
        weight[1:][own] = weight[before] * policy[own]
    found = (form.payoff * weight[form.past].prod(axis=1)[:, None]).sum(axis=0)
    ends = game.mover == END
    assert found == pytest.approx((reach[ends, None] * game.payoff[ends]).sum(axis=0))


@pytest.mark.parametrize("seed", range(5))
def test_a_set_stands_after_those_that_its_past_went_through(seed):
    game = random_extensive(seed)
    form = sequence_form(game)
    past = own_past(game)
    assert sorted(form.infoset) == list(range(len(game.infoset_player)))
    for player in range(len(game.players)):
        met = {0}
        for row in range(form.start[player], form.start[player + 1]):
            infoset = form.infoset[row]
            assert game.infoset_player[infoset] == player
            assert form.before[row] in met
            assert set(past[game.infoset == infoset, player]) == {form.before[row]}
            met |= set(range(form.action_first[infoset] + 1, form.action_first[infoset + 1] + 1))


def test_ends_that_chance_excludes_are_left_out():
    text = 'EFG 2 R "" { "A" } c "" 1 "" { "x" 1 "y" 0 } 0 t "" 1 "" { 1 } t "" 2 "" { 9 }'
    form = sequence_form(read_efg(text))
    assert form.payoff.tolist() == [[1.0]]


def test_a_player_that_forgets_has_no_sequences():
    with pytest.raises(GameError, match=r"no sequence form: information set .* joins nodes"):
        sequence_form(read_efg(FORGETS))
