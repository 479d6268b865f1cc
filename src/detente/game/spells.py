"""Force in time, read off a draw's play: one forward pass with small counters at every node."""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.game.play import Play
from detente.game.spell_plan import Plan
from detente.shapes import Bools, Floats, Ints, Longs, Whole


def count(plan: Plan, play: Play, met: Floats) -> Floats:
    """Run the counters over a draw's play (A); `met` (N, M) is the chance of the record from there.

    Everything is together with the record: divide by `met[0, 0]`.
    """
    counters, game = plan.counters, plan.game
    answers = np.zeros(counters.answers)
    _carry(
        plan.order, game.first, game.child, plan.allowed, plan.use, plan.cuts, plan.over,
        plan.opens, plan.seat, plan.start, plan.state, plan.place, counters.starts, counters.step,
        counters.finds, counters.ends, counters.cut, play.chance, play.to, met,
        np.zeros((plan.seats, play.points, plan.width)), answers,
    )  # fmt: skip
    return answers


def first_and_last(plan: Plan, play: Play, *, kinds: int) -> Floats:
    """Return the joint chance of the first and the last use of force (K + 1, K + 2).

    Row k: the first is of kind k; row K: there is none. Column k: the last is of kind k; column
    K: there is none; column K + 1: play was cut off by an edge of `plan.cuts`.
    """
    joint = np.zeros((kinds + 1, kinds + 2))
    onward = np.zeros((len(plan.game.mover), play.points, kinds + 2))
    none = np.zeros((len(plan.game.mover), play.points))
    ways = (
        plan.game.first, plan.game.child, plan.allowed, plan.use, play.chance, play.to, plan.cuts,
    )  # fmt: skip
    _onward(*ways, onward)
    _firsts(*ways, onward, none, joint)
    return joint


@njit(cache=True, nogil=True)
def used(  # noqa: PLR0917 (compiled: arguments by place)
    state: Ints, a: int, b: int, kind: int, step: Ints, image: Ints, where: Ints, at: Ints
) -> int:
    """List the states that force of a kind makes of `state[a:b]`; return how many they are.

    `image` gets them, and `where` of each state its place among them, or -1. `at` (Q) is all -1,
    before and after.
    """
    size = 0
    for i in range(a, b):
        where[i - a] = -1
        then = step[state[i], kind]
        if then >= 0:
            if at[then] < 0:
                at[then], image[size] = size, then
                size += 1
            where[i - a] = at[then]
    for i in range(size):
        at[image[i]] = -1
    return size


@njit(cache=True, nogil=True)
def _carry(  # noqa: PLR0915, PLR0917 (compiled: arguments by place)
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
    to: Ints,
    met: Floats,
    room: Floats,
    answers: Floats,
) -> None:
    """Carry the vectors forward, point by point; the last seat holds what force has made of one."""
    points, width, spare = room.shape[1], room.shape[2], len(room) - 1
    flat = room.reshape(-1)
    come = np.zeros((len(room), points), np.bool_)  # whether play comes to a point at all
    image, where = np.empty(width, np.int32), np.empty(width, np.int32)
    runs, flow = np.empty((width, 3), np.int32), np.zeros(points)
    at = np.full(len(ends), -1, np.int32)
    come[0, 0] = True
    for q in starts:
        if place[0, q] >= 0:
            room[0, 0, place[0, q]] += 1.0
    for n in order:
        a, b, home, kind, size = start[n], start[n + 1], seat[n], -1, 0
        for e in range(first[n], first[n + 1]):
            if not allowed[e]:
                continue
            c, k = child[e], use[e]
            if k >= 0 and k != kind:
                if kind >= 0:
                    _find(state, a, b, kind, finds, flow, come[home], room[home], answers)
                kind, size = k, used(state, a, b, k, step, image, where, at)
                flow[:] = 0.0
                room[spare, :, :size] = 0.0
                for m in range(points):
                    if come[home, m]:
                        here, after = room[home, m], room[spare, m]
                        for i in range(b - a):
                            if where[i] >= 0:
                                after[where[i]] += here[i]
            if k >= 0:
                for m in range(points):
                    flow[m] += chance[e, m] * met[c, to[e, m]]
            if seat[c] < 0 and not over[c]:
                continue
            source, held = (home, b - a) if k < 0 else (spare, size)
            if over[c]:
                for i in range(held):
                    q, total = state[a + i] if k < 0 else image[i], 0.0
                    for m in range(points):
                        if come[home, m]:
                            total += chance[e, m] * room[source, m, i]
                    if ends[q] >= 0:
                        answers[ends[q]] += total
                    if cuts[e] and cut[q] >= 0:
                        answers[cut[q]] += total
                continue
            if opens[e]:
                room[seat[c], :, : start[c + 1] - start[c]] = 0.0
                come[seat[c]] = False
            length = 0
            for i in range(held):
                j = place[c, state[a + i] if k < 0 else image[i]]
                if j < 0:
                    continue
                if (
                    length > 0
                    and runs[length - 1, 0] + runs[length - 1, 2] == i
                    and runs[length - 1, 1] + runs[length - 1, 2] == j
                ):
                    runs[length - 1, 2] += 1
                    continue
                runs[length, 0], runs[length, 1], runs[length, 2] = i, j, 1
                length += 1
            for m in range(points):
                p, there = chance[e, m], to[e, m]
                if p == 0.0 or not come[home, m]:
                    continue
                come[seat[c], there] = True
                behind = (source * points + m) * width
                ahead = (seat[c] * points + there) * width
                for r in range(length):
                    i, j = behind + runs[r, 0], ahead + runs[r, 1]
                    for q in range(runs[r, 2]):
                        flat[j + q] += p * flat[i + q]
        if kind >= 0:
            _find(state, a, b, kind, finds, flow, come[home], room[home], answers)


