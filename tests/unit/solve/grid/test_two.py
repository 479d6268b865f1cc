"""The closed step for two types against the general one, and folds that are seen."""

from __future__ import annotations

import numpy as np
import pytest
from tests.games import Shape, random_game, random_numbers

from detente.game.arrays import Game
from detente.shapes import Floats
from detente.solve.grid.axes import windows_of
from detente.solve.grid.draw import Plan, on_windows
from detente.solve.tree.index import numbered


def respond(lines: Floats, delta: Floats, *, ratio: float, place: Floats) -> Floats:
    """Return the deltas that follow, by linear interpolation far finer than any grid."""
    value = np.array([
        [np.interp(ratio + delta[a], place, lines[a, :, t]) for t in range(2)]
        for a in range(len(lines))
    ])  # fmt: skip
    choice = np.exp(value - value.max(axis=0))
    logs = np.log(choice / choice.sum(axis=0))
    return logs[:, 1] - logs[:, 0]


@pytest.mark.parametrize("seed", [0, 2, 3, 4, 5])
def test_every_cell_is_a_fixed_point_of_its_line(seed: int):
    game = random_game(seed, Shape(types=(2, 1), depth=4, width=3, rewards=3))
    flat = Game(**{**game.__dict__, "evidence": np.full(len(game.mover), -1, np.int32)})
    plan, here = Plan.of(flat, None), numbered(random_numbers(flat, seed, draws=1), 0)
    found = on_windows(plan, here, windows_of(plan.axes, cells=33), points=1).solved
    checked = 0
    for node in range(len(flat.mover)):
        if plan.deltas[node] == 0:
            continue
        edges = slice(int(flat.first[node]), int(flat.first[node + 1]))
        grid, count = found.windows, edges.stop - edges.start
        begin, deltas = int(grid.offset[node]), found.delta[found.held[node] :]
        for cell in range(int(grid.offset[node + 1]) - begin):
            ratio = grid.ratio[0, grid.low[node, 0] + cell]
            delta = deltas[cell * count : (cell + 1) * count]
            lines = np.stack([line(found, here, flat, e) for e in range(edges.start, edges.stop)])
            needed = respond(lines, delta, ratio=float(ratio), place=PLACE)
            assert np.abs(needed - delta).max() < 2e-3
            checked += 1
    assert checked > 30


PLACE = np.linspace(-14.0, 14.0, 2001)


def line(found, here, game, edge):
    """Lay lambda times both types' values after an edge on a fine line (2001, 2)."""
    child, grid = int(game.child[edge]), found.windows
    rows = slice(int(grid.offset[child]), int(grid.offset[child + 1]))
    value = found.worth[rows, :2] + here.value[game.reward[edge], :2]
    points = grid.ratio[0, grid.low[child, 0] : grid.low[child, 0] + len(value)]
    if len(value) == 1:
        return np.repeat(here.rationality[0] * value, len(PLACE), axis=0)
    return np.stack([
        here.rationality[0] * np.interp(PLACE, points, value[:, t]) for t in range(2)
    ], axis=1)  # fmt: skip
