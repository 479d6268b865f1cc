from __future__ import annotations

import numpy as np
import pytest
from tests.games import Shape, random_game, random_numbers

from detente.game.arrays import Numbers
from detente.game.flow import edge_chances
from detente.game.play import Play
from detente.game.reading import Lift, answers
from detente.solve.lanes.reading import Glasses
from detente.solve.lanes.register import WIDTH
from detente.solve.public_tree import solve
from detente.solve.tree.index import tree_of
from detente.solve.tree.reading import observer_weights

SHAPE = Shape(types=(2, 3, 1), depth=6, width=3, facts=3, chance=0.3)


@pytest.fixture(scope="module")
def solved():
    game = random_game(2, SHAPE)
    numbers = random_numbers(game, 2, draws=5, lam=(0.3, 1.0))
    return game, numbers, solve(game, numbers).policy


def put_on(game, numbers, policy, draws, *, observers=(0, 3)):
    glasses = Glasses(game, tree_of(game), observers=list(observers))
    glasses.look(numbers, policy, draws)
    return glasses


def test_every_observer_reads_what_it_reads_alone(solved):
    game, numbers, policy = solved
    glasses = put_on(game, numbers, policy, [4, 0, 2])
    for lane, draw in enumerate([4, 0, 2]):
        for observer in (0, 3):
            alone = observer_weights(game, numbers, policy[draw], observer=observer, draw=draw)
            assert glasses.chance[observer][:, lane] == pytest.approx(alone, abs=1e-14)


def test_glasses_are_put_on_again(solved):
    game, numbers, policy = solved
    glasses = put_on(game, numbers, policy, [0, 1, 2, 3, 4])
    glasses.answers(depth_first(game), glasses.chance[3])
    glasses.look(numbers, policy, [3])
    assert np.array_equal(glasses.chance[3], put_on(game, numbers, policy, [3]).chance[3])


def test_an_observer_who_is_sure_of_what_play_rules_out_reads_by_logs(solved):
    game, numbers, policy = solved
    prior, policy = numbers.prior.copy(), policy.copy()
    prior[1, 3, :2] = 1.0, 0.0
    tree = tree_of(game)
    edges = [edge for edge in tree.clue_edge if game.mover[game.source[edge]] == 0]
    policy[1, edges, 0], policy[1, edges, 1] = 1e-305, 1.0
    numbers = Numbers(numbers.rationality, numbers.value, numbers.chance, prior)
    glasses = put_on(game, numbers, policy, [0, 1])
    for draw in (0, 1):
        alone = observer_weights(game, numbers, policy[draw], observer=3, draw=draw)
        assert np.isfinite(alone).all()
        assert glasses.chance[3][:, draw] == pytest.approx(alone, abs=1e-14)


def depth_first(game):
    """The whole game as a lifted graph: the answer is the parity of the end."""
    ends = np.flatnonzero(np.diff(game.first) == 0)
    inner = np.flatnonzero(np.diff(game.first) > 0)
    number = np.full(len(game.mover), -1)
    number[inner] = np.arange(len(inner))
    target = np.where(np.isin(game.child, ends), -1 - game.child % 2, number[game.child])
    base = np.arange(len(game.child), dtype=np.int32)
    first = np.append(game.first[inner], len(game.child))
    return Lift(first.astype(np.int32), target.astype(np.int32), base, 2, -1)


def test_answers_and_moves_are_those_of_each_draw(solved):
    game, numbers, policy = solved
    draws = list(range(5))
    glasses, lift = put_on(game, numbers, policy, draws), depth_first(game)
    column = (np.arange(len(game.child)) % 4 - 1).astype(np.int32)
    allowed = np.random.default_rng(0).random(len(game.child)) < 0.9
    allowed[game.first[:-1][np.diff(game.first) > 0]] = True
    found = glasses.answers(lift, glasses.chance[3])
    moved = glasses.moves(glasses.chance[3], allowed=allowed, column=column, columns=3)
    assert found.shape == (2, WIDTH)
    for lane, draw in enumerate(draws):
        play = Play.exact(observer_weights(game, numbers, policy[draw], observer=3, draw=draw))
        assert found[:, lane] == pytest.approx(answers(lift, play), abs=1e-13)
        flow = edge_chances(game, play, allowed=allowed)
        expected = np.bincount(column[column >= 0], flow[column >= 0], minlength=3)
        assert moved[:, lane] == pytest.approx(expected, abs=1e-13)


def test_what_is_settled_at_the_root_is_sure(solved):
    game, numbers, policy = solved
    nothing = np.zeros(0, np.int32)
    glasses = put_on(game, numbers, policy, [0])
    lift = Lift(np.zeros(1, np.int32), nothing, nothing, 3, 1)
    assert glasses.answers(lift, glasses.chance[3])[:, 0].tolist() == [0.0, 1.0, 0.0]
