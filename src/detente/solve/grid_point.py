"""A point of evidence: the mover's choices there, solved from values between the cells around it.

Newton's method starts from the choices of the cells; where that leads far, the branch is followed
from `lambda = 0`, as on the grid.
"""

from __future__ import annotations

from numba import njit

from detente.shapes import Bools, Floats, Ints, Longs
from detente.solve.grid_abreast import NEAR
from detente.solve.grid_answer import newton, respond
from detente.solve.grid_mix import height_of, shift_of
from detente.solve.grid_path import follow
from detente.solve.grid_taps import taps
from detente.solve.grid_two import (
    CHOICE,
    DELTA,
    NEEDED,
    answer_two,
    newton_two,
    pad,
    place_two,
)

HEAVY = 0.1
"""A cell with so much weight at a point counts as beside it."""


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
def read_lines(  # noqa: PLR0917
    edges: int, a0: int, child: Ints, reward: Ints, start: int, types: int, x0: int, here: Floats,
    low: Ints, count: Ints, stride: Ints, offset: Longs, span: Floats, step: Floats, middle: int,
    precision: float, value: Floats, worth: Floats, own_low: Ints, own_count: Ints, cells: Longs,
    masses: Floats, weights: Floats, slopes: Floats, lines: Floats,
) -> None:  # fmt: skip
    """Write the mover's values after each action along its own axes, between points on the rest."""
    own = types - 1
    for a in range(edges):
        c, pay = child[a0 + a], reward[a0 + a]
        found = across(
            c, here, x0, own, low, count, stride, offset, span, step, middle, weights, slopes,
            cells, masses,
        )  # fmt: skip
        for x in range(own):
            own_low[a, x] = low[c, x0 + x]
            own_count[a, x] = count[c, x0 + x]
        if own <= 1:
            wide = stride[c, x0] if own == 1 else 0
            for h in range(own_count[a, 0] if own == 1 else 1):
                for t in range(types):
                    total = value[pay, start + t]
                    for f in range(found):
                        total += masses[f] * worth[cells[f] + h * wide, start + t]
                    lines[a, h, t] = precision * total
            if own == 1 and own_count[a, 0] < 4:
                pad(lines[a], own_count[a, 0])
            continue
        for h in range(height_of(own_count[a], own)):
            shift = shift_of(h, own_count[a], stride[c], x0, own)
            for t in range(types):
                total = value[pay, start + t]
                for f in range(found):
                    total += masses[f] * worth[cells[f] + shift, start + t]
                lines[a, h, t] = precision * total


@njit(cache=True, nogil=True, error_model="numpy")
def start_from(  # noqa: PLR0917
    held: int, offset: int, found: int, cells: Longs, masses: Floats, edges: int, own: int,
    delta: Floats, fold: Bools, start: Floats,
) -> bool:  # fmt: skip
    """Write the deltas between a node's cells into `start`; whether a cell beside has a fold."""
    folded = False
    for a in range(edges):
        for x in range(own):
            start[a, x] = 0.0
    for f in range(found):
        cell = cells[f] - offset
        folded |= fold[cells[f]] and masses[f] >= HEAVY
        for a in range(edges):
            for x in range(own):
                start[a, x] += masses[f] * delta[held + (cell * edges + a) * own + x]
    return folded


@njit(cache=True, nogil=True, error_model="numpy")
def settle_point(  # noqa: PLR0917
    edges: int,
    types: int,
    ell: Floats,
    delta: Floats,
    start: Floats,
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
) -> tuple[float, int]:
    """Solve a point from `start`, or from `lambda = 0` where that leads far; `delta`, `choice`.

    Returns the gap that is left, and 0, or what `follow` says.
    """
    own, gone = types - 1, 0
    for a in range(edges):
        for x in range(own):
            delta[a, x] = start[a, x]
    if types == 2:
        place_two(edges, middle, low, count, two)
        for a in range(edges):
            two[a, DELTA] = start[a, 0]
        found = newton_two(edges, ell[0], two, lines, span[0], step[0])
        for a in range(edges):
            delta[a, 0] = two[a, DELTA]
    else:
        found = newton(
            1.0, edges, types, ell, delta, lines, low, count, span, step, middle,
            weight, slope, utility, rise, choice, target, matrix, push, right,
        )  # fmt: skip
    far = 0.0
    for a in range(edges):
        for x in range(own):
            far = max(far, abs(delta[a, x] - start[a, x]))
    if found != 1 or not far <= NEAR:
        gone = follow(
            edges, types, ell, delta, lines, low, count, span, step, middle,
            weight, slope, utility, rise, choice, target, matrix, push, right,
        )  # fmt: skip
    gap = 0.0
    if types == 2:
        for a in range(edges):
            two[a, DELTA] = delta[a, 0]
        answer_two(edges, ell[0], two, lines, span[0], step[0])
        for a in range(edges):
            gap = max(gap, abs(two[a, NEEDED] - two[a, DELTA]))
            delta[a, 0] = two[a, NEEDED]
            choice[a, 0], choice[a, 1] = two[a, CHOICE], two[a, CHOICE + 1]
    else:
        gap = respond(
            1.0, edges, types, ell, delta, lines, low, count, span, step, middle,
            weight, slope, utility, rise, choice, target,
        )  # fmt: skip
        for a in range(edges):
            for x in range(own):
                delta[a, x] = target[a, x]
    return gap, gone
