"""Values run back over the grid: every node's window of cells from its children's.

At a node of nature, or of an actor without types, a child is read at the same ratios, which both
windows hold. At a typed mover's node each action leads to ratios of its own: the line of cells over
the mover's own axes is solved cell by cell, each from its neighbour's choices (`settle_line`), and
the children are read between their cells.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from detente.game.arrays import CHANCE, END
from detente.shapes import Floats, Ints, Longs
from detente.solve.grid_answer import newton, respond
from detente.solve.grid_path import follow
from detente.solve.grid_taps import taps

NEAR = 1.0
"""How far, in log-odds, choices may differ from a neighbour's and still be taken from it."""


@njit(cache=True, nogil=True, error_model="numpy")
def settle_line(  # noqa: PLR0917 (compiled: arguments by place)
    cells: int,
    edges: int,
    types: int,
    ratios: Floats,
    deltas: Floats,
    lines: Floats,
    low: Ints,
    count: Ints,
    span: Floats,
    step: Floats,
    middle: int,
    weight: Floats,
    slope: Floats,
    utility: Floats,
    rise: Floats,
    choice: Floats,
    target: Floats,
    matrix: Floats,
    push: Floats,
    right: Floats,
    delta: Floats,
) -> int:
    """Solve a line of cells at `ratios` (G, X) into `deltas` (G, A, X); return how many were lost.

    A cell starts from the one before it. Where that leads over a fold, or far, the branch is
    followed from `lambda = 0` instead, there and back along the line until both agree again.
    """
    own, lost = types - 1, 0
    for g in range(cells):
        found = 0
        if g > 0:
            for a in range(edges):
                for x in range(own):
                    delta[a, x] = deltas[g - 1, a, x]
            found = newton(
                1.0, edges, types, ratios[g], delta, lines, low, count, span, step, middle,
                weight, slope, utility, rise, choice, target, matrix, push, right,
            )  # fmt: skip
        if found == 1:
            moved = 0.0
            for a in range(edges):
                for x in range(own):
                    moved = max(moved, abs(delta[a, x] - deltas[g - 1, a, x]))
                    deltas[g, a, x] = delta[a, x]
            if moved <= NEAR:
                continue
        where, same = g, False
        while where >= 0 and not same:
            gone = follow(
                edges, types, ratios[where], delta, lines, low, count, span, step, middle,
                weight, slope, utility, rise, choice, target, matrix, push, right,
            )  # fmt: skip
            lost += gone if where == g else 0
            same = where < g or found == 1
            for a in range(edges):
                for x in range(own):
                    same &= abs(delta[a, x] - deltas[where, a, x]) < 1e-6
                    deltas[where, a, x] = delta[a, x]
            where -= 1
    return lost


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
def cell_of(  # noqa: PLR0917
    c: int, node: int, part: Longs, skip: int, skipped: int, low: Ints, count: Ints, stride: Ints,
    offset: Longs,
) -> int:  # fmt: skip
    """Return a child's cell at the ratios of a node's cell, whose points are `part` (X).

    The axes from `skip`, so many, stay at the first point of the child's window.
    """
    cell = offset[c]
    for x in range(count.shape[1]):
        if count[c, x] > 1 and not skip <= x < skip + skipped:
            cell += (part[x] + low[node, x] - low[c, x]) * stride[c, x]
    return cell  # type: ignore[no-any-return]


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
def run_back(  # noqa: PLR0915, PLR0917
    mover: Ints,
    first: Ints,
    child: Ints,
    chance: Ints,
    reward: Ints,
    final: Ints,
    player_slot: Ints,
    axis: Ints,
    low: Ints,
    count: Ints,
    stride: Ints,
    offset: Longs,
    span: Floats,
    step: Floats,
    ratio: Floats,
    prior: Floats,
    odds: Floats,
    value: Floats,
    precision: Floats,
    worth: Floats,
) -> tuple[int, int]:
    """Fill `worth` (cells, K); return the local fixed points solved, and those lost.

    `odds` (C, K) is each slot's own chance for a row of the chance table, `axis` (P) the first
    axis of a player.
    """
    nodes, slots, axes = len(mover), worth.shape[1], count.shape[1]
    middle, players = (ratio.shape[1] - 1) // 2, len(player_slot) - 1
    widest, most, longest, solved, lost = 1, 2, 1, 0, 0
    for p in range(players):
        most = max(most, player_slot[p + 1] - player_slot[p])
    for node in range(nodes):
        widest = max(widest, first[node + 1] - first[node])
        if mover[node] >= 0:
            line = 1
            for x in range(axes):
                if (
                    axis[mover[node]]
                    <= x
                    < axis[mover[node]]
                    + (player_slot[mover[node] + 1] - player_slot[mover[node]] - 1)
                ):
                    line *= ratio.shape[1]
            longest = max(longest, line)
    own_axes = most - 1
    size = widest * own_axes
    lines = np.zeros((widest, longest, most))
    ratios, deltas = np.zeros((longest, own_axes)), np.zeros((longest, widest, own_axes))
    weight, slope = np.zeros((own_axes, 4)), np.zeros((own_axes, 4))
    utility, rise = np.zeros((widest, most)), np.zeros((widest, most, own_axes))
    choice, target = np.zeros((widest, most)), np.zeros((widest, own_axes))
    matrix, push, right = np.zeros((size, size)), np.zeros(size), np.zeros(size)
    delta, share = np.zeros((widest, own_axes)), np.zeros((widest, slots))
    likely, total, after = np.zeros(most), np.zeros(slots), np.zeros(slots)
    base, part = np.zeros(widest, np.int64), np.zeros(max(1, axes), np.int64)
    own_low = np.zeros((widest, own_axes), np.int32)
    own_count = np.zeros((widest, own_axes), np.int32)
    firsts = np.zeros(own_axes, np.int64)
    for node in range(nodes - 1, -1, -1):
        i, begin = mover[node], offset[node]
        a0 = first[node]
        edges = first[node + 1] - a0
        if i == END:
            for slot in range(slots):
                worth[begin, slot] = value[final[node], slot]
            continue
        types = player_slot[i + 1] - player_slot[i] if i >= 0 else 1
        if types == 1 or edges == 1:
            for cell in range(offset[node + 1] - begin):
                rest = cell
                for x in range(axes):
                    part[x] = rest // stride[node, x]
                    rest -= part[x] * stride[node, x]
                for a in range(edges):
                    base[a] = cell_of(child[a0 + a], node, part, -1, 0, low, count, stride, offset)
                if i >= 0:
                    slot = player_slot[i]
                    for a in range(edges):
                        utility[a, 0] = precision[i] * (
                            worth[base[a], slot] + value[reward[a0 + a], slot]
                        )
                    choose(edges, utility, choice)
                for slot in range(slots):
                    total[slot] = 0.0
                for a in range(edges):
                    here, pay = worth[base[a]], value[reward[a0 + a]]
                    if i == CHANCE:
                        chances = odds[chance[a0 + a]]
                        for slot in range(slots):
                            total[slot] += chances[slot] * (here[slot] + pay[slot])
                    else:
                        mine = choice[a, 0]
                        for slot in range(slots):
                            total[slot] += mine * (here[slot] + pay[slot])
                for slot in range(slots):
                    worth[begin + cell, slot] = total[slot]
            continue
        # a typed mover with a choice: line by line over its own axes
        x0, own, start = axis[i], types - 1, player_slot[i]
        others = 1
        for x in range(axes):
            if not x0 <= x < x0 + own:
                others *= count[node, x]
        own_cells = (offset[node + 1] - begin) // others
        for a in range(edges):
            for x in range(own):
                own_low[a, x] = low[child[a0 + a], x0 + x]
                own_count[a, x] = count[child[a0 + a], x0 + x]
        for g in range(own_cells):
            rest = g
            for back in range(own):
                x = own - 1 - back
                where = rest % count[node, x0 + x]
                rest //= count[node, x0 + x]
                ratios[g, x] = ratio[x0 + x, low[node, x0 + x] + where]
        for other in range(others):
            rest, origin = other, begin
            for back in range(axes):
                x = axes - 1 - back
                if not x0 <= x < x0 + own:
                    part[x] = rest % count[node, x]
                    rest //= count[node, x]
                    origin += part[x] * stride[node, x]
            for a in range(edges):
                c, pay = child[a0 + a], value[reward[a0 + a]]
                base[a] = cell_of(c, node, part, x0, own, low, count, stride, offset)
                for h in range(height_of(own_count[a], own)):
                    cell = base[a] + shift_of(h, own_count[a], stride[c], x0, own)
                    for t in range(types):
                        lines[a, h, t] = precision[i] * (worth[cell, start + t] + pay[start + t])
            lost += settle_line(
                own_cells, edges, types, ratios, deltas, lines, own_low, own_count,
                span[x0:], step[x0:], middle, weight, slope, utility, rise, choice, target,
                matrix, push, right, delta,
            )  # fmt: skip
            solved += own_cells
            for g in range(own_cells):
                respond(
                    1.0, edges, types, ratios[g], deltas[g], lines, own_low, own_count,
                    span[x0:], step[x0:], middle, weight, slope, utility, rise, choice, target,
                )  # fmt: skip
                weigh_cell(i, edges, ratios[g], player_slot, prior, choice, share, likely)
                for slot in range(slots):
                    total[slot] = 0.0
                for a in range(edges):
                    c = child[a0 + a]
                    combos = 1
                    for x in range(own):
                        firsts[x] = taps(
                            ratios[g, x] + deltas[g, a, x], span[x0 + x], step[x0 + x], middle,
                            own_low[a, x], own_count[a, x], weight[x], slope[x],
                        )  # fmt: skip
                        combos *= min(4, own_count[a, x])
                    for slot in range(slots):
                        after[slot] = value[reward[a0 + a], slot]
                    for combo in range(combos):
                        rest, cell, mass = combo, base[a], 1.0
                        for back in range(own):
                            x = own - 1 - back
                            wide = min(4, own_count[a, x])
                            cell += (firsts[x] + rest % wide) * stride[c, x0 + x]
                            mass *= weight[x, rest % wide]
                            rest //= wide
                        for slot in range(slots):
                            after[slot] += mass * worth[cell, slot]
                    for slot in range(slots):
                        total[slot] += share[a, slot] * after[slot]
                cell = origin + shift_of(g, count[node, x0:], stride[node], x0, own)
                for slot in range(slots):
                    worth[cell, slot] = total[slot]
    return solved, lost
