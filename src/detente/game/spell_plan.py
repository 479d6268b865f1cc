"""Which counters of force run over a game, and the walk that all draws share.

A counter is an automaton that moves only where force is used. Several run at once, side by side in
one vector at every point of evidence of a node, with no graph of pairs laid out. Which states can
occur at a node, and which of them still differ in what they may find, hangs on no draw: a `Plan`
knows it, so that a vector holds only what matters. Nodes are visited deep first, and a vector's
seat goes to another node once it has been read.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from detente.game.arrays import END, Game
from detente.game.automata import Automaton
from detente.shapes import Bools, Ints, Longs, Whole


@dataclass(frozen=True)
class Counters:
    """Counters of K kinds of force, their Q states numbered through, and the A answers they give.

    Every answer is a chance, or a sum of chances, together with the record.
    """

    answers: int
    starts: Ints  # C: the first state of each counter, in which it starts
    step: Ints  # Q, K: the state after force of a kind, -1 where the counter stops
    finds: Ints  # Q, K: the answer that force of a kind in a state adds to, -1 for none
    ends: Ints  # Q: the answer that a state adds to when play is over, -1 for none
    cut: Ints  # Q: the same if an edge that cuts play off was the last one

    @classmethod
    def beside(cls, counters: list[Counters]) -> Counters:
        """Return several counters as one; answers keep their numbers."""
        offsets = np.cumsum([0, *(len(c.ends) for c in counters)])
        steps = [
            np.where(c.step >= 0, c.step + offset, -1)
            for c, offset in zip(counters, offsets[:-1], strict=True)
        ]
        starts = [c.starts + offset for c, offset in zip(counters, offsets[:-1], strict=True)]
        return cls(
            max(c.answers for c in counters),
            np.concatenate(starts).astype(np.int32),
            np.concatenate(steps).astype(np.int32),
            *(
                np.concatenate([getattr(c, name) for c in counters]).astype(np.int32)
                for name in ("finds", "ends", "cut")
            ),
        )


@dataclass(frozen=True)
class Plan:
    """The walk that all draws share: the edges to follow, and where each node keeps its vector.

    `use[e]` is the kind of force that edge `e` uses, -1 for none; `cuts` marks edges that cut play
    off. States of a node that lead to the same answers by the same edges share a place.
    """

    game: Game
    counters: Counters
    allowed: Bools  # E
    use: Ints  # E
    cuts: Bools  # E
    over: Bools  # N
    order: Longs  # nodes in the order of their visit
    seat: Longs  # N
    opens: Bools  # E: the first edge, by that order, that brings something to its child
    start: Ints  # N + 1: where the states of a node begin
    state: Ints  # the states that a node's vector holds
    place: Whole  # N, Q: where in it a state is kept, -1: nowhere
    width: int  # of the widest vector

    @classmethod
    def lay(
        cls, game: Game, counters: Counters, *, allowed: Bools, use: Ints, cuts: Bools, rank: Longs
    ) -> Plan:
        """Plan the walk; by `rank` (N) a node comes after all its children, and the walk goes back.

        Most vectors are never needed at once if `rank` goes deep first.
        """
        over = np.asarray(game.mover == END)
        start, state, place = _keep(
            game.first, game.child, allowed, use, over, counters.starts, counters.step,
            counters.finds, counters.ends, counters.cut,
        )  # fmt: skip
        live = np.diff(start) > 0
        live[0] = True
        order = np.flatnonzero(live)[np.argsort(-rank[live])]
        seat, opens = _seats(game.first, game.child, allowed, live, order)
        return cls(
            game, counters, allowed, use, cuts, over, order, seat, opens, start, state, place,
            width=int(np.diff(start).max(initial=1)),
        )  # fmt: skip

    @property
    def seats(self) -> int:
        """How many vectors are needed at once, and one for what a use of force makes of one."""
        return int(self.seat.max(initial=0)) + 2


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
def _mixed(number: np.uint64) -> np.uint64:
    """Scatter the bits of a number (splitmix64; Steele, Lea and Flood 2014, figure 15)."""
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))


@njit(cache=True, nogil=True)
def _keep(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints,
    child: Ints,
    allowed: Bools,
    use: Ints,
    over: Bools,
    starts: Ints,
    step: Ints,
    finds: Ints,
    ends: Ints,
    cut: Ints,
) -> tuple[Ints, Ints, Whole]:
    """Find the states that occur at each node and may find something, and where to keep them.

    A state's future is a number made of its answers and its edges: 0 if there is no answer, and
    equal for states with equal answers along equal edges.
    """
    nodes, states = len(first) - 1, len(ends)
    place = np.full((nodes, states), -1, np.int16)
    for c in range(len(starts)):
        low, high = starts[c], starts[c + 1] if c + 1 < len(starts) else states
        occurs = np.zeros((nodes, high - low), np.bool_)
        future = np.zeros((nodes, high - low), np.uint64)
        occurs[0, 0] = True
        for n in range(nodes):
            for e in range(first[n], first[n + 1]):
                for q in range(low, high):
                    then = q if use[e] < 0 else step[q, use[e]]
                    if allowed[e] and occurs[n, q - low] and then >= 0:
                        occurs[child[e], then - low] = True
        for n in range(nodes - 1, -1, -1):
            for q in range(low, high):
                if over[n] and ends[q] + cut[q] > -2:
                    future[n, q - low] = _mixed(np.uint64((ends[q] + 2) * 1000003 + cut[q] + 2))
            for e in range(first[n], first[n + 1]):
                edge = _mixed(np.uint64(e + 1))
                for q in range(low, high):
                    if not (allowed[e] and occurs[n, q - low]):
                        continue
                    then = q if use[e] < 0 else step[q, use[e]]
                    found = -1 if use[e] < 0 else finds[q, use[e]]
                    beyond = future[child[e], then - low] if then >= 0 else np.uint64(0)
                    if found >= 0 or beyond != 0:
                        answer = _mixed(np.uint64(found + 2))
                        future[n, q - low] += _mixed((edge ^ beyond) + answer)
        for n in range(nodes):
            last, at = np.uint64(0), -1
            for q in range(low, high):
                if occurs[n, q - low] and future[n, q - low] != 0 and not over[n]:
                    at += future[n, q - low] != last
                    last = future[n, q - low]
                    place[n, q] = at
    return _listed(place, starts)


@njit(cache=True, nogil=True)
def _listed(place: Whole, starts: Ints) -> tuple[Ints, Ints, Whole]:
    """Put the places of one counter after those of another, and list a state for each."""
    nodes, states = place.shape
    start, held = np.zeros(nodes + 1, np.int32), 0
    state = np.empty((place >= 0).sum(), np.int32)
    for n in range(nodes):
        for c in range(len(starts)):
            begin = held - start[n]
            for q in range(starts[c], starts[c + 1] if c + 1 < len(starts) else states):
                if place[n, q] >= 0:
                    place[n, q] += begin
                    if place[n, q] == held - start[n]:
                        state[held] = q
                        held += 1
        start[n + 1] = held
    return start, state[:held].copy(), place


@njit(cache=True, nogil=True)
def _seats(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints, child: Ints, allowed: Bools, live: Bools, order: Longs
) -> tuple[Longs, Bools]:
    """Walk; a child takes a seat when something first comes to it, a node leaves its own."""
    seat, opens = np.full(len(live), -1, np.int64), np.zeros(len(child), np.bool_)
    free, spare, seats = np.empty(len(live), np.int64), 0, 1
    seat[0] = 0
    for n in order:
        for e in range(first[n], first[n + 1]):
            if allowed[e] and live[child[e]] and seat[child[e]] < 0:
                opens[e] = True
                if spare > 0:
                    spare -= 1
                    seat[child[e]] = free[spare]
                else:
                    seat[child[e]] = seats
                    seats += 1
        free[spare] = seat[n]
        spare += 1
    return seat, opens
