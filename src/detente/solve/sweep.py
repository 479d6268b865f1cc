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
from typing import NamedTuple

import numpy as np
from numba import njit

from detente.game.arrays import CHANCE
from detente.shapes import Floats, Ints, Longs
from detente.solve.back import run_back
from detente.solve.tree import Numbered, Tree

LEAST = 1e-300
"""Choice probabilities below this count as this in log-odds."""
HISTORY = 8
"""Steps that the acceleration remembers."""


class Room(NamedTuple):
    """Where one thread works: everything that a solve writes."""

    precision: Floats  # P: lambda of each player at the present scale
    odds: Floats  # C, K: each slot's own chances
    twin: Ints  # P, P: [i, j] 1 if j and the observer before it have one prior about i
    weight: Floats  # A, K: how each slot weighs the edges of the node at hand
    worth: Floats  # N, K: V
    best: Floats  # N, K: value of the best response
    policy: Floats  # E, T
    trace: Floats  # Q, T: log L, largest 0
    like: Floats  # Q, T: L
    at: Floats  # Q, T: log-odds of types at the clues, the iterate
    gap: Floats  # Q, T: how far one sweep moves it
    good: Floats  # Q, T: the iterate at the last scale reached
    slope: Floats  # Q, T: its slope in the scale
    old_at: Floats  # Q, T
    old_gap: Floats  # Q, T
    moves: Floats  # HISTORY, Q, T: past changes of `at`
    turns: Floats  # HISTORY, Q, T: past changes of `gap`
    gram: Floats  # HISTORY, HISTORY: inner products of `turns`
    memory: Longs  # 2: how many of them hold something, and the next to be written


