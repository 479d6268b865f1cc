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

    The nodes of unit `u` are `node[start[u]]` up to `node[start[u + 1]]`. All that lead to a unit
    stand in earlier waves, so that the units of one wave know nothing of each other.
    """

    node: Ints  # M
    start: Ints  # U + 1
    wave: Ints  # U: never less than that of the unit before
    held: Bools  # I: sets that are taken apart, one unit a node


def order_of(game: ExtensiveGame) -> Order:
    """Order the units of a game in which no path meets a set twice."""
    sets = len(game.infoset_player)
    inner = np.diff(game.first) > 0
    chance = inner & (game.infoset < 0)
    unit = np.where(inner, game.infoset, -1).astype(np.int32)
    unit[chance] = sets + np.arange(int(chance.sum()))
    begin, members = _members(unit, sets + int(chance.sum()))
    held, node = np.zeros(sets, np.bool_), np.empty(len(members), np.int32)
    start, wave = np.zeros(len(members) + 1, np.int32), np.empty(len(members), np.int32)
    count = _arrange(game.first, game.child, unit, members, begin, held, node, start, wave)
    return Order(node, start[: count + 1].copy(), wave[:count].copy(), held)


@njit(cache=True, nogil=True)
def _members(unit: Ints, units: int) -> tuple[Ints, Ints]:
    """Sort the nodes by unit: `begin` (units + 1) into the nodes that belong to one."""
    begin = np.zeros(units + 2, np.int32)
    for here in range(len(unit)):
        begin[unit[here] + 2] += 1
    begin[1] = 0  # nodes of no unit
    for one in range(1, units + 1):
        begin[one + 1] += begin[one]
    members = np.empty(begin[units + 1], np.int32)
    for here in range(len(unit)):
        if unit[here] >= 0:
            members[begin[unit[here] + 1]] = here
            begin[unit[here] + 1] += 1
    return begin[: units + 1].copy(), members


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
    wave: Ints,
) -> int:
    """Write units in the order of play into `node`, `start`, `wave`; return how many there are.

    A unit is taken once all edges into it are (Kahn 1962); when none is left that could be, the
    first set that has been reached is taken apart.
    """
    waits = begin[1:] - begin[:-1]  # one edge leads to every node but the root
    reached = np.zeros(len(unit), np.bool_)
    # units to take; a node of a set that is taken apart stands as -1 - node
    queue, head, tail = np.empty(len(members), np.int64), 0, 0
    if unit[0] >= 0:
        reached[0] = True
        waits[unit[0]] -= 1
        if waits[unit[0]] == 0:
            queue[0], wave[0], tail = unit[0], 0, 1
    count, filled, stuck = 0, 0, 0
    while filled < len(members):
        if head == tail:  # sets wait for each other
            while (
                held[stuck]
                or waits[stuck] <= 0
                or not reached[members[begin[stuck] : begin[stuck + 1]]].any()
            ):
                stuck = (stuck + 1) % len(held)
            held[stuck] = True
            later = wave[tail - 1] + 1 if tail else 0
            for place in range(begin[stuck], begin[stuck + 1]):
                if reached[members[place]]:
                    queue[tail], wave[tail] = -1 - members[place], later
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
                apart = other < len(held) and held[other]
                if apart or waits[other] == 0:
                    queue[tail], wave[tail] = -1 - after if apart else other, wave[head - 1] + 1
                    tail += 1
        count += 1
        start[count] = filled
    return count
