from __future__ import annotations

import numpy as np

from detente.draws.directions import directions, local_directions

CHAIN = np.eye(9, 10) - np.eye(9, 10, 1)


def unpacked(moves, unknowns, walls):
    """The directions and their rates as matrices."""
    first, second = np.zeros((len(moves), unknowns)), np.zeros((len(moves), walls))
    for k in range(len(moves)):
        at = slice(moves.at_start[k], moves.at_start[k + 1])
        wall = slice(moves.wall_start[k], moves.wall_start[k + 1])
        first[k, moves.at[at]] = moves.by[at]
        second[k, moves.wall[wall]] = moves.rate[wall]
    return first, second


def local(matrix):
    return local_directions(np.asarray(matrix, dtype=float), random=np.random.default_rng(0))


def test_every_unknown_moves_alone():
    assert np.array_equal(local(np.zeros((0, 3))), np.eye(3))


def test_pairs_move_along_the_wall_that_ties_them():
    found = local([[2.0, -1.0, 0.0]])
    assert any(np.allclose(d / d[0], [1, 2, 0]) for d in found if d[0])


def test_a_claim_on_three_ties_each_two():
    found = local([[1.0, 1.0, -1.0]])
    assert np.array_equal(np.count_nonzero(found, axis=1), [1, 1, 1, 2, 2, 2])
    assert np.allclose(found[3:] @ [1.0, 1.0, -1.0], 0)


def test_a_sum_over_many_ties_nobody():
    assert np.array_equal(local(np.ones((1, 6))), np.eye(6))


def test_clusters_of_a_chain_touch_two_walls_at_most():
    found = directions(local(CHAIN), CHAIN, dense=np.zeros((0, 10)))
    sizes, walls = np.diff(found.at_start), np.diff(found.wall_start)
    assert sizes.max() > 2
    assert walls.max() <= 2


def test_no_direction_stands_twice():
    found = local(np.concatenate([CHAIN, CHAIN, -CHAIN]))
    unit = found / np.abs(found).max(axis=1, keepdims=True)
    assert len(np.unique(np.abs(unit), axis=0)) == len(found)


def test_the_sparse_arrays_are_the_directions_and_what_they_do():
    matrix = np.random.default_rng(1).integers(-1, 2, (7, 5)).astype(float)
    dense = np.random.default_rng(2).standard_normal((5, 5))
    found = directions(local(matrix), matrix, dense=dense)
    moves, rates = unpacked(found, 5, 7)
    assert np.allclose(moves @ matrix.T, rates)
    assert found.dense == 5
    assert np.allclose(moves[-5:] * np.abs(dense).max(axis=1, keepdims=True), dense)


def test_dense_moves_cost_more():
    found = directions(local(CHAIN), CHAIN, dense=np.ones((2, 10)))
    assert found.cost(0.0) < found.cost(0.5) < found.cost(1.0)
