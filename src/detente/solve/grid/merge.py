"""Which evidence is told apart at a node: many arrivals to a few points, heavy ones first.

Arrivals start in one group, or two where some are on the record and some are not. The group whose
ratios spread the most along an axis, by mass, is split at its mean there until there are enough
groups or all are points. A group's ratio is Bayes' rule on its pooled mass: what the analyst would
believe who is told only the group.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from detente.shapes import Bools, Floats, Ints, Longs
from detente.solve.grid.axes import FARTHEST

ALIKE = 1e-12
"""Ratios closer than this are the same evidence."""
SLIGHT = 1e-4
"""A smaller share of what arrives at a node does not widen where play goes."""
FAINT = 1e-9
"""The least share of a node's mass that an arrival counts for when groups are split."""


@njit(cache=True, nogil=True, error_model="numpy")
def group(  # noqa: PLR0917 (compiled: arguments by place)
    arrivals: int, place: Floats, mass: Floats, kept: Bools, axes: Longs, label: Ints, points: int,
    share: Floats, order: Longs, begin: Longs, end: Longs, spread: Floats, where: Longs,
    centre: Floats,
) -> int:  # fmt: skip
    """Write the group of each arrival into `label`; return how many groups there are.

    `place` (arrivals, X) is where an arrival lies on each axis, `axes` the axes that count,
    `kept` whether it is on the record. The rest is room: `share` (arrivals) of its group, `order`
    (arrivals) by group, those of group g from `begin[g]` to `end[g]`, and what `measure` writes.
    """
    if 0 < arrivals <= points and len(axes) > 0 and distinct(arrivals, place, kept, axes):
        for r in range(arrivals):
            label[r], order[r], begin[r], end[r] = r, r, r, r + 1
        return arrivals
    groups, apart = 1, False
    for r in range(arrivals):
        order[r] = r
        apart |= kept[r] != kept[0]
    begin[0], end[0] = 0, arrivals
    if apart and len(axes) > 0 and points > 1:
        groups = 2
        begin[1], end[1], end[0] = 0, arrivals, 0
        for r in range(arrivals):
            if kept[r] == kept[0]:
                order[end[0]] = r
                end[0] += 1
        begin[1] = end[0]
        last = begin[1]
        for r in range(arrivals):
            if kept[r] != kept[0]:
                order[last] = r
                last += 1
    for g in range(groups):
        over = 0.0
        for q in range(begin[g], end[g]):
            over += mass[order[q]]
        for q in range(begin[g], end[g]):
            share[order[q]] = (mass[order[q]] / over if over > 0.0 else 0.0) + FAINT
        measure(g, begin[g], end[g], order, place, axes, share, spread, where, centre)
    while groups < points:
        widest = 0
        for g in range(1, groups):
            widest = g if spread[g] > spread[widest] else widest
        if spread[widest] <= 0.0:
            break
        first, last = begin[widest], end[widest]
        while first < last:
            r = order[first]
            if place[r, where[widest]] > centre[widest]:
                last -= 1
                order[first], order[last] = order[last], r
            else:
                first += 1
        begin[groups], end[groups], end[widest] = first, end[widest], first
        for g in (widest, groups):
            measure(g, begin[g], end[g], order, place, axes, share, spread, where, centre)
        groups += 1
    for g in range(groups):
        for q in range(begin[g], end[g]):
            label[order[q]] = g
    return groups


@njit(cache=True, nogil=True, error_model="numpy")
def distinct(arrivals: int, place: Floats, kept: Bools, axes: Longs) -> bool:
    """Say whether no two arrivals are the same evidence."""
    for r in range(1, arrivals):
        for s in range(r):
            alike = kept[r] == kept[s]
            for x in axes:
                alike = alike and abs(place[r, x] - place[s, x]) <= ALIKE
            if alike:
                return False
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def measure(  # noqa: PLR0917
    which: int, begin: int, end: int, order: Longs, place: Floats, axes: Longs, share: Floats,
    spread: Floats, where: Longs, centre: Floats,
) -> None:  # fmt: skip
    """Write a group's largest spread, the axis of it and the mean there; 0 for a single point."""
    spread[which] = 0.0
    if end - begin < 2:
        return
    for k in range(len(axes)):
        x = axes[k]
        total, mean, least, most = 0.0, 0.0, np.inf, -np.inf
        for q in range(begin, end):
            r = order[q]
            total += share[r]
            mean += share[r] * place[r, x]
            least, most = min(least, place[r, x]), max(most, place[r, x])
        if not most - least > ALIKE:
            continue
        mean /= total
        mean = min(max(mean, least), 0.5 * (least + most) if mean >= most else mean)
        moment = 0.0
        for q in range(begin, end):
            r = order[q]
            moment += share[r] * (place[r, x] - mean) ** 2
        if moment > spread[which]:
            spread[which], where[which], centre[which] = moment, x, mean


