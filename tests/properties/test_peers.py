"""Gambit and OpenSpiel on random games, where they are installed: `uv sync --group peers`.

Every game goes through a file that we wrote and they read. Gambit 16.7 and 17 are both understood.
`DETENTE_PEER_GAMES=100` compares so many games of each kind.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from tests.conversions import to_extensive
from tests.games import Shape, random_game, random_numbers
from tests.hidden_moves import hidden_moves

from detente.game.efg import read_efg, write_efg
from detente.game.recall import forgotten
from detente.solve.extensive.agents import solve_extensive
from detente.solve.extensive.regret import expected, regrets
from detente.solve.solution import Status

LAM = 1.7
SHAPES = {
    "two sides": Shape(types=(2, 2), depth=4, chance=0.3),
    "three, one of them typed": Shape(types=(2, 1, 1), depth=4, chance=0.3),
    "nothing left to chance": Shape(types=(2, 2), depth=4, chance=0.0),
}
KINDS = (*SHAPES, "hidden, two", "hidden, three", "hidden, zero sum")
SEEDS = int(os.environ.get("DETENTE_PEER_GAMES", "8"))
"""Games of each kind."""
NEAR_A_FORK = ("hidden, three", 81)
"""A game whose branch turns sharply at a precision of 1.2: plain sweeps end on another arm."""
random_games = pytest.mark.parametrize(
    ("kind", "seed"), [*((kind, seed) for kind in KINDS for seed in range(SEEDS)), NEAR_A_FORK]
)


@cache
def made(kind, seed):
    """Make a random game whose sets are counted from 1 for each player, as OpenSpiel wants."""
    if kind in SHAPES:
        grown = random_game(seed, SHAPES[kind])
        return by_player(to_extensive(grown, random_numbers(grown, seed, disagree=False)))
    players = 3 if kind.endswith("three") else 2
    return hidden_moves(seed, players=players, zero_sum=kind.endswith("sum"))


def by_player(game):
    number = np.zeros_like(game.infoset_number)
    for player in range(len(game.players)):
        own = game.infoset_player == player
        number[own] = 1 + np.arange(own.sum())
    return replace(game, infoset_number=number)


def random_profile(game, seed):
    """Make a profile; every third action is never taken."""
    weight = np.random.default_rng(seed).gamma(1.0, size=len(game.action_label)) + 0.01
    weight[1::3] = 0.0
    weight[game.action_first[:-1]] += 0.01
    infoset = np.repeat(np.arange(len(game.infoset_player)), np.diff(game.action_first))
    return weight / np.bincount(infoset, weight)[infoset]


@pytest.fixture(name="gambit")
def _gambit():
    return pytest.importorskip("pygambit", reason="pygambit is not installed")


@pytest.fixture(name="pyspiel")
def _pyspiel():
    return pytest.importorskip("pyspiel", reason="open_spiel is not installed")


@pytest.fixture(name="written")
def _written(tmp_path):
    """Write a game; return the file's name."""

    def write(game):
        path = tmp_path / "game.efg"
        path.write_text(write_efg(game))
        return str(path)

    return write


@random_games
def test_gambit_writes_what_it_read_and_it_is_the_same_game(kind, seed, gambit, written):
    game = made(kind, seed)
    again = read_efg(gambit.read_efg(written(game)).to_efg())
    same = ("players", "edge_label", "action_label", "mover", "infoset", "first", "child")
    for name in (*same, "infoset_player", "action_first"):
        assert np.array_equal(getattr(again, name), getattr(game, name)), name
    assert again.chance == pytest.approx(game.chance, abs=1e-15)
    assert again.payoff == pytest.approx(game.payoff, abs=1e-14)


