"""The local fixed point: what a typed mover does, and what its choice says about it.

At a cell with ratios `ell` the mover's type t takes action a with

    pi(a | t) proportional to exp(lambda * (V_t(a, ell + delta_a) + pay_at))
    delta_at = log pi(a | t) - log pi(a | 0)

V_t(a, .) is a line of values over the mover's own axes, interpolated. The unknowns are the deltas
(A, X). They are found by Newton's method from a neighbour, or from `lambda = 0`, where all types
act alike, along the branch that starts there (`path`).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from detente.shapes import Floats, Ints
from detente.solve.grid.taps import taps

CLOSE = 1e-10
"""How well the deltas have to agree with the choices that follow from them."""
NEWTON = 12
"""Steps that Newton's method gets."""
LONGEST = 2.0
"""The longest step of Newton's method in log-odds."""


@njit(cache=True, nogil=True, error_model="numpy")
def respond(  # noqa: PLR0917 (compiled: arguments by place)
    scale: float,
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
) -> float:
    """Answer the values at `ell + delta`: write `choice` (A, T) and the deltas they make, `target`.

    `lines` (A, H, T) is lambda times what the action is worth. `utility` (A, T) is that at the
    place asked for, `rise` (A, T, X) its slopes. Returns how far the deltas are from the target.
    """
    own = types - 1
    for a in range(edges):
        for t in range(types):
            utility[a, t] = 0.0
            for x in range(own):
                rise[a, t, x] = 0.0
        combos, start = 1, 0
        for x in range(own):
            first = taps(
                ell[x] + delta[a, x], span[x], step[x], middle, low[a, x], count[a, x],
                weight[x], slope[x],
            )  # fmt: skip
            combos *= min(4, count[a, x])
            start = start * count[a, x] + first
        for combo in range(combos):
            rest, cell, factor, mass = combo, 0, 1, 1.0
            for back in range(own):
                x = own - 1 - back
                wide = min(4, count[a, x])
                which = rest % wide
                rest //= wide
                cell += which * factor
                factor *= count[a, x]
                mass *= weight[x, which]
            for t in range(types):
                utility[a, t] += mass * lines[a, start + cell, t]
            rest = combo
            for back in range(own):
                x = own - 1 - back
                wide = min(4, count[a, x])
                which = rest % wide
                rest //= wide
                change = slope[x, which]
                if own > 1:
                    again = combo
                    for other in range(own):
                        y = own - 1 - other
                        breadth = min(4, count[a, y])
                        if y != x:
                            change *= weight[y, again % breadth]
                        again //= breadth
                for t in range(types):
                    rise[a, t, x] += change * lines[a, start + cell, t]
    for t in range(types):
        top, total = -np.inf, 0.0
        for a in range(edges):
            top = max(top, scale * utility[a, t])
        for a in range(edges):
            choice[a, t] = math.exp(scale * utility[a, t] - top)
            total += choice[a, t]
        for a in range(edges):
            choice[a, t] /= total
        size = top + math.log(total)
        for a in range(edges):
            if t == 0:
                for x in range(own):
                    target[a, x] = size - scale * utility[a, 0]
            else:
                target[a, t - 1] += scale * utility[a, t] - size
    most = 0.0
    for a in range(edges):
        for x in range(own):
            most = max(most, abs(target[a, x] - delta[a, x]))
    return most


@njit(cache=True, nogil=True, error_model="numpy")
def linearise(  # noqa: PLR0917
    scale: float, edges: int, own: int, utility: Floats, rise: Floats, choice: Floats,
    matrix: Floats, push: Floats,
) -> None:  # fmt: skip
    """Write the slopes of `delta - target` in the deltas, and of `target` in the scale (`push`).

    Unknown (a, x) has row and column `a * own + x` of `matrix`.
    """
    for a in range(edges):
        for x in range(own):
            row, gained = a * own + x, utility[a, x + 1] - utility[a, 0]
            for b in range(edges):
                gained -= choice[b, x + 1] * utility[b, x + 1] - choice[b, 0] * utility[b, 0]
                for y in range(own):
                    change = choice[b, x + 1] * rise[b, x + 1, y] - choice[b, 0] * rise[b, 0, y]
                    if a == b:
                        change -= rise[a, x + 1, y] - rise[a, 0, y]
                    matrix[row, b * own + y] = scale * change
            matrix[row, row] += 1.0
            push[row] = gained


@njit(cache=True, nogil=True, error_model="numpy")
def eliminate(matrix: Floats, right: Floats, size: int) -> float:
    """Solve the linear equations in place (`right` holds the answer); return the determinant."""
    determinant = 1.0
    for column in range(size):
        pivot = column
        for row in range(column + 1, size):
            if abs(matrix[row, column]) > abs(matrix[pivot, column]):
                pivot = row
        if matrix[pivot, column] == 0.0:
            return 0.0
        if pivot != column:
            determinant = -determinant
            for other in range(column, size):
                held = matrix[pivot, other]
                matrix[pivot, other] = matrix[column, other]
                matrix[column, other] = held
            held = right[pivot]
            right[pivot] = right[column]
            right[column] = held
        determinant *= matrix[column, column]
        for row in range(column + 1, size):
            factor = matrix[row, column] / matrix[column, column]
            if factor != 0.0:
                for other in range(column + 1, size):
                    matrix[row, other] -= factor * matrix[column, other]
                right[row] -= factor * right[column]
    for back in range(size):
        row = size - 1 - back
        for other in range(row + 1, size):
            right[row] -= matrix[row, other] * right[other]
        right[row] /= matrix[row, row]
    return determinant


@njit(cache=True, nogil=True, error_model="numpy")
def newton(  # noqa: PLR0917
    scale: float,
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
    """Improve the deltas in place; 1: found, on the upward side of the branch; 0: not found.

    The determinant is positive where the branch leaves `lambda = 0` and changes sign at a fold:
    -1 is a fixed point beyond one.
    """
    own = types - 1
    size, side, best, shorter = edges * own, 1, np.inf, 1.0
    for _ in range(NEWTON):
        gap = respond(
            scale, edges, types, ell, delta, lines, low, count, span, step, middle,
            weight, slope, utility, rise, choice, target,
        )  # fmt: skip
        if gap <= CLOSE:
            return side
        shorter = max(0.25, 0.5 * shorter) if not gap < best else min(1.0, 2.0 * shorter)
        best = min(best, gap)
        linearise(scale, edges, own, utility, rise, choice, matrix, push)
        for a in range(edges):
            for x in range(own):
                right[a * own + x] = target[a, x] - delta[a, x]
        determinant = eliminate(matrix, right, size)
        if determinant == 0.0 or not np.isfinite(determinant):
            return 0
        side = 1 if determinant > 0.0 else -1
        longest = 0.0
        for row in range(size):
            longest = max(longest, abs(right[row]))
        if not np.isfinite(longest):
            return 0
        share = shorter * min(1.0, LONGEST / max(longest, LONGEST))
        for a in range(edges):
            for x in range(own):
                delta[a, x] += share * right[a * own + x]
    return 0
