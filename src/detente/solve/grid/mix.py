"""Values of one node's cells from its children's: nature's weights, and the mover's choices.

A typed mover's window is filled line by line. Every slot weighs the children by its own chances, by
its own beliefs about a typed mover's types, or, where it is its own choice, by that. Where a cell's
children are read at cells, `rows` does it.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from detente.shapes import Floats, Ints, Longs
from detente.solve.grid.axes import CENTRE
from detente.solve.grid.taps import few_taps, taps

SIXTH = 1.0 / 6.0


@njit(cache=True, nogil=True, error_model="numpy")
def weigh_cell(  # noqa: PLR0917
    i: int, edges: int, ell: Floats, player_slot: Ints, prior: Floats, choice: Floats,
    weight: Floats, likely: Floats,
) -> None:  # fmt: skip
    """Write how every slot weighs the edges of a typed mover's cell into `weight` (A, K)."""
    start, own = player_slot[i], player_slot[i + 1] - player_slot[i]
    top = 0.0
    for x in range(own - 1):
        top = max(top, ell[x])
    likely[0] = math.exp(-top)
    for t in range(1, own):
        likely[t] = math.exp(ell[t - 1] - top)
    for j in range(len(player_slot) - 1):
        if j == i:
            for a in range(edges):
                for t in range(own):
                    weight[a, start + t] = choice[a, t]
            continue
        total = 0.0
        for t in range(own):
            total += prior[j, start + t] * likely[t]
        for a in range(edges):
            seen = 0.0
            for t in range(own):
                seen += prior[j, start + t] * likely[t] * choice[a, t]
            for slot in range(player_slot[j], player_slot[j + 1]):
                weight[a, slot] = seen / total


@njit(cache=True, nogil=True, error_model="numpy")
def height_of(own_count: Ints, own: int) -> int:
    """Return how many cells a window has over the mover's own axes."""
    height = 1
    for x in range(own):
        height *= own_count[x]
    return height


@njit(cache=True, nogil=True, error_model="numpy")
def shift_of(  # noqa: PLR0917
    which: int, own_count: Ints, stride: Ints, x0: int, own: int
) -> int:
    """Return how far the cell lies that is `which` of those over the mover's own axes."""
    rest, shift = which, 0
    for back in range(own):
        x = own - 1 - back
        shift += (rest % own_count[x]) * stride[x0 + x]
        rest //= own_count[x]
    return shift


@njit(cache=True, nogil=True, error_model="numpy")
def choose(edges: int, utility: Floats, choice: Floats) -> None:
    """Write the logit choice of an actor without types (its column 0), lambda taken in."""
    top, total = -np.inf, 0.0
    for a in range(edges):
        top = max(top, utility[a, 0])
    for a in range(edges):
        choice[a, 0] = math.exp(utility[a, 0] - top)
        total += choice[a, 0]
    for a in range(edges):
        choice[a, 0] /= total


@njit(cache=True, nogil=True, error_model="numpy")
def place_children(  # noqa: PLR0917
    node: int, a0: int, edges: int, child: Ints, low: Ints, count: Ints, stride: Ints,
    offset: Longs, shift: Longs, base: Longs,
) -> None:  # fmt: skip
    """Write how far into its child's window each edge leads from a point of each axis (A, X, G).

    What lies outside the child's window is read at its edge. `base` (A) is the child's cell for
    the first point of all axes on which the node has more than one.
    """
    for a in range(edges):
        c = child[a0 + a]
        base[a] = offset[c]
        for x in range(count.shape[1]):
            ahead, last = low[node, x] - low[c, x], count[c, x] - 1
            for g in range(count[node, x]):
                shift[a, x, g] = min(max(g + ahead, 0), last) * stride[c, x]
            if count[node, x] == 1:
                base[a] += shift[a, x, 0]


@njit(cache=True, nogil=True, error_model="numpy")
def next_row(  # noqa: PLR0917
    part: Longs, count: Ints, last: int, edges: int, base: Longs, shift: Longs, here: Longs
) -> None:
    """Go to a window's next run of cells along its axis `last`; write where the edges lead (A).

    `part` (X) is the run after this one; it starts with zeros.
    """
    for a in range(edges):
        here[a] = base[a]
        for x in range(last):
            if count[x] > 1:
                here[a] += shift[a, x, part[x]]
    for back in range(last):
        x = last - 1 - back
        part[x] += 1
        if part[x] < count[x]:
            return
        part[x] = 0


