"""The order in which the information sets of an extensive game can be settled, last ones first.

A unit is an information set with all its nodes, or a node of chance. Where every unit can stand
after all that lead to it, one pass from the last unit to the first knows everything after a set
when it comes to the set. Where sets wait for each other, as when two players do not know who moves
first, one of them is taken apart: its choice is then `held` during a pass.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from detente.game.extensive import ExtensiveGame
from detente.shapes import Bools, Ints


@dataclass(frozen=True)
class Order:
    """Units in the order of play: U of them over M nodes that are no ends.

    The nodes of unit `u` are `node[start[u]]` up to `node[start[u + 1]]`.
    """

    node: Ints  # M
    start: Ints  # U + 1
    held: Bools  # I: sets that are taken apart, one unit a node


def order_of(game: ExtensiveGame) -> Order:
    """Order the units of a game in which no path meets a set twice."""
    sets = len(game.infoset_player)
    inner = np.diff(game.first) > 0
    chance = inner & (game.infoset < 0)
    unit = np.where(inner, game.infoset, -1).astype(np.int32)
    unit[chance] = sets + np.arange(int(chance.sum()))
    units = sets + int(chance.sum())
    members = np.argsort(unit, kind="stable")[int((~inner).sum()) :].astype(np.int32)
    begin = np.searchsorted(unit[members], np.arange(units + 1)).astype(np.int32)
    held = np.zeros(sets, np.bool_)
    node, start = np.empty(len(members), np.int32), np.empty(len(members) + 1, np.int32)
    count = _arrange(game.first, game.child, unit, members, begin, held, node, start)
    return Order(node, start[: count + 1].copy(), held)


@njit(cache=True, nogil=True)
def _arrange(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints,
    child: Ints,
    unit: Ints,
    members: Ints,
    begin: Ints,
    held: Bools,
    node: Ints,
    start: Ints,
) -> int:
    """Write units in the order of play into `node` and `start`; return how many there are.

    A unit is taken once all edges into it are (Kahn 1962); when none is left that could be, the
    first set that has been reached is taken apart.
    """
    waits = np.zeros(len(begin) - 1, np.int64)
    for here in range(len(unit)):
        for edge in range(first[here], first[here + 1]):
            if unit[child[edge]] >= 0:
                waits[unit[child[edge]]] += 1
    reached = np.zeros(len(unit), np.bool_)
    # units to take; a node of a set that is taken apart stands as -1 - node
    queue, head, tail = np.empty(len(members), np.int64), 0, 0
    if unit[0] >= 0:
        reached[0] = True
        if waits[unit[0]] == 0:
            queue[0], tail = unit[0], 1
    count, filled, stuck = 0, 0, 0
    start[0] = 0
    while filled < len(members):
        if head == tail:  # sets wait for each other
            while (
                held[stuck]
                or waits[stuck] <= 0
                or not reached[members[begin[stuck] : begin[stuck + 1]]].any()
            ):
                stuck = (stuck + 1) % len(held)
            held[stuck] = True
            for place in range(begin[stuck], begin[stuck + 1]):
                if reached[members[place]]:
                    queue[tail] = -1 - members[place]
                    tail += 1
        taken = queue[head]
        head += 1
        left, right = (0, 1) if taken < 0 else (begin[taken], begin[taken + 1])
        for place in range(left, right):
            here = -1 - taken if taken < 0 else members[place]
            node[filled] = here
            filled += 1
            for edge in range(first[here], first[here + 1]):
                after = child[edge]
                other = unit[after]
                if other < 0:
                    continue
                reached[after] = True
                waits[other] -= 1
                if other < len(held) and held[other]:
                    queue[tail] = -1 - after
                    tail += 1
                elif waits[other] == 0:
                    queue[tail] = other
                    tail += 1
        count += 1
        start[count] = filled
    return count
