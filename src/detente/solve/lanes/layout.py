"""A tree laid out for lanes: nodes in the order of visits, edges with the rows that they read."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from detente.game.arrays import CHANCE, END
from detente.shapes import Bools, Floats, Ints, Longs
from detente.solve.lanes.averages import BLOCK
from detente.solve.lanes.order import earliest, edges_of, seats, visits
from detente.solve.tree.index import Tree, mark_below

NATURE, PLAIN, TYPED, FOLLOWER, OVER = range(5)
"""What happens at a node: nature draws; a mover without types chooses, or one with types; one with
types makes a choice that is worked out at another node, where it is the same; play is over."""


_PATCH = 256
"""Edges whose policy is copied at a time, so that it stays in the cache for all lanes."""


class Layout(NamedTuple):
    """Index arrays over the nodes in the order of visits, the root last, and over edges.

    Rows are those of the arrays that hold lanes: of values a seat times the stride, of rewards and
    chances a row times the stride, of the policy an edge's with its types side by side. Unknowns
    (X in all) are the log-odds at the clues, one for every type but the first.
    """

    role: Ints  # N
    mover: Ints  # N
    first: Ints  # N + 1: first edge; a follower has none
    free: Bools  # N: no clue depends on the node, so the audit settles it
    clue: Ints  # N
    final: Ints  # N: row of the rewards at an end
    seat: Ints  # N: row of the node's values
    group: Ints  # N: row of the values by type of a typed mover's choice
    swept: Ints  # the nodes that a sweep visits
    child: Ints  # row of the values after an edge
    pay: Ints  # row of its rewards
    share: Ints  # row of its chances, or of its policy
    slot_player: Ints  # K
    player_slot: Ints  # P + 1
    clue_row: Ints  # Q: row of the policy of the clue's edge
    clue_types: Ints  # Q
    clue_last: Ints  # Q
    unknown: Ints  # Q + 1: first unknown of each clue
    edge_row: Ints  # E: row of the policy of each edge of the tree, -1 at chance
    edge_types: Ints  # E: types of its mover
    stride: int  # K, or more: so many rows apart are two seats
    types: int  # T
    widest: int  # A
    seats: int
    groups: int
    policy_rows: int


def lay_out(tree: Tree) -> Layout:
    """Lay a tree out."""
    stride, types = max(BLOCK, len(tree.slot_player)), int(np.diff(tree.player_slot).max(initial=1))
    degree, steps = np.diff(tree.first), np.arange(len(tree.mover))
    own = np.where(tree.mover >= 0, np.diff(tree.player_slot)[np.maximum(tree.mover, 0)], 0)
    rank = visits(tree.first, tree.child)
    order, leads = np.argsort(rank), earliest(tree.same, rank)
    follows = leads != steps
    policy_row, policy_rows = _policy(tree, own * np.where(follows, 0, degree), order, leads)
    edges = edges_of(tree.first, order[~follows[order]])
    readers = np.repeat(rank, degree)
    last = steps.copy()
    np.maximum.at(last, rank[tree.child[edges]], readers[edges])
    seat = seats(np.ones(len(steps), np.bool_), last)
    last = steps.copy()
    np.maximum.at(last, rank[leads], rank)
    group = seats((own > 1)[order] & ~follows[order], last)[rank[leads[order]]]
    nature = np.repeat(tree.mover == CHANCE, degree)
    wanted = np.zeros(len(steps), np.bool_)
    wanted[np.searchsorted(tree.first, tree.clue_edge, side="right") - 1] = True
    mark_below(tree.first, tree.child, wanted)
    return Layout(
        role=_roles(tree, own, follows)[order], mover=tree.mover[order],
        first=_ints(np.concatenate(([0], np.cumsum(np.where(follows, 0, degree)[order])))),
        free=~wanted[order], clue=tree.clue[order],
        final=_ints(tree.final[order] * stride), seat=_ints(seat * stride),
        group=_ints(group * types * stride), swept=_ints(np.flatnonzero(wanted[order])),
        child=_ints(seat[rank[tree.child[edges]]] * stride), pay=_ints(tree.reward[edges] * stride),
        share=_ints(np.where(nature, tree.chance * stride, policy_row)[edges]),
        slot_player=tree.slot_player, player_slot=tree.player_slot,
        clue_row=_ints(policy_row[tree.clue_edge]), clue_types=tree.clue_types,
        clue_last=tree.clue_last,
        unknown=_ints(np.concatenate(([0], np.cumsum(tree.clue_types - 1)))),
        edge_row=_ints(np.where(nature, -1, policy_row)),
        edge_types=_ints(np.repeat(own, degree)), stride=stride, types=types,
        widest=int(degree.max(initial=1)), seats=int(seat.max()) + 1, groups=int(group.max()) + 1,
        policy_rows=policy_rows,
    )  # fmt: skip


def _policy(tree: Tree, mine: Ints, order: Longs, leads: Longs) -> tuple[Longs, int]:
    """Return the row of each edge's policy, and how many there are, if each node has `mine`."""
    start = np.empty(len(mine), np.int64)
    start[order] = np.cumsum(mine[order]) - mine[order]
    source = np.repeat(np.arange(len(mine)), np.diff(tree.first))
    place = np.arange(len(source)) - tree.first[source]
    types = np.diff(tree.player_slot)[np.maximum(tree.mover, 0)][source]
    return np.asarray(start[leads[source]] + place * types), int(mine.sum())


def _roles(tree: Tree, own: Ints, follows: Bools) -> Ints:
    role = np.where(own > 1, TYPED, PLAIN)
    role[follows] = FOLLOWER
    role[tree.mover == CHANCE], role[tree.mover == END] = NATURE, OVER
    return _ints(role)


def _ints(array: Ints | Longs) -> Ints:
    return np.require(array, np.int32, ["C", "W"])


def spread_policy(layout: Layout, policy: Floats, to: Floats, draws: Longs) -> None:
    """Write the policies of lanes to the rows of their draws (D, E, T); chance edges hold ones."""
    _spread(layout.edge_row, layout.edge_types, policy, to, draws)


@njit(cache=True, nogil=True)
def _spread(  # noqa: PLR0917 (compiled: arguments by place)
    edge_row: Ints, edge_types: Ints, policy: Floats, to: Floats, draws: Longs
) -> None:
    for begin in range(0, len(edge_row), _PATCH):
        for lane in range(len(draws)):
            for edge in range(begin, min(begin + _PATCH, len(edge_row))):
                row, own = edge_row[edge], edge_types[edge]
                for t in range(to.shape[2]):
                    share = 1.0 if own == 0 else 0.0
                    if t < own:
                        share = policy[row + t, lane]
                    to[draws[lane], edge, t] = share
