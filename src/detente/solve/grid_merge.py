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

ALIKE = 1e-12
"""Ratios closer than this are the same evidence."""
FAINT = 1e-9
"""The least share of a node's mass that an arrival counts for when groups are split."""


@njit(cache=True, nogil=True, error_model="numpy")
def group(  # noqa: PLR0917 (compiled: arguments by place)
    arrivals: int,
    place: Floats,
    mass: Floats,
    kept: Bools,
    axes: Longs,
    label: Ints,
    points: int,
    share: Floats,
) -> int:
    """Write the group of each arrival into `label`; return how many groups there are.

    `place` (arrivals, X) is where an arrival lies on each axis, `axes` the axes that count,
    `kept` whether it is on the record; `share` is room for the arrivals' shares.
    """
    split_record = False
    for r in range(arrivals):
        split_record |= kept[r] != kept[0]
    groups = 2 if split_record and len(axes) > 0 and points > 1 else 1
    heavy = np.zeros(2)
    for r in range(arrivals):
        label[r] = 1 if groups == 2 and kept[r] != kept[0] else 0
        heavy[label[r]] += mass[r]
    for r in range(arrivals):
        over = heavy[label[r]]
        share[r] = (mass[r] / over if over > 0.0 else 0.0) + FAINT
    spread, where = np.zeros(points), np.zeros(points, np.int64)
    centre = np.zeros(points)
    for g in range(groups):
        measure(g, arrivals, place, axes, label, share, spread, where, centre)
    while groups < points:
        widest = int(np.argmax(spread[:groups]))
        if spread[widest] <= 0.0:
            break
        x = where[widest]
        for r in range(arrivals):
            if label[r] == widest and place[r, x] > centre[widest]:
                label[r] = groups
        measure(widest, arrivals, place, axes, label, share, spread, where, centre)
        measure(groups, arrivals, place, axes, label, share, spread, where, centre)
        groups += 1
    return groups


@njit(cache=True, nogil=True, error_model="numpy")
def measure(  # noqa: PLR0917
    which: int, arrivals: int, place: Floats, axes: Longs, label: Ints, share: Floats,
    spread: Floats, where: Longs, centre: Floats,
) -> None:  # fmt: skip
    """Write a group's largest spread, the axis of it and the mean there; 0 for a single point."""
    spread[which] = 0.0
    for k in range(len(axes)):
        x = axes[k]
        total, mean, least, most = 0.0, 0.0, np.inf, -np.inf
        for r in range(arrivals):
            if label[r] == which:
                total += share[r]
                mean += share[r] * place[r, x]
                least, most = min(least, place[r, x]), max(most, place[r, x])
        if not most - least > ALIKE:
            continue
        mean /= total
        mean = min(max(mean, least), 0.5 * (least + most) if mean >= most else mean)
        moment = 0.0
        for r in range(arrivals):
            if label[r] == which:
                moment += share[r] * (place[r, x] - mean) ** 2
        if moment > spread[which]:
            spread[which], where[which], centre[which] = moment, x, mean


@njit(cache=True, nogil=True, error_model="numpy")
def pool(  # noqa: PLR0917
    which: int, arrivals: int, ratios: Floats, mass: Floats, label: Ints,
    x0: int, own: int, prior: Floats, span: Floats, pooled: Floats,
) -> None:  # fmt: skip
    """Write one actor's ratios (X from `x0`) of a group into `pooled`, by the pooled masses.

    `prior` (T) is the analyst's about the actor's types; where it leaves no room for a type the
    mean ratio is taken. Arrivals without mass count alike if none of the group has any.
    """
    total, members = 0.0, 0
    for r in range(arrivals):
        if label[r] == which:
            total += mass[r]
            members += 1
    even = not total > 0.0
    sure = False
    for t in range(own + 1):
        sure |= not prior[t] > 0.0
    likely = np.zeros(own + 1)
    mean = np.zeros(own)
    for r in range(arrivals):
        if label[r] != which:
            continue
        weight = 1.0 / members if even else mass[r] / total
        top, norm = 0.0, 0.0
        for x in range(own):
            top = max(top, ratios[r, x0 + x])
            mean[x] += weight * ratios[r, x0 + x]
        for t in range(own + 1):
            ell = ratios[r, x0 + t - 1] if t > 0 else 0.0
            norm += prior[t] * math.exp(ell - top)
        for t in range(own + 1):
            ell = ratios[r, x0 + t - 1] if t > 0 else 0.0
            likely[t] += weight * math.exp(ell - top) / norm
    for x in range(own):
        ell = mean[x]
        if members > 1 and not sure and likely[0] > 0.0 and likely[x + 1] > 0.0:
            ell = math.log(likely[x + 1] / likely[0])
        pooled[x0 + x] = min(max(ell, -span[x0 + x]), span[x0 + x])