@njit(cache=True, nogil=True, error_model="numpy")
def mix_two(  # noqa: PLR0917
    begin: int,
    apart: int,
    line: int,
    edges: int,
    a0: int,
    start: int,
    ratios: Floats,
    deltas: Floats,
    precision: float,
    believed: Floats,
    base: Longs,
    leap: Longs,
    low: Ints,
    count: Ints,
    span: float,
    step: float,
    middle: int,
    weight: Floats,
    reward: Ints,
    value: Floats,
    after: Floats,
    choice: Floats,
    worth: Floats,
) -> None:
    """Fill a line of cells of a mover of two types, given their deltas (G, A, 1).

    The cells lie `apart` from each other, a child's on the same axis `leap` (A). `believed` (G, K)
    is the weight that each slot gives to the second type.
    """
    slots, finer = worth.shape[1], 1.0 / step
    for g in range(line):
        top0, top1, cell = -np.inf, -np.inf, begin + g * apart
        for a in range(edges):
            held = min(max(ratios[g, 0] + deltas[g, a, 0], -span), span)
            place = held / math.sqrt(CENTRE * CENTRE + held * held) * finer + (middle - low[a, 0])
            place = min(max(place, 0.0), count[a, 0] - 1.0)
            first = max(0, min(int(place) - 1, count[a, 0] - 4))
            y, pay, wide = place - first, reward[a0 + a], leap[a]
            near, y1, y2, y3 = base[a] + first * wide, y - 1.0, y - 2.0, y - 3.0
            w0, w1 = -SIXTH * y1 * y2 * y3, 0.5 * y * y2 * y3
            w2, w3 = -0.5 * y * y1 * y3, SIXTH * y * y1 * y2
            if count[a, 0] >= 4:
                for k in range(slots):
                    after[a, k] = (
                        value[pay, k] + w0 * worth[near, k] + w1 * worth[near + wide, k]
                    ) + (w2 * worth[near + 2 * wide, k] + w3 * worth[near + 3 * wide, k])
            else:
                few_taps(y, count[a, 0], weight)
                for k in range(slots):
                    after[a, k] = value[pay, k]
                    for w in range(count[a, 0]):
                        after[a, k] += weight[w] * worth[near + w * wide, k]
            choice[a, 0], choice[a, 1] = after[a, start], after[a, start + 1]
            top0, top1 = max(top0, choice[a, 0]), max(top1, choice[a, 1])
        total0, total1 = 0.0, 0.0
        for a in range(edges):
            likely0 = math.exp(precision * (choice[a, 0] - top0))
            likely1 = math.exp(precision * (choice[a, 1] - top1))
            choice[a, 0], choice[a, 1] = likely0, likely1
            total0 += likely0
            total1 += likely1
        share0, share1 = 1.0 / total0, 1.0 / total1
        for a in range(edges):
            mine = choice[a, 0] * share0
            shift = choice[a, 1] * share1 - mine
            if a == 0:
                for k in range(slots):
                    worth[cell, k] = (mine + believed[g, k] * shift) * after[a, k]
            else:
                for k in range(slots):
                    worth[cell, k] += (mine + believed[g, k] * shift) * after[a, k]


@njit(cache=True, nogil=True, error_model="numpy")
def mix_many(  # noqa: PLR0917
    cell: int, i: int, edges: int, a0: int, x0: int, ratio: Floats, delta: Floats,
    player_slot: Ints, prior: Floats, child: Ints, base: Longs, stride: Ints, low: Ints,
    count: Ints,
    span: Floats, step: Floats, middle: int, weight: Floats, slope: Floats, firsts: Longs,
    reward: Ints, value: Floats,
    choice: Floats, share: Floats, likely: Floats, after: Floats, worth: Floats,
) -> None:  # fmt: skip
    """Fill a cell of a mover of any types, given its deltas (A, X) and its choice (A, T)."""
    own, slots = player_slot[i + 1] - player_slot[i] - 1, worth.shape[1]
    weigh_cell(i, edges, ratio, player_slot, prior, choice, share, likely)
    for k in range(slots):
        worth[cell, k] = 0.0
    for a in range(edges):
        combos = 1
        for x in range(own):
            firsts[x] = taps(
                ratio[x] + delta[a, x], span[x], step[x], middle, low[a, x], count[a, x],
                weight[x], slope[x],
            )  # fmt: skip
            combos *= min(4, count[a, x])
        for k in range(slots):
            after[0, k] = value[reward[a0 + a], k]
        for combo in range(combos):
            rest, place, mass = combo, base[a], 1.0
            for back in range(own):
                x = own - 1 - back
                wide = min(4, count[a, x])
                place += (firsts[x] + rest % wide) * stride[child[a0 + a], x0 + x]
                mass *= weight[x, rest % wide]
                rest //= wide
            for k in range(slots):
                after[0, k] += mass * worth[place, k]
        for k in range(slots):
            worth[cell, k] += share[a, k] * after[0, k]


@njit(cache=True, nogil=True, error_model="numpy")
def believe_two(  # noqa: PLR0917
    i: int, x: int, ratio: Floats, player_slot: Ints, prior: Floats, believed: Floats
) -> None:  # fmt: skip
    """Write what weight each slot gives to the second of two types at an axis's points (G, K)."""
    start = player_slot[i]
    for g in range(ratio.shape[1]):
        odds = math.exp(ratio[x, g])
        for j in range(len(player_slot) - 1):
            for slot in range(player_slot[j], player_slot[j + 1]):
                if j == i:
                    believed[x, g, slot] = 1.0 if slot > start else 0.0
                else:
                    second = prior[j, start + 1] * odds
                    believed[x, g, slot] = second / (prior[j, start] + second)
