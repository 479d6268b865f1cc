from __future__ import annotations

import numpy as np
import pytest
from tests.games import Shape, random_game

from detente.solve.lanes.order import earliest, edges_of, seats, visits
from detente.solve.tree.index import tree_of


@pytest.mark.parametrize("facts", [0, 4])
def test_children_are_visited_before_parents_and_the_root_last(facts):
    game = random_game(3, Shape(types=(2, 2), depth=7, width=3, facts=facts))
    rank = visits(game.first, game.child)
    assert sorted(rank) == list(range(len(game.mover)))
    assert (rank[game.child] < rank[game.source]).all()
    assert rank[0] == len(rank) - 1


def test_no_seat_is_taken_twice_at_a_time():
    rng = np.random.default_rng(0)
    steps = 300
    last = np.minimum(np.arange(steps) + rng.geometric(0.2, steps) - 1, steps - 1)
    needed = rng.random(steps) < 0.8
    seat = seats(needed, last)
    for step in range(steps):
        held = [k for k in np.flatnonzero(needed) if k <= step <= last[k]]
        assert len(set(seat[held])) == len(held)
    most = max(sum(k <= step <= last[k] for k in np.flatnonzero(needed)) for step in range(steps))
    assert seat[needed].max() + 1 == most


def test_a_deep_tree_needs_few_seats():
    game = random_game(1, Shape(types=(2, 2), depth=12, width=2, chance=0.2, ends=0.0))
    rank = visits(game.first, game.child)
    last = np.empty(len(rank), np.int64)
    last[rank] = np.arange(len(rank))[rank]
    np.maximum.at(last, rank[game.child], rank[game.source])
    number = seats(np.ones(len(rank), bool), last).max() + 1
    assert number <= 2 * 12 + 1
    assert len(rank) > 2000


def test_a_choice_is_led_by_the_node_visited_first():
    game = random_game(2, Shape(types=(2, 2), depth=6, width=2, facts=2, chance=0.0))
    tree = tree_of(game)
    rank = visits(tree.first, tree.child)
    leads = earliest(tree.same, rank)
    assert (tree.same >= 0).any()
    for group in range(len(tree.chooser)):
        nodes = np.flatnonzero(tree.same == group)
        assert (leads[nodes] == nodes[np.argmin(rank[nodes])]).all()
    alone = tree.same < 0
    assert (leads[alone] == np.flatnonzero(alone)).all()


def test_edges_come_in_the_order_of_the_nodes():
    first = np.array([0, 3, 3, 5], np.int32)
    assert edges_of(first, np.array([2, 1, 0])).tolist() == [3, 4, 0, 1, 2]
    assert edges_of(first, np.array([1])).tolist() == []
