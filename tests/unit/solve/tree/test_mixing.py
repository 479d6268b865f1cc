from __future__ import annotations

import numpy as np
import pytest
from tests.games import Shape, random_game

from detente.solve.tree.index import tree_of
from detente.solve.tree.mixing import learn, mix
from detente.solve.tree.sweep import room_for


def iterate(matrix, offset, *, steps):
    """Iterate x -> matrix x + offset with acceleration; return the gaps."""
    game = random_game(0, Shape(types=(4, 4), depth=7, width=3))
    tree = tree_of(game)._replace(clue_edge=np.zeros(len(offset), np.int32))
    room = room_for(tree, chances=1)
    gaps = []
    for step in range(steps):
        at = room.at.reshape(-1)[: len(offset)]
        gap = matrix @ at + offset - at
        room.gap.reshape(-1)[: len(offset)] = gap
        gaps.append(np.abs(gap).max())
        if step > 0:
            learn(room)
        mix(room, 1e9)
    return np.array(gaps)


def test_a_linear_iteration_ends_after_as_many_steps_as_it_has_dimensions():
    rng = np.random.default_rng(1)
    matrix = 0.5 * rng.standard_normal((4, 4)) / 2
    gaps = iterate(matrix, rng.standard_normal(4), steps=8)
    assert gaps[-1] < 1e-8 * gaps[0]


def test_an_iteration_that_would_diverge_converges():
    matrix = np.diag([-20.0, -3.0, 0.5, 0.1])
    gaps = iterate(matrix, np.ones(4), steps=9)
    assert gaps[1] > gaps[0]
    assert gaps[-1] < 1e-8


def test_no_entry_moves_by_more_than_allowed():
    game = random_game(0, Shape(types=(4, 4), depth=7, width=3))
    room = room_for(tree_of(game), chances=1)
    room.gap[:] = np.random.default_rng(0).standard_normal(room.gap.shape) * 10
    mix(room, 0.25)
    assert np.abs(room.at).max() == pytest.approx(0.25)
