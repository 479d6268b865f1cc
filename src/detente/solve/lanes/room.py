"""Where a thread works on several draws side by side: their numbers, and what a sweep writes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from detente.game.arrays import Numbers
from detente.shapes import Floats, Ints
from detente.solve.lanes.layout import Layout
from detente.solve.lanes.register import WIDTH, aligned


class Views(NamedTuple):
    """Who is of one mind about whom, in every draw: beliefs are worked out once for them all."""

    slot_view: Ints  # P, K: number of the view that a slot takes of player i, -1 for i's own slots
    viewer: Ints  # P, P: an observer who holds each view of player i, -1 beyond the last


class Hands(NamedTuple):
    """The numbers of the draws in the lanes; last axis W."""

    scale: Floats  # 1: of all precisions
    precision: Floats  # P: at the whole scale
    odds: Floats  # C K: each slot's own chances
    value: Floats  # R K
    prior: Floats  # P K


class Desk(NamedTuple):
    """What a sweep writes; last axis W."""

    worth: Floats  # 2 seats K: V, and then the value of the best response
    policy: Floats  # policy rows
    given: Floats  # 2 groups T K: the same at a typed mover's choice, by its type
    residual: Floats  # 1
    choice: Floats  # A: the choice at hand
    mu: Floats  # P T: what each view holds about its types
    trace: Floats  # Q T: log L, largest 0
    like: Floats  # Q T: L
    at: Floats  # X: log-odds of types at the clues
    gap: Floats  # X: how far the sweep moves them


def views_of(layout: Layout, numbers: Numbers) -> Views:
    """Find who is of one mind about each player in all draws."""
    slots, players = len(layout.slot_player), len(layout.player_slot) - 1
    view, viewer = (np.full((players, n), -1, np.int32) for n in (slots, players))
    part = [slice(*layout.player_slot[i : i + 2]) for i in range(players)]
    for i in np.flatnonzero(np.diff(layout.player_slot) > 1):
        prior, held = numbers.prior[:, :, part[i]], list[int]()
        for j in range(players):
            if j != i:
                alike = (v for v, k in enumerate(held) if (prior[:, j] == prior[:, k]).all())
                number = next(alike, len(held))
                held += [j] if number == len(held) else []
                view[i, part[j]] = number
        viewer[i, : len(held)] = held
    return Views(view, viewer)


def hands_for(layout: Layout, numbers: Numbers) -> Hands:
    """Make room for the numbers of the draws in the lanes."""
    stride, players = layout.stride, len(layout.player_slot) - 1
    rows = [1, players, *(stride * n for n in (numbers.chance.shape[1], numbers.value.shape[1]))]
    return Hands(*(aligned(number, WIDTH) for number in (*rows, players * stride)))


def deal(layout: Layout, numbers: Numbers, draw: int, hands: Hands, *, lane: int) -> None:
    """Put the numbers of a draw into a lane."""
    players, slots = len(layout.player_slot) - 1, len(layout.slot_player)
    hands.precision[:, lane] = numbers.rationality[draw]
    for rows, array in (
        (hands.odds, numbers.chance[draw][:, layout.slot_player]),
        (hands.value, numbers.value[draw]),
        (hands.prior, numbers.prior[draw, :players]),
    ):
        rows.reshape(-1, layout.stride, WIDTH)[:, :slots, lane] = array


def desk_for(layout: Layout) -> Desk:
    """Make room for what a sweep writes."""
    clues, types, unknowns = len(layout.clue_row), layout.types, int(layout.unknown[-1])
    rows = (
        2 * layout.seats * layout.stride, layout.policy_rows,
        2 * layout.groups * types * layout.stride, 1, layout.widest,
        (len(layout.player_slot) - 1) * types, clues * types, clues * types, unknowns, unknowns,
    )  # fmt: skip
    return Desk(*(aligned(number, WIDTH) for number in rows))
