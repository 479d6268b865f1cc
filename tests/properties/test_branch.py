"""The branch that the solver follows is the principal one: another walk, with another method."""

from __future__ import annotations

import numpy as np
import pytest
from tests.dense_branch import Gap, follow_branch
from tests.mixed import large_case, mixed_case

from detente.solve.solution import Status
from detente.solve.tree.branch import solve_draw
from detente.solve.tree.index import numbered, tree_of
from detente.solve.tree.sweep import room_for

FEW, STEEP, TIED = [5, 19, 21], [228, 315, 785, 811, 95, 653], [2, 452]
"""Crises at 50: of all kinds; folds and forks just missed; ties that sweeps jump at."""


@pytest.mark.parametrize("seed", [*FEW, *STEEP, *TIED])
def test_it_ends_where_small_steps_and_dense_algebra_end(seed):
    case = mixed_case(seed)
    ours = Gap(case.game, case.numbers)
    residual, _, status = solve_draw(ours.tree, ours.draw, ours.room, max_sweeps=20_000)
    assert status == Status.CONVERGED
    assert residual <= 1e-9
    branch = follow_branch(case.game, case.numbers)
    assert branch.reached
    at = ours.room.at[ours.free]  # log-odds beyond 30 are chances of 1e-13
    assert np.clip(at, -30, 30) == pytest.approx(np.clip(branch.point[:-1], -30, 30), abs=1e-4)


@pytest.mark.parametrize("seed", range(2))
def test_large_trees_with_four_types_converge_at_precision_four(seed):
    case = large_case(seed)
    assert case.game.size[0] == 21_845
    tree = tree_of(case.game)
    room = room_for(tree, chances=case.numbers.chance.shape[1])
    residual, sweeps, status = solve_draw(tree, numbered(case.numbers, 0), room)
    assert status == Status.CONVERGED
    assert residual <= 1e-9
    assert sweeps < 200


def test_a_case_is_known_by_its_seed():
    one, two = mixed_case(9), mixed_case(9)
    assert one.name == two.name
    assert np.array_equal(one.numbers.value, two.numbers.value)
