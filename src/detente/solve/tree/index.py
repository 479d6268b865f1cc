"""A game as the solver's loops read it: index arrays, and the nodes split by what they hang on.

A *clue* is an edge that later serves as evidence about a typed actor. Only the odds of the types at
the clues carry over from one sweep to the next, so only the nodes above a use of such a clue change
between sweeps (`live`); the rest is settled by one pass a precision, or waits for the last one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from detente.game.arrays import END, Game, Numbers
from detente.game.distinct import distinct
from detente.shapes import Bools, Floats, Ints, Longs


class Tree(NamedTuple):
    """The index arrays of a game; node lists run from the last node to the first."""

    mover: Ints  # N
    first: Ints  # N + 1
    child: Ints  # E
    chance: Ints  # E
    reward: Ints  # E
    final: Ints  # N
    slot_player: Ints  # K
    player_slot: Ints  # P + 1
    clue: Ints  # N: the clue that the mover's types have left at this node, -1: none
    clue_edge: Ints  # Q: edge of a clue, ascending
    clue_types: Ints  # Q: how many types its mover has
    clue_last: Ints  # Q: the same actor's clue before it, -1: none
    same: Ints  # N: number of the choice that the mover faces here and elsewhere, -1: only here
    chooser: Ints  # G: the node at which such a choice is worked out, the last one that faces it
    ends: Ints  # nodes where play is over
    settled: Ints  # nodes whose values do not depend on any clue
    live: Ints  # nodes that a sweep has to visit
    head: Ints  # nodes that depend on clues but that no clue depends on


class Numbered(NamedTuple):
    """The numbers of one draw, as in `Numbers` without the axis of draws."""

    rationality: Floats  # P
    value: Floats  # R, K
    chance: Floats  # C, J
    prior: Floats  # J, K


def tree_of(game: Game) -> Tree:
    """Index a game for the solver.

    A node is live if its value depends on the odds at some clue and some clue depends on its
    value: it lies at or below a node that a clue leaves.
    """
    mover, first, child = _ints(game.mover), _ints(game.first), _ints(game.child)
    typed = np.diff(game.player_slot) > 1
    decides = (mover >= 0) & typed[np.maximum(mover, 0)]
    evidence = np.where(decides, game.evidence, -1)
    clue_edge = np.unique(evidence[evidence >= 0])
    clue = np.where(evidence >= 0, np.searchsorted(clue_edge, np.maximum(evidence, 0)), -1)
    leaves = np.searchsorted(first, clue_edge, side="right") - 1
    moving, wanted = clue >= 0, np.zeros(len(mover), dtype=np.bool_)
    wanted[leaves] = True
    mark_above(first, child, moving)
    mark_below(first, child, wanted)
    down = np.arange(len(mover))[::-1]
    inner = mover[down] != END
    same, chooser = _same_choices(game, decides, moving * 2 + wanted, clue_edge)
    return Tree(
        mover=mover, first=first, child=child, chance=_ints(game.chance), reward=_ints(game.reward),
        final=_ints(game.final), slot_player=_ints(game.slot_player),
        player_slot=_ints(game.player_slot), clue=_ints(clue), clue_edge=_ints(clue_edge),
        clue_types=_ints(np.diff(game.player_slot)[mover[leaves]]),
        clue_last=_ints(clue[leaves]), same=_ints(same), chooser=_ints(chooser),
        ends=_ints(down[~inner]),
        settled=_ints(down[inner & ~moving[down]]), live=_ints(down[(moving & wanted)[down]]),
        head=_ints(down[(moving & ~wanted)[down]]),
    )  # fmt: skip


def _same_choices(game: Game, decides: Bools, kind: Longs, clue_edge: Ints) -> tuple[Longs, Longs]:
    """Number the choices that typed movers face at several nodes, alike but for what is believed.

    At its last turn a typed actor's past choices no longer lead anywhere else: nodes that differ
    only in them have the same edges, so one node's choice is every node's, and others' values
    there differ by the weights of the types alone.
    """
    degree = np.diff(game.first)
    leaves_clue = np.zeros(len(degree), dtype=np.bool_)
    leaves_clue[np.searchsorted(game.first, clue_edge, side="right") - 1] = True
    nodes = np.flatnonzero(decides & ~leaves_clue)
    widest = int(degree[nodes].max(initial=0))
    rows = np.full((len(nodes), 3 + 2 * widest), -1, np.int64)
    rows[:, :3] = np.column_stack((game.mover[nodes], kind[nodes], degree[nodes]))
    for x in range(widest):
        has = degree[nodes] > x
        edges = game.first[nodes[has]] + x
        rows[has, 3 + 2 * x], rows[has, 4 + 2 * x] = game.child[edges], game.reward[edges]
    number = distinct(rows)[1]
    shared = np.bincount(number, minlength=1) > 1
    renumbered = np.where(shared, np.cumsum(shared) - 1, -1)
    same = np.full(len(degree), -1, np.int64)
    same[nodes] = renumbered[number] if len(nodes) else -1
    chooser = np.full(int(shared.sum()), -1, np.int64)
    alike = np.flatnonzero(same >= 0)
    np.maximum.at(chooser, same[alike], alike)
    return same, chooser


def numbered(numbers: Numbers, draw: int) -> Numbered:
    """Take the numbers of one draw, contiguous."""
    rows = (numbers.rationality, numbers.value, numbers.chance, numbers.prior)
    return Numbered(*(np.require(row[draw], np.float64, ["C", "W"]) for row in rows))


@njit(cache=True, nogil=True)
def mark_above(first: Ints, child: Ints, marked: Bools) -> None:
    """Mark every node before a marked one; children stand behind their parents."""
    for node in range(len(first) - 2, -1, -1):
        for edge in range(first[node], first[node + 1]):
            marked[node] |= marked[child[edge]]


@njit(cache=True, nogil=True)
def mark_below(first: Ints, child: Ints, marked: Bools) -> None:
    """Mark every node after a marked one."""
    for node in range(len(first) - 1):
        if marked[node]:
            for edge in range(first[node], first[node + 1]):
                marked[child[edge]] = True


def _ints(array: Ints | Longs) -> Ints:
    return np.require(array, np.int32, ["C", "W"])
