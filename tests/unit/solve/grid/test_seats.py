"""Rows of values that nodes share against rows of their own."""

from __future__ import annotations

import numpy as np
import pytest
from tests.feud import feud
from tests.games import Shape, random_game, random_numbers

from detente import pipeline
from detente.game.arrays import Game
from detente.game.compile import compile_crisis
from detente.solve.grid.axes import windows_of
from detente.solve.grid.draw import Plan, Room, backward, walk
from detente.solve.grid.seats import seats_of
from detente.solve.tree.index import Numbered, numbered


def case(name: str) -> tuple[Game, Numbered]:
    if name == "feud":
        crisis = feud(rounds=4)
        compiled = compile_crisis(crisis, evidence=False)
        points = pipeline.draw(crisis, draws=1, seed=2).points
        return compiled.game, numbered(compiled.parameters.numbers(points), 0)
    game = random_game(7, Shape(types=(2, 3), depth=4, width=3, rewards=3))
    flat = Game(**{**game.__dict__, "evidence": np.full(len(game.mover), -1, np.int32)})
    return flat, numbered(random_numbers(flat, 7, draws=1), 0)


@pytest.mark.parametrize("name", ["feud", "random"])
def test_no_row_is_taken_while_a_parent_may_still_read_it(name: str):
    game, _ = case(name)
    plan = Plan.of(game, None)
    grid = windows_of(plan.axes, cells=9)
    seats = seats_of(game, plan.axes, grid, reused=True)
    wide, holder = np.diff(grid.offset), np.full(seats.rows, -1)
    for node in range(len(game.mover) - 1, -1, -1):
        for child in game.child[game.first[node] : game.first[node + 1]]:
            rows = slice(int(seats.seat[child]), int(seats.seat[child] + wide[child]))
            assert (holder[rows] == child).all()
        mine = slice(int(seats.seat[node]), int(seats.seat[node] + wide[node]))
        assert not np.isin(holder[mine], game.child[game.first[node] : game.first[node + 1]]).any()
        holder[mine] = node
    assert seats.rows < grid.offset[-1]


@pytest.mark.parametrize("name", ["feud", "random"])
def test_shared_rows_change_nothing(name: str):
    game, numbers = case(name)
    plan, room = Plan.of(game, None), Room()
    for cells in (9, 13, 9):
        grid = windows_of(plan.axes, cells=cells)
        shared, alone = backward(plan, numbers, grid, room=room), backward(plan, numbers, grid)
        root = slice(int(shared.seats.seat[0]), int(shared.seats.seat[0] + grid.offset[1]))
        np.testing.assert_array_equal(shared.worth[root], alone.worth[: grid.offset[1]])
        one, other = (walk(plan, numbers, solved, points=4) for solved in (shared, alone))
        np.testing.assert_array_equal(one.policy, other.policy)
        np.testing.assert_array_equal(one.flow, other.flow)
