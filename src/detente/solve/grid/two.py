"""The local fixed point of a mover of two types: one delta an action, Newton's step in closed form.

The deltas meet only in the two normalising sums, so the slopes of the equations are a diagonal and
a matrix of rank one, and the step needs no elimination (Sherman and Morrison 1950). This is
`answer` for two types, and far quicker; where it fails the branch is followed as there.

An action is a row of `two` (A, 8), whose columns are named below.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from detente.shapes import Floats, Ints
from detente.solve.grid.axes import CENTRE

DELTA, ZERO, LAST, VALUE, NEEDED, RISE, CHOICE = 0, 1, 2, 3, 4, 5, 7
"""Columns: the delta; where ratio 0 and the last point lie, counted from the window's first; the
first type's value and the delta that the choices need; slopes and choices of both types."""
COLUMNS = 9
CLOSE = 1e-8
"""How well the deltas have to agree with the choices that follow from them."""
SHORT = 1e-4
"""A step this short is the last: its own error is of the order of its square."""
NEWTON = 12
"""Steps that Newton's method gets."""
LONGEST = 2.0
"""The longest step of Newton's method in log-odds."""
LEAP = 0.5
"""How far, in log-odds, a correction may lead from its prediction."""
THIRD = 1.0 / 3.0


@njit(cache=True, nogil=True, error_model="numpy")
def answer_two(  # noqa: PLR0917 (compiled: arguments by place)
    edges: int, ratio: float, two: Floats, lines: Floats, span: float, step: float
) -> None:
    """Read both types' values and slopes at the ratios that follow the deltas, and choose by them.

    `lines` (A, H, 2) has four rows at the least (`pad`); a cubic is put through the four around.
    """
    top0, top1, finer, square = -np.inf, -np.inf, 1.0 / step, CENTRE * CENTRE
    for a in range(edges):
        ell, last = ratio + two[a, DELTA], two[a, LAST]
        held = min(max(ell, -span), span)
        bend = 1.0 / math.sqrt(square + held * held)
        place = held * bend * finer + two[a, ZERO]
        turn = square * bend * bend * bend * finer
        if ell != held or place < 0.0 or place > last:
            turn = 0.0
            place = min(max(place, 0.0), last)
        f = max(0, int(min(place - 1.0, last - 3.0)))
        y = place - f
        half, third = 0.5 * (y - 1.0), THIRD * (y - 2.0)
        one, rest = lines[a, f + 1, 0] - lines[a, f, 0], lines[a, f + 2, 0] - lines[a, f + 1, 0]
        three = lines[a, f + 3, 0] - lines[a, f + 2, 0] - rest - rest + one
        tail = rest - one + third * three
        whole = one + half * tail
        value0 = lines[a, f, 0] + y * whole
        two[a, RISE] = turn * (whole + y * (0.5 * tail + THIRD * half * three))
        one, rest = lines[a, f + 1, 1] - lines[a, f, 1], lines[a, f + 2, 1] - lines[a, f + 1, 1]
        three = lines[a, f + 3, 1] - lines[a, f + 2, 1] - rest - rest + one
        tail = rest - one + third * three
        whole = one + half * tail
        value1 = lines[a, f, 1] + y * whole
        two[a, RISE + 1] = turn * (whole + y * (0.5 * tail + THIRD * half * three))
        two[a, VALUE], two[a, NEEDED] = value0, value1
        top0, top1 = max(top0, value0), max(top1, value1)
    total0, total1 = 0.0, 0.0
    for a in range(edges):
        likely0, likely1 = math.exp(two[a, VALUE] - top0), math.exp(two[a, NEEDED] - top1)
        two[a, CHOICE], two[a, CHOICE + 1] = likely0, likely1
        total0 += likely0
        total1 += likely1
    less = top1 - top0 + math.log(total1 / total0)
    share0, share1 = 1.0 / total0, 1.0 / total1
    for a in range(edges):
        two[a, CHOICE] *= share0
        two[a, CHOICE + 1] *= share1
        two[a, NEEDED] -= two[a, VALUE] + less


