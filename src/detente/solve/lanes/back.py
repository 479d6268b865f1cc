"""Values run back over the tree for several draws side by side.

The equations are those of `sweep.py` and `back.py`; each line of arithmetic stands for `WIDTH`
draws, and what is looked up to do it is looked up once for them all. Lanes do not see each other.

A belief that only logs could tell from nothing becomes NaN here; whoever follows the branch sees
that and hands the draw to the solver of single draws.
"""

from __future__ import annotations

import math

from numba import njit

from detente.shapes import Floats, Ints
from detente.solve.lanes.averages import average, average_by_slot, average_pair
from detente.solve.lanes.functions import exp
from detente.solve.lanes.layout import FOLLOWER, NATURE, OVER, PLAIN, Layout
from detente.solve.lanes.register import (
    Lanes,
    add_product,
    larger,
    look,
    null_below,
    put,
    size,
    spread,
    take,
)
from detente.solve.lanes.room import Desk, Hands, Views
from detente.solve.tree.back import LEAST


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def answer(  # noqa: PLR0917 (compiled: arguments by place)
    a: int,
    b: int,
    start: int,
    own: int,
    child: Ints,
    pay: Ints,
    share: Ints,
    lam: Lanes,
    value: Floats,
    worth: Floats,
    policy: Floats,
) -> None:
    """Write the logit choice of each of the mover's types over edges a to b into the policy."""
    for t in range(own):
        top, total = spread(-math.inf), spread(0.0)
        for e in range(a, b):
            c, v = look(child, e) + start + t, look(pay, e) + start + t
            utility = lam * (take(worth, c) + take(value, v))
            put(policy, look(share, e) + t, utility)
            top = larger(utility, top)
        for e in range(a, b):
            raised = exp(take(policy, look(share, e) + t) - top)
            put(policy, look(share, e) + t, raised)
            total = total + raised
        scale = spread(1.0) / total
        for e in range(a, b):
            put(policy, look(share, e) + t, take(policy, look(share, e) + t) * scale)


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def distance(  # noqa: PLR0917 (compiled: arguments by place)
    a: int,
    b: int,
    start: int,
    own: int,
    child: Ints,
    pay: Ints,
    share: Ints,
    lam: Lanes,
    value: Floats,
    worth: Floats,
    policy: Floats,
    choice: Floats,
) -> Lanes:
    """Return how far the choices over edges a to b are from the logit of the values after them."""
    gap = spread(0.0)
    for t in range(own):
        top, total = spread(-math.inf), spread(0.0)
        for e in range(a, b):
            c, v = look(child, e) + start + t, look(pay, e) + start + t
            utility = lam * (take(worth, c) + take(value, v))
            put(choice, e - a, utility)
            top = larger(utility, top)
        for e in range(a, b):
            raised = exp(take(choice, e - a) - top)
            put(choice, e - a, raised)
            total = total + raised
        scale = spread(1.0) / total
        for e in range(a, b):
            there = take(policy, look(share, e) + t)
            gap = larger(size(take(choice, e - a) * scale - there), gap)
    return gap


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def respond(  # noqa: PLR0917 (compiled: arguments by place)
    a: int,
    b: int,
    slot: int,
    child: Ints,
    pay: Ints,
    value: Floats,
    worth: Floats,
    shift: int,
    into: Floats,
    to: int,
) -> None:
    """Write the value of a slot's best edge from a to b into row `to`."""
    most = spread(-math.inf)
    for e in range(a, b):
        after = take(worth, look(child, e) + shift + slot) + take(value, look(pay, e) + slot)
        most = larger(after, most)
    put(into, to, most)


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def believe(  # noqa: PLR0917 (compiled: arguments by place)
    i: int,
    start: int,
    own: int,
    slots: int,
    clue: int,
    types: int,
    viewer: Ints,
    prior: Floats,
    like: Floats,
    mu: Floats,
) -> None:
    """Write what each distinct view holds about mover i's type into `mu` (views T)."""
    for v in range(viewer.shape[1]):
        j = look(viewer, i * viewer.shape[1] + v)
        if j < 0:
            break
        total = spread(0.0)
        for t in range(own):
            joint = take(prior, j * slots + start + t)
            if clue >= 0:
                joint = joint * take(like, clue * types + t)
            put(mu, v * types + t, joint)
            total = total + joint
        scale = spread(1.0) / null_below(total, spread(LEAST), spread(math.nan))
        for t in range(own):
            put(mu, v * types + t, take(mu, v * types + t) * scale)


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def blend(  # noqa: PLR0917 (compiled: arguments by place)
    i: int,
    start: int,
    own: int,
    types: int,
    slot_view: Ints,
    mu: Floats,
    given: Floats,
    group: int,
    worth: Floats,
    to: int,
    slots: int,
) -> None:
    """Write a node's values from those by type (rows from `group`), as each slot believes."""
    for slot in range(slot_view.shape[1]):
        v = look(slot_view, i * slot_view.shape[1] + slot)
        if v < 0:
            put(worth, to + slot, take(given, group + (slot - start) * slots + slot))
        else:
            seen = spread(0.0)
            for t in range(own):
                value = take(given, group + t * slots + slot)
                seen = add_product(seen, take(mu, v * types + t), value)
            put(worth, to + slot, seen)


