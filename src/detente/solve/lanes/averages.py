"""Means of values over the edges of a node, for several draws side by side.

Slots are taken four at a time: an edge's rows are looked up once for them, and their sums stay in
registers. Where the slots do not divide by four the last four overlap those before; they are then
written twice, alike. `shift` is added to the rows of the values after an edge.
"""

from __future__ import annotations

from numba import njit

from detente.shapes import Floats, Ints
from detente.solve.lanes.register import add_product, look, put, spread, take

BLOCK = 4
"""Slots taken at a time; there are never fewer (`Layout.stride`)."""


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def average_by_slot(  # noqa: PLR0917 (compiled: arguments by place)
    a: int,
    b: int,
    child: Ints,
    pay: Ints,
    share: Ints,
    odds: Floats,
    value: Floats,
    worth: Floats,
    shift: int,
    to: int,
    slots: int,
) -> None:
    """Write the mean over edges a to b, weighed with each slot's own chances, from row `to`."""
    slot = 0
    while slot < slots:
        slot = min(slot, slots - BLOCK)
        one, two, three, four = spread(0.0), spread(0.0), spread(0.0), spread(0.0)
        for e in range(a, b):
            w, c, v = look(share, e) + slot, look(child, e) + shift + slot, look(pay, e) + slot
            one = add_product(one, take(odds, w), take(worth, c) + take(value, v))
            two = add_product(two, take(odds, w + 1), take(worth, c + 1) + take(value, v + 1))
            three = add_product(three, take(odds, w + 2), take(worth, c + 2) + take(value, v + 2))
            four = add_product(four, take(odds, w + 3), take(worth, c + 3) + take(value, v + 3))
        put(worth, to + slot, one)
        put(worth, to + slot + 1, two)
        put(worth, to + slot + 2, three)
        put(worth, to + slot + 3, four)
        slot += BLOCK


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def average(  # noqa: PLR0917 (compiled: arguments by place)
    a: int,
    b: int,
    t: int,
    child: Ints,
    pay: Ints,
    share: Ints,
    policy: Floats,
    value: Floats,
    worth: Floats,
    shift: int,
    into: Floats,
    to: int,
    slots: int,
) -> None:
    """Write the mean over edges a to b as the mover's type t chooses, from row `to` of `into`."""
    slot = 0
    while slot < slots:
        slot = min(slot, slots - BLOCK)
        one, two, three, four = spread(0.0), spread(0.0), spread(0.0), spread(0.0)
        for e in range(a, b):
            weight = take(policy, look(share, e) + t)
            c, v = look(child, e) + shift + slot, look(pay, e) + slot
            one = add_product(one, weight, take(worth, c) + take(value, v))
            two = add_product(two, weight, take(worth, c + 1) + take(value, v + 1))
            three = add_product(three, weight, take(worth, c + 2) + take(value, v + 2))
            four = add_product(four, weight, take(worth, c + 3) + take(value, v + 3))
        put(into, to + slot, one)
        put(into, to + slot + 1, two)
        put(into, to + slot + 2, three)
        put(into, to + slot + 3, four)
        slot += BLOCK


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def average_pair(  # noqa: PLR0917 (compiled: arguments by place)
    a: int,
    b: int,
    t: int,
    child: Ints,
    pay: Ints,
    share: Ints,
    policy: Floats,
    value: Floats,
    worth: Floats,
    shift: int,
    into: Floats,
    to: int,
    slots: int,
) -> None:
    """Write the means as types t and t + 1 choose, values being read once for both."""
    slot = 0
    while slot < slots:
        slot = min(slot, slots - BLOCK)
        one, two, three, four = spread(0.0), spread(0.0), spread(0.0), spread(0.0)
        five, six, seven, eight = spread(0.0), spread(0.0), spread(0.0), spread(0.0)
        for e in range(a, b):
            w, c, v = look(share, e) + t, look(child, e) + shift + slot, look(pay, e) + slot
            left, right = take(policy, w), take(policy, w + 1)
            after = take(worth, c) + take(value, v)
            one, five = add_product(one, left, after), add_product(five, right, after)
            after = take(worth, c + 1) + take(value, v + 1)
            two, six = add_product(two, left, after), add_product(six, right, after)
            after = take(worth, c + 2) + take(value, v + 2)
            three, seven = add_product(three, left, after), add_product(seven, right, after)
            after = take(worth, c + 3) + take(value, v + 3)
            four, eight = add_product(four, left, after), add_product(eight, right, after)
        at = to + slot
        put(into, at, one)
        put(into, at + 1, two)
        put(into, at + 2, three)
        put(into, at + 3, four)
        put(into, at + slots, five)
        put(into, at + slots + 1, six)
        put(into, at + slots + 2, seven)
        put(into, at + slots + 3, eight)
        slot += BLOCK
