"""Exponential and logarithm of lanes: the library's take one number at a time.

Both reduce the argument to a small interval and sum the series there, in Horner's order (Muller
2016, *Elementary Functions*, chapters 3 and 11). Their error is about one unit in the last place.
"""

from __future__ import annotations

from numba import njit

from detente.shapes import Floats
from detente.solve.lanes.register import (
    Lanes,
    add_product,
    exponent,
    mantissa,
    null_below,
    put,
    spread,
    take,
    two_to_the,
)

LOG_2_HIGH = 0.6931471803691238
"""The logarithm of 2 with 21 zeros at its end, so that a whole multiple of it is exact."""
LOG_2_LOW = 1.9082149292705877e-10
"""What is missing there."""
SHIFT = 6755399441055744.0
"""1.5 * 2^52: added, it rounds to a whole number."""
LEAST_POWER = -708.0
"""The exponential of less is that of this, 3e-308."""


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def exp(x: Lanes) -> Lanes:
    """Return e^x for x up to 709; below -708 e^-708, which is 3e-308."""
    x = null_below(x, spread(LEAST_POWER), spread(LEAST_POWER))
    shifted = add_product(spread(SHIFT), x, spread(1.4426950408889634))
    n = shifted - spread(SHIFT)
    r = add_product(x, n, spread(-LOG_2_HIGH))
    r = add_product(r, n, spread(-LOG_2_LOW))
    s = spread(1 / 6227020800)
    s = add_product(spread(1 / 479001600), s, r)
    s = add_product(spread(1 / 39916800), s, r)
    s = add_product(spread(1 / 3628800), s, r)
    s = add_product(spread(1 / 362880), s, r)
    s = add_product(spread(1 / 40320), s, r)
    s = add_product(spread(1 / 5040), s, r)
    s = add_product(spread(1 / 720), s, r)
    s = add_product(spread(1 / 120), s, r)
    s = add_product(spread(1 / 24), s, r)
    s = add_product(spread(1 / 6), s, r)
    s = add_product(spread(0.5), s, r)
    s = add_product(spread(1.0), add_product(r, s, r * r), spread(1.0))
    return s * two_to_the(shifted)


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def log(x: Lanes) -> Lanes:
    """Return the logarithm, of positive normal numbers; of what is no number, that.

    With s = (m - 1) / (m + 1), log m = 2 (s + s^3 / 3 + s^5 / 5 + ...).
    """
    n, m = exponent(x), mantissa(x) + (x - x)  # what is no number has bits like any other
    s = (m - spread(1.0)) / (m + spread(1.0))
    z = s * s
    p = spread(2 / 21)
    p = add_product(spread(2 / 19), p, z)
    p = add_product(spread(2 / 17), p, z)
    p = add_product(spread(2 / 15), p, z)
    p = add_product(spread(2 / 13), p, z)
    p = add_product(spread(2 / 11), p, z)
    p = add_product(spread(2 / 9), p, z)
    p = add_product(spread(2 / 7), p, z)
    p = add_product(spread(2 / 5), p, z)
    p = add_product(spread(2 / 3), p, z)
    small = add_product(s + s, s * z, p)
    return add_product(add_product(small, n, spread(LOG_2_LOW)), n, spread(LOG_2_HIGH))


@njit(cache=True, nogil=True)
def exp_rows(x: Floats, to: Floats) -> None:
    """Write e^x of rows of lanes."""
    for row in range(len(x)):
        put(to, row, exp(take(x, row)))


@njit(cache=True, nogil=True)
def log_rows(x: Floats, to: Floats) -> None:
    """Write the logarithm of rows of lanes."""
    for row in range(len(x)):
        put(to, row, log(take(x, row)))
