"""Small finite automata over events: all the memory that a condition or a question needs.

Reading a history event by event, an automaton ends in a state, and the state's output is the
answer. Products and negations give every condition; minimisation (Moore 1956) keeps them small, so
that histories which no condition tells apart are one state of the game.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from detente.shapes import Bools, Ints, Whole

State = TypeVar("State", bound=Hashable)


@dataclass(frozen=True, eq=False)
class Automaton:
    """A minimal automaton: `table[q, x]` follows state q on event x; `output[q]` answers at q.

    The start is state 0.
    """

    table: Ints  # Q, X
    output: Ints  # Q

    @property
    def key(self) -> bytes:
        """Identify the automaton: equal automata have equal keys."""
        return self.table.tobytes() + self.output.tobytes()

    def map(self, change: Callable[[Ints], Whole]) -> Automaton:
        """Return the automaton with changed outputs, minimal again."""
        return minimal(self.table, change(self.output))


def minimal(table: Whole, output: Whole, *, start: int = 0) -> Automaton:
    """Return the smallest automaton with the same answers (Moore 1956).

    States are numbered in the order in which they are reached. Integers of any width are taken.

    >>> two_that_agree = np.array([[1, 2], [1, 2], [2, 2]])
    >>> minimal(two_that_agree, np.array([0, 0, 1])).table
    array([[0, 1],
           [1, 1]], dtype=int32)
    """
    table, output = _reachable(np.asarray(table), np.asarray(output), start)
    classes = np.unique(output, return_inverse=True)[1]
    while True:
        signature = np.column_stack((classes, classes[table]))
        finer = np.unique(signature, axis=0, return_inverse=True)[1].reshape(-1)
        if finer.max() == classes.max():
            break
        classes = finer
    size = int(classes.max()) + 1
    member = np.empty(size, np.int64)
    member[classes[::-1]] = np.arange(len(classes))[::-1]
    small = classes[table[member]]
    return Automaton(*_reachable(small, output[member], int(classes[0])))


def _reachable(table: Whole, output: Whole, start: int) -> tuple[Ints, Ints]:
    """Keep the states that can be reached, renumbered breadth first from the start."""
    order = [start]
    seen = np.zeros(len(table), bool)
    seen[start] = True
    for state in order:
        for follower in np.unique(table[state]):
            if not seen[follower]:
                seen[follower] = True
                order.append(int(follower))
    number = np.full(len(table), -1, np.int32)
    number[order] = np.arange(len(order), dtype=np.int32)
    return number[table[order]], np.asarray(output[order], np.int32)


def product(left: Automaton, right: Automaton, join: Callable[[Ints, Ints], Whole]) -> Automaton:
    """Return the automaton that reads both and answers with `join` of their answers."""
    width = len(right.table)
    table = left.table[:, None, :] * width + right.table[None, :, :]
    output = join(left.output[:, None], right.output[None, :])
    shape = (len(left.table) * width, -1)
    return minimal(table.reshape(shape), np.asarray(output, np.int32).reshape(-1))


def frozen(automaton: Automaton, readable: Bools) -> Automaton:
    """Return the automaton deaf to the events that are not readable (X)."""
    stay = np.arange(len(automaton.table), dtype=np.int32)[:, None]
    return minimal(np.where(readable[None, :], automaton.table, stay), automaton.output)


def constant(value: int, *, events: int) -> Automaton:
    """Return the automaton that always answers the same."""
    return Automaton(np.zeros((1, events), np.int32), np.array([value], np.int32))


def explore(
    start: State,
    follow: Callable[[State, int], State],
    *,
    answer: Callable[[State], int],
    events: int,
) -> Automaton:
    """Build an automaton from a function on any hashable states."""
    number: dict[State, int] = {start: 0}
    rows: list[list[int]] = []
    for state in (pending := [start]):
        row = []
        for x in range(events):
            then = follow(state, x)
            if then not in number:
                number[then] = len(number)
                pending.append(then)
            row.append(number[then])
        rows.append(row)
    table = np.array(rows, np.int32).reshape(len(rows), events)
    return minimal(table, np.array([answer(state) for state in number], np.int32))
