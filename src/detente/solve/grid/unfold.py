"""The game unfolded over the grid: from the root forward, a few points of evidence a public node.

At a point the mover's choices are solved from the values after each action (`point`). Every
action leads each point to ratios of its own; what arrives at a node is told apart as far as there
are points (`merge`).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.game.arrays import CHANCE, END
from detente.shapes import Bools, Floats, Ints, Longs
from detente.solve.grid.axes import FARTHEST
from detente.solve.grid.back import sizes_of, tallest
from detente.solve.grid.merge import gather, merge, outside
from detente.solve.grid.mix import choose, weigh_cell
from detente.solve.grid.point import around, blend, settle_point, start_from
from detente.solve.grid.two import COLUMNS
from detente.solve.lanes.register import WIDTH


@njit(cache=True, nogil=True, error_model="numpy")
def unfold(  # noqa: PLR0915, PLR0917
    mover: Ints,
    first: Ints,
    child: Ints,
    chance: Ints,
    player_slot: Ints,
    axis: Ints,
    live: Bools,
    source: Ints,
    entering: Ints,
    enter: Ints,
    record: Bools,
    low: Ints,
    count: Ints,
    offset: Longs,
    held: Longs,
    asked: Longs,
    span: Floats,
    step: Floats,
    ratio: Floats,
    prior: Floats,
    chances: Floats,
    ahead: Floats,
    delta_at: Floats,
    fold: Bools,
    policy: Floats,
    to: Ints,
    ratios: Floats,
    used: Ints,
    flow: Floats,
    hull: Floats,
    on_record: Floats,
) -> tuple[float, int, float, float]:
    """Unfold one draw; return the largest gap of a local fixed point, points lost, folded, missed.

    Edges into node n are `enter[entering[n]:entering[n + 1]]`; `record` (E) says which edges the
    record allows. Written: `policy` (E, M, T), `to` (E, M), `ratios` (N, M, X), `used` (N) points,
    `flow` (E, M) the analyst's chance of taking the edge from the point, `hull` (N, X, 2) the
    least and largest ratios that arrive, but for slight shares, `on_record` (E, M)
    is `flow` of play that has kept to the record so far. `folded` is the largest chance of a node
    at points beside a fold; `missed` how far play left the windows, in log-odds times chance, of
    all play or of play on the record, whichever is more.
    """
    nodes, points, axes = len(mover), policy.shape[1], count.shape[1]
    middle, analyst = (ratio.shape[1] - 1) // 2, len(player_slot) - 1
    widest, most, longest, _ = sizes_of(mover, first, player_slot, axis, count)
    own_axes, busy = most - 1, 1
    for node in range(nodes):
        busy = max(busy, entering[node + 1] - entering[node])
    size, slots = widest * own_axes, len(chances[0]) + prior.shape[1]
    room_lines = np.zeros(widest * longest * most + WIDTH)
    weight, slope = np.zeros((own_axes, 4)), np.zeros((own_axes, 4))
    utility, rise = np.zeros((widest, most)), np.zeros((widest, most, own_axes))
    choice, target = np.zeros((widest, most)), np.zeros((widest, own_axes))
    matrix, push, right = np.zeros((size, size)), np.zeros(size), np.zeros(size)
    delta, share = np.zeros((widest, own_axes)), np.zeros((widest, slots))
    start_at, two = np.zeros((widest, own_axes)), np.zeros((widest, COLUMNS))
    likely, here = np.zeros(most), np.zeros(max(1, axes))
    own_low = np.zeros((widest, own_axes), np.int32)
    own_count = np.zeros((widest, own_axes), np.int32)
    most_cells = 4**axes
    weights, slopes = np.zeros(4), np.zeros(4)
    cells, masses = np.zeros(most_cells, np.int64), np.zeros(most_cells)
    # what leaves every edge, and what arrives at a node
    leaving = np.zeros((len(child), points, axes))
    room = max(1, busy * points)
    came, place = np.zeros((room, axes)), np.zeros((room, axes))
    mass, kept, label = np.zeros(room), np.zeros(room, np.bool_), np.zeros(room, np.int32)
    room_share, order = np.zeros(room), np.zeros(room, np.int64)
    opens, closes = np.zeros(points, np.int64), np.zeros(points, np.int64)
    where = np.zeros(points, np.int64)
    spread, centre = np.zeros(points), np.zeros(points)
    reach, still = np.zeros(points), np.zeros(points)
    worst, lost, folded, missed, missed_kept, over = 0.0, 0, 0.0, 0.0, 0.0, 0.0
    for node in range(nodes):
        i, a0 = mover[node], first[node]
        edges = first[node + 1] - a0
        if node == 0:
            used[0], reach[0], still[0] = 1, 1.0, 1.0
        else:
            begin, end = entering[node], entering[node + 1]
            arrivals = gather(
                node, begin, end, enter, source, used, live, leaving, flow, on_record, came, place,
                mass, kept, hull,
            )  # fmt: skip
            far, far_kept = outside(node, arrivals, came, mass, kept, low, count, ratio)
            missed, missed_kept = missed + far, missed_kept + far_kept
            merge(
                node, begin, end, enter, source, live, axis, player_slot, prior, arrivals, came,
                place, mass, kept, label, room_share, order, opens, closes, spread, where, centre,
                likely, used, ratios, to, on_record, reach, still,
            )  # fmt: skip
        if i == END:
            over += still[: used[node]].sum()
            continue
        types = player_slot[i + 1] - player_slot[i] if i >= 0 else 1
        x0, own, beside, tall = axis[i] if types > 1 else 0, types - 1, 0.0, 1
        if types > 1 and edges > 1:
            for a in range(edges):
                for x in range(own):
                    own_low[a, x] = low[child[a0 + a], x0 + x]
                    own_count[a, x] = count[child[a0 + a], x0 + x]
            tall = tallest(edges, own, own_count)
        for m in range(used[node]):
            for x in range(axes):
                here[x] = ratios[node, m, x]
            for a in range(edges):
                for t in range(most):
                    choice[a, t] = 1.0 if t < types or i == CHANCE else 0.0
                for x in range(own_axes):
                    delta[a, x] = 0.0
            if i >= 0 and edges > 1:
                block = edges * tall * types
                found = around(
                    node, here, x0, own, low, count, span, step, middle, weights, slopes, cells,
                    masses,
                )  # fmt: skip
                blend(asked[node], block, found, cells, masses, ahead, room_lines)
                lines = room_lines[:block].reshape(edges, tall, types)
                if types > 1:
                    found = around(
                        node, here, 0, 0, low, count, span, step, middle, weights, slopes, cells,
                        masses,
                    )  # fmt: skip
                    if start_from(
                        held[node], offset[node], found, cells, masses, edges, own, delta_at, fold,
                        start_at,
                    ):  # fmt: skip
                        beside += reach[m]
                    gap, gone = settle_point(
                        edges, types, here[x0:], delta, start_at, lines, own_low, own_count,
                        span[x0:], step[x0:], middle, weight, slope, utility, rise, two, choice,
                        target, matrix, push, right,
                    )  # fmt: skip
                    lost += gone == 1
                    worst = max(worst, gap)
                else:
                    choose(edges, lines[:, 0], choice)
            analysts = 0.0
            if i >= 0 and types > 1:
                weigh_cell(i, edges, here[x0:], player_slot, prior, choice, share, likely)
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
                    leaving[e, m, x0 + x] = min(max(ell, -FARTHEST), FARTHEST)
        folded = max(folded, beside)
    return worst, lost, folded, max(missed, missed_kept / over if over > 0.0 else 0.0)