@njit(cache=True, nogil=True, error_model="numpy")
def pool(  # noqa: PLR0917
    node: int, which: int, begin: int, end: int, order: Longs, ratios: Floats, mass: Floats,
    x0: int, own: int, analyst: int, start: int, prior: Floats, likely: Floats, pooled: Floats,
) -> None:  # fmt: skip
    """Write one actor's ratios (X from `x0`) of a group at a node into `pooled`, by pooled masses.

    `prior` (J, K) from slot `start` is about the actor's types; where the analyst's leaves no room
    for a type the mean ratio is taken. Arrivals without mass count alike if none of the group has
    any. `likely` (T) is room.
    """
    total, members, sure = 0.0, end - begin, False
    for q in range(begin, end):
        total += mass[order[q]]
    for t in range(own + 1):
        sure |= not prior[analyst, start + t] > 0.0
        likely[t] = 0.0
    for x in range(x0, x0 + own):
        pooled[node, which, x] = 0.0
    for q in range(begin, end):
        r = order[q]
        weight = mass[r] / total if total > 0.0 else 1.0 / members
        top, norm = 0.0, 0.0
        for x in range(x0, x0 + own):
            top = max(top, ratios[r, x])
            pooled[node, which, x] += weight * ratios[r, x]
        if members == 1:
            break
        if own == 1:  # one of the two likelihoods is the larger, and counts as one
            ell, less = ratios[r, x0], math.exp(-abs(ratios[r, x0]))
            first, second = (less, 1.0) if ell > 0.0 else (1.0, less)
            norm = prior[analyst, start] * first + prior[analyst, start + 1] * second
            likely[0] += weight * first / norm
            likely[1] += weight * second / norm
            continue
        for t in range(own + 1):
            ell = ratios[r, x0 + t - 1] if t > 0 else 0.0
            norm += prior[analyst, start + t] * math.exp(ell - top)
        for t in range(own + 1):
            ell = ratios[r, x0 + t - 1] if t > 0 else 0.0
            likely[t] += weight * math.exp(ell - top) / norm
    for x in range(own):
        ell = pooled[node, which, x0 + x]
        if members > 1 and not sure and likely[0] > 0.0 and likely[x + 1] > 0.0:
            ell = math.log(likely[x + 1] / likely[0])
        pooled[node, which, x0 + x] = min(max(ell, -FARTHEST), FARTHEST)


@njit(cache=True, nogil=True, error_model="numpy")
def gather(  # noqa: PLR0917 (compiled: arguments by place)
    node: int, begin: int, end: int, enter: Ints, source: Ints, used: Ints, live: Bools,
    leaving: Floats, flow: Floats, on_record: Floats, came: Floats, place: Floats, mass: Floats,
    kept: Bools, hull: Floats,
) -> int:  # fmt: skip
    """List what arrives at a node, and widen its hull by it; return how many arrivals."""
    arrivals, total, total_kept = 0, 0.0, 0.0
    for x in range(live.shape[1]):
        hull[node, x, 0], hull[node, x, 1] = np.inf, -np.inf
    for q in range(begin, end):
        e = enter[q]
        for m in range(used[source[e]]):
            total += flow[e, m]
            total_kept += on_record[e, m]
    for q in range(begin, end):
        e = enter[q]
        for m in range(used[source[e]]):
            heavy = flow[e, m] >= SLIGHT * total
            heavy |= total_kept > 0.0 and on_record[e, m] >= SLIGHT * total_kept
            for x in range(live.shape[1]):
                ell = leaving[e, m, x] if live[node, x] else 0.0
                came[arrivals, x] = ell
                place[arrivals, x] = math.tanh(0.25 * ell)
                if heavy:
                    hull[node, x, 0] = min(hull[node, x, 0], ell)
                    hull[node, x, 1] = max(hull[node, x, 1], ell)
            mass[arrivals] = flow[e, m]
            kept[arrivals] = on_record[e, m] > 0.0
            arrivals += 1
    return arrivals


@njit(cache=True, nogil=True, error_model="numpy")
def outside(  # noqa: PLR0917
    node: int, arrivals: int, came: Floats, mass: Floats, kept: Bools, low: Ints, count: Ints,
    ratio: Floats,
) -> tuple[float, float]:  # fmt: skip
    """Return how much play arrives outside a node's window, weighed by how far in log-odds.

    The second number is of play on the record.
    """
    missed, missed_kept = 0.0, 0.0
    for x in range(count.shape[1]):
        if count[node, x] > 1:
            least, most = ratio[x, low[node, x]], ratio[x, low[node, x] + count[node, x] - 1]
            for r in range(arrivals):
                far = mass[r] * max(0.0, least - came[r, x], came[r, x] - most)
                missed += far
                missed_kept += far if kept[r] else 0.0
    return missed, missed_kept


@njit(cache=True, nogil=True, error_model="numpy")
def merge(  # noqa: PLR0917
    node: int,
    begin: int,
    end: int,
    enter: Ints,
    source: Ints,
    live: Bools,
    axis: Ints,
    player_slot: Ints,
    prior: Floats,
    arrivals: int,
    came: Floats,
    place: Floats,
    mass: Floats,
    kept: Bools,
    label: Ints,
    share: Floats,
    order: Longs,
    opens: Longs,
    closes: Longs,
    spread: Floats,
    where: Longs,
    centre: Floats,
    likely: Floats,
    used: Ints,
    ratios: Floats,
    to: Ints,
    on_record: Floats,
    reach: Floats,
    still: Floats,
) -> None:
    """Group what arrives at a node into points: their ratios, and what reaches them."""
    used[node] = group(
        arrivals, place, mass, kept, np.flatnonzero(live[node]), label, len(reach), share, order,
        opens, closes, spread, where, centre,
    )  # fmt: skip
    for g in range(used[node]):
        reach[g], still[g] = 0.0, 0.0
        for p in range(len(player_slot) - 1):
            if player_slot[p + 1] - player_slot[p] > 1 and live[node, axis[p]]:
                pool(
                    node, g, opens[g], closes[g], order, came, mass, axis[p],
                    player_slot[p + 1] - player_slot[p] - 1, len(player_slot) - 1, player_slot[p],
                    prior, likely, ratios,
                )  # fmt: skip
    arrivals = 0
    for q in range(begin, end):
        e = enter[q]
        for m in range(used[source[e]]):
            to[e, m] = label[arrivals]
            reach[label[arrivals]] += mass[arrivals]
            still[label[arrivals]] += on_record[e, m]
            arrivals += 1
