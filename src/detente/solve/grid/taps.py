"""Interpolation on an axis: cubic through the four points around a place (Lagrange)."""

from __future__ import annotations

import math

from numba import njit

from detente.shapes import Floats
from detente.solve.grid.axes import CENTRE


@njit(cache=True, nogil=True, error_model="numpy")
def taps(  # noqa: PLR0917 (compiled: arguments by place)
    ratio: float, span: float, step: float, middle: int, low: int, count: int,
    weight: Floats, slope: Floats,
) -> int:  # fmt: skip
    """Write the weights (4) of a window's points at a ratio and their slopes in it.

    Returns the first of the points, counted from the window's own first; windows of fewer than
    four points use what they have, and what lies outside is held at the edge.
    """
    for w in range(4):
        weight[w] = 0.0
        slope[w] = 0.0
    weight[0] = 1.0
    if count == 1:
        return 0
    held = min(max(ratio, -span), span)
    far = CENTRE * CENTRE + held * held
    bend = 1.0 / math.sqrt(far)
    place = held * bend / step + middle - low
    turn = CENTRE * CENTRE * bend / (far * step)
    if ratio != held:
        turn = 0.0
    if place < 0.0:
        place, turn = 0.0, 0.0
    elif place > count - 1.0:
        place, turn = count - 1.0, 0.0
    if count == 2:
        weight[0], weight[1] = 1.0 - place, place
        slope[0], slope[1] = -turn, turn
        return 0
    if count == 3:
        y = place
        weight[0], slope[0] = 0.5 * (y - 1.0) * (y - 2.0), turn * (y - 1.5)
        weight[1], slope[1] = -y * (y - 2.0), turn * (2.0 - 2.0 * y)
        weight[2], slope[2] = 0.5 * y * (y - 1.0), turn * (y - 0.5)
        return 0
    first = min(max(int(place) - 1, 0), count - 4)
    y = place - first
    one, two, three = y - 1.0, y - 2.0, y - 3.0
    weight[0] = -one * two * three / 6.0
    weight[1] = y * two * three / 2.0
    weight[2] = -y * one * three / 2.0
    weight[3] = y * one * two / 6.0
    slope[0] = -turn * (two * three + one * three + one * two) / 6.0
    slope[1] = turn * (two * three + y * three + y * two) / 2.0
    slope[2] = -turn * (one * three + y * three + y * one) / 2.0
    slope[3] = turn * (one * two + y * two + y * one) / 6.0
    return first


@njit(cache=True, nogil=True, error_model="numpy")
def few_taps(place: float, count: int, weight: Floats) -> None:
    """Write the weights of a window's one to three points at a place counted from its first."""
    if count == 1:
        weight[0] = 1.0
    elif count == 2:
        weight[0], weight[1] = 1.0 - place, place
    else:
        weight[0] = 0.5 * (place - 1.0) * (place - 2.0)
        weight[1] = -place * (place - 2.0)
        weight[2] = 0.5 * place * (place - 1.0)
