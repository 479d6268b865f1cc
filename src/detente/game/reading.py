"""Questions read over a game: an automaton and the tree walked together, once for all draws.

The lifted graph has a node for every pair (node of the game, state of the automaton) from which
the answer is still open; an edge whose end is settled pays its chance to that answer at once. A
question about the next thirty days therefore never walks beyond them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np

from detente.game.arrays import END, Game
from detente.game.automata import Automaton
from detente.shapes import Bools, Floats, Ints


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
    verdict, number, count, edges = _survey(
        game.mover, game.first, game.child, game.event, allowed, automaton.table, automaton.output
    )
    if verdict[0, 0] >= 0:
        empty = np.zeros(0, np.int32)
        return Lift(np.zeros(1, np.int32), empty, empty, answers, int(verdict[0, 0]))
    first, target, base = _emit(
        game.first, game.child, game.event, allowed, automaton.table, verdict, number, count, edges
    )
    return Lift(first, target, base, answers, -1)


@numba.njit(cache=True, nogil=True)
def _survey(mover, first, child, event, allowed, table, output):  # type: ignore[no-untyped-def]
    """Settle pairs backward, then number the open ones that the root reaches.

    Verdict: an answer, -1 for open, -2 for a pair that no allowed history leaves.
    """
    nodes, states = len(mover), len(table)
    closed = np.empty(states, numba.boolean)  # nothing leads out of the state
    for q in range(states):
        closed[q] = (table[q] == q).all()
    met = np.zeros((nodes, states), numba.boolean)
    met[0, 0] = True
    for n in range(nodes):
        for q in range(states):
            if met[n, q] and not closed[q]:
                for e in range(first[n], first[n + 1]):
                    if allowed[e]:
                        met[child[e], q if event[e] < 0 else table[q, event[e]]] = True
    verdict = np.full((nodes, states), -2, np.int32)
    for n in range(nodes - 1, -1, -1):
        for q in range(states):
            if met[n, q]:
                if mover[n] == END or closed[q]:
                    verdict[n, q] = output[q]
                    continue
                common = -2
                for e in range(first[n], first[n + 1]):
                    if allowed[e]:
                        below = verdict[child[e], q if event[e] < 0 else table[q, event[e]]]
                        if below != -2:
                            common = below if common == -2 or common == below else -1  # noqa: PLR1714
                verdict[n, q] = common
    number = np.full((nodes, states), -1, np.int32)
    count, edges = 0, 0
    if verdict[0, 0] == -1:
        number[0, 0] = 0
        count = 1
    met[:] = False
    met[0, 0] = verdict[0, 0] == -1
    for n in range(nodes):
        for q in range(states):
            if met[n, q]:
                if n > 0:
                    number[n, q] = count
                    count += 1
                for e in range(first[n], first[n + 1]):
                    if allowed[e]:
                        to = q if event[e] < 0 else table[q, event[e]]
                        below = verdict[child[e], to]
                        if below != -2:
                            edges += 1
                        if below == -1:
                            met[child[e], to] = True
    return verdict, number, count, edges


@numba.njit(cache=True, nogil=True)
def _emit(first, child, event, allowed, table, verdict, number, count, edges):  # type: ignore[no-untyped-def]
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
                    to = q if event[e] < 0 else table[q, event[e]]
                    below = verdict[child[e], to]
                    if below != -2:
                        target[at] = number[child[e], to] if below == -1 else -1 - below
                        base[at] = e
                        at += 1
    start[count] = at
    return start, target, base


@numba.njit(cache=True, nogil=True)
def read(first, target, base, weights, reach, answer) -> None:  # type: ignore[no-untyped-def]
    """Add up the chance of each answer for one draw's edge weights (E), into `answer`.

    `reach` is room for the lifted nodes. Lifted nodes stand in the order of play.
    """
    count = len(first) - 1
    reach[:count] = 0.0
    if count > 0:
        reach[0] = 1.0
    for node in range(count):
        here = reach[node]
        if here > 0.0:
            for e in range(first[node], first[node + 1]):
                flow = here * weights[base[e]]
                if target[e] >= 0:
                    reach[target[e]] += flow
                else:
                    answer[-1 - target[e]] += flow


def answers(lifted: Lift, weights: Floats) -> Floats:
    """Return the chance of each answer under one draw's edge weights; they sum to the record's.

    >>> nothing = np.zeros(0, np.int32)
    >>> answers(Lift(np.zeros(1, np.int32), nothing, nothing, 2, 1), np.ones(0))
    array([0., 1.])
    """
    result = np.zeros(lifted.answers)
    if lifted.settled >= 0:
        result[lifted.settled] = 1.0
        return result
    read(lifted.first, lifted.target, lifted.base, weights, np.empty(len(lifted.first)), result)
    return result
