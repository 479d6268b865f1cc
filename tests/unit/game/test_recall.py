from __future__ import annotations

import numpy as np

from detente.game.efg import read_efg
from detente.game.recall import absent_minded, depths, forgotten, own_past

TREE = """EFG 2 R "" { "A" "B" }
p 1 1 "start" { "l" "r" } 0
p 2 1 { "x" "y" } 0
p 1 2 { "a" "b" } 0 t 1 { 1 1 } t 2 { 2 2 }
t 3 { 3 3 }
c 1 { "h" 1/3 "t" 2/3 } 0
t 4 { 4 4 }
p 2 1 { "x" "y" } 0 t 5 { 5 5 } t 6 { 6 6 }
"""
FORGETS = """EFG 2 R "" { "A" }
p 1 1 { "l" "r" } 0
p 1 2 "blank" { "a" "b" } 0 t 1 { 1 } t 2 { 2 }
p 1 2 0 t 3 { 3 } t 4 { 4 }
"""
ABSENT = 'EFG 2 R "" { "A" } p 1 1 { "go" "exit" } 0 p 1 1 0 t 1 { 1 } t 2 { 4 } t 3 { 0 }'


def test_edges_know_their_node_and_action():
    game = read_efg(TREE)
    assert game.source.tolist() == [0, 0, 1, 1, 2, 2, 6, 6, 8, 8]
    assert game.child.tolist() == [1, 6, 2, 5, 3, 4, 7, 8, 9, 10]
    assert game.action.tolist() == [0, 1, 2, 3, 4, 5, -1, -1, 2, 3]
    assert game.parent.tolist() == [-1, 0, 2, 4, 5, 3, 1, 6, 7, 8, 9]
    assert depths(game).tolist() == [0, 1, 2, 3, 3, 2, 1, 2, 2, 3, 3]


def test_the_past_tells_own_choices_apart_and_nothing_else():
    past = own_past(read_efg(TREE))
    assert past[0].tolist() == [0, 0]
    assert past[1, 0] == past[2, 0] != past[6, 0]  # A went left; B's choice is not A's
    assert past[6, 0] == past[7, 0]  # nor is chance
    assert past[1, 1] == past[6, 1] == 0
    assert past[3, 0] != past[4, 0]


def test_perfect_recall_has_nothing_to_say():
    game = read_efg(TREE)
    assert not forgotten(game)
    assert not absent_minded(game)


def test_what_is_forgotten_is_said():
    game = read_efg(FORGETS)
    assert forgotten(game) == (
        'information set 2 ("blank") of A joins nodes that follow different own choices, so the '
        "player forgets what it did or knew"
    )
    assert not absent_minded(game)


def test_absent_minds_are_seen():
    game = read_efg(ABSENT)
    assert absent_minded(game) == "a path meets information set 1 of A twice"
    assert forgotten(game)


def test_arrays_are_as_large_as_the_game():
    game = read_efg(TREE)
    nodes, edges = 11, 10
    assert len(game.mover) == len(game.infoset) == len(game.payoff) == nodes
    assert len(game.child) == len(game.chance) == len(game.edge_label) == edges
    assert np.isclose(game.chance[game.action < 0].sum(), 1)
