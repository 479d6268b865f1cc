"""SIM among three and more decision makers, or where single moves are barred.

Three answers come cheap and settle most states: Nash, what is stable against one of the others
alone, and what no change of the others at all could save. The rest is gone through state by state
(`joint_moves`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.shapes import Bools, Ints
from detente.stability.against_one import against_one
from detente.stability.joint_moves import FAR, HALF, Mine, Theirs, settle
from detente.stability.moves import Moves, Values

_WORTH_IT = 1 << 10
"""Own by another's choices from which on the two are looked at alone first."""


def against_several(mine: Moves, others: Sequence[Moves]) -> Bools:
    """Say which states are simultaneously stable for a decision maker (states)."""
    rows, (take, drop) = mine.rows, mine.locks
    settled, stable = _settled(mine, others)
    table = Mine(
        rows.ranks, np.where(rows.table(mine.feasible), rows.ranks, FAR), rows.order, rows.own,
        rows.others, np.asarray(rows.table(~settled), bool),
        np.array([[rows.table(bar.source), rows.table(bar.target)] for bar in mine.bars], bool)
        .reshape(-1, 2, len(rows.others), len(rows.own)),
    )  # fmt: skip
    answer = np.asarray(rows.table(stable), bool)
    settle(table, _theirs(mine, others), np.array([take, drop], np.int32), answer)
    return np.asarray(rows.flat(answer), bool)


def _settled(mine: Moves, others: Sequence[Moves]) -> tuple[Bools, Bools]:
    """Return which states are settled without joint improvements, and which of them are stable.

    The least over any change of the others' options, feasible on its way or not, is no more than
    the least over their joint improvements. An improvement above that is never undone.
    """
    rank = mine.rank
    spread: Values = np.where(mine.feasible, rank, FAR).astype(np.int32)
    for other in others:
        spread = other.least_anyway(spread)
    stable = mine.feasible & (mine.best(rank) <= rank)
    for other in others:
        pairs = len(mine.rows.own) * len(other.rows.own)
        if pairs >= _WORTH_IT and not other.bars:
            take, drop = mine.locks
            stable |= against_one(mine.rows, other.rows, take=take, drop=drop)
    lost = mine.best(np.minimum(rank, spread)) > rank
    return stable | lost | ~mine.feasible, stable


def _theirs(mine: Moves, others: Sequence[Moves]) -> Theirs:
    size = len(mine.feasible)
    widest = max((len(other.rows.own) for other in others), default=1)
    bars = [(j, bar) for j, other in enumerate(others) for bar in other.bars]
    return Theirs(
        _stacked([other.rows.ranks for other in others], size),
        _stacked([other.rows.order for other in others], size),
        _stacked([other.rows.counts for other in others], size),
        _stacked([other.rows.own for other in others], widest),
        _stacked([mine.rows.row_of(other.rows.own) for other in others], widest),
        np.array([len(other.rows.own) for other in others], np.int32),
        _both_halves(others, own=False),
        _both_halves(others, own=True),
        np.array([j for j, _ in bars], np.int32),
        np.array([[bar.source, bar.target] for _, bar in bars], bool).reshape(-1, 2, size),
    )  # fmt: skip


def _stacked(parts: Sequence[Ints], size: int) -> Ints:
    stack = np.zeros((len(parts), size), np.int32)
    for place, part in enumerate(parts):
        stack[place, : part.size] = part.reshape(-1)
    return stack


def _both_halves(others: Sequence[Moves], *, own: bool) -> Ints:
    halves = [_halves(other, own=own) for other in others]
    return np.array(halves, np.int32).reshape(-1, 2, 1 << HALF)


def _halves(moves: Moves, *, own: bool) -> Ints:
    """Return the column of a state, or its row, as one look-up by its low and one by its high bits.

    What is wanted is the one or the other.
    """
    bits = np.arange(1 << HALF)
    place = moves.rows.column_of if own else moves.rows.row_of
    return np.array([place(bits), place(bits << HALF)])
