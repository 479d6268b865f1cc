"""Local fixed points of a mover of two types, eight cells of a line side by side.

As `two`, whose formulas these are: one delta an action, Newton's step in closed form. Cells of
one line read the same children, so eight of them differ only by where they read (`columns`). A line
that does not settle at once is left to `settle_line`, a cell at a time.

What is known of an action in eight cells stands in `ROWS` rows of lanes, named below; those of
action a of the c-th eight begin with row `(c * A + a) * ROWS`.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.shapes import Floats
from detente.solve.grid.axes import CENTRE
from detente.solve.grid.two import LEAP, SHORT
from detente.solve.lanes.functions import exp, log
from detente.solve.lanes.places import (
    columns,
    greatest,
    load,
    null_unless,
    root,
    smaller,
    store,
    whole,
)
from detente.solve.lanes.register import WIDTH, Lanes, add_product, larger, size, spread, sum_up

DELTA, START, VALUE, OTHER, RISE, SLOPE, FIRST, PLACE, TURN = 0, 1, 2, 3, 4, 5, 6, 7, 8
"""Rows: the delta, and where it started; both types' values, later their choices; the slopes; the
first point that is read, the place counted from there and its slope in the delta."""
WEIGHT = 9
"""Four rows: the weights of the points that are read."""
OWN, GOOD, AHEAD, ROWS = 13, 14, 15, 16
"""A row for what the closed step needs of an action; the last deltas found on the branch, and how
they go on with the precision; how many rows there are."""
STEPS, SHORTEST = 8, 1.0 / 64.0
"""Steps that Newton's method gets here; the least step in the precision, of the whole."""
NEAR = 1.0
"""How far, in log-odds, choices may differ from what their neighbours predict."""
SQUARE = CENTRE * CENTRE
THIRD, SIXTH = 1.0 / 3.0, 1.0 / 6.0


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def _row(room: Floats, row: int) -> Lanes:
    return load(room, WIDTH * row)


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def _keep(room: Floats, row: int, value: Lanes) -> None:
    store(room, WIDTH * row, value)


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def _cubic(y: Lanes, p0: Lanes, p1: Lanes, p2: Lanes, p3: Lanes) -> tuple[Lanes, Lanes]:  # noqa: PLR0917
    """Return a cubic through four values at 0, 1, 2, 3, and its slope (Newton's form)."""
    half, third = spread(0.5) * (y - spread(1.0)), spread(THIRD) * (y - spread(2.0))
    one, rest = p1 - p0, p2 - p1
    three = (p3 - p2) - rest - (rest - one)
    tail = add_product(rest - one, third, three)
    line = add_product(one, half, tail)
    bend = add_product(spread(0.5) * tail, spread(THIRD) * half, three)
    return add_product(p0, y, line), add_product(line, y, bend)


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def _answer(  # noqa: PLR0917
    edges: int, top: int, scale: float, ratio: Lanes, lines: Floats, tall: int, zero: Floats,
    last: Floats, finer: float, room: Floats,
) -> Lanes:  # fmt: skip
    """Read values and slopes at the deltas, and choose, with a share `scale` of the precision.

    Returns the difference of the two types' normalising sums. `VALUE` and `OTHER` become choices,
    `OWN` the delta that these need, but for that difference.
    """
    top0, top1 = spread(-np.inf), spread(-np.inf)
    for a in range(edges):
        at = top + a * ROWS
        ell = ratio + _row(room, at + DELTA)
        bend = spread(1.0) / root(add_product(spread(SQUARE), ell, ell))
        place = add_product(spread(zero[a]), ell * bend, spread(finer))
        held = smaller(larger(place, spread(0.0)), spread(last[a]))
        turn = null_unless(spread(SQUARE * finer) * bend * (bend * bend), place, held)
        before = smaller(held - spread(1.0), spread(last[a] - 3.0))
        first = whole(larger(before, spread(0.0)))
        y = held - first
        p0, q0, p1, q1, p2, q2, p3, q3 = columns(lines, a * tall, first + first)
        value, rise = _cubic(y, p0, p1, p2, p3)
        other, slope = _cubic(y, q0, q1, q2, q3)
        value, other = value * spread(scale), other * spread(scale)
        _keep(room, at + VALUE, value)
        _keep(room, at + OTHER, other)
        _keep(room, at + RISE, turn * spread(scale) * rise)
        _keep(room, at + SLOPE, turn * spread(scale) * slope)
        _keep(room, at + FIRST, first)
        _keep(room, at + PLACE, y)
        _keep(room, at + TURN, turn)
        top0, top1 = larger(top0, value), larger(top1, other)
    total0, total1 = spread(0.0), spread(0.0)
    for a in range(edges):
        at = top + a * ROWS
        value, other = _row(room, at + VALUE), _row(room, at + OTHER)
        _keep(room, at + OWN, other - value)
        likely0, likely1 = exp(value - top0), exp(other - top1)
        _keep(room, at + VALUE, likely0)
        _keep(room, at + OTHER, likely1)
        total0, total1 = total0 + likely0, total1 + likely1
    share0, share1 = spread(1.0) / total0, spread(1.0) / total1
    for a in range(edges):
        at = top + a * ROWS
        _keep(room, at + VALUE, _row(room, at + VALUE) * share0)
        _keep(room, at + OTHER, _row(room, at + OTHER) * share1)
    return top1 - top0 + log(total1 * share0)


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def _step(edges: int, top: int, less: Lanes, room: Floats) -> tuple[float, float, float]:
    """Take Newton's step; return how far it leads, how far from `START`, and the determinant.

    The last is the least over the lanes; `OWN` holds the step.
    """
    push, pull, determinant = spread(0.0), spread(1.0), spread(1.0)
    for a in range(edges):
        at = top + a * ROWS
        missing = _row(room, at + OWN) - less - _row(room, at + DELTA)
        rise, slope = _row(room, at + RISE), _row(room, at + SLOPE)
        own = spread(1.0) / (spread(1.0) - slope + rise)
        mine = _row(room, at + OTHER) * slope - _row(room, at + VALUE) * rise
        push = add_product(push, own * mine, missing)
        pull = add_product(pull, own, mine)
        determinant = determinant * own
        _keep(room, at + WEIGHT, own)
        _keep(room, at + OWN, missing)
    determinant, common = determinant * pull, push / pull
    longest, strayed, poison = spread(0.0), spread(0.0), spread(0.0)
    for a in range(edges):
        at = top + a * ROWS
        step = (_row(room, at + OWN) - common) * _row(room, at + WEIGHT)
        delta = _row(room, at + DELTA) + step
        _keep(room, at + DELTA, delta)
        _keep(room, at + OWN, step)
        poison = poison + (step - step)
        longest = larger(longest, size(step))
        strayed = larger(strayed, size(delta - _row(room, at + START)))
    return (
        greatest(longest) + sum_up(poison),
        greatest(strayed),
        0.0 - greatest(spread(0.0) - determinant),
    )


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def _finish(edges: int, top: int, last: Floats, room: Floats) -> None:
    """Write the weights of the points read, and the choices, after the last step.

    The step is short, so that choices and places follow it by their slopes.
    """
    moved0, moved1 = spread(0.0), spread(0.0)
    for a in range(edges):
        at = top + a * ROWS
        step = _row(room, at + OWN)
        moved0 = add_product(moved0, _row(room, at + VALUE), step * _row(room, at + RISE))
        moved1 = add_product(moved1, _row(room, at + OTHER), step * _row(room, at + SLOPE))
        y = add_product(_row(room, at + PLACE), _row(room, at + TURN), step)
        y1, y2 = y - spread(1.0), y - spread(2.0)
        w0, w1, w2, w3 = spread(1.0), spread(0.0), spread(0.0), spread(0.0)
        if last[a] >= 3.0:
            y3 = y - spread(3.0)
            low, high = y * y1, y2 * y3
            w0, w1 = spread(-SIXTH) * y1 * high, spread(0.5) * y * high
            w2, w3 = spread(-0.5) * low * y3, spread(SIXTH) * low * y2
        elif last[a] == 2.0:
            w0, w1, w2 = spread(0.5) * y1 * y2, spread(0.0) - y * y2, spread(0.5) * y * y1
        elif last[a] == 1.0:
            w0, w1 = spread(1.0) - y, y
        _keep(room, at + WEIGHT, w0)
        _keep(room, at + WEIGHT + 1, w1)
        _keep(room, at + WEIGHT + 2, w2)
        _keep(room, at + WEIGHT + 3, w3)
    for a in range(edges):
        at = top + a * ROWS
        step = _row(room, at + OWN)
        mine = _row(room, at + VALUE)
        mine = add_product(mine, mine, step * _row(room, at + RISE) - moved0)
        theirs = _row(room, at + OTHER)
        theirs = add_product(theirs, theirs, step * _row(room, at + SLOPE) - moved1)
        _keep(room, at + VALUE, mine)
        _keep(room, at + OTHER, theirs - mine)


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def _set_out(edges: int, top: int, room: Floats) -> None:
    """Leave `lambda = 0`, where all types act alike, for the whole precision along the tangent."""
    total = spread(0.0)
    for a in range(edges):
        total = total + _row(room, top + a * ROWS + OWN)
    for a in range(edges):
        at = top + a * ROWS
        start = _row(room, at + OWN) - total * spread(1.0 / edges)
        _keep(room, at + GOOD, spread(0.0))
        for row in (DELTA, START, AHEAD):
            _keep(room, at + row, start)


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def _go_on(edges: int, top: int, come: float, step: float, room: Floats) -> None:  # noqa: PLR0917
    """Predict the deltas a step in the precision ahead of the last good ones.

    If `come` is not zero the deltas are good, so far ahead of those before them.
    """
    for a in range(edges):
        at = top + a * ROWS
        good, ahead = _row(room, at + GOOD), _row(room, at + AHEAD)
        if come > 0.0:
            delta = _row(room, at + DELTA)
            good, ahead = delta, (delta - good) * spread(1.0 / come)
            _keep(room, at + GOOD, good)
            _keep(room, at + AHEAD, ahead)
        start = add_product(good, ahead, spread(step))
        _keep(room, at + DELTA, start)
        _keep(room, at + START, start)


