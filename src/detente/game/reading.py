"""Questions read over a game: an automaton and the tree walked together, once for all draws.

The lifted graph has a node for every pair (node of the game, state of the automaton) from which
the answer is still open; an edge whose end is settled pays its chance to that answer at once. A
question about the next thirty days therefore never walks beyond them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from detente.game.arrays import Game
from detente.game.automata import Automaton
from detente.game.play import Play
from detente.shapes import Bools, Floats, Ints

OPEN = -1
"""The verdict on a pair of node and state from which several answers can still come."""
SHUT = -2
"""The verdict on a pair that no allowed history leaves."""


@dataclass(frozen=True)
class Lift:
    """A question as a graph over the game's edges.

    Lifted node 0 is the root; the edges of node `l` are `first[l]` up to `first[l + 1]`. An edge
    goes to lifted node `target` or, if negative, settles answer `-1 - target`; `base` is the edge
    of the game whose chance it carries.
    """

    first: Ints  # L + 1
    target: Ints  # LE
    base: Ints  # LE
    answers: int
    settled: int  # the answer if it is settled at the root, else -1


def lift(game: Game, automaton: Automaton, *, allowed: Bools) -> Lift:
    """Compile an automaton, whose outputs are answers 0, 1, ..., over the allowed edges (E)."""
    answers = int(automaton.output.max()) + 1
    ways = (game.first, game.child, game.event, allowed, automaton.table)
    closed = _closed(automaton.table)
    record = _record_ahead(game.first, game.child, allowed)
    met = _reach(*ways, closed, record)
    verdict = _settle(*ways, automaton.output, closed, record, met)
    if verdict[0, 0] >= 0:
        empty = np.zeros(0, np.int32)
        return Lift(np.zeros(1, np.int32), empty, empty, answers, int(verdict[0, 0]))
    number, count, edges = _number(*ways, verdict)
    return Lift(*_emit(*ways, verdict, number, count, edges), answers, -1)


@njit(cache=True, nogil=True)
def _closed(table: Ints) -> Bools:
    """Return the states (Q) that nothing leads out of."""
    states = len(table)
    closed = np.empty(states, np.bool_)
    for q in range(states):
        closed[q] = (table[q] == q).all()
    return closed


@njit(cache=True, nogil=True)
def _follow(q: int, event: int, table: Ints) -> int:
    """Return the state after an edge's event, if it has one."""
    return q if event < 0 else table[q, event]


@njit(cache=True, nogil=True)
def _record_ahead(first: Ints, child: Ints, allowed: Bools) -> Bools:
    """Return the nodes (N) from which play may still leave the record: nothing is settled there."""
    ahead = np.zeros(len(first) - 1, np.bool_)
    for n in range(len(ahead) - 1, -1, -1):
        for e in range(first[n], first[n + 1]):
            ahead[n] |= not allowed[e] or ahead[child[e]]
    return ahead


@njit(cache=True, nogil=True)
def _reach(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints,
    child: Ints,
    event: Ints,
    allowed: Bools,
    table: Ints,
    closed: Bools,
    record: Bools,
) -> Bools:
    """Return which pairs (N, Q) play can come to before the answer is settled."""
    nodes, states = len(first) - 1, len(table)
    met = np.zeros((nodes, states), np.bool_)
    met[0, 0] = True
    for n in range(nodes):
        for q in range(states):
            if met[n, q] and (record[n] or not closed[q]):
                for e in range(first[n], first[n + 1]):
                    if allowed[e]:
                        met[child[e], _follow(q, event[e], table)] = True
    return met


