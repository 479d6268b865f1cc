"""Values run back over the tree: the loops that all of the solver's time goes into.

They take bare arrays and read single entries: an array taken out of a named tuple, or a row taken
out of an array, costs more inside a loop than the arithmetic on it.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from detente.shapes import Floats, Ints

LEAST = 1e-300
"""Chances below this count as this in log-odds; beliefs this small are worked out in logs."""


@njit(cache=True, nogil=True, error_model="numpy")
def run_back(  # noqa: PLR0917 (compiled: arguments by place)
    nodes: Ints,
    mover: Ints,
    first: Ints,
    child: Ints,
    chance: Ints,
    reward: Ints,
    player_slot: Ints,
    clue: Ints,
    same: Ints,
    chooser: Ints,
    prior: Floats,
    trace: Floats,
    like: Floats,
    view: Ints,
    viewer: Ints,
    precision: Floats,
    odds: Floats,
    value: Floats,
    worth: Floats,
    policy: Floats,
    weight: Floats,
    given: Floats,
) -> None:
    """Answer the values after each of `nodes` (children before parents) and average them."""
    mu, total = np.empty((len(player_slot), policy.shape[1])), np.empty(worth.shape[1])
    for place in range(len(nodes)):
        node = nodes[place]
        i, a, b = mover[node], first[node], first[node + 1]
        group = same[node]
        own = 0
        if i >= 0 and (group < 0 or chooser[group] == node):
            own = player_slot[i + 1] - player_slot[i]
            answer(a, b, player_slot[i], own, precision[i], child, reward, value, worth, policy)
        if group >= 0:
            if chooser[group] == node:
                average_by_type(group, a, b, own, child, reward, policy, value, worth, total, given)
            blend(
                node,
                i,
                group,
                clue[node],
                player_slot,
                prior,
                trace,
                like,
                view,
                viewer,
                given,
                mu,
                worth,
            )
            continue
        if own > 1:
            weigh(
                i,
                a,
                b,
                clue[node],
                player_slot,
                prior,
                trace,
                like,
                view,
                viewer,
                policy,
                mu,
                weight,
            )
        average(node, a, b, own, child, chance, reward, odds, policy, weight, value, worth, total)


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def average_by_type(  # noqa: PLR0917 (compiled: arguments by place)
    group: int,
    a: int,
    b: int,
    own: int,
    child: Ints,
    reward: Ints,
    policy: Floats,
    value: Floats,
    worth: Floats,
    total: Floats,
    given: Floats,
) -> None:
    """Write every slot's mean of `worth` plus rewards over edges a to b if the mover has type t."""
    slots = len(total)
    for t in range(own):
        for slot in range(slots):
            total[slot] = 0.0
        for e in range(a, b):
            share, after, pay = policy[e, t], child[e], reward[e]
            for slot in range(slots):
                total[slot] += share * (worth[after, slot] + value[pay, slot])
        for slot in range(slots):
            given[group, t, slot] = total[slot]


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def blend(  # noqa: PLR0917 (compiled: arguments by place)
    node: int,
    i: int,
    group: int,
    clue: int,
    player_slot: Ints,
    prior: Floats,
    trace: Floats,
    like: Floats,
    view: Ints,
    viewer: Ints,
    given: Floats,
    mu: Floats,
    worth: Floats,
) -> None:
    """Write the values at a node from those by type, as each slot believes the types (N, K)."""
    start, own = player_slot[i], player_slot[i + 1] - player_slot[i]
    believe_all(i, clue, player_slot, prior, trace, like, viewer, mu)
    for slot in range(worth.shape[1]):
        seen, v = 0.0, view[i, slot]
        if v < 0:
            seen = given[group, slot - start, slot]
        else:
            for t in range(own):
                seen += mu[v, t] * given[group, t, slot]
        worth[node, slot] = seen


@njit(cache=True, nogil=True)
def copy_choices(first: Ints, same: Ints, chooser: Ints, policy: Floats) -> None:
    """Copy the policy of each choice's chooser to the other nodes that face the choice."""
    for node in range(len(same)):
        group = same[node]
        if group >= 0 and chooser[group] != node:
            for x in range(first[node + 1] - first[node]):
                for t in range(policy.shape[1]):
                    policy[first[node] + x, t] = policy[first[chooser[group]] + x, t]


