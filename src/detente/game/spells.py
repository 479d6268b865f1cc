"""Force in time, read off a draw's play: one forward pass with a small counter at every node.

A counter is an automaton that moves only where force is used. Its states are carried forward as a
vector at every point of evidence of a node, with no graph of pairs laid out. A node's vector lives
until its edges are followed; nodes whose lives do not overlap share their room (`Plan`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from detente.game.arrays import END, Game
from detente.game.automata import Automaton
from detente.game.play import Play
from detente.shapes import Bools, Floats, Ints


@dataclass(frozen=True)
class Plan:
    """The walk that all draws share: the edges to follow, and where each node keeps its vector.

    `use[e]` is the kind of force that edge `e` uses, -1 for none.
    """

    game: Game
    allowed: Bools  # E
    use: Ints  # E
    slot: Ints  # N: room of the node's vector, -1 where no allowed history comes
    opens: Bools  # E: the first edge that brings something to its child
    slots: int

    @classmethod
    def lay(cls, game: Game, *, allowed: Bools, use: Ints) -> Plan:
        """Give every node a room that is free while the node needs one."""
        over = np.asarray(game.mover == END)
        slot, opens, slots = _rooms(game.first, game.child, allowed, over)
        return cls(game, allowed, use, slot, opens, int(slots))

    def reach(self, step: Ints) -> Ints:
        """Return the highest state that a counter can be in at each node (N)."""
        return _reach(self.game.first, self.game.child, self.allowed, self.use, self.slot, step)


@dataclass(frozen=True)
class Tally:
    """What a counter found: chances of its states at the end, and how often force moved it.

    `cut` is the part of `last` in which an edge marked as cutting play off was the last one.
    """

    last: Floats  # Q
    cut: Floats  # Q
    moved: Floats  # Q, K: expected uses of force of a kind in a state


def tally(plan: Plan, play: Play, met: Floats, *, step: Ints, most: Ints, cuts: Bools) -> Tally:
    """Carry a counter forward: `step[q, k]` is its state after force of kind k in state q.

    `most` is `plan.reach(step)`. States must not fall; everything is the chance together with the
    record, of which `met` (N, M) is the chance from a node on. `cuts` (E) marks edges.
    """
    states, kinds = step.shape
    last, cut, moved = np.zeros(states), np.zeros(states), np.zeros((states, kinds))
    room = np.empty((plan.slots, play.points, states))
    _carry(
        plan.game.first, plan.game.child, plan.allowed, plan.use, plan.slot, plan.opens,
        play.chance, play.to, met, step, most, cuts, room, last, cut, moved,
    )  # fmt: skip
    return Tally(last, cut, moved)


def broken(
    plan: Plan, play: Play, met: Floats, *, day: Ints, on: Ints, most: Ints, least: int
) -> float:
    """Return the chance that force is used again after at least so many days without it.

    `day[k]` is the day of force of kind k, kinds in the order of play, and `on` (N) the day of the
    choice made at a node. Force `least` days ago or more (at least 1) is one state: any use settles
    it. `most` is `plan.reach` of a counter that is in state k + 1 after force of kind k.
    """
    old = np.searchsorted(day, on - least, side="right").astype(np.int32)
    room = np.empty((plan.slots, play.points, len(day) + 2))
    found = _breaks(
        plan.game.first, plan.game.child, plan.allowed, plan.use, plan.slot, plan.opens,
        play.chance, play.to, met, most, old, room,
    )  # fmt: skip
    return float(found)


def first_and_last(plan: Plan, play: Play, *, kinds: int, cuts: Bools) -> Floats:
    """Return the joint chance of the first and the last use of force (K + 1, K + 2).

    Row k: the first is of kind k; row K: there is none. Column k: the last is of kind k; column
    K: there is none; column K + 1: play was cut off by an edge of `cuts`.
    """
    joint = np.zeros((kinds + 1, kinds + 2))
    onward = np.zeros((len(plan.game.mover), play.points, kinds + 2))
    none = np.zeros((len(plan.game.mover), play.points))
    ways = (plan.game.first, plan.game.child, plan.allowed, plan.use, play.chance, play.to, cuts)
    _onward(*ways, onward)
    _firsts(*ways, onward, none, joint)
    return joint


def true_after(game: Game, automaton: Automaton) -> Bools:
    """Say of each edge whether an automaton says yes after it (E).

    The game must keep the automaton's states apart, as it does those of its own rules.
    """
    state = _states(game.first, game.child, game.event, automaton.table)
    after = state[game.source]
    happens = game.event >= 0
    after[happens] = automaton.table[after[happens], game.event[happens]]
    return np.asarray(automaton.output[after] == 1)


@njit(cache=True, nogil=True)
def _states(first: Ints, child: Ints, event: Ints, table: Ints) -> Ints:
    state = np.zeros(len(first) - 1, np.int32)
    for n in range(len(state)):
        for e in range(first[n], first[n + 1]):
            state[child[e]] = state[n] if event[e] < 0 else table[state[n], event[e]]
    return state


@njit(cache=True, nogil=True)
def _rooms(first: Ints, child: Ints, allowed: Bools, over: Bools) -> tuple[Ints, Bools, int]:
    """Walk forward; a child takes a room when something first comes to it, a node leaves it."""
    nodes = len(over)
    slot = np.full(nodes, -1, np.int32)
    opens = np.zeros(len(child), np.bool_)
    free = np.empty(nodes, np.int32)
    spare, slots = 0, 1
    slot[0] = 0
    for n in range(nodes):
        if slot[n] < 0:
            continue
        for e in range(first[n], first[n + 1]):
            if allowed[e] and not over[child[e]] and slot[child[e]] < 0:
                opens[e] = True
                if spare > 0:
                    spare -= 1
                    slot[child[e]] = free[spare]
                else:
                    slot[child[e]] = slots
                    slots += 1
        free[spare] = slot[n]
        spare += 1
    return slot, opens, slots


@njit(cache=True, nogil=True)
def _reach(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints, child: Ints, allowed: Bools, use: Ints, slot: Ints, step: Ints
) -> Ints:
    most = np.zeros(len(slot), np.int32)
    for n in range(len(slot)):
        if slot[n] < 0:
            continue
        for e in range(first[n], first[n + 1]):
            if allowed[e]:
                top = most[n]
                if use[e] >= 0:
                    top = step[: most[n] + 1, use[e]].max()
                most[child[e]] = max(most[child[e]], top)
    return most


@njit(cache=True, nogil=True)
def _add(beyond: Floats, here: Floats, p: float) -> None:
    """Add `p * here`; apart, so that it is compiled to whole vectors."""
    for q in range(len(here)):
        beyond[q] += p * here[q]


@njit(cache=True, nogil=True)
def _carry(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints,
    child: Ints,
    allowed: Bools,
    use: Ints,
    slot: Ints,
    opens: Bools,
    chance: Floats,
    to: Ints,
    met: Floats,
    step: Ints,
    most: Ints,
    cuts: Bools,
    room: Floats,
    last: Floats,
    cut: Floats,
    moved: Floats,
) -> None:
    points = chance.shape[1]
    come = np.zeros(met.shape, np.bool_)  # whether play comes to a point at all
    come[0, 0] = True
    room[0] = 0.0
    room[0, 0, 0] = 1.0
    for n in range(len(slot)):
        if slot[n] < 0:
            continue
        for e in range(first[n], first[n + 1]):
            if not allowed[e]:
                continue
            at = slot[child[e]]
            if opens[e]:
                room[at, :, : most[child[e]] + 1] = 0.0
            k, top = use[e], most[n] + 1
            for m in range(points):
                p = chance[e, m]
                if p == 0.0 or not come[n, m]:
                    continue
                here, there = room[slot[n], m], to[e, m]
                come[child[e], there] = True
                if k >= 0:
                    met_there = p * met[child[e], there]
                    for q in range(top):
                        moved[q, k] += met_there * here[q]
                if at < 0:
                    for q in range(top):
                        then = q if k < 0 else step[q, k]
                        last[then] += p * here[q]
                        cut[then] += p * here[q] * cuts[e]
                elif k < 0:
                    _add(room[at, there, :top], here[:top], p)
                else:
                    for q in range(top):
                        room[at, there, step[q, k]] += p * here[q]


@njit(cache=True, nogil=True)
def _breaks(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints,
    child: Ints,
    allowed: Bools,
    use: Ints,
    slot: Ints,
    opens: Bools,
    chance: Floats,
    to: Ints,
    met: Floats,
    most: Ints,
    old: Ints,
    room: Floats,
) -> float:
    """State 0: no force yet; 1: none for long; 2 + k: force of kind k was the last, and recent.

    Nodes stand in the order of play, so the first edge to a child leaves the least far back.
    """
    low = np.zeros(len(slot), np.int32)
    come = np.zeros(met.shape, np.bool_)
    come[0, 0] = True
    room[0] = 0.0
    room[0, 0, 0] = 1.0
    found = 0.0
    for n in range(len(slot)):
        if slot[n] < 0:
            continue
        begin, end = 2 + old[n], most[n] + 2
        for m in range(chance.shape[1]):
            if come[n, m]:
                here = room[slot[n], m]
                for q in range(2 + low[n], min(begin, end)):
                    here[1] += here[q]
        for e in range(first[n], first[n + 1]):
            if not allowed[e]:
                continue
            at, k = slot[child[e]], use[e]
            if opens[e]:
                low[child[e]] = old[n]
                room[at, :, :2] = 0.0
                room[at, :, begin : most[child[e]] + 2] = 0.0
            for m in range(chance.shape[1]):
                p, here, there = chance[e, m], room[slot[n], m], to[e, m]
                if p == 0.0 or not come[n, m]:
                    continue
                come[child[e], there] = True
                if k >= 0:
                    found += p * here[1] * met[child[e], there]
                if at < 0:
                    continue
                if k >= 0:
                    room[at, there, 2 + k] += p * (here[0] + here[begin:end].sum())
                    continue
                room[at, there, 0] += p * here[0]
                room[at, there, 1] += p * here[1]
                _add(room[at, there, begin:end], here[begin:end], p)
    return found


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
