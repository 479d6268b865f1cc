"""One sweep of the public tree: beliefs run forward along the clues, values run back.

The equations are those of section 3 of the design (McKelvey and Palfrey 1998, with observers that
may disagree): at a node of player i

- slot t of player i weighs edge e with pi(e | t), proportional to exp(lambda_i V(e, t));
- a slot of player j weighs it with sum_t mu_ji(t) pi(e | t), mu_ji(t) proportional to
  prior_ji(t) L(t), where L is the product of i's own choice probabilities so far.

L is kept as log-odds against type 0, one row a clue, so long chains cannot underflow.
"""

from __future__ import annotations

import math
from typing import Any, Literal, NamedTuple

import numpy as np
from numba import njit

from detente.game.arrays import CHANCE
from detente.shapes import Floats, Ints, Longs
from detente.solve.tree.back import LEAST, copy_choices, run_back
from detente.solve.tree.crew import Crew
from detente.solve.tree.index import Numbered, Tree

HISTORY = 8
"""Steps that the acceleration remembers."""
MANY = 1_000_000
"""Log-odds from which on it remembers half as many, for the room that they take."""
Part = Literal["settled", "live", "head"]
"""A list of a tree's nodes."""


class Room(NamedTuple):
    """Where one thread works: everything that a solve writes."""

    precision: Floats  # P: lambda of each player at the present scale
    odds: Floats  # C, K: each slot's own chances
    view: Ints  # P, K: number of the view that a slot takes of player i, -1 for i's own slots
    viewer: Ints  # P, P: an observer who holds each view of player i, -1 beyond the last
    weight: Floats  # A, K: how each slot weighs the edges of the node at hand
    worth: Floats  # N, K: V
    best: Floats  # N, K: value of the best response
    given: Floats  # G, T, K: values of a choice faced at several nodes, by the mover's type
    policy: Floats  # E, T: ones on chance edges, zeros beyond a mover's types
    trace: Floats  # Q, T: log L, largest 0
    like: Floats  # Q, T: L
    at: Floats  # Q, T: log-odds of types at the clues, the iterate
    gap: Floats  # Q, T: how far one sweep moves it
    good: Floats  # Q, T: the iterate at the last scale reached
    slope: Floats  # Q, T: its slope in the scale
    old_at: Floats  # Q, T
    old_gap: Floats  # Q, T
    moves: Floats  # HISTORY, Q, T: past changes of what a sweep makes of `at`
    turns: Floats  # HISTORY, Q, T: past changes of `gap`
    gram: Floats  # HISTORY, HISTORY: inner products of `turns`
    memory: Longs  # 2: how many of them hold something, and the next to be written
    crew: Crew | None = None  # threads that share a sweep, None: this one alone


def room_for(tree: Tree, *, chances: int, crew: Crew | None = None, real: Any = np.float64) -> Room:
    """Make the workspace of one thread, or of a crew, for a game with so many rows of chances.

    `real` is the kind of the numbers held for every node and edge, and of past steps.
    """
    nodes, edges, slots = len(tree.mover), len(tree.child), len(tree.slot_player)
    players = len(tree.player_slot) - 1
    types = int(np.diff(tree.player_slot).max(initial=1))
    widest = int(np.diff(tree.first).max(initial=1))
    clues = (len(tree.clue_edge), types)
    history = HISTORY if clues[0] * types < MANY else HISTORY // 2
    policy = np.zeros((edges, types), real)
    policy[np.repeat(tree.mover == CHANCE, np.diff(tree.first))] = 1.0
    return Room(
        np.zeros(players), np.zeros((chances, slots)), np.zeros((players, slots), np.int32),
        np.zeros((players, players), np.int32),
        np.zeros((widest, slots)), np.zeros((nodes, slots), real), np.zeros((nodes, slots), real),
        np.zeros((len(tree.chooser), types, slots), real), policy,
        trace=np.zeros(clues), like=np.zeros(clues), at=np.zeros(clues), gap=np.zeros(clues),
        good=np.zeros(clues), slope=np.zeros(clues), old_at=np.zeros(clues),
        old_gap=np.zeros(clues), moves=np.zeros((history, *clues), real),
        turns=np.zeros((history, *clues), real), gram=np.zeros((history, history)),
        memory=np.zeros(2, np.int64), crew=crew,
    )  # fmt: skip


