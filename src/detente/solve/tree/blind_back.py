"""The loops over a public tree with choices made without sight of each other; see `together`."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from detente.shapes import Floats, Ints
from detente.solve.tree.back import average, weigh

ANSWER, AUDIT = 0, 1
"""Write the logit choices, or keep the choices and note how far they are from them."""


@njit(cache=True, nogil=True)
def write_hidden(  # noqa: PLR0917 (compiled: arguments by place)
    hidden: Ints,
    slot: Ints,
    member: Ints,
    start: Ints,
    first: Ints,
    mover: Ints,
    player_slot: Ints,
    odds: Floats,
    policy: Floats,
) -> None:
    """Write the choices at all nodes of the hidden groups from their log-odds."""
    for x in range(len(hidden)):
        g = hidden[x]
        head = member[start[g]]
        own = player_slot[mover[head] + 1] - player_slot[mover[head]]
        width = first[head + 1] - first[head]
        for t in range(own):
            at, top, total = slot[x] + t * (width - 1), 0.0, 0.0
            for k in range(width - 1):
                top = max(top, odds[at + k])
            for k in range(width):
                policy[first[head] + k, t] = math.exp((odds[at + k - 1] if k else 0.0) - top)
                total += policy[first[head] + k, t]
            for k in range(width):
                policy[first[head] + k, t] /= total
        for y in range(start[g] + 1, start[g + 1]):
            for k in range(width):
                for t in range(own):
                    policy[first[member[y]] + k, t] = policy[first[head] + k, t]


@njit(cache=True, nogil=True)
def read_hidden(  # noqa: PLR0917 (compiled: arguments by place)
    hidden: Ints,
    slot: Ints,
    member: Ints,
    start: Ints,
    first: Ints,
    mover: Ints,
    player_slot: Ints,
    policy: Floats,
    odds: Floats,
) -> None:
    """Write the log-odds of the choices of the hidden groups."""
    for x in range(len(hidden)):
        head = member[start[hidden[x]]]
        own = player_slot[mover[head] + 1] - player_slot[mover[head]]
        width = first[head + 1] - first[head]
        for t in range(own):
            low = math.log(max(policy[first[head], t], 1e-300))
            for k in range(1, width):
                high = math.log(max(policy[first[head] + k, t], 1e-300))
                odds[slot[x] + t * (width - 1) + k - 1] = high - low


@njit(cache=True, nogil=True, error_model="numpy")
def look_on(  # noqa: PLR0917 (compiled: arguments by place)
    inside: Ints,
    root: Ints,
    mover: Ints,
    first: Ints,
    child: Ints,
    chance: Ints,
    player_slot: Ints,
    clue: Ints,
    prior: Floats,
    trace: Floats,
    like: Floats,
    view: Ints,
    viewer: Ints,
    odds: Floats,
    policy: Floats,
    weight: Floats,
    seen: Floats,
) -> None:
    """Write rho: how likely each slot holds every node, given its blind node (N, K)."""
    mu = np.empty((len(player_slot), policy.shape[1]))
    slots = seen.shape[1]
    for place in range(len(inside)):
        node = inside[place]
        for edge in range(first[node], first[node + 1]):
            for slot in range(slots):
                seen[child[edge], slot] = 0.0
    for place in range(len(inside)):
        node = inside[place]
        i, a, b = mover[node], first[node], first[node + 1]
        if root[node]:
            for slot in range(slots):
                seen[node, slot] = 1.0
        if i >= 0 and player_slot[i + 1] - player_slot[i] > 1:
            weigh(
                i, a, b, clue[node], player_slot, prior, trace, like, view, viewer, policy, mu,
                weight,
            )  # fmt: skip
        for edge in range(a, b):
            for slot in range(slots):
                if i < 0:
                    share = odds[chance[edge], slot]
                elif player_slot[i + 1] - player_slot[i] > 1:
                    share = weight[edge - a, slot]
                else:
                    share = policy[edge, 0]
                seen[child[edge], slot] += seen[node, slot] * share


@njit(cache=True, nogil=True, error_model="numpy")
def weigh_up(  # noqa: PLR0917 (compiled: arguments by place)
    where: int,
    slot: int,
    a: int,
    b: int,
    member: Ints,
    start: Ints,
    seen: Floats,
    first: Ints,
    child: Ints,
    reward: Ints,
    value: Floats,
    worth: Floats,
    best: Floats,
    chosen: Floats,
    t: int,
) -> int:
    """Write what each action is worth to a type into `chosen`; return the best response.

    `where` is a node on its own, or -1 less a group.
    """
    top, most = 0, -np.inf
    for k in range(b - a):
        here, after = 0.0, 0.0
        if where >= 0:
            pay = value[reward[a + k], slot]
            here, after = worth[child[a + k], slot] + pay, best[child[a + k], slot] + pay
        else:
            sure = 0.0
            for y in range(start[-1 - where], start[-where]):
                e = first[member[y]] + k
                rho, pay = seen[member[y], slot], value[reward[e], slot]
                sure += rho
                here += rho * (worth[child[e], slot] + pay)
                after += rho * (best[child[e], slot] + pay)
            here /= sure
        chosen[a + k, t] = here
        if after > most:
            top, most = k, after
    return top


@njit(cache=True, nogil=True, error_model="numpy")
def settle(  # noqa: PLR0917 (compiled: arguments by place)
    a: int, b: int, t: int, precision: float, how: int, chosen: Floats, policy: Floats
) -> float:
    """Turn values into the logit choice: write it, or return its distance from the policy."""
    top, mass, gap = -np.inf, 0.0, 0.0
    for e in range(a, b):
        top = max(top, precision * chosen[e, t])
    for e in range(a, b):
        chosen[e, t] = math.exp(precision * chosen[e, t] - top)
        mass += chosen[e, t]
    for e in range(a, b):
        share = chosen[e, t] / mass
        if how == AUDIT:
            gap = max(gap, abs(share - policy[e, t]))
        else:
            policy[e, t] = share
    return gap


@njit(cache=True, nogil=True, error_model="numpy")
def run_blocks(  # noqa: PLR0917 (compiled: arguments by place)
    nodes: Ints,
    group: Ints,
    member: Ints,
    start: Ints,
    seen: Floats,
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
    how: int,
) -> float:
    """Answer the values after each node, or audit the choices as they stand; return the gap.

    A group is decided at its last node, when everything after all its nodes is known.
    """
    mu, total = np.empty((len(player_slot), policy.shape[1])), np.empty(worth.shape[1])
    chosen = np.empty(policy.shape)
    decided = np.full(len(start), -1, np.int64)
    taken = np.zeros((len(start), policy.shape[1]), np.int64)
    gap = 0.0
    for place in range(len(nodes)):
        node = nodes[place]
        i, a, b, g = mover[node], first[node], first[node + 1], group[node]
        own = 0
        if i >= 0:
            own = player_slot[i + 1] - player_slot[i]
            alone = g < 0 or start[g + 1] - start[g] == 1
            if alone or decided[g] < 0:
                for t in range(own):
                    slot, x = player_slot[i] + t, node if alone else -1 - g
                    most = weigh_up(
                        x, slot, a, b, member, start, seen, first, child, reward, value, worth,
                        best, chosen, t,
                    )  # fmt: skip
                    if g >= 0:
                        taken[g, t] = most
                    if alone and how == AUDIT:
                        e = a + most
                        best[node, slot] = best[child[e], slot] + value[reward[e], slot]
                    gap = max(gap, settle(a, b, t, precision[i], how, chosen, policy))
                if g >= 0:
                    decided[g] = node
            elif how == ANSWER:
                for k in range(b - a):
                    for t in range(own):
                        policy[a + k, t] = policy[first[decided[g]] + k, t]
            if own > 1:
                weigh(
                    i, a, b, clue[node], player_slot, prior, trace, like, view, viewer, policy, mu,
                    weight,
                )  # fmt: skip
        average(node, a, b, own, child, chance, reward, odds, policy, weight, value, worth, total)
        if how == AUDIT:
            for t in range(own):
                total[t] = best[node, player_slot[i] + t]
            kept = total[:own].copy()
            average(
                node, a, b, own, child, chance, reward, odds, policy, weight, value, best, total
            )
            for t in range(own):
                slot = player_slot[i] + t
                if g >= 0 and start[g + 1] - start[g] > 1:
                    e = a + taken[g, t]
                    best[node, slot] = best[child[e], slot] + value[reward[e], slot]
                else:
                    best[node, slot] = kept[t]
    return gap
