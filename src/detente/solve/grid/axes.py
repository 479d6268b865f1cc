"""The axes of the grid: one log-likelihood ratio per extra type, and where each node needs it.

An axis holds `ell = log L_i(t) - log L_i(0)` for one type t > 0 of one typed actor i. Its points
are evenly spaced in `ell / sqrt(CENTRE^2 + ell^2)`: dense where beliefs turn, sparse where they are
as good as certain. All nodes share one axis; each has a window of it, so that a value at the same
evidence needs no interpolation. A typed actor that has no choice to make from a node on has no axis
there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit

from detente.errors import Problem, SolveError
from detente.game.arrays import Game
from detente.shapes import Bools, Floats, Ints, Longs

CENTRE = 5.0
"""Log-likelihood ratios up to about this are spaced evenly, larger ones ever more widely."""
FARTHEST = 14.0
"""The largest ratio kept: beyond it a type is ruled out to one part in a million."""
MOST_AXES = 4
"""The most axes that a node may have; the cells grow with their power."""
MARGIN, SHARE = 0.25, 0.1
"""How far a window reaches beyond where play went before: in log-odds, and of its width."""


@dataclass(frozen=True)
class Axes:
    """Which ratios there are (X axes), and which nodes depend on them."""

    player: Ints  # X
    start: Ints  # P: first axis of a player, whose others follow
    extra: Ints  # P: axes of the player: its types less one
    live: Bools  # N, X: whether the actor still has a choice to make at the node or after it


class Windows(NamedTuple):
    """A grid: the coordinates of its axes, and the window of each node."""

    span: Floats  # X: the axis runs from -span to span
    step: Floats  # X: distance of two points in `bent`
    ratio: Floats  # X, G: ell at the points; the middle one is 0
    low: Ints  # N, X: first point of the window
    wide: Ints  # N, X: points of the window, 1 where the axis is not live
    stride: Ints  # N, X: cells from one point of the axis to the next, the last axis fastest
    offset: Longs  # N + 1: first cell of the node


def axes_of(game: Game) -> Axes:
    """List the axes of a game; `SolveError` where more than `MOST_AXES` meet."""
    extra = np.diff(game.player_slot) - 1
    player = np.repeat(np.arange(len(game.players), dtype=np.int32), extra)
    start = (np.cumsum(extra) - extra).astype(np.int32)
    chooses = (game.mover >= 0) & (np.diff(game.first) > 1)
    live = chooses[:, None] & (game.mover[:, None] == player[None, :])
    live = np.ascontiguousarray(live)
    _pull_up(np.asarray(game.first), np.asarray(game.child), live)
    most = int(live.sum(axis=1).max(initial=0))
    if most > MOST_AXES:
        names = ", ".join(sorted({game.players[p] for p in player}))
        raise SolveError(Problem(
            f"the grid would need {most} axes, one for every type after the first of {names}; "
            f"the most is {MOST_AXES}",
            hint="give fewer actors types, or fewer types, or solve the whole tree",
        ))  # fmt: skip
    return Axes(player, start, extra.astype(np.int32), live)


@njit(cache=True, nogil=True)
def _pull_up(first: Ints, child: Ints, live: Bools) -> None:
    """An axis that is live at a node is live before it; children stand behind their parents."""
    for node in range(len(first) - 2, -1, -1):
        for edge in range(first[node], first[node + 1]):
            for x in range(live.shape[1]):
                live[node, x] |= live[child[edge], x]


def windows_of(axes: Axes, *, cells: int, hull: Floats | None = None) -> Windows:
    """Lay out a grid with so many points an axis (odd); `hull` (N, X, 2) is where play went.

    Windows need not contain each other: what is read outside one is read at its edge.
    """
    nodes, count_axes = axes.live.shape
    middle = (cells - 1) // 2
    span = np.full(count_axes, FARTHEST)
    if hull is not None:
        hull = widened(hull)
        widest = np.abs(np.where(axes.live[:, :, None], hull, 0.0)).max(axis=(0, 2), initial=0.0)
        span = np.clip(widest, MARGIN, FARTHEST)
    step = bent(span) / middle
    place = np.arange(-middle, middle + 1)[None, :] * step[:, None]
    ratio = CENTRE * place / np.sqrt(1.0 - place * place)
    low = np.where(axes.live, 0, middle)
    high = np.where(axes.live, cells - 1, middle)
    if hull is not None:
        place = bent(hull) / step[None, :, None] + middle
        low = np.where(axes.live, np.clip(np.floor(place[:, :, 0] + 1e-9), 0, cells - 1), middle)
        high = np.where(axes.live, np.clip(np.ceil(place[:, :, 1] - 1e-9), low, cells - 1), middle)
    count = (high - low + 1).astype(np.int64)
    after = np.cumprod(count[:, ::-1], axis=1)[:, ::-1]
    stride = np.concatenate([after[:, 1:], np.ones((nodes, 1), np.int64)], axis=1)
    sizes = after[:, 0] if count_axes else np.ones(nodes, np.int64)
    offset = np.concatenate([[0], np.cumsum(sizes)])
    return Windows(
        span, step, np.ascontiguousarray(ratio), low.astype(np.int32), count.astype(np.int32),
        np.ascontiguousarray(stride[:, :count_axes], np.int32), offset.astype(np.int64),
    )  # fmt: skip


def bent(ratio: Floats) -> Floats:
    """Bend ratios to the coordinate in which the points of an axis are evenly spaced."""
    bend: Floats = ratio / np.sqrt(CENTRE * CENTRE + ratio * ratio)
    return bend


def widened(hull: Floats) -> Floats:
    """Widen where play went by the margin."""
    margin = MARGIN + SHARE * (hull[:, :, 1] - hull[:, :, 0])
    return np.stack([hull[:, :, 0] - margin, hull[:, :, 1] + margin], axis=2)
