"""The game unfolded over the grid: from the root forward, a few points of evidence a public node.

At a point the mover's choices are solved from the values after each action, interpolated on the
grid, never from interpolated choices. Every action leads each point to ratios of its own; what
arrives at a node is told apart as far as there are points (`grid_merge`).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from detente.game.arrays import CHANCE, END
from detente.shapes import Bools, Floats, Ints, Longs
from detente.solve.grid_answer import respond
from detente.solve.grid_back import choose, height_of, shift_of, weigh_cell
from detente.solve.grid_merge import group, pool
from detente.solve.grid_path import follow
from detente.solve.grid_taps import taps


@njit(cache=True, nogil=True, error_model="numpy")
def across(  # noqa: PLR0917 (compiled: arguments by place)
    c: int,
    ell: Floats,
    skip: int,
    skipped: int,
    low: Ints,
    count: Ints,
    stride: Ints,
    offset: Longs,
    span: Floats,
    step: Floats,
    middle: int,
    weights: Floats,
    slopes: Floats,
    cells: Longs,
    masses: Floats,
) -> int:
    """List the cells around a place in a node's window on all axes but some, with their weights.

    The axes from `skip`, so many, stay at the window's first point. Returns how many cells.
    """
    cells[0], masses[0], found = offset[c], 1.0, 1
    for x in range(count.shape[1]):
        if skip <= x < skip + skipped or count[c, x] == 1:
            continue
        first = taps(ell[x], span[x], step[x], middle, low[c, x], count[c, x], weights, slopes)
        wide = min(4, count[c, x])
        for back in range(found):
            f = found - 1 - back
            cell, mass = cells[f], masses[f]
            for w in range(wide):
                cells[f * wide + w] = cell + (first + w) * stride[c, x]
                masses[f * wide + w] = mass * weights[w]
        found *= wide
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def unfold(  # noqa: PLR0915, PLR0917
    mover: Ints,
    first: Ints,
    child: Ints,
    chance: Ints,
    reward: Ints,
    player_slot: Ints,
    axis: Ints,
    live: Bools,
    entering: Ints,
    enter: Ints,
    record: Bools,
    low: Ints,
    count: Ints,
    stride: Ints,
    offset: Longs,
    span: Floats,
    step: Floats,
    ratio: Floats,
    prior: Floats,
    chances: Floats,
    value: Floats,
    precision: Floats,
    worth: Floats,
    policy: Floats,
    to: Ints,
    ratios: Floats,
    used: Ints,
    flow: Floats,
    hull: Floats,
    on_record: Floats,
) -> tuple[float, int, int]:
    """Unfold one draw; return the largest gap of a local fixed point, points solved, points lost.

    Edges into node n are `enter[entering[n]:entering[n + 1]]`; `record` (E) says which edges the
    record allows. Written: `policy` (E, M, T), `to` (E, M), `ratios` (N, M, X), `used` (N) points,
    `flow` (E, M) the analyst's chance of taking the edge from the point, `hull` (N, X, 2) the
    least and largest ratios that arrive, no narrower than before the node, `on_record` (E, M)
    is `flow` of play that has kept to the record so far.
    """
    nodes, points, axes = len(mover), policy.shape[1], count.shape[1]
    middle, analyst = (ratio.shape[1] - 1) // 2, prior.shape[0] - 1
    widest, most, busy, longest = 1, 2, 1, 1
    for p in range(len(player_slot) - 1):
        most = max(most, player_slot[p + 1] - player_slot[p])
    for node in range(nodes):
        widest = max(widest, first[node + 1] - first[node])
        busy = max(busy, entering[node + 1] - entering[node])
    own_axes = most - 1
    for _ in range(own_axes):
        longest *= ratio.shape[1]
    size, slots = widest * own_axes, worth.shape[1]
    lines = np.zeros((widest, longest, most))
    weight, slope = np.zeros((own_axes, 4)), np.zeros((own_axes, 4))
    utility, rise = np.zeros((widest, most)), np.zeros((widest, most, own_axes))
    choice, target = np.zeros((widest, most)), np.zeros((widest, own_axes))
    matrix, push, right = np.zeros((size, size)), np.zeros(size), np.zeros(size)
    delta, share = np.zeros((widest, own_axes)), np.zeros((widest, slots))
    likely, here = np.zeros(most), np.zeros(max(1, axes))
    own_low = np.zeros((widest, own_axes), np.int32)
    own_count = np.zeros((widest, own_axes), np.int32)
    around = 4**axes
    weights, slopes = np.zeros(4), np.zeros(4)
    cells, masses = np.zeros(around, np.int64), np.zeros(around)
    # what leaves every edge, and what arrives at a node
    leaving = np.zeros((len(child), points, axes))
    room = max(1, busy * points)
    came, place = np.zeros((room, axes)), np.zeros((room, axes))
    mass, kept, label = np.zeros(room), np.zeros(room, np.bool_), np.zeros(room, np.int32)
    room_share = np.zeros(room)
    reach, still = np.zeros(points), np.zeros(points)
    worst, solved, lost = 0.0, 0, 0
    for node in range(nodes):
        i, a0 = mover[node], first[node]
        edges = first[node + 1] - a0
        for m in range(points):
            for x in range(axes):
                ratios[node, m, x] = 0.0
        if node == 0:
            used[0], reach[0], still[0] = 1, 1.0, 1.0
        else:
            arrivals = 0
            for q in range(entering[node], entering[node + 1]):
                e = enter[q]
                source = np.searchsorted(first, e, side="right") - 1
                for m in range(used[source]):
                    for x in range(axes):
                        ell = leaving[e, m, x] if live[node, x] else 0.0
                        came[arrivals, x] = ell
                        place[arrivals, x] = math.tanh(0.25 * ell)
                        hull[node, x, 0] = min(hull[node, x, 0], ell)
                        hull[node, x, 1] = max(hull[node, x, 1], ell)
                    mass[arrivals] = flow[e, m]
                    kept[arrivals] = on_record[e, m] > 0.0
                    arrivals += 1
                for x in range(axes):
                    if live[node, x]:
                        hull[node, x, 0] = min(hull[node, x, 0], hull[source, x, 0])
                        hull[node, x, 1] = max(hull[node, x, 1], hull[source, x, 1])
            which = np.flatnonzero(live[node])
            used[node] = group(arrivals, place, mass, kept, which, label, points, room_share)
            for g in range(used[node]):
                reach[g], still[g] = 0.0, 0.0
                for p in range(len(player_slot) - 1):
                    if player_slot[p + 1] - player_slot[p] > 1 and live[node, axis[p]]:
                        pool(
                            g, arrivals, came, mass, label, axis[p],
                            player_slot[p + 1] - player_slot[p] - 1,
                            prior[analyst, player_slot[p] : player_slot[p + 1]], span,
                            ratios[node, g],
                        )  # fmt: skip
            arrivals = 0
            for q in range(entering[node], entering[node + 1]):
                e = enter[q]
                source = np.searchsorted(first, e, side="right") - 1
                for m in range(used[source]):
                    to[e, m] = label[arrivals]
                    reach[label[arrivals]] += mass[arrivals]
                    still[label[arrivals]] += on_record[e, m]
                    arrivals += 1
        if i == END:
            continue
        types = player_slot[i + 1] - player_slot[i] if i >= 0 else 1
        x0, own = axis[i] if types > 1 else 0, types - 1
        for m in range(used[node]):
            for x in range(axes):
                here[x] = ratios[node, m, x]
            for a in range(edges):
                for t in range(most):
                    choice[a, t] = 1.0 if t < types or i == CHANCE else 0.0
                for x in range(own_axes):
                    delta[a, x] = 0.0
            if i >= 0 and edges > 1:
                start = player_slot[i]
                for a in range(edges):
                    c = child[a0 + a]
                    found = across(
                        c, here, x0, own, low, count, stride, offset, span, step, middle,
                        weights, slopes, cells, masses,
                    )  # fmt: skip
                    for x in range(own):
                        own_low[a, x] = low[c, x0 + x]
                        own_count[a, x] = count[c, x0 + x]
                    for h in range(height_of(own_count[a], own)):
                        shift = shift_of(h, own_count[a], stride[c], x0, own)
                        for t in range(types):
                            total = value[reward[a0 + a], start + t]
                            for f in range(found):
                                total += masses[f] * worth[cells[f] + shift, start + t]
                            lines[a, h, t] = precision[i] * total
                if types > 1:
                    lost += follow(
                        edges, types, here[x0:], delta, lines, own_low, own_count,
                        span[x0:], step[x0:], middle, weight, slope, utility, rise, choice,
                        target, matrix, push, right,
                    )  # fmt: skip
                    gap = respond(
                        1.0, edges, types, here[x0:], delta, lines, own_low, own_count,
                        span[x0:], step[x0:], middle, weight, slope, utility, rise, choice, target,
                    )  # fmt: skip
                    worst = max(worst, gap)
                    solved += 1
                    for a in range(edges):
                        for x in range(own):
                            delta[a, x] = target[a, x]
                else:
                    choose(edges, lines[:, 0], choice)
            if i >= 0 and types > 1:
                weigh_cell(i, edges, here[x0:], player_slot, prior, choice, share, likely)
            analysts = 0.0
            if i >= 0 and types > 1:
                for t in range(types):
                    analysts += prior[analyst, player_slot[i] + t] * likely[t]
            for a in range(edges):
                e = a0 + a
                for t in range(most):
                    policy[e, m, t] = choice[a, t]
                taken = choice[a, 0]
                if i == CHANCE:
                    taken = chances[chance[e], analyst]
                elif types > 1:
                    taken = 0.0
                    for t in range(types):
                        taken += prior[analyst, player_slot[i] + t] * likely[t] * choice[a, t]
                    taken /= analysts
                flow[e, m] = reach[m] * taken
                on_record[e, m] = still[m] * taken if record[e] else 0.0
                for x in range(axes):
                    leaving[e, m, x] = here[x]
                for x in range(own):
                    ell = here[x0 + x] + delta[a, x]
                    leaving[e, m, x0 + x] = min(max(ell, -span[x0 + x]), span[x0 + x])
    return worst, solved, lost
