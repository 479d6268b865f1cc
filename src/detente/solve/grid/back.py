"""Values run back over the grid: every node's window of cells from its children's.

At a node of nature, or of an actor without types, a child is read at the same ratios, which both
windows hold (`mix_odds`, `choose_abreast`). At a typed mover's node each action leads to ratios of
its own: the line of cells over the mover's own axes is solved, for two types eight cells at a time
from what the lines before predict (`settle_abreast`, `mix_abreast`), else cell by cell, each from
its neighbours' choices (`settle_line`), and the children are read between their cells (`mix_two`,
`mix_many`).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.game.arrays import CHANCE, END
from detente.shapes import Bools, Floats, Ints, Longs
from detente.solve.grid.abreast import NEAR, ROWS, settle_abreast
from detente.solve.grid.answer import newton, respond
from detente.solve.grid.mix import (
    believe_two,
    height_of,
    mix_many,
    mix_two,
    next_row,
    place_children,
    shift_of,
)
from detente.solve.grid.path import follow
from detente.solve.grid.rows import choose_abreast, mix_abreast, mix_odds
from detente.solve.grid.two import COLUMNS, DELTA, LAST, ZERO, newton_two, pad, place_two
from detente.solve.lanes.register import WIDTH

ALIKE = 1e-4
"""Deltas closer than this are one fixed point."""


@njit(cache=True, nogil=True, error_model="numpy")
def settle_line(  # noqa: PLR0917 (compiled: arguments by place)
    cells: int,
    edges: int,
    types: int,
    near: bool,  # noqa: FBT001 (compiled: arguments by place)
    ratios: Floats,
    before: Floats,
    deltas: Floats,
    folds: Bools,
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
    two: Floats,
    choice: Floats,
    target: Floats,
    matrix: Floats,
    push: Floats,
    right: Floats,
    delta: Floats,
    start: Floats,
) -> int:
    """Solve a line of cells at `ratios` (G, X) into `deltas` (G, A, X); return how many were lost.

    A cell starts from what its neighbours predict: the one before it, and those on the line before
    (`before`, if it is `near`). Where that leads over a fold, or far, the branch is followed from
    `lambda = 0` instead, there and back along the line until both agree again. A cell where the
    two differ, or where the branch folds back, is marked (`folds`).
    """
    own, lost = types - 1, 0
    for g in range(cells):
        found, folds[g] = 0, False
        if g > 0 or near:
            for a in range(edges):
                for x in range(own):
                    start[a, x] = before[0, a, x] if g == 0 else deltas[g - 1, a, x]
                    if g > 0 and near:
                        start[a, x] += before[g, a, x] - before[g - 1, a, x]
                    elif g > 1 and own == 1:
                        start[a, x] += deltas[g - 1, a, x] - deltas[g - 2, a, x]
                    delta[a, x] = start[a, x]
            if types == 2:
                for a in range(edges):
                    two[a, DELTA] = delta[a, 0]
                found = newton_two(edges, ratios[g, 0], two, lines, span[0], step[0])
                for a in range(edges):
                    delta[a, 0] = two[a, DELTA]
            else:
                found = newton(
                    1.0, edges, types, ratios[g], delta, lines, low, count, span, step, middle,
                    weight, slope, utility, rise, choice, target, matrix, push, right,
                )  # fmt: skip
        if found == 1:
            moved = 0.0
            for a in range(edges):
                for x in range(own):
                    moved = max(moved, abs(delta[a, x] - start[a, x]))
                    deltas[g, a, x] = delta[a, x]
            if moved <= NEAR:
                continue
        where, same = g, False
        while where >= 0 and not same:
            gone = follow(
                edges, types, ratios[where], delta, lines, low, count, span, step, middle,
                weight, slope, utility, rise, choice, target, matrix, push, right,
            )  # fmt: skip
            lost += gone == 1 and where == g
            same = where < g or found == 1
            for a in range(edges):
                for x in range(own):
                    same &= abs(delta[a, x] - deltas[where, a, x]) < ALIKE
                    deltas[where, a, x] = delta[a, x]
            folds[where] |= gone != 0 or (not same and (where < g or found == 1))
            where -= 1
    return lost


@njit(cache=True, nogil=True, error_model="numpy")
def sizes_of(  # noqa: PLR0917
    mover: Ints, first: Ints, player_slot: Ints, axis: Ints, count: Ints
) -> tuple[int, int, int, int]:
    """Return the most edges, types, cells of a line and cells of a run that a node has."""
    widest, most, longest, run = 1, 2, 4, 1
    for p in range(len(player_slot) - 1):
        most = max(most, player_slot[p + 1] - player_slot[p])
    for node in range(len(mover)):
        widest = max(widest, first[node + 1] - first[node])
        for p in range(len(player_slot) - 1):
            line = 1
            for x in range(axis[p], axis[p] + player_slot[p + 1] - player_slot[p] - 1):
                line *= count[node, x]
            longest = max(longest, line)
        for x in range(count.shape[1]):
            run = max(run, count[node, x])
    return widest, most, longest, run


@njit(cache=True, nogil=True, error_model="numpy")
def tallest(edges: int, own: int, own_count: Ints) -> int:
    """Return how many cells of a child, over the mover's own axes, a line has room for."""
    tall = 4
    for a in range(edges):
        tall = max(tall, height_of(own_count[a], own))
    return tall


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
    seat: Longs,
    held: Longs,
    asked: Longs,
    span: Floats,
    step: Floats,
    ratio: Floats,
    prior: Floats,
    odds: Floats,
    value: Floats,
    precision: Floats,
    worth: Floats,
    delta: Floats,
    ahead: Floats,
    fold: Bools,
) -> tuple[int, int]:
    """Fill `worth` (rows, K); return the local fixed points solved, and those lost.

    `odds` (C, K) is each slot's own chance for a row of the chance table, `axis` (P) the first
    axis of a player. The values of node n's cells stand from row `seat[n]` on, until another node
    takes the seat. Written too: `delta`, a typed mover's deltas, those of node n from `held[n]`
    (cells, A, X); `ahead`, what the mover's types are worth after its actions, lambda taken in,
    from `asked[n]` (see `Seats`); and `fold` (cells), where the branch folds back or another one
    is near.
    """
    slots, axes = worth.shape[1], count.shape[1]
    middle, players = (ratio.shape[1] - 1) // 2, len(player_slot) - 1
    widest, most, longest, run = sizes_of(mover, first, player_slot, axis, count)
    own_axes, solved, lost = most - 1, 0, 0
    size = widest * own_axes
    ratios = np.zeros((longest, own_axes))
    deltas, before = np.zeros((longest, widest, own_axes)), np.zeros((longest, widest, own_axes))
    weight, slope = np.zeros((own_axes, 4)), np.zeros((own_axes, 4))
    utility, rise = np.zeros((widest, most)), np.zeros((widest, most, own_axes))
    choice, target = np.zeros((widest, most)), np.zeros((widest, own_axes))
    matrix, push, right = np.zeros((size, size)), np.zeros(size), np.zeros(size)
    found_at, start_at = np.zeros((widest, own_axes)), np.zeros((widest, own_axes))
    share = np.zeros((widest, slots))
    two, after, likely = np.zeros((widest, COLUMNS)), np.zeros((widest, slots)), np.zeros(most)
    shift = np.zeros((widest, max(1, axes), run), np.int64)
    base = np.zeros(widest, np.int64)
    here, leap = np.zeros(widest, np.int64), np.zeros(widest, np.int64)
    part, firsts = np.zeros(max(1, axes), np.int64), np.zeros(own_axes, np.int64)
    folds = np.zeros(longest, np.bool_)
    own_low = np.zeros((widest, own_axes), np.int32)
    own_count = np.zeros((widest, own_axes), np.int32)
    believed = np.zeros((max(1, axes), ratio.shape[1], slots))
    pieces = (longest + WIDTH - 1) // WIDTH
    latest, older = np.zeros(pieces * widest * WIDTH), np.zeros(pieces * widest * WIDTH)
    oldest, room = np.zeros(pieces * widest * WIDTH), np.zeros(pieces * widest * ROWS * WIDTH)
    side, zeros, lasts = np.zeros(pieces * WIDTH), np.zeros(widest), np.zeros(widest)
    flat_odds = odds.reshape(-1)
    flat_shift, still = shift.reshape(-1), np.zeros(1, np.int64)
    flat_believed = believed.reshape(-1)
    flat_worth, flat_value = worth.reshape(-1), value.reshape(-1)
    for p in range(players):
        if player_slot[p + 1] - player_slot[p] == 2:
            believe_two(p, axis[p], ratio, player_slot, prior, believed)
    for node in range(len(mover) - 1, -1, -1):
        i, begin, a0 = mover[node], seat[node], first[node]
        edges, cells = first[node + 1] - a0, offset[node + 1] - offset[node]
        if i == END:
            for slot in range(slots):
                worth[begin, slot] = value[final[node], slot]
            continue
        place_children(node, a0, edges, child, low, count, stride, seat, shift, base)
        types = player_slot[i + 1] - player_slot[i] if i >= 0 else 1
        if types == 1 or edges == 1:
            last = -1
            for x in range(axes):
                part[x] = 0
                last = x if count[node, x] > 1 else last
            length, span_of, where_to = 1, 0, still
            if last >= 0:
                length, span_of, where_to = count[node, last], axes * run, flat_shift
            for row in range(cells // length):
                next_row(part, count[node], last, edges, base, shift, here)
                if i == CHANCE:
                    mix_odds(
                        begin + row * length, length, edges, a0, chance, flat_odds, here, where_to,
                        max(0, last) * run, span_of, reward, flat_value, slots, flat_worth,
                    )  # fmt: skip
                else:
                    choose_abreast(
                        begin + row * length, length, edges, a0, player_slot[i], precision[i],
                        here, where_to, max(0, last) * run, span_of, reward, flat_value, slots,
                        room, flat_worth, ahead, asked[node] + row * length * edges,
                    )  # fmt: skip
            continue
        # a typed mover with a choice: line by line over its own axes
        x0, own, start, sharp = axis[i], types - 1, player_slot[i], precision[i]
        line = height_of(count[node, x0:], own)
        for a in range(edges):
            leap[a] = stride[child[a0 + a], x0]
            for x in range(own):
                own_low[a, x] = low[child[a0 + a], x0 + x]
                own_count[a, x] = count[child[a0 + a], x0 + x]
                if count[node, x0 + x] == 1:
                    base[a] -= shift[a, x0 + x, 0]
        if types == 2:
            place_two(edges, middle, own_low, own_count, two)
            for a in range(edges):
                zeros[a], lasts[a] = two[a, ZERO], two[a, LAST]
            for q in range((line + WIDTH - 1) // WIDTH * WIDTH):
                side[q] = ratio[x0, low[node, x0] + min(q, line - 1)]
        known, tall = 0, tallest(edges, own, own_count)
        for g in range(line):
            rest = g
            for back in range(own):
                x = own - 1 - back
                ratios[g, x] = ratio[x0 + x, low[node, x0 + x] + rest % count[node, x0 + x]]
                rest //= count[node, x0 + x]
        for other in range(cells // line):
            rest, origin, near, past = other, 0, other > 0, False
            for a in range(edges):
                here[a] = base[a]
            for back in range(axes):
                x = axes - 1 - back
                if not x0 <= x < x0 + own and count[node, x] > 1:
                    where = rest % count[node, x]
                    near &= past or where > 0
                    rest, past = rest // count[node, x], True
                    origin += where * stride[node, x]
                    for a in range(edges):
                        here[a] += shift[a, x, where]
            block = asked[node] + other * edges * tall * types
            flat_lines = ahead[block : block + edges * tall * types]
            lines = flat_lines.reshape(edges, tall, types)
            for a in range(edges):
                c, pay = child[a0 + a], reward[a0 + a]
                if types == 2:
                    for h in range(own_count[a, 0]):
                        cell = here[a] + h * leap[a]
                        lines[a, h, 0] = sharp * (worth[cell, start] + value[pay, start])
                        lines[a, h, 1] = sharp * (worth[cell, start + 1] + value[pay, start + 1])
                    if own_count[a, 0] < tall:
                        pad(lines[a], own_count[a, 0], tall)
                    continue
                for h in range(tall):
                    if h >= height_of(own_count[a], own):
                        lines[a, h] = 0.0
                        continue
                    cell = here[a] + shift_of(h, own_count[a], stride[c], x0, own)
                    for t in range(types):
                        lines[a, h, t] = sharp * (worth[cell, start + t] + value[pay, start + t])
            known = known + 1 if near else 0
            if types == 2:
                alright = settle_abreast(
                    line, edges, known, side, flat_lines, tall * types, zeros, lasts,
                    1.0 / step[x0], latest, older, oldest, room,
                )  # fmt: skip
                if alright:
                    for g in range(line):
                        cell, row = origin + g * stride[node, x0], g // WIDTH * edges * ROWS
                        fold[offset[node] + cell] = False
                        for a in range(edges):
                            delta[held[node] + cell * edges + a] = room[
                                (row + a * ROWS) * WIDTH + g % WIDTH
                            ]
                    mix_abreast(
                        begin + origin, stride[node, x0], line, edges, a0, flat_believed,
                        (x0 * ratio.shape[1] + low[node, x0]) * slots, here, leap, lasts, reward,
                        flat_value, slots, room, flat_worth,
                    )  # fmt: skip
                    latest, older, oldest, solved = oldest, latest, older, solved + line
                    continue
                for g in range(line):
                    for a in range(edges):
                        row = (g // WIDTH * edges + a) * WIDTH + g % WIDTH
                        deltas[g, a, 0] = latest[row]
            deltas, before = before, deltas
            lost += settle_line(
                line, edges, types, near, ratios, before, deltas, folds, lines, own_low, own_count,
                span[x0:], step[x0:], middle, weight, slope, utility, rise, two, choice, target,
                matrix, push, right, found_at, start_at,
            )  # fmt: skip
            solved += line
            if types == 2:
                latest, older, oldest = oldest, latest, older
                for q in range((line + WIDTH - 1) // WIDTH * WIDTH):
                    for a in range(edges):
                        row = (q // WIDTH * edges + a) * WIDTH + q % WIDTH
                        latest[row] = deltas[min(q, line - 1), a, 0]
            for g in range(line):
                cell = origin + g * stride[node, x0]
                if own > 1:
                    cell = origin + shift_of(g, count[node, x0:], stride[node], x0, own)
                fold[offset[node] + cell] = folds[g]
                for a in range(edges):
                    for x in range(own):
                        delta[held[node] + (cell * edges + a) * own + x] = deltas[g, a, x]
            if types == 2:
                mix_two(
                    begin + origin, stride[node, x0], line, edges, a0, start, ratios, deltas,
                    precision[i], believed[x0, low[node, x0] :], here, leap, own_low, own_count,
                    span[x0], step[x0], middle, weight[0], reward, value, after, choice, worth,
                )  # fmt: skip
                continue
            for g in range(line):
                cell = origin + shift_of(g, count[node, x0:], stride[node], x0, own)
                respond(
                    1.0, edges, types, ratios[g], deltas[g], lines, own_low, own_count,
                    span[x0:], step[x0:], middle, weight, slope, utility, rise, choice, target,
                )  # fmt: skip
                mix_many(
                    begin + cell, i, edges, a0, x0, ratios[g], deltas[g], player_slot, prior,
                    child, here, stride, own_low, own_count, span[x0:], step[x0:], middle,
                    weight, slope, firsts,
                    reward, value, choice, share, likely, after, worth,
                )  # fmt: skip
    return solved, lost
