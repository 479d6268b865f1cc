from __future__ import annotations

import numpy as np
import pytest
from tests.games import Shape, handmade, random_game

from detente.game.arrays import END
from detente.solve.tree.index import tree_of


def after(game, node):
    found, waiting = set(), [node]
    while waiting:
        at = waiting.pop()
        for edge in range(game.first[at], game.first[at + 1]):
            child = int(game.child[edge])
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("facts", [0, 3])
def test_nodes_are_split_by_what_they_hang_on(seed, facts):
    game = random_game(seed, Shape(types=(2, 1, 2), depth=6, facts=facts))
    tree = tree_of(game)
    typed = [p for p, types in enumerate(game.types) if len(types) > 1]
    reads = {n for n in range(len(game.mover)) if game.mover[n] in typed and game.evidence[n] >= 0}
    leaves = {int(np.searchsorted(game.first, game.evidence[n], side="right")) - 1 for n in reads}
    below = leaves.union(*(after(game, n) for n in leaves))
    live, head, settled = (set(x.tolist()) for x in (tree.live, tree.head, tree.settled))
    for node in range(len(game.mover)):
        hangs = bool(({node} | after(game, node)) & reads)
        over = game.mover[node] == END
        assert (node in settled) == (not hangs and not over)
        assert (node in live) == (hangs and node in below)
        assert (node in head) == (hangs and node not in below)
        assert (node in tree.ends) == over


def test_clues_are_chained_by_actor():
    # player 0 moves at nodes 0, 1 and 3; player 1 at 2 in between
    game = handmade(
        types=(2, 2),
        tree=[
            (0, [(1, 0), (6, 0)]),
            (0, [(2, 0), (7, 0)]),
            (1, [(3, 0), (8, 0)]),
            (0, [(4, 0), (5, 0)]),
            *[()] * 5,
        ],
    )
    tree = tree_of(game)
    assert tree.clue_edge.tolist() == [0, 2]  # nothing reads player 1's choice
    assert tree.clue_last.tolist() == [-1, 0]
    assert tree.clue[:4].tolist() == [-1, 0, -1, 1]
    assert tree.clue_types.tolist() == [2, 2]


def test_a_game_without_types_has_nothing_live():
    tree = tree_of(random_game(3, Shape(types=(1, 1, 1), depth=6)))
    assert len(tree.live) == len(tree.head) == len(tree.clue_edge) == 0