@njit(cache=True, nogil=True, error_model="numpy")
def answer_lanes(  # noqa: PLR0917 (compiled: arguments by place)
    layout: Layout, views: Views, hands: Hands, desk: Desk, nodes: Ints
) -> None:
    """Visit some nodes in turn: answer the values after each and average them."""
    visit(layout, views, hands, desk, nodes, 1)


@njit(cache=True, nogil=True, error_model="numpy")
def judge_lanes(  # noqa: PLR0917 (compiled: arguments by place)
    layout: Layout, views: Views, hands: Hands, desk: Desk, nodes: Ints
) -> None:
    """Visit some nodes in turn, choices standing as they are, unless no clue depends on them.

    `desk.residual` becomes the largest distance of a choice from the logit of the values after it,
    and the second half of `desk.worth` holds, beside the value of the policy, that of the best
    response to it.
    """
    visit(layout, views, hands, desk, nodes, 2)


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def visit(  # noqa: PLR0917 (compiled: arguments by place)
    layout: Layout, views: Views, hands: Hands, desk: Desk, nodes: Ints, passes: int
) -> None:
    """Visit some nodes in turn; `passes` is known to the compiler, which leaves out the rest."""
    first, child, pay, share = layout.first, layout.child, layout.pay, layout.share
    value, worth, policy, given = hands.value, desk.worth, desk.policy, desk.given
    slots, types, furthest = layout.stride, layout.types, spread(0.0)
    for place in range(len(nodes)):
        node = look(nodes, place)
        role, i, to = look(layout.role, node), look(layout.mover, node), look(layout.seat, node)
        a, b, group = look(first, node), look(first, node + 1), look(layout.group, node)
        start = own = 0
        if i >= 0:
            start = look(layout.player_slot, i)
            own = look(layout.player_slot, i + 1) - start
        if i >= 0 and role != FOLLOWER:
            lam = take(hands.scale, 0) * take(hands.precision, i)
            if passes > 1 and not layout.free[node]:
                gap = distance(
                    a, b, start, own, child, pay, share, lam, value, worth, policy, desk.choice
                )
                furthest = larger(gap, furthest)
            else:
                answer(a, b, start, own, child, pay, share, lam, value, worth, policy)
        if own > 1:
            clue = look(layout.clue, node)
            believe(
                i, start, own, slots, clue, types, views.viewer, hands.prior, desk.like, desk.mu
            )
        for half in range(passes):
            shift, apart = half * layout.seats * slots, half * layout.groups * types * slots
            at, by = to + shift, group + apart
            if role == OVER:
                for slot in range(slots):
                    put(worth, at + slot, take(value, look(layout.final, node) + slot))
            elif role == NATURE:
                odds = hands.odds
                average_by_slot(a, b, child, pay, share, odds, value, worth, shift, at, slots)
            elif role == PLAIN:
                average(a, b, 0, child, pay, share, policy, value, worth, shift, worth, at, slots)
                if half > 0:
                    respond(a, b, start, child, pay, value, worth, shift, worth, at + start)
            else:
                if role != FOLLOWER:
                    by_type(
                        a, b, own, child, pay, share, policy, value, worth, shift, given, by, slots
                    )
                    for t in range(own * half):
                        row = by + t * slots + start + t
                        respond(a, b, start + t, child, pay, value, worth, shift, given, row)
                blend(i, start, own, types, views.slot_view, desk.mu, given, by, worth, at, slots)
    put(desk.residual, 0, furthest)


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def by_type(  # noqa: PLR0917 (compiled: arguments by place)
    a: int,
    b: int,
    own: int,
    child: Ints,
    pay: Ints,
    share: Ints,
    policy: Floats,
    value: Floats,
    worth: Floats,
    shift: int,
    given: Floats,
    to: int,
    slots: int,
) -> None:
    """Write the mean over edges a to b as each of the mover's types chooses, from row `to`."""
    for t in range(0, own - 1, 2):
        at = to + t * slots
        average_pair(a, b, t, child, pay, share, policy, value, worth, shift, given, at, slots)
    if own % 2 == 1:
        t, at = own - 1, to + (own - 1) * slots
        average(a, b, t, child, pay, share, policy, value, worth, shift, given, at, slots)
