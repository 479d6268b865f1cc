"""Where the values of a grid stand while they run back, and what is kept of them for unfolding.

A node's values are read by its parents alone, so their rows are free again after the first of them.
What play needs later is less: what an actor's own types are worth after its actions.
"""

from __future__ import annotations

from bisect import insort
from typing import NamedTuple

import numpy as np

from detente.game.arrays import Game
from detente.shapes import Longs
from detente.solve.grid.axes import Axes, Windows


class Seats(NamedTuple):
    """The places of every node's numbers.

    At the node of a mover with a choice and several types `ahead` holds, for every combination of
    points of the other axes, the values (A, H, T) after each action at the H points of its child's
    window on the mover's own axes (four at the least); at the node of a mover of one type the
    values (A) at every cell. All of them are multiplied by the mover's precision.
    """

    seat: Longs  # N: first row of the values
    rows: int
    held: Longs  # N + 1: first of a typed mover's deltas (cells, A, X)
    asked: Longs  # N + 1: first of the node's numbers in `ahead`


def seats_of(game: Game, axes: Axes, grid: Windows, *, reused: bool) -> Seats:
    """Give every node of a grid its places; with `reused` rows, only the root's values last."""
    cells, edges = np.diff(grid.offset), np.diff(game.first).astype(np.int64)
    mover = np.maximum(game.mover, 0)
    extra = np.where(game.mover >= 0, axes.extra[mover], 0)
    typed = (extra > 0) & (edges > 1)
    own = (axes.player[None, :] == mover[:, None]) & typed[:, None]
    heights = np.where(own[game.source], grid.wide[game.child], 1).prod(axis=1, dtype=np.int64)
    tall = np.full(len(mover), 4)
    np.maximum.at(tall, game.source, heights)
    others = cells // np.where(own, grid.wide, 1).prod(axis=1, dtype=np.int64)
    ahead = np.where(typed, others * tall * (extra + 1), cells) * edges * (game.mover >= 0)
    held = cells * edges * extra * typed
    seat, rows = grid.offset[:-1], int(grid.offset[-1])
    if reused:
        seat, rows = _reuse(game, cells)
    return Seats(seat, rows, _begins(held), _begins(ahead))


def _begins(sizes: Longs) -> Longs:
    return np.concatenate([[0], np.cumsum(sizes)])


def _reuse(game: Game, cells: Longs) -> tuple[Longs, int]:
    """Seat nodes from the last to the root, each in the first gap that is wide enough."""
    nodes, rows = len(cells), 0
    reader = np.full(nodes, -1)
    reader[game.child[::-1]] = game.source[::-1]  # the first parent is the last to read
    order = np.argsort(reader, kind="stable")
    done = np.searchsorted(reader[order], np.arange(nodes + 1))
    seat, taken = np.zeros(nodes, np.int64), list[tuple[int, int]]()
    for node in range(nodes - 1, -1, -1):
        begin, wide = 0, int(cells[node])
        for first, last in taken:
            if first - begin >= wide:
                break
            begin = last
        seat[node] = begin
        insort(taken, (begin, begin + wide))
        rows = max(rows, begin + wide)
        for child in order[done[node] : done[node + 1]]:
            taken.remove((int(seat[child]), int(seat[child] + cells[child])))
    return seat, rows
