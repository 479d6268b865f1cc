"""A crisis spelled out in extensive form has the crisis's equilibrium, and says when it cannot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente import load, pipeline
from detente.errors import GameError, TooLargeError
from detente.game import spelled_out
from detente.game.compile import compile_crisis
from detente.game.efg import read_efg, write_efg
from detente.game.spelled_out import disagreement, histories, precision_of, spell_out
from detente.solve.extensive.agents import solve_extensive
from detente.solve.public_tree import solve


def at_a_draw(name, *, lam=None, seed=1):
    crisis = load(name)
    compiled = pipeline.compile(crisis)
    numbers = compiled.parameters.numbers(pipeline.draw(crisis, draws=1, seed=seed).points)
    if lam is not None:
        numbers = replace(numbers, rationality=np.full_like(numbers.rationality, lam))
    return compiled, numbers


def shared(numbers):
    """Give everybody the analyst's priors and chances."""
    prior = np.broadcast_to(numbers.prior[:, -1:], numbers.prior.shape).copy()
    chance = np.broadcast_to(numbers.chance[..., -1:], numbers.chance.shape).copy()
    return replace(numbers, prior=prior, chance=chance)


@pytest.mark.parametrize("name", ["border-raid", "cuba-1962"])
@pytest.mark.parametrize("lam", [None, 0.8])
def test_both_solvers_expect_the_same(name, lam):
    compiled, numbers = at_a_draw(name, lam=lam)
    file = spell_out(compiled, numbers, observer="analyst")
    theirs = solve_extensive(file, precision_of(numbers))
    game, common = compiled.game, shared(numbers)
    ours = solve(game, common)
    weight = np.ones(len(game.players)) if lam else numbers.rationality[0]
    for player in range(len(game.players)):
        slots = slice(game.player_slot[player], game.player_slot[player + 1])
        mean = ours.worth[0, slots] @ common.prior[0, -1, slots]
        assert theirs.worth[player] / weight[player] == pytest.approx(mean, abs=1e-6)
        gain = ours.regret[0, slots] @ common.prior[0, -1, slots]
        assert theirs.regret[player] / weight[player] == pytest.approx(gain, abs=1e-6)


def test_labels_are_the_crisiss_own():
    compiled, numbers = at_a_draw("border-raid")
    file = read_efg(write_efg(spell_out(compiled, numbers)))
    assert file.players == ("north", "south")
    assert set(file.action_label) == {"raid", "hold", "strike", "wait"}
    assert {
        "north: bold",
        "south after raid",
        "north: wary after hold, strike",
    } <= set(file.infoset_label)
    assert len(set(file.infoset_label)) == len(file.infoset_label) == 12  # as Gambit wants it
    assert file.edge_label[:2] == ("north bold", "north wary")
    assert "at lambda = 1" in file.comment


def test_histories_are_those_of_the_plain_tree():
    plain = compile_crisis(load("cuba-1962"), merge=False)
    assert histories(pipeline.compile(load("cuba-1962")).game) == len(plain.game.mover)


def test_actors_that_disagree_are_refused_unless_somebodys_eyes_are_named():
    compiled, numbers = at_a_draw("cuba-1962")
    numbers = shared(numbers)
    assert disagreement(compiled.game, numbers, 0) == ""
    game = compiled.game
    player = int(np.argmax(np.diff(game.player_slot) > 1))
    slots = slice(game.player_slot[player], game.player_slot[player + 1])
    other = next(p for p in range(len(game.players)) if p != player)
    prior = numbers.prior.copy()
    prior[0, other, slots] = prior[0, other, slots][::-1] ** 2 + 0.1
    prior[0, other, slots] /= prior[0, other, slots].sum()
    numbers = replace(numbers, prior=prior)
    if len(game.players) > 2:
        with pytest.raises(GameError, match=f"disagree about the type of {game.players[player]}"):
            spell_out(compiled, numbers)
    assert len(spell_out(compiled, numbers, observer="analyst").mover) > 5000


def test_a_game_too_large_is_refused_before_it_is_unrolled(monkeypatch):
    compiled, numbers = at_a_draw("border-raid")
    monkeypatch.setattr(spelled_out, "free_memory", lambda: 1000.0)
    with pytest.raises(TooLargeError, match="31 nodes in 2 profiles of types"):
        spell_out(compiled, numbers)


def test_the_largest_crisis_says_so_at_once():
    compiled, numbers = at_a_draw("us-iran-2020")
    with pytest.raises(TooLargeError, match="histories are merged in detente"):
        spell_out(compiled, numbers, observer="analyst")
