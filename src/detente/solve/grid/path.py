"""The branch of a local fixed point, followed from `lambda = 0`, where all types act alike.

The precision is scaled from 0 to 1 in adaptive steps, predicted along the tangent and corrected by
Newton's method (as in `branch`, but with a handful of unknowns). Where it folds back it is followed
by its length. Where that fails too, damped answers settle on some fixed point and the cell says so.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from detente.shapes import Floats, Ints
from detente.solve.grid.answer import CLOSE, eliminate, linearise, newton, respond
from detente.solve.grid.two import COLUMNS, DELTA, LEAP, leap_two, place_two

SHORTEST = 4e-3
"""The step in the scale at which the branch is taken to fold."""
ARCS = 400
"""Steps along a branch's length before it is given up."""
DAMPED = 2000
"""Damped answers tried after that."""


@njit(cache=True, nogil=True, error_model="numpy")
def follow(  # noqa: PLR0917 (compiled: arguments by place)
    edges: int,
    types: int,
    ell: Floats,
    delta: Floats,
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
) -> int:
    """Find the deltas on the principal branch.

    Returns 0 if found, 2 if found though it folds back on the way, 1 if it was lost.
    """
    own = types - 1
    size = edges * own
    if types == 2:
        two = np.zeros((edges, COLUMNS))
        place_two(edges, middle, low, count, two)
        if leap_two(edges, ell[0], two, lines, span[0], step[0]):
            for a in range(edges):
                delta[a, 0] = two[a, DELTA]
            return 0
    here, ahead = 0.0, 1.0
    good, predicted = np.zeros((edges, own)), np.zeros((edges, own))
    while here < 1.0:
        there = min(1.0, here + ahead)
        # the tangent at the last good point
        for a in range(edges):
            for x in range(own):
                delta[a, x] = good[a, x]
        respond(
            here, edges, types, ell, delta, lines, low, count, span, step, middle,
            weight, slope, utility, rise, choice, target,
        )  # fmt: skip
        linearise(here, edges, own, utility, rise, choice, matrix, push)
        for row in range(size):
            right[row] = push[row]
        side = eliminate(matrix, right, size)
        for a in range(edges):
            for x in range(own):
                predicted[a, x] = good[a, x] + (there - here) * right[a * own + x]
                delta[a, x] = predicted[a, x]
        found = 0
        if side > 0.0:
            found = newton(
                there, edges, types, ell, delta, lines, low, count, span, step, middle,
                weight, slope, utility, rise, choice, target, matrix, push, right,
            )  # fmt: skip
        strayed = 0.0
        for a in range(edges):
            for x in range(own):
                strayed = max(strayed, abs(delta[a, x] - predicted[a, x]))
        if found == 1 and strayed <= LEAP:
            for a in range(edges):
                for x in range(own):
                    good[a, x] = delta[a, x]
            here = there
            ahead = (1.5 if strayed > 0.2 * LEAP else 4.0) * ahead
        else:
            ahead = 0.5 * (there - here)
            if ahead < SHORTEST:
                break
    if here >= 1.0:
        return 0
    for a in range(edges):
        for x in range(own):
            delta[a, x] = good[a, x]
    if follow_length(
        here, edges, types, ell, delta, lines, low, count, span, step, middle,
        weight, slope, utility, rise, choice, target, matrix, push, right,
    ):  # fmt: skip
        return 2
    for a in range(edges):
        for x in range(own):
            delta[a, x] = good[a, x]
    for _ in range(DAMPED):
        gap = respond(
            1.0, edges, types, ell, delta, lines, low, count, span, step, middle,
            weight, slope, utility, rise, choice, target,
        )  # fmt: skip
        if gap <= CLOSE:
            break
        for a in range(edges):
            for x in range(own):
                delta[a, x] += 0.3 * (target[a, x] - delta[a, x])
    return 1


@njit(cache=True, nogil=True, error_model="numpy")
def follow_length(  # noqa: PLR0917
    here: float,
    edges: int,
    types: int,
    ell: Floats,
    delta: Floats,
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
) -> bool:
    """Go on from short of a fold by the branch's length; whether the whole scale is reached."""
    own = types - 1
    size = edges * own
    at, tangent = np.zeros(size + 1), np.zeros(size + 1)
    point = np.zeros(size + 1)
    bordered, solved = np.zeros((size + 1, size + 1)), np.zeros(size + 1)
    for a in range(edges):
        for x in range(own):
            at[a * own + x] = delta[a, x]
    at[size], tangent[size], stride = here, 1.0, 0.05
    for _ in range(ARCS):
        # the tangent here, on the side of the last one
        unpack(at, delta, edges, own)
        respond(
            at[size], edges, types, ell, delta, lines, low, count, span, step, middle,
            weight, slope, utility, rise, choice, target,
        )  # fmt: skip
        linearise(at[size], edges, own, utility, rise, choice, matrix, push)
        border(matrix, push, tangent, bordered, size)
        for row in range(size + 1):
            solved[row] = 1.0 if row == size else 0.0
        if eliminate(bordered, solved, size + 1) == 0.0:
            return False
        norm = 0.0
        for row in range(size + 1):
            norm += solved[row] * solved[row]
        for row in range(size + 1):
            tangent[row] = solved[row] / math.sqrt(norm)
        settled = False
        while not settled:
            for row in range(size + 1):
                point[row] = at[row] + stride * tangent[row]
            for _ in range(8):
                unpack(point, delta, edges, own)
                gap = respond(
                    point[size], edges, types, ell, delta, lines, low, count, span, step, middle,
                    weight, slope, utility, rise, choice, target,
                )  # fmt: skip
                if gap <= 1e-8:
                    settled = True
                    break
                linearise(point[size], edges, own, utility, rise, choice, matrix, push)
                border(matrix, push, tangent, bordered, size)
                for a in range(edges):
                    for x in range(own):
                        solved[a * own + x] = target[a, x] - delta[a, x]
                solved[size] = 0.0
                if eliminate(bordered, solved, size + 1) == 0.0:
                    break
                for row in range(size + 1):
                    point[row] += solved[row]
            for row in range(size + 1):
                settled &= abs(point[row] - at[row]) <= 2.0 * stride
            if not settled:
                stride *= 0.5
                if stride < 1e-5:
                    return False
        if point[size] < 0.0:
            return False
        if point[size] >= 1.0:
            share = (1.0 - at[size]) / (point[size] - at[size])
            for row in range(size + 1):
                at[row] += share * (point[row] - at[row])
            unpack(at, delta, edges, own)
            return newton(
                1.0, edges, types, ell, delta, lines, low, count, span, step, middle,
                weight, slope, utility, rise, choice, target, matrix, push, right,
            ) != 0  # fmt: skip
        for row in range(size + 1):
            at[row] = point[row]
        stride = min(0.5, 1.3 * stride)
    return False


@njit(cache=True, nogil=True, error_model="numpy")
def unpack(at: Floats, delta: Floats, edges: int, own: int) -> None:
    """Take the deltas out of a point on the branch."""
    for a in range(edges):
        for x in range(own):
            delta[a, x] = at[a * own + x]


@njit(cache=True, nogil=True, error_model="numpy")
def border(  # noqa: PLR0917
    matrix: Floats, push: Floats, tangent: Floats, bordered: Floats, size: int
) -> None:
    """Write the equations with the scale as an unknown and a row along the tangent."""
    for row in range(size):
        for column in range(size):
            bordered[row, column] = matrix[row, column]
        bordered[row, size] = -push[row]
    for column in range(size + 1):
        bordered[size, column] = tangent[column]