@njit(cache=True, nogil=True, error_model="numpy")
def newton_two(  # noqa: PLR0917
    edges: int, ratio: float, two: Floats, lines: Floats, span: float, step: float
) -> int:
    """Improve the deltas in place: 1, 0 or -1, as `answer.newton`."""
    side, best, shorter = 1, np.inf, 1.0
    for _ in range(NEWTON):
        answer_two(edges, ratio, two, lines, span, step)
        gap, sum_push, sum_pull, determinant = 0.0, 0.0, 1.0, 1.0
        for a in range(edges):
            missing = two[a, NEEDED] - two[a, DELTA]
            gap = max(gap, abs(missing))
            own = 1.0 / (1.0 - two[a, RISE + 1] + two[a, RISE])
            pull = own * (two[a, CHOICE + 1] * two[a, RISE + 1] - two[a, CHOICE] * two[a, RISE])
            two[a, VALUE], two[a, RISE] = missing * own, own
            sum_push += pull * missing
            sum_pull += pull
            determinant *= own
        if gap <= CLOSE:
            return side
        determinant *= sum_pull
        if determinant == 0.0 or not np.isfinite(determinant):
            return 0
        side = 1 if determinant > 0.0 else -1
        shorter = max(0.25, 0.5 * shorter) if not gap < best else min(1.0, 2.0 * shorter)
        best, longest, common = min(best, gap), 0.0, sum_push / sum_pull
        for a in range(edges):
            two[a, VALUE] -= common * two[a, RISE]
            longest = max(longest, abs(two[a, VALUE]))
        if not np.isfinite(longest):
            return 0
        share = shorter * min(1.0, LONGEST / max(longest, LONGEST))
        for a in range(edges):
            two[a, DELTA] += share * two[a, VALUE]
        if longest <= SHORT and share == 1.0:
            return side
    return 0


@njit(cache=True, nogil=True, error_model="numpy")
def leap_two(  # noqa: PLR0917
    edges: int, ratio: float, two: Floats, lines: Floats, span: float, step: float
) -> bool:
    """Go from `lambda = 0` to the whole in one step along the tangent; whether that led nearby.

    At `lambda = 0` all types act alike, and the deltas grow as the types' values differ.
    """
    for a in range(edges):
        two[a, DELTA] = 0.0
    answer_two(edges, ratio, two, lines, span, step)
    mean, before = 0.0, np.zeros(edges)
    for a in range(edges):
        mean += two[a, NEEDED] / edges
    for a in range(edges):
        two[a, DELTA] = two[a, NEEDED] - mean
        before[a] = two[a, DELTA]
    found = newton_two(edges, ratio, two, lines, span, step)
    strayed = 0.0
    for a in range(edges):
        strayed = max(strayed, abs(two[a, DELTA] - before[a]))
    return found == 1 and strayed <= LEAP


@njit(cache=True, nogil=True, error_model="numpy")
def place_two(  # noqa: PLR0917
    edges: int, middle: int, low: Ints, count: Ints, two: Floats
) -> None:
    """Write where the actions' windows lie on the axis; `low` and `count` are (A, X), of axis 0."""
    for a in range(edges):
        two[a, ZERO], two[a, LAST] = middle - low[a, 0], count[a, 0] - 1.0


@njit(cache=True, nogil=True, error_model="numpy")
def pad(line: Floats, count: int, tall: int) -> None:
    """Go on with a line (H, T) of fewer than four points by the polynomial through them.

    Points beyond four are zero, up to `tall`.
    """
    for h in range(count, tall):
        for t in range(line.shape[1]):
            if h >= 4:
                line[h, t] = 0.0
            elif count == 1:
                line[h, t] = line[0, t]
            elif count == 2:
                line[h, t] = 2.0 * line[h - 1, t] - line[h - 2, t]
            else:
                line[h, t] = 3.0 * (line[h - 1, t] - line[h - 2, t]) + line[h - 3, t]