def settle_in(tree: Tree, draw: Numbered, room: Room) -> None:
    """Write what is the same at every precision: own chances, views, values at the ends."""
    room.odds[: len(draw.chance)] = draw.chance[:, tree.slot_player]
    room.worth[tree.ends] = draw.value[tree.final[tree.ends]]
    players = range(len(tree.player_slot) - 1)
    slots = [slice(tree.player_slot[i], tree.player_slot[i + 1]) for i in players]
    room.view[:], room.viewer[:] = -1, -1
    for i in players:
        held: list[int] = []
        for j in players if len(draw.prior[0, slots[i]]) > 1 else ():
            if j != i:
                mine = draw.prior[j, slots[i]]
                alike = (v for v, k in enumerate(held) if (mine == draw.prior[k, slots[i]]).all())
                number = next(alike, len(held))
                held += [j] if number == len(held) else []
                room.view[i, slots[j]] = number
        room.viewer[i, : len(held)] = held


def remember(tree: Tree, odds: Floats, room: Room) -> None:
    """Add log-odds up along the chains of clues: `trace` becomes log L and `like` L, largest 1."""

    def some(clues: slice) -> float:
        begin, end = clues.start, clues.stop
        add_up(tree.clue_types, tree.clue_last, odds, room.trace, room.like, begin, end)
        return 0.0

    if room.crew is None:
        some(slice(0, len(tree.clue_edge)))
    else:
        room.crew.over_chains(some)


def backward(tree: Tree, draw: Numbered, room: Room, part: Part) -> None:
    """Run values back over a part of the nodes, choices answering the values after them."""

    def some(nodes: Ints) -> float:
        run_back(
            nodes,
            tree.mover,
            tree.first,
            tree.child,
            tree.chance,
            tree.reward,
            tree.player_slot,
            tree.clue,
            tree.same,
            tree.chooser,
            draw.prior,
            room.trace,
            room.like,
            room.view,
            room.viewer,
            room.precision,
            room.odds,
            draw.value,
            room.worth,
            room.policy,
            room.weight if room.crew is None else np.empty_like(room.weight),
            room.given,
        )
        return 0.0

    if room.crew is None:
        some(getattr(tree, part))
    else:
        room.crew.over_nodes(part, some)


def spread_choices(tree: Tree, room: Room) -> None:
    """Write the choices that were worked out at one node for several at all of them."""
    copy_choices(tree.first, tree.same, tree.chooser, room.policy)


def sweep(tree: Tree, draw: Numbered, room: Room) -> float:
    """Sweep once from `room.at`; write how far the log-odds move into `gap`, return the most."""
    remember(tree, room.at, room)
    backward(tree, draw, room, "live")
    return read_odds(tree, room, room.gap, less=room.at)


def read_odds(tree: Tree, room: Room, odds: Floats, *, less: Floats | None = None) -> float:
    """Read the types' log-odds at the clues off the policy (Q, T), less others if they are given.

    Type 0 has zero. Returns the largest difference, 0 if nothing is taken off.
    """

    def some(clues: slice) -> float:
        log_odds(tree.clue_types[clues], tree.clue_edge[clues], room.policy, odds[clues])
        return 0.0 if less is None else float(subtract(odds[clues], less[clues]))

    if room.crew is None:
        return some(slice(0, len(tree.clue_edge)))
    return room.crew.over_clues(some)


@njit(cache=True, nogil=True)
def add_up(  # noqa: PLR0917 (compiled: arguments by place)
    types: Ints, last: Ints, odds: Floats, trace: Floats, like: Floats, begin: int, end: int
) -> None:
    """Write log L and L at clues: the log-odds there on top of those at the clue before."""
    for clue in range(begin, end):
        before, top = last[clue], -np.inf
        for t in range(types[clue]):
            trace[clue, t] = odds[clue, t] + (trace[before, t] if before >= 0 else 0.0)
            top = max(top, trace[clue, t])
        for t in range(types[clue]):
            trace[clue, t] -= top
            like[clue, t] = math.exp(trace[clue, t])


@njit(cache=True, nogil=True)
def log_odds(types: Ints, edge: Ints, policy: Floats, odds: Floats) -> None:
    """Write the log-odds of taking each clue's edge, against type 0."""
    for clue in range(len(types)):
        sure = math.log(max(policy[edge[clue], 0], LEAST))
        for t in range(1, types[clue]):
            odds[clue, t] = math.log(max(policy[edge[clue], t], LEAST)) - sure


@njit(cache=True, nogil=True)
def subtract(left: Floats, right: Floats) -> float:
    """Subtract in place; return the largest difference."""
    most = 0.0
    for row in range(left.shape[0]):
        for column in range(left.shape[1]):
            left[row, column] -= right[row, column]
            if not abs(left[row, column]) <= most:  # also where it is no number
                most = abs(left[row, column])
    return most