@njit(cache=True, nogil=True)
def _find(  # noqa: PLR0917 (compiled: arguments by place)
    state: Ints,
    a: int,
    b: int,
    kind: int,
    finds: Ints,
    flow: Floats,
    come: Bools,
    here: Floats,
    answers: Floats,
) -> None:
    """Add what force of a kind finds in a vector (M, places), used with chance `flow` (M)."""
    for m in range(len(flow)):
        if not come[m] or flow[m] == 0.0:
            continue
        row = here[m]
        for i in range(a, b):
            found = finds[state[i], kind]
            if found >= 0:
                answers[found] += flow[m] * row[i - a]


@njit(cache=True, nogil=True)
def _onward(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints,
    child: Ints,
    allowed: Bools,
    use: Ints,
    chance: Floats,
    to: Ints,
    cuts: Bools,
    onward: Floats,
) -> None:
    """From each node on: kind q is the last, K: no force, K + 1: cut off (N, M, K + 2)."""
    none = onward.shape[2] - 2
    for n in range(len(first) - 2, -1, -1):
        if first[n] == first[n + 1]:
            onward[n, :, none] = 1.0
        for e in range(first[n], first[n + 1]):
            if not allowed[e]:
                continue
            for m in range(chance.shape[1]):
                p, here, beyond = chance[e, m], onward[n, m], onward[child[e], to[e, m]]
                if cuts[e]:
                    here[none + 1] += p
                    continue
                for q in range(none + 2):
                    if q != none or use[e] < 0:
                        here[q] += p * beyond[q]
                if use[e] >= 0:
                    here[use[e]] += p * beyond[none]


@njit(cache=True, nogil=True)
def _firsts(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints,
    child: Ints,
    allowed: Bools,
    use: Ints,
    chance: Floats,
    to: Ints,
    cuts: Bools,
    onward: Floats,
    none: Floats,
    joint: Floats,
) -> None:
    kinds = onward.shape[2] - 2
    none[0, 0] = 1.0
    for n in range(len(first) - 1):
        for m in range(chance.shape[1]):
            if none[n, m] == 0.0:
                continue
            if first[n] == first[n + 1]:
                joint[kinds, kinds] += none[n, m]
            for e in range(first[n], first[n + 1]):
                if not allowed[e]:
                    continue
                f, k, beyond = none[n, m] * chance[e, m], use[e], onward[child[e], to[e, m]]
                if cuts[e]:
                    joint[k if k >= 0 else kinds, kinds + 1] += f
                elif k < 0:
                    none[child[e], to[e, m]] += f
                else:
                    for q in range(kinds + 2):
                        joint[k, k if q == kinds else q] += f * beyond[q]
