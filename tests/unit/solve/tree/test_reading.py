from __future__ import annotations

import numpy as np
import pytest
from tests.brute_force import BruteForce
from tests.games import Shape, handmade, random_game, random_numbers

from detente.game.arrays import END
from detente.solve.public_tree import solve
from detente.solve.tree.index import tree_of
from detente.solve.tree.reading import beliefs, beliefs_after, observer_weights


@pytest.mark.parametrize("seed", range(5))
def test_weights_and_beliefs_are_those_of_every_history(seed):
    game = random_game(seed, Shape(types=(2, 3, 1), depth=5, facts=2, chance=0.3))
    numbers = random_numbers(game, seed, draws=2)
    policy = solve(game, numbers).policy[1]
    slow = BruteForce(game, numbers, draw=1)
    for history, kind in slow.choice:
        slow.choice[history, kind] = [float(policy[e, kind]) for e in slow.edges(history)]
    tree = tree_of(game)
    for j in range(len(game.players) + 1):
        weights = observer_weights(game, numbers, policy, observer=j, draw=1, tree=tree)
        for history, node in slow.node.items():
            if game.mover[node] == END:
                continue
            assert weights[slow.edges(history)] == pytest.approx(slow.weights(j, history))
            if game.mover[node] >= 0:
                seen = beliefs(game, numbers, policy, observer=j, draw=1, nodes=np.array([node]))[0]
                mover = int(game.mover[node])
                expected = slow.belief(j, history, mover)
                assert seen[: len(expected)] == pytest.approx(expected)
                after = beliefs_after(
                    game, numbers, policy, observer=j, draw=1, edges=np.array(slow.edges(history))
                )
                for edge, row in zip(slow.edges(history), after, strict=True):
                    joint = seen * policy[edge]
                    assert row == pytest.approx(joint / joint.sum())


def test_a_chain_too_long_for_floats_keeps_its_odds():
    """1,500 choices that type 1 makes with a chance of 1e-300 underflow; type 0 is no likelier."""
    length = 1500
    tree = [(0, [(n + 1, 0), (length + 1, 0)]) for n in range(length)] + [(), ()]
    game = handmade(types=(3,), tree=tree)
    numbers = random_numbers(game, 0)
    policy = np.zeros((len(game.child), 3))
    policy[0::2] = [1e-200, 1e-200 / 2, 1e-250]
    policy[1::2] = 1 - policy[0::2]
    seen = beliefs(game, numbers, policy, observer=0, nodes=np.array([1, 2, length - 1]))
    prior = numbers.prior[0, 0]
    one = prior[:2] * [1, 0.5]
    two = prior[:2] * [1, 0.25]
    assert seen[0, :2] == pytest.approx(one / one.sum())
    assert seen[1, :2] == pytest.approx(two / two.sum())
    assert seen[2] == pytest.approx([1, 0, 0])


def test_an_observer_sure_of_a_type_stays_sure():
    game = random_game(2, Shape(types=(2, 2), depth=6, chance=0))
    numbers = random_numbers(game, 2)
    numbers.prior[0, :, :2] = [0.0, 1.0]
    policy = solve(game, numbers).policy[0]
    policy[:, 1] = np.where(np.arange(len(policy)) % 2, 0.0, policy[:, 1])  # never done, yet seen
    nodes = np.flatnonzero(game.mover == 0)
    seen = beliefs(game, numbers, policy, observer=1, nodes=nodes)
    assert seen == pytest.approx(np.tile([0.0, 1.0], (len(nodes), 1)))


def test_an_edge_that_nobody_takes_leaves_beliefs_as_they_are():
    game = random_game(2, Shape(types=(2, 2), depth=3, chance=0))
    numbers = random_numbers(game, 2)
    policy = solve(game, numbers).policy[0]
    policy[0] = 0.0
    mover = int(game.mover[0])
    after = beliefs_after(game, numbers, policy, observer=2, edges=np.array([0]))[0]
    own = slice(game.player_slot[mover], game.player_slot[mover + 1])
    assert after == pytest.approx(numbers.prior[0, 2, own])