@njit(cache=True, nogil=True, error_model="numpy")
def settle_abreast(  # noqa: PLR0917 (compiled: arguments by place)
    cells: int, edges: int, known: int, ratios: Floats, lines: Floats, tall: int, zero: Floats,
    last: Floats, finer: float, latest: Floats, older: Floats, oldest: Floats, room: Floats,
) -> bool:  # fmt: skip
    """Solve a line of cells at `ratios` into `room`; whether all of them settled nearby.

    `latest`, `older` and `oldest` are the deltas of the lines before, of which `known` are near:
    they predict where to start. With none, the branch is followed from `lambda = 0`, where all
    types act alike, in steps that all eight cells can take. This line's deltas are written into
    `oldest`, a row an action. `lines` is flat, an action's `tall` numbers apart; `zero` and `last`
    (A) place its window, as in `two`. `VALUE` becomes the first type's choice and `OTHER` what
    the second's is more.
    """
    for c in range((cells + WIDTH - 1) // WIDTH):
        ratio, top, here, there = load(ratios, WIDTH * c), c * edges * ROWS, 0.0, 1.0
        for a in range(edges):
            at, row = top + a * ROWS, WIDTH * (c * edges + a)
            start = spread(0.0)
            if known == 1:
                start = load(latest, row)
            elif known == 2:
                start = load(latest, row) + (load(latest, row) - load(older, row))
            elif known > 2:
                rest = load(latest, row) - load(older, row)
                start = add_product(load(oldest, row), spread(3.0), rest)
            _keep(room, at + DELTA, start)
            _keep(room, at + START, start)
        if known == 0:
            _answer(edges, top, 1.0, ratio, lines, tall, zero, last, finer, room)
            _set_out(edges, top, room)
        while here < 1.0:
            found, most = False, LEAP if known == 0 else NEAR
            for _ in range(STEPS):
                less = _answer(edges, top, there, ratio, lines, tall, zero, last, finer, room)
                longest, strayed, determinant = _step(edges, top, less, room)
                if not (longest <= most and determinant > 0.0):
                    break
                if longest <= SHORT:
                    found = strayed <= most
                    break
            if found and there == 1.0:
                break
            step = there - here
            if known > 0 or (not found and step < SHORTEST):
                return False
            if found:
                here = there
            there = min(1.0, here + (2.0 if found else 0.25) * step)
            _go_on(edges, top, step if found else 0.0, there - here, room)
        _finish(edges, top, last, room)
        for a in range(edges):
            store(oldest, WIDTH * (c * edges + a), _row(room, top + a * ROWS + DELTA))
    return True