@njit(cache=True, nogil=True)
def _settle(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints,
    child: Ints,
    event: Ints,
    allowed: Bools,
    table: Ints,
    output: Ints,
    closed: Bools,
    record: Bools,
    met: Bools,
) -> Ints:
    """Settle pairs backward: an answer, `OPEN`, or `SHUT` where no allowed history leaves."""
    nodes, states = met.shape
    verdict = np.full((nodes, states), SHUT, np.int32)
    for n in range(nodes - 1, -1, -1):
        for q in range(states):
            if not met[n, q]:
                continue
            if first[n] == first[n + 1] or (closed[q] and not record[n]):
                verdict[n, q] = output[q]
                continue
            for e in range(first[n], first[n + 1]):
                if allowed[e]:
                    below = verdict[child[e], _follow(q, event[e], table)]
                    if below == SHUT or below == verdict[n, q]:
                        continue
                    verdict[n, q] = below if verdict[n, q] == SHUT else OPEN
            if record[n] and verdict[n, q] >= 0:
                verdict[n, q] = OPEN
    return verdict


@njit(cache=True, nogil=True)
def _number(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints, child: Ints, event: Ints, allowed: Bools, table: Ints, verdict: Ints
) -> tuple[Ints, int, int]:
    """Number the open pairs that the root reaches, and count them and their edges."""
    number = np.full(verdict.shape, -1, np.int32)
    count, edges = 0, 0
    if verdict[0, 0] == OPEN:
        number[0, 0] = 0
    for n in range(len(verdict)):
        for q in range(len(table)):
            if number[n, q] < 0:
                continue
            number[n, q] = count
            count += 1
            for e in range(first[n], first[n + 1]):
                if allowed[e]:
                    to = _follow(q, event[e], table)
                    below = verdict[child[e], to]
                    if below != SHUT:
                        edges += 1
                    if below == OPEN:
                        number[child[e], to] = 0  # met; numbered when its turn comes
    return number, count, edges


@njit(cache=True, nogil=True)
def _emit(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints,
    child: Ints,
    event: Ints,
    allowed: Bools,
    table: Ints,
    verdict: Ints,
    number: Ints,
    count: int,
    edges: int,
) -> tuple[Ints, Ints, Ints]:
    """Lay out the lifted graph: first edges, targets and edges of the game."""
    start = np.zeros(count + 1, np.int32)
    target = np.empty(edges, np.int32)
    base = np.empty(edges, np.int32)
    at, seen = 0, 0
    for n in range(len(verdict)):
        for q in range(verdict.shape[1]):
            if number[n, q] < 0:
                continue
            start[seen] = at
            seen += 1
            for e in range(first[n], first[n + 1]):
                if allowed[e]:
                    to = _follow(q, event[e], table)
                    below = verdict[child[e], to]
                    if below != SHUT:
                        target[at] = number[child[e], to] if below == OPEN else -1 - below
                        base[at] = e
                        at += 1
    start[count] = at
    return start, target, base


@njit(cache=True, nogil=True)
def read(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints,
    target: Ints,
    base: Ints,
    chance: Floats,
    to: Ints,
    reach: Floats,
    answer: Floats,
) -> None:
    """Add up the chance of each answer for one draw's play (E, M), into `answer`.

    `reach` (L, M) is room, all zero. Lifted nodes stand in the order of play.
    """
    reach[0, 0] = 1.0
    for node in range(len(first) - 1):
        here = reach[node]
        for e in range(first[node], first[node + 1]):
            there, b, settled = target[e], base[e], 0.0
            if there >= 0:
                for m in range(len(here)):
                    if here[m] > 0.0:
                        reach[there, to[b, m]] += here[m] * chance[b, m]
            else:
                for m in range(len(here)):
                    settled += here[m] * chance[b, m]
                answer[-1 - there] += settled


def answers(lifted: Lift, play: Play) -> Floats:
    """Return the chance of each answer in one draw's play; they sum to the chance of the record.

    >>> nothing = np.zeros(0, np.int32)
    >>> answers(Lift(np.zeros(1, np.int32), nothing, nothing, 2, 1), Play.exact(np.ones(0)))
    array([0., 1.])
    """
    result = np.zeros(lifted.answers)
    if lifted.settled >= 0:
        result[lifted.settled] = 1.0
        return result
    reach = np.zeros((len(lifted.first), play.points))
    read(lifted.first, lifted.target, lifted.base, play.chance, play.to, reach, result)
    return result
