"""Laws of extensive games, whatever solves them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.aqre import FOLDER
from tests.conversions import to_extensive
from tests.games import Shape, random_game, random_numbers
from tests.hidden_moves import hidden_moves
from tests.symmetric import matrix_game

from detente.game.arrays import CHANCE, END
from detente.game.efg import read_efg, write_efg
from detente.solve.extensive.agents import solve_extensive, swept
from detente.solve.extensive.sweep import Sweeper
from detente.solve.solution import Status

SEEDS = st.integers(0, 200)
LAM = 1.7


def made(seed):
    grown = random_game(seed, Shape(types=(2, 2) if seed % 2 else (2, 1, 1), depth=4, chance=0.3))
    return to_extensive(grown, random_numbers(grown, seed, disagree=False))


def solved(game, lam=LAM):
    """Solve by sweeps: the quicker of the two, and the one that takes any size."""
    found = swept(game, Sweeper(game), lam, tolerance=1e-10, max_sweeps=5000)
    assert found.residual <= 1e-10
    return found


def reorder(game, edge_order):
    """Rebuild a game with the edges of some nodes in another order."""
    return replace(
        game,
        child=game.child[edge_order],
        chance=game.chance[edge_order],
        edge_label=tuple(game.edge_label[e] for e in edge_order),
    )


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_what_is_written_is_read_and_solved_the_same(seed):
    game = made(seed)
    again = read_efg(write_efg(game))
    assert solved(again).policy == pytest.approx(solved(game).policy, abs=1e-9)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.efg")), ids=lambda path: path.stem)
def test_every_reference_file_survives_a_round_trip(path):
    game = read_efg(path)
    again = read_efg(write_efg(game))
    for name, value in vars(game).items():
        other = getattr(again, name)
        same = np.array_equal(value, other) if isinstance(value, np.ndarray) else value == other
        assert same, name


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.integers(1, 3))
def test_names_and_numbers_of_players_and_sets_say_nothing(seed, turn):
    """Players in another order, sets under other numbers and labels: the same choices."""
    game = made(seed)
    players = len(game.players)
    new = (np.arange(players) + turn) % players  # player p is called new[p]
    payoff = np.empty_like(game.payoff)
    payoff[:, new] = game.payoff
    other = replace(
        game,
        players=tuple("xyz"[:players]),
        mover=np.where(game.mover >= 0, new[np.maximum(game.mover, 0)], game.mover).astype(
            np.int32
        ),
        payoff=payoff,
        infoset_player=new[game.infoset_player].astype(np.int32),
        infoset_number=(7 + game.infoset_number * 3).astype(np.int32),
    )
    assert solved(other).policy == pytest.approx(solved(game).policy, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_the_order_of_actions_does_not_matter(seed):
    """Actions turned round at every set of players: the same chances, turned round."""
    game = made(seed)
    order = np.arange(len(game.child))
    for node in np.flatnonzero(game.mover >= 0):
        edges = slice(game.first[node], game.first[node + 1])
        order[edges] = order[edges][::-1]
    back = np.arange(len(game.action_label))
    for start, stop in zip(game.action_first, game.action_first[1:], strict=False):
        back[start:stop] = back[start:stop][::-1]
    other = reorder(game, order)
    assert solved(other).policy[back] == pytest.approx(solved(game).policy, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.floats(-50, 50), st.floats(0.2, 5))
def test_payoffs_shifted_change_nothing_and_scaled_ones_are_precision(seed, shift, factor):
    game = made(seed)
    ends = (game.mover == END)[:, None]
    base = solved(game)
    moved = replace(game, payoff=np.where(ends, game.payoff + shift, 0.0))
    assert solved(moved).policy == pytest.approx(base.policy, abs=1e-8)
    scaled = replace(game, payoff=game.payoff * factor)
    assert solved(scaled, LAM / factor).policy == pytest.approx(base.policy, abs=1e-8)


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_a_chance_node_split_in_two_is_the_same_chance(seed):
    """An edge of chance becomes a node of chance with two equal halves of what followed."""
    text = write_efg(made(seed)).splitlines()
    at = next((n for n, line in enumerate(text) if line.startswith("t ")), None)
    assert at is not None
    number, paid = 900_001, text[at].split("{")[1]
    split = [f'c "" {number} "" {{ "a" 0.25 "b" 0.75 }} 0']
    split += [f't "" {number + k} "" {{{paid}' for k in range(2)]
    other = read_efg("\n".join([*text[:at], *split, *text[at + 1 :]]))
    game = read_efg("\n".join(text))
    assert (other.mover == CHANCE).sum() == (game.mover == CHANCE).sum() + 1
    assert solved(other).policy == pytest.approx(solved(game).policy, abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.floats(0.0, 8.0))
def test_converged_means_within_the_tolerance_at_any_precision(seed, power):
    """What is told is what an audit finds; up to ten thousand everything converges."""
    rng = np.random.default_rng(seed)
    pair = (rng.standard_normal((3, 3)), rng.standard_normal((3, 3)))
    game = matrix_game(pair) if seed % 2 else hidden_moves(seed, depth=4)
    found = solve_extensive(game, 10.0**power)
    sweeper = Sweeper(game)
    sweeper.take(found.logs)
    again = sweeper.audit(found.lam)
    if found.status == Status.CONVERGED:
        assert found.residual <= 1e-9
        assert again <= 1e-9 + 1e-15 * found.lam * -found.logs.min()
    else:
        assert not found.residual <= 1e-9
    assert power > 4 or found.status == Status.CONVERGED