@njit(cache=True, nogil=True, error_model="numpy")
def look_back(  # noqa: PLR0917 (compiled: arguments by place)
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
    view: Ints,
    viewer: Ints,
    precision: Floats,
    odds: Floats,
    value: Floats,
    worth: Floats,
    policy: Floats,
    weight: Floats,
    best: Floats,
    choice: Floats,
) -> float:
    """Evaluate a policy as it stands, and the best response to it; return the largest gap.

    The gap is between a choice probability and the logit of the values (`choice`, A x T, is
    scratch). `best` has to hold the values at the ends.
    """
    mu, total = np.empty((len(player_slot), policy.shape[1])), np.empty(worth.shape[1])
    gap = 0.0
    for place in range(len(nodes)):
        node = nodes[place]
        i, a, b = mover[node], first[node], first[node + 1]
        own = 0
        if i >= 0:
            start, own = player_slot[i], player_slot[i + 1] - player_slot[i]
            if own > 1:
                weigh(
                    i,
                    a,
                    b,
                    clue[node],
                    player_slot,
                    prior,
                    trace,
                    like,
                    view,
                    viewer,
                    policy,
                    mu,
                    weight,
                )
        average(node, a, b, own, child, chance, reward, odds, policy, weight, value, worth, total)
        average(node, a, b, own, child, chance, reward, odds, policy, weight, value, best, total)
        if i >= 0:
            for t in range(own):
                most = -np.inf
                for e in range(a, b):
                    most = max(most, best[child[e], start + t] + value[reward[e], start + t])
                best[node, start + t] = most
            gap = max(
                gap,
                off(a, b, start, own, precision[i], child, reward, value, worth, policy, choice),
            )
    return gap


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def off(  # noqa: PLR0917 (compiled: arguments by place)
    a: int,
    b: int,
    start: int,
    own: int,
    precision: float,
    child: Ints,
    reward: Ints,
    value: Floats,
    worth: Floats,
    policy: Floats,
    choice: Floats,
) -> float:
    """Return how far the choices over edges a to b are from the logit of the values after them."""
    gap = 0.0
    for t in range(own):
        top, total = -np.inf, 0.0
        for e in range(a, b):
            utility = precision * (worth[child[e], start + t] + value[reward[e], start + t])
            choice[e - a, t] = utility
            top = max(top, utility)
        for e in range(a, b):
            choice[e - a, t] = math.exp(choice[e - a, t] - top)
            total += choice[e - a, t]
        for e in range(a, b):
            gap = max(gap, abs(choice[e - a, t] / total - policy[e, t]))
    return gap


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def answer(  # noqa: PLR0917 (compiled: arguments by place)
    a: int,
    b: int,
    start: int,
    own: int,
    precision: float,
    child: Ints,
    reward: Ints,
    value: Floats,
    worth: Floats,
    policy: Floats,
) -> None:
    """Write the logit choice of each of the mover's types over edges a to b into the policy."""
    for t in range(own):
        top, total = -np.inf, 0.0
        for e in range(a, b):
            utility = precision * (worth[child[e], start + t] + value[reward[e], start + t])
            policy[e, t] = utility
            top = max(top, utility)
        for e in range(a, b):
            raised = math.exp(policy[e, t] - top)
            policy[e, t] = raised
            total += raised
        share = 1.0 / total
        for e in range(a, b):
            policy[e, t] *= share


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def weigh(  # noqa: PLR0917 (compiled: arguments by place)
    i: int,
    a: int,
    b: int,
    clue: int,
    player_slot: Ints,
    prior: Floats,
    trace: Floats,
    like: Floats,
    view: Ints,
    viewer: Ints,
    policy: Floats,
    mu: Floats,
    weight: Floats,
) -> None:
    """Write how every slot weighs edges a to b of typed mover i into `weight` (A, K)."""
    start, own = player_slot[i], player_slot[i + 1] - player_slot[i]
    believe_all(i, clue, player_slot, prior, trace, like, viewer, mu)
    for e in range(a, b):
        for slot in range(weight.shape[1]):
            seen, v = 0.0, view[i, slot]
            if v < 0:
                seen = policy[e, slot - start]
            else:
                for t in range(own):
                    seen += mu[v, t] * policy[e, t]
            weight[e - a, slot] = seen


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def believe_all(  # noqa: PLR0917 (compiled: arguments by place)
    i: int,
    clue: int,
    player_slot: Ints,
    prior: Floats,
    trace: Floats,
    like: Floats,
    viewer: Ints,
    mu: Floats,
) -> None:
    """Write what each distinct view holds about mover i's type into `mu` (views, T)."""
    start, own = player_slot[i], player_slot[i + 1] - player_slot[i]
    for v in range(viewer.shape[1]):
        j = viewer[i, v]
        if j < 0:
            break
        total = 0.0
        for t in range(own):
            mu[v, t] = prior[j, start + t]
            if clue >= 0:
                mu[v, t] *= like[clue, t]
            total += mu[v, t]
        if total >= LEAST:  # the usual case of `believe`, in place
            for t in range(own):
                mu[v, t] /= total
        else:
            believe(j, start, own, clue, prior, trace, like, mu[v])


@njit(cache=True, nogil=True, error_model="numpy")
def believe(  # noqa: PLR0917 (compiled: arguments by place)
    observer: int,
    start: int,
    own: int,
    clue: int,
    prior: Floats,
    trace: Floats,
    like: Floats,
    mu: Floats,
) -> None:
    """Write what an observer believes about a mover's type into `mu` (T): prior times L.

    The mover has `own` slots from `start`; `clue` -1 means that it has left none yet.
    """
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
def average(  # noqa: PLR0917 (compiled: arguments by place)
    node: int,
    a: int,
    b: int,
    own: int,
    child: Ints,
    chance: Ints,
    reward: Ints,
    odds: Floats,
    policy: Floats,
    weight: Floats,
    value: Floats,
    worth: Floats,
    total: Floats,
) -> None:
    """Write the mean of `worth` plus rewards over edges a to b, as each slot weighs them (N, K).

    `own` says who weighs: 0 chance, 1 a mover without types, more a typed one.
    """
    slots = len(total)
    for slot in range(slots):
        total[slot] = 0.0
    for e in range(a, b):
        after, pay = child[e], reward[e]
        if own == 0:
            row = chance[e]
            for slot in range(slots):
                total[slot] += odds[row, slot] * (worth[after, slot] + value[pay, slot])
        elif own == 1:
            share = policy[e, 0]
            for slot in range(slots):
                total[slot] += share * (worth[after, slot] + value[pay, slot])
        else:
            for slot in range(slots):
                total[slot] += weight[e - a, slot] * (worth[after, slot] + value[pay, slot])
    for slot in range(slots):
        worth[node, slot] = total[slot]