def room_for(tree: Tree, *, chances: int) -> Room:
    """Make the workspace of one thread for a game with so many rows of chances."""
    nodes, edges, slots = len(tree.mover), len(tree.child), len(tree.slot_player)
    players = len(tree.player_slot) - 1
    types = int(np.diff(tree.player_slot).max(initial=1))
    widest = int(np.diff(tree.first).max(initial=1))
    clues = (len(tree.clue_edge), types)
    return Room(
        np.zeros(players), np.zeros((chances, slots)), np.zeros((players, players), np.int32),
        np.zeros((widest, slots)), np.zeros((nodes, slots)), np.zeros((nodes, slots)),
        np.zeros((edges, types)),
        trace=np.zeros(clues), like=np.zeros(clues), at=np.zeros(clues), gap=np.zeros(clues),
        good=np.zeros(clues), slope=np.zeros(clues), old_at=np.zeros(clues),
        old_gap=np.zeros(clues), moves=np.zeros((HISTORY, *clues)),
        turns=np.zeros((HISTORY, *clues)), gram=np.zeros((HISTORY, HISTORY)),
        memory=np.zeros(2, np.int64),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def settle_in(tree: Tree, draw: Numbered, room: Room) -> None:
    """Write what is the same at every precision: own chances, twins, values at the ends."""
    players = len(tree.player_slot) - 1
    for row in range(len(draw.chance)):
        for slot in range(len(tree.slot_player)):
            room.odds[row, slot] = draw.chance[row, tree.slot_player[slot]]
    for i in range(players):
        before = -1
        for j in range(players):
            room.twin[i, j] = 0
            if j == i:
                continue
            if before >= 0:
                room.twin[i, j] = 1
                for slot in range(tree.player_slot[i], tree.player_slot[i + 1]):
                    if draw.prior[j, slot] != draw.prior[before, slot]:
                        room.twin[i, j] = 0
            before = j
    for node in range(len(tree.mover)):
        sure = 1.0 if tree.mover[node] == CHANCE else 0.0
        for edge in range(tree.first[node], tree.first[node + 1]):
            for t in range(room.policy.shape[1]):
                room.policy[edge, t] = sure
    for place in range(len(tree.ends)):
        node = tree.ends[place]
        for slot in range(len(tree.slot_player)):
            room.worth[node, slot] = draw.value[tree.final[node], slot]


@njit(cache=True, nogil=True)
def remember(tree: Tree, odds: Floats, trace: Floats, like: Floats) -> None:
    """Add log-odds up along the chains of clues: `trace` is log L and `like` L, largest one."""
    types = odds.shape[1]
    for clue in range(len(tree.clue_edge)):
        last = tree.clue_last[clue]
        player = tree.mover[tree.clue_node[clue]]
        own = tree.player_slot[player + 1] - tree.player_slot[player]
        top = -np.inf
        for t in range(own):
            total = odds[clue, t] + (trace[last, t] if last >= 0 else 0.0)
            trace[clue, t] = total
            top = max(top, total)
        for t in range(types):
            trace[clue, t] = trace[clue, t] - top if t < own else 0.0
            like[clue, t] = math.exp(trace[clue, t]) if t < own else 0.0


@njit(cache=True, nogil=True)
def believe(  # noqa: PLR0917 (compiled: arguments by place)
    tree: Tree, prior: Floats, trace: Floats, like: Floats, node: int, observer: int, mu: Floats
) -> None:
    """Write what an observer believes about the type of the node's mover into `mu` (T)."""
    start = tree.player_slot[tree.mover[node]]
    own = tree.player_slot[tree.mover[node] + 1] - start
    clue = tree.clue[node]
    total = 0.0
    for t in range(own):
        mu[t] = prior[observer, start + t] * (like[clue, t] if clue >= 0 else 1.0)
        total += mu[t]
    if total < LEAST:  # whom the observer thinks possible is all but ruled out: work in logs
        top = -np.inf
        for t in range(own):
            if prior[observer, start + t] > 0.0:
                top = max(top, trace[clue, t])
        total = 0.0
        for t in range(own):
            mu[t] = prior[observer, start + t]
            if mu[t] > 0.0:
                mu[t] *= math.exp(trace[clue, t] - top)
            total += mu[t]
    for t in range(own):
        mu[t] /= total


@njit(cache=True, nogil=True)
def respond(tree: Tree, draw: Numbered, room: Room, node: int) -> None:
    """Write the logit choices of every type of the node's mover into the policy."""
    mover = tree.mover[node]
    start, first, last = tree.player_slot[mover], tree.first[node], tree.first[node + 1]
    for slot in range(start, tree.player_slot[mover + 1]):
        top = -np.inf
        for edge in range(first, last):
            utility = room.worth[tree.child[edge], slot] + draw.value[tree.reward[edge], slot]
            room.policy[edge, slot - start] = room.precision[mover] * utility
            top = max(top, room.policy[edge, slot - start])
        total = 0.0
        for edge in range(first, last):
            room.policy[edge, slot - start] = math.exp(room.policy[edge, slot - start] - top)
            total += room.policy[edge, slot - start]
        for edge in range(first, last):
            room.policy[edge, slot - start] /= total


@njit(cache=True, nogil=True)
def weigh(  # noqa: PLR0917 (compiled: arguments by place)
    tree: Tree, draw: Numbered, room: Room, node: int, mu: Floats
) -> None:
    """Write how every slot weighs the node's edges into `weight` (A, K)."""
    mover, first, last = tree.mover[node], tree.first[node], tree.first[node + 1]
    slots = len(tree.slot_player)
    if mover < 0:
        for edge in range(first, last):
            for slot in range(slots):
                room.weight[edge - first, slot] = room.odds[tree.chance[edge], slot]
        return
    start, stop = tree.player_slot[mover], tree.player_slot[mover + 1]
    if stop - start == 1:
        for edge in range(first, last):
            for slot in range(slots):
                room.weight[edge - first, slot] = room.policy[edge, 0]
        return
    for edge in range(first, last):
        for t in range(stop - start):
            room.weight[edge - first, start + t] = room.policy[edge, t]
    before = -1
    for j in range(len(tree.player_slot) - 1):
        if j == mover:
            continue
        if room.twin[mover, j] == 0:
            believe(tree, draw.prior, room.trace, room.like, node, j, mu)
        for edge in range(first, last):
            seen = 0.0
            if room.twin[mover, j] == 1:
                seen = room.weight[edge - first, before]
            else:
                for t in range(stop - start):
                    seen += mu[t] * room.policy[edge, t]
            for slot in range(tree.player_slot[j], tree.player_slot[j + 1]):
                room.weight[edge - first, slot] = seen
        before = tree.player_slot[j]


@njit(cache=True, nogil=True)
def average(  # noqa: PLR0917 (compiled: arguments by place)
    tree: Tree, draw: Numbered, room: Room, node: int, worth: Floats
) -> None:
    """Write the mean of the children's `worth` plus rewards, as each slot weighs them (N, K)."""
    slots = worth.shape[1]
    first = tree.first[node]
    for slot in range(slots):
        worth[node, slot] = 0.0
    for edge in range(first, tree.first[node + 1]):
        child, reward = tree.child[edge], tree.reward[edge]
        if reward == 0:
            for slot in range(slots):
                worth[node, slot] += room.weight[edge - first, slot] * worth[child, slot]
        else:
            for slot in range(slots):
                utility = worth[child, slot] + draw.value[reward, slot]
                worth[node, slot] += room.weight[edge - first, slot] * utility


@njit(cache=True, nogil=True)
def backward(tree: Tree, draw: Numbered, room: Room, nodes: Ints) -> None:
    """Run values back over some nodes, choices answering the values after them."""
    run_back(
        nodes,
        tree.mover,
        tree.first,
        tree.child,
        tree.chance,
        tree.reward,
        tree.player_slot,
        tree.clue,
        draw.prior,
        room.trace,
        room.like,
        room.twin,
        room.precision,
        room.odds,
        draw.value,
        room.worth,
        room.policy,
    )


@njit(cache=True, nogil=True)
def read_odds(tree: Tree, policy: Floats, odds: Floats) -> None:
    """Read the types' log-odds at the clues off a policy (Q, T); type 0 has zero."""
    for clue in range(len(tree.clue_edge)):
        edge = tree.clue_edge[clue]
        player = tree.mover[tree.clue_node[clue]]
        sure = math.log(max(policy[edge, 0], LEAST))
        for t in range(1, tree.player_slot[player + 1] - tree.player_slot[player]):
            odds[clue, t] = math.log(max(policy[edge, t], LEAST)) - sure


@njit(cache=True, nogil=True)
def sweep(tree: Tree, draw: Numbered, room: Room) -> float:
    """Sweep once from `room.at`; write how far the log-odds move into `gap`, return the most."""
    remember(tree, room.at, room.trace, room.like)
    backward(tree, draw, room, tree.live)
    read_odds(tree, room.policy, room.gap)
    most = 0.0
    for clue in range(len(tree.clue_edge)):
        for t in range(room.at.shape[1]):
            room.gap[clue, t] -= room.at[clue, t]
            most = max(most, abs(room.gap[clue, t]))
    return most
