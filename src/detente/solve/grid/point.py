"""A point of evidence: the mover's choices there, solved from values between the cells around it.

Newton's method starts from the choices of the cells; where that leads far, the branch is followed
from `lambda = 0`, as on the grid.
"""

from __future__ import annotations

from numba import njit

from detente.shapes import Bools, Floats, Ints, Longs
from detente.solve.grid.abreast import NEAR
from detente.solve.grid.answer import newton, respond
from detente.solve.grid.path import follow
from detente.solve.grid.taps import taps
from detente.solve.grid.two import (
    CHOICE,
    DELTA,
    NEEDED,
    answer_two,
    newton_two,
    place_two,
)
from detente.solve.lanes.places import load, store
from detente.solve.lanes.register import WIDTH, add_product, spread

HEAVY = 0.1
"""A cell with so much weight at a point counts as beside it."""


@njit(cache=True, nogil=True, error_model="numpy")
def around(  # noqa: PLR0917 (compiled: arguments by place)
    node: int,
    ell: Floats,
    skip: int,
    skipped: int,
    low: Ints,
    count: Ints,
    span: Floats,
    step: Floats,
    middle: int,
    weights: Floats,
    slopes: Floats,
    cells: Longs,
    masses: Floats,
) -> int:
    """List the cells around a place in a node's window, with their weights; return how many.

    The axes from `skip`, so many, are left out, and the cells counted as if they were not there.
    """
    cells[0], masses[0], found, apart = 0, 1.0, 1, 1
    for back in range(count.shape[1]):
        x = count.shape[1] - 1 - back
        if skip <= x < skip + skipped or count[node, x] == 1:
            continue
        first = taps(
            ell[x], span[x], step[x], middle, low[node, x], count[node, x], weights, slopes
        )
        wide = min(4, count[node, x])
        for f in range(found - 1, -1, -1):
            cell, mass = cells[f], masses[f]
            for w in range(wide):
                cells[f * wide + w] = cell + (first + w) * apart
                masses[f * wide + w] = mass * weights[w]
        found *= wide
        apart *= count[node, x]
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def blend(  # noqa: PLR0917
    begin: int, block: int, found: int, cells: Longs, masses: Floats, ahead: Floats, into: Floats
) -> None:
    """Write the mean of the blocks of cells, of so many numbers each, from `ahead[begin]` on.

    Up to seven numbers more are written behind them.
    """
    for q in range(0, block, WIDTH):
        total = spread(0.0)
        for f in range(found):
            part = load(ahead, begin + cells[f] * block + q)
            total = add_product(total, spread(masses[f]), part)
        store(into, q, total)


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
        cell = cells[f]
        folded |= fold[offset + cell] and masses[f] >= HEAVY
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
