"""Values run back over the tree: the loop that all of the solver's time goes into.

The kernels take bare arrays, not the named tuples of the other files: a compiled loop that loads an
array from a tuple at every node spends most of its time counting references.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from detente.shapes import Floats, Ints

LEAST = 1e-300
"""Chances below this count as this in log-odds; a belief this small is worked out in logs."""


@njit(cache=True, nogil=True, error_model="numpy")
def run_back(  # noqa: PLR0913, PLR0917 (compiled: arguments by place)
    nodes: Ints,
    mover: Ints,
    first: Ints,
    child: Ints,
    chance: Ints,
    reward: Ints,
    player_slot: Ints,
    clue: Ints,
    prior: Floats,
    trace: Floats,
    like: Floats,
    twin: Ints,
    precision: Floats,
    odds: Floats,
    value: Floats,
    worth: Floats,
    policy: Floats,
) -> None:
    """Answer the values after each of `nodes` (children before parents) and average them."""
    widest = 1
    for place in range(len(nodes)):
        widest = max(widest, first[nodes[place] + 1] - first[nodes[place]])
    slots, types = worth.shape[1], policy.shape[1]
    weight, choice = np.empty((widest, slots)), np.empty((widest, types))
    mu, total = np.empty(types), np.empty(slots)
    for place in range(len(nodes)):
        node = nodes[place]
        i, a, b = mover[node], first[node], first[node + 1]
        for slot in range(slots):
            total[slot] = 0.0
        own = 0
        if i >= 0:
            start, own = player_slot[i], player_slot[i + 1] - player_slot[i]
            answer(a, b, start, own, precision[i], child, reward, value, worth, choice)
            for x in range(b - a):
                for t in range(own):
                    policy[a + x, t] = choice[x, t]
            if own > 1:
                weigh(
                    i, b - a, clue[node], player_slot, prior, trace, like, twin, choice, mu, weight
                )
        for x in range(b - a):
            after, pay = worth[child[a + x]], value[reward[a + x]]
            if own == 1:
                share = choice[x, 0]
                for slot in range(slots):
                    total[slot] += share * (after[slot] + pay[slot])
            else:
                row = weight[x] if own > 1 else odds[chance[a + x]]
                for slot in range(slots):
                    total[slot] += row[slot] * (after[slot] + pay[slot])
        here = worth[node]
        for slot in range(slots):
            here[slot] = total[slot]


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def answer(  # noqa: PLR0913, PLR0917
    a: int,
    b: int,
    start: int,
    own: int,
    precision: float,
    child: Ints,
    reward: Ints,
    value: Floats,
    worth: Floats,
    choice: Floats,
) -> None:
    """Write the logit choice of each of the mover's types over edges a to b into `choice` (A, T)."""
    for t in range(own):
        top, total = -np.inf, 0.0
        for x in range(b - a):
            utility = precision * (worth[child[a + x], start + t] + value[reward[a + x], start + t])
            choice[x, t] = utility
            if utility > top:
                top = utility
        for x in range(b - a):
            odds = math.exp(choice[x, t] - top)
            choice[x, t] = odds
            total += odds
        share = 1.0 / total
        for x in range(b - a):
            choice[x, t] *= share


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def weigh(  # noqa: PLR0913, PLR0917
    i: int,
    edges: int,
    clue: int,
    player_slot: Ints,
    prior: Floats,
    trace: Floats,
    like: Floats,
    twin: Ints,
    choice: Floats,
    mu: Floats,
    weight: Floats,
) -> None:
    """Write how every slot weighs the edges of a typed mover's node into `weight` (A, K)."""
    start, own = player_slot[i], player_slot[i + 1] - player_slot[i]
    before = -1
    for j in range(len(player_slot) - 1):
        if j == i:
            for x in range(edges):
                for t in range(own):
                    weight[x, start + t] = choice[x, t]
            continue
        if twin[i, j] == 0:
            believe(j, start, own, clue, prior, trace, like, mu)
        for x in range(edges):
            seen = weight[x, before]
            if twin[i, j] == 0:
                seen = 0.0
                for t in range(own):
                    seen += mu[t] * choice[x, t]
            for slot in range(player_slot[j], player_slot[j + 1]):
                weight[x, slot] = seen
        before = player_slot[j]


@njit(cache=True, nogil=True, error_model="numpy")
def believe(  # noqa: PLR0913, PLR0917
    observer: int,
    start: int,
    own: int,
    clue: int,
    prior: Floats,
    trace: Floats,
    like: Floats,
    mu: Floats,
) -> None:
    """Write what an observer believes about a mover's type into `mu` (T): prior times L."""
    total = 0.0
    for t in range(own):
        mu[t] = prior[observer, start + t] * (like[clue, t] if clue >= 0 else 1.0)
        total += mu[t]
    if total < LEAST:  # whom the observer thinks possible is all but ruled out: work in logs
        top, total = -np.inf, 0.0
        for t in range(own):
            if prior[observer, start + t] > 0.0:
                top = max(top, trace[clue, t])
        for t in range(own):
            mu[t] = prior[observer, start + t]
            if mu[t] > 0.0:
                mu[t] *= math.exp(trace[clue, t] - top)
            total += mu[t]
    for t in range(own):
        mu[t] /= total


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def average(  # noqa: PLR0913, PLR0917
    a: int,
    b: int,
    child: Ints,
    reward: Ints,
    weight: Floats,
    value: Floats,
    worth: Floats,
    total: Floats,
) -> None:
    """Write the mean of the children's `worth` plus rewards, as each slot weighs them, to `total`."""
    slots = len(total)
    for slot in range(slots):
        total[slot] = 0.0
    for x in range(b - a):
        row, after = weight[x], worth[child[a + x]]
        if reward[a + x] == 0:
            for slot in range(slots):
                total[slot] += row[slot] * after[slot]
        else:
            pay = value[reward[a + x]]
            for slot in range(slots):
                total[slot] += row[slot] * (after[slot] + pay[slot])
