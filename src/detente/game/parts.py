"""The parts of an extensive game that have to be solved together; `closed` makes games of them.

An information set depends on the sets after it, through its values, and on those sets before it
whose choices tell its nodes apart, through its beliefs. Sets that depend on each other are one
part: the strongly connected components of that relation (Tarjan 1972).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from detente.game.extensive import ExtensiveGame
from detente.game.recall import depths
from detente.shapes import Bools, Ints, Longs


@dataclass(frozen=True)
class Parts:
    """The part of every set, numbered from the last in play to the first: Q parts.

    `tangled[q]` says that the part has several sets, which only then depend on each other, and
    `on_top[q]` that it is tangled and no tangled part depends on it.
    """

    part: Longs  # I
    tangled: Bools  # Q
    on_top: Bools  # Q


def parts_of(game: ExtensiveGame) -> Parts:
    """Find the parts of a game in which no path meets a set twice."""
    sets = len(game.infoset_player)
    parent = game.parent
    up = np.where(parent >= 0, game.source[np.maximum(parent, 0)], -1).astype(np.int32)
    by = np.where(parent >= 0, game.action[np.maximum(parent, 0)], -1).astype(np.int32)
    nodes = np.flatnonzero(game.infoset >= 0)
    members = nodes[np.argsort(game.infoset[nodes], kind="stable")].astype(np.int32)
    begin = np.searchsorted(game.infoset[members], np.arange(sets + 1)).astype(np.int64)
    owner = np.repeat(np.arange(sets), np.diff(game.action_first)).astype(np.int32)
    deep = depths(game).astype(np.int32)
    count_of, none = np.zeros(sets + 1, np.int64), np.zeros(0, np.int32)
    _link(up, by, deep, members, begin, owner, count_of, none)
    start = np.concatenate([[0], np.cumsum(count_of[:-1])]).astype(np.int64)
    towards = np.empty(int(start[-1]), np.int32)
    _link(up, by, deep, members, begin, owner, start.copy(), towards)
    part = np.full(sets, -1, np.int64)
    count = _components(start, towards, part)
    tangled = np.bincount(part, minlength=count) > 1
    below = np.zeros(count, np.bool_)
    _look_down(start, towards, part, tangled, below)
    return Parts(part, tangled, tangled & ~below)


@njit(cache=True, nogil=True)
def _link(  # noqa: PLR0917 (compiled: arguments by place)
    up: Ints,
    by: Ints,
    deep: Ints,
    members: Ints,
    begin: Longs,
    owner: Ints,
    start: Longs,
    towards: Ints,
) -> None:
    """Write the sets that each set depends on, from `start` on; only count if there is no room."""
    write, sets = len(towards) > 0, len(begin) - 1
    told, seen = np.full(sets, -1, np.int64), np.full(len(owner), -1, np.int64)
    ahead = np.full(sets, -1, np.int64)  # the last set that a link was drawn to, by the earlier one
    for one in range(sets):
        first = members[begin[one]]
        for place in range(begin[one], begin[one + 1]):
            here, other = members[place], first
            while up[here] >= 0 and by[here] < 0:  # the set before, which depends on this one
                here = up[here]
            if up[here] >= 0 and ahead[owner[by[here]]] != one:
                earlier = owner[by[here]]
                ahead[earlier] = one
                if write:
                    towards[start[earlier]] = one
                start[earlier] += 1
            here = members[place]
            while here != other:  # up to where the ways to both nodes part
                if deep[here] >= deep[other]:
                    if by[here] >= 0:
                        seen[by[here]] = place
                    here = up[here]
                else:
                    other = up[other]
            parting, other = here, first
            while other != parting:
                if by[other] >= 0:
                    if seen[by[other]] == place:
                        seen[by[other]] = -1
                    elif told[owner[by[other]]] != one:
                        told[owner[by[other]]] = one
                        if write:
                            towards[start[one]] = owner[by[other]]
                        start[one] += 1
                other = up[other]
            here = members[place]
            while here != parting:
                if by[here] >= 0 and seen[by[here]] == place and told[owner[by[here]]] != one:
                    told[owner[by[here]]] = one
                    if write:
                        towards[start[one]] = owner[by[here]]
                    start[one] += 1
                here = up[here]


@njit(cache=True, nogil=True)
def _components(start: Longs, towards: Ints, part: Longs) -> int:
    """Number the strongly connected components, those that others depend on first."""
    sets = len(part)
    found, low = np.full(sets, -1, np.int64), np.zeros(sets, np.int64)
    stack, way, edge = np.empty(sets, np.int64), np.empty(sets, np.int64), start[:-1].copy()
    count, high, clock = 0, 0, 0
    for root in range(sets):
        if found[root] >= 0:
            continue
        length = 1
        way[0] = root
        while length > 0:
            here = way[length - 1]
            if found[here] < 0:
                found[here] = low[here] = clock
                clock += 1
                stack[high] = here
                high += 1
            deeper = False
            while edge[here] < start[here + 1]:
                other = towards[edge[here]]
                edge[here] += 1
                if found[other] < 0:
                    way[length] = other
                    length += 1
                    deeper = True
                    break
                if part[other] < 0:
                    low[here] = min(low[here], found[other])
            if deeper:
                continue
            length -= 1
            if low[here] == found[here]:
                while True:
                    high -= 1
                    part[stack[high]] = count
                    if stack[high] == here:
                        break
                count += 1
            if length > 0:
                low[way[length - 1]] = min(low[way[length - 1]], low[here])
    return count


@njit(cache=True, nogil=True)
def _look_down(  # noqa: PLR0917 (compiled: arguments by place)
    start: Longs, towards: Ints, part: Longs, tangled: Bools, below: Bools
) -> None:
    """Mark the parts that a tangled part depends on; a part's number is above all of theirs."""
    order = np.argsort(-part)
    for place in range(len(order)):
        one = order[place]
        mine = part[one]
        if tangled[mine] or below[mine]:
            for link in range(start[one], start[one + 1]):
                if part[towards[link]] != mine:
                    below[part[towards[link]]] = True
