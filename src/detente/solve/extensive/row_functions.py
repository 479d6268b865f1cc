"""Exponential and logarithm of one number, in a form that loops over rows turn into vectors.

As in `functions`: the argument is reduced to a small interval and the series is summed there
(Muller 2016, *Elementary Functions*, chapters 3 and 11), to about one unit in the last place. There
is no call and no branch, so the compiler works on as many numbers at once as a register holds.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.solve.lanes.functions import LEAST_POWER, LOG_2_HIGH, LOG_2_LOW, SHIFT

ROOT = 0x3FE6A09E667F3BCD
"""The bits of the square root of one half."""


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"}, forceinline=True)
def exp(x: float) -> float:
    """Return e^x for x up to 709; below -708 e^-708, which is 3e-308."""
    x = LEAST_POWER if x < LEAST_POWER else x  # noqa: FURB136 (what is no number stays that)
    shifted = x * 1.4426950408889634 + SHIFT
    n = shifted - SHIFT
    r = x - n * LOG_2_HIGH - n * LOG_2_LOW
    s = r * (1 / 6227020800) + 1 / 479001600
    s = s * r + 1 / 39916800
    s = s * r + 1 / 3628800
    s = s * r + 1 / 362880
    s = s * r + 1 / 40320
    s = s * r + 1 / 5040
    s = s * r + 1 / 720
    s = s * r + 1 / 120
    s = s * r + 1 / 24
    s = s * r + 1 / 6
    s = s * r + 0.5
    power = np.int64((np.float64(shifted).view(np.int64) + 1023) << 52)
    return (1.0 + (r + s * (r * r))) * power.view(np.float64)


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"}, forceinline=True)
def log(x: float) -> float:
    """Return the logarithm of a positive normal number.

    With s = (m - 1) / (m + 1), log m = 2 (s + s^3 / 3 + s^5 / 5 + ...).
    """
    bits = np.float64(x).view(np.int64)
    n = (bits - ROOT) >> 52
    m = np.int64(bits - (n << 52)).view(np.float64)
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    p = z * (2 / 21) + 2 / 19
    p = p * z + 2 / 17
    p = p * z + 2 / 15
    p = p * z + 2 / 13
    p = p * z + 2 / 11
    p = p * z + 2 / 9
    p = p * z + 2 / 7
    p = p * z + 2 / 5
    p = p * z + 2 / 3
    small = s + s + s * z * p
    return small + n * LOG_2_LOW + n * LOG_2_HIGH