@random_games
def test_gambit_finds_the_same_equilibrium(kind, seed, gambit, written):
    game = made(kind, seed)
    found = gambit.qre.logit_solve_lambda(gambit.read_efg(written(game)), lam=[LAM])[-1]
    theirs = [found[i] for i in range(len(found))]
    ours = solve_extensive(game, LAM)
    assert ours.status == Status.CONVERGED
    order = np.argsort(game.infoset_player, kind="stable")
    mine = [ours.policy[game.action_first[s] : game.action_first[s + 1]] for s in order]
    assert np.concatenate([[], *mine]) == pytest.approx(theirs, abs=1e-7)


class Spiel:
    """A game as OpenSpiel read it, with our profiles in its words and its profiles in ours."""

    def __init__(self, pyspiel, game, path):
        self.pyspiel, self.game, self.loaded = pyspiel, game, pyspiel.load_game(path)
        self.name = [
            f"{p}-{p}-{number}-{label}"  # how it names an information state
            for p, number, label in zip(
                game.infoset_player, game.infoset_number, game.infoset_label, strict=True
            )
        ]
        self.actions = {}
        self.walk(self.loaded.new_initial_state())
        assert set(self.actions) == set(self.name)

    def walk(self, state):
        """Note which of its numbers stands for which label, wherever a player moves."""
        if not state.is_terminal() and not state.is_chance_node():
            labels = {state.action_to_string(a): a for a in state.legal_actions()}
            self.actions[state.information_state_string()] = labels
        for action in () if state.is_terminal() else state.legal_actions():
            self.walk(state.child(action))

    def named(self, policy):
        """Return a profile of ours (A) in its words."""
        table = {}
        for s, name in enumerate(self.name):
            own = range(self.game.action_first[s], self.game.action_first[s + 1])
            numbers = [self.actions[name][self.game.action_label[a]] for a in own]
            table[name] = list(zip(numbers, policy[own.start : own.stop], strict=True))
        return self.pyspiel.TabularPolicy(table)

    def ours(self, policy):
        """Return a profile of its own as ours (A)."""
        found = np.zeros(len(self.game.action_label))
        for s, name in enumerate(self.name):
            chances = dict(policy.policy_table()[name])
            for a in range(self.game.action_first[s], self.game.action_first[s + 1]):
                found[a] = chances[self.actions[name][self.game.action_label[a]]]
        return found

    def agrees(self, policy, theirs):
        """Compare what all players expect, and their regrets together."""
        worth = expected(self.game, policy)
        start = self.loaded.new_initial_state()
        assert worth == pytest.approx(
            self.pyspiel.expected_returns(start, theirs, -1, True), abs=1e-9
        )
        conv = self.pyspiel.nash_conv(self.loaded, theirs)
        assert regrets(self.game, policy, worth).sum() == pytest.approx(conv, abs=1e-9)


@random_games
def test_openspiel_finds_the_same_worth_and_regret(kind, seed, pyspiel, written):
    """Of uniform play, of any profile with gaps, and of the equilibrium."""
    game = made(kind, seed)
    assert not forgotten(game)
    spiel = Spiel(pyspiel, game, f"efg_game(filename={written(game)})")
    uniform, found = solve_extensive(game, 0.0), solve_extensive(game, LAM)
    spiel.agrees(uniform.policy, pyspiel.UniformRandomPolicy(spiel.loaded))
    mixed = random_profile(game, seed)
    spiel.agrees(mixed, spiel.named(mixed))
    spiel.agrees(found.policy, spiel.named(found.policy))
    told = pyspiel.nash_conv(spiel.loaded, spiel.named(found.policy))
    assert found.regret.sum() == pytest.approx(told, abs=1e-9)


@random_games
def test_we_find_openspiels_regret_in_what_it_comes_to(kind, seed, pyspiel, written):
    game = made(kind, seed)
    spiel = Spiel(pyspiel, game, f"efg_game(filename={written(game)})")
    solver = pyspiel.CFRPlusSolver(spiel.loaded)
    for _ in range(20):
        solver.evaluate_and_update_policy()
    theirs = solver.tabular_average_policy()
    spiel.agrees(spiel.ours(theirs), theirs)
