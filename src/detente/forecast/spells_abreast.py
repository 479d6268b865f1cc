"""How long force goes on, counted for several draws side by side on the tree.

The counters and the walk are those of `detente.game.spells` with one point of evidence a node.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.game.spell_plan import Plan
from detente.game.spells import used
from detente.shapes import Bools, Floats, Ints, Longs, Whole
from detente.solve.lanes.register import WIDTH, Lanes, add_product, aligned, look, put, spread, take


def count_abreast(plan: Plan, chance: Floats, met: Floats) -> Floats:
    """Run the counters over the play of several draws (A, W), given chances of edges (E, W).

    `met` (N, W) is the chance that the record is met from a node on; divide by `met[0]`.
    """
    counters, game = plan.counters, plan.game
    answers = aligned(counters.answers, WIDTH)
    _carry(
        plan.order, game.first, game.child, plan.allowed, plan.use, plan.cuts, plan.over,
        plan.opens, plan.seat, plan.start, plan.state, plan.place, counters.starts, counters.step,
        np.ascontiguousarray(counters.finds.T), counters.ends, counters.cut, chance, met,
        aligned(plan.seats * plan.width, WIDTH), plan.width, answers,
    )  # fmt: skip
    return answers


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def _add(array: Floats, row: int, p: Lanes, value: Lanes) -> None:
    put(array, row, add_product(take(array, row), p, value))


@njit(cache=True, nogil=True, error_model="numpy")
def _pour(  # noqa: PLR0917 (compiled: arguments by place)
    names: Ints,
    a: int,
    b: int,
    source: int,
    place: Whole,
    at: int,
    there: int,
    room: Floats,
    p: Lanes,
) -> None:
    """Add `p` times the states `names[a:b]`, kept from row `source` on, to those of a child."""
    for i in range(a, b):
        j = look(place, at + look(names, i))
        if j >= 0:
            _add(room, there + j, p, take(room, source + i - a))


@njit(cache=True, nogil=True, error_model="numpy")
def _end(  # noqa: PLR0917 (compiled: arguments by place)
    names: Ints,
    a: int,
    b: int,
    source: int,
    to: Ints,
    at: int,
    room: Floats,
    answers: Floats,
    p: Lanes,
) -> None:
    """Add `p` times the states to the answers that they give, if any."""
    for i in range(a, b):
        answer = look(to, at + look(names, i))
        if answer >= 0:
            _add(answers, answer, p, take(room, source + i - a))


@njit(cache=True, nogil=True, error_model="numpy")
def _carry(  # noqa: PLR0917 (compiled: arguments by place)
    order: Longs,
    first: Ints,
    child: Ints,
    allowed: Bools,
    use: Ints,
    cuts: Bools,
    over: Bools,
    opens: Bools,
    seat: Longs,
    start: Ints,
    state: Ints,
    place: Whole,
    starts: Ints,
    step: Ints,
    finds: Ints,
    ends: Ints,
    cut: Ints,
    chance: Floats,
    met: Floats,
    room: Floats,
    width: int,
    answers: Floats,
) -> None:
    """Carry the vectors forward; the last seat holds what a use of force has made of one."""
    states, spare, one = len(ends), len(room) - width, spread(1.0)
    image, where = np.empty(width, np.int32), np.empty(width, np.int32)
    at = np.full(states, -1, np.int32)
    for q in starts:
        if place[0, q] >= 0:
            put(room, place[0, q], take(room, place[0, q]) + one)
    for n in order:
        a, b, home, kind, size = start[n], start[n + 1], seat[n] * width, -1, 0
        flow = spread(0.0)
        for e in range(first[n], first[n + 1]):
            if not allowed[e]:
                continue
            c, k, p = child[e], use[e], take(chance, e)
            if k >= 0 and k != kind:
                if kind >= 0:
                    _end(state, a, b, home, finds, kind * states, room, answers, flow)
                kind, size = k, used(state, a, b, k, step, image, where, at)
                flow = spread(0.0)
                for i in range(size):
                    put(room, spare + i, flow)
                for i in range(b - a):
                    if where[i] >= 0:
                        _add(room, spare + where[i], one, take(room, home + i))
            if k >= 0:
                flow = add_product(flow, p, take(met, c))
            if over[c]:
                if k < 0:
                    _end(state, a, b, home, ends, 0, room, answers, p)
                else:
                    _end(image, 0, size, spare, ends, 0, room, answers, p)
                if cuts[e] and k < 0:
                    _end(state, a, b, home, cut, 0, room, answers, p)
                elif cuts[e]:
                    _end(image, 0, size, spare, cut, 0, room, answers, p)
                continue
            if seat[c] < 0:
                continue
            there = seat[c] * width
            if opens[e]:
                for i in range(start[c + 1] - start[c]):
                    put(room, there + i, spread(0.0))
            if k < 0:
                _pour(state, a, b, home, place, c * states, there, room, p)
            else:
                _pour(image, 0, size, spare, place, c * states, there, room, p)
        if kind >= 0:
            _end(state, a, b, home, finds, kind * states, room, answers, flow)
