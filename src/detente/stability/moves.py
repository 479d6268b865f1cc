"""The moves of one decision maker as operations on whole arrays over the grid of states.

R(s) are the states that a decision maker reaches from s in one move: only its own options change,
none against its direction, into a feasible state and not through a bar; R+(s) are those of them
that it prefers to s. Options move on their own, so `best` and `least` take one step an option. An
improvement depends on the rank at s: the states with the same choices of the others are sorted
by rank once, and a running minimum answers for all s.

An array of values may have leading axes; states are the last one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.shapes import Bools, Longs
from detente.stability.conflict import Conflict

Values: TypeAlias = npt.NDArray[np.integer[Any]]
"""Whole numbers over states, such as ranks or flags, of any width."""
Spread: TypeAlias = Callable[[Values], Values]


@dataclass(frozen=True, eq=False)
class Shelf:
    """States with the same locked options of one owner, sorted by its rank, best first.

    Rows have the same choices of the others. A source may better itself into the shelf if `open`;
    `last` is the place, on the shelf laid flat, of the least of what is better than it.
    """

    order: Longs  # the states of the shelf, row by row
    width: int  # states in a row
    sources: tuple[tuple[Longs, Longs, Bools], ...]  # states, `last`, `open`


class Moves:
    """What one decision maker can do at every state at once."""

    def __init__(self, conflict: Conflict, maker: int) -> None:
        self.feasible = conflict.feasible
        self.rank = conflict.ranks[maker]
        self.options = conflict.makers[maker].options
        self.kinds = {k: conflict.options[k].change for k in self.options}
        self.bars = [bar for bar in conflict.barred if bar.maker == maker]
        self.mask = conflict.makers[maker].mask
        self._shelves: list[Shelf] | None = None

    @property
    def transitive(self) -> bool:
        """Say whether two moves in a row are always one move, as they are without bars."""
        return not self.bars

    def best(self, values: Values) -> Values:
        """Return the largest value over s and R(s), for every feasible s."""
        return -self.least(-values)

    def least(self, values: Values) -> Values:
        """Return the smallest value over s and R(s), for every feasible s."""
        if self.bars:
            return np.minimum(values, self.least_elsewhere(values))
        spread = np.where(self.feasible, values, _top(values))
        for k in self.options:
            _step(spread, spread, k, self.kinds[k])
        return spread

    def least_elsewhere(self, values: Values) -> Values:
        """Return the smallest value over R(s) alone; the largest number where that is empty."""
        return self._through_bars(values, self._elsewhere)

    def least_better(self, values: Values) -> Values:
        """Return the smallest value over R+(s); the largest number where that is empty."""
        return self._through_bars(values, self._better)

    def _through_bars(self, values: Values, spread: Spread) -> Values:
        """Spread once for each set of bars that a state meets, with their targets left out."""
        open_ = np.where(self.feasible, values, _top(values))
        if not self.bars:
            return spread(open_)
        met = np.zeros(len(self.feasible), np.int64)
        for b, bar in enumerate(self.bars):
            met |= bar.source.astype(np.int64) << b
        result = np.full_like(open_, _top(values))
        for signature in np.unique(met[self.feasible]):
            shut = [bar.target for b, bar in enumerate(self.bars) if signature >> b & 1]
            left = np.where(np.any(shut, axis=0), _top(values), open_) if shut else open_
            here = met == signature
            result[..., here] = spread(left)[..., here]
        return result

    def _elsewhere(self, values: Values) -> Values:
        others = np.full_like(values, _top(values))
        spread = values.copy()
        for k in self.options:
            _step(others, others, k, self.kinds[k])
            _step(others, spread, k, self.kinds[k])
            _step(spread, spread, k, self.kinds[k])
        return others

    def _better(self, values: Values) -> Values:
        result = np.full_like(values, _top(values))
        for shelf in self._sorted():
            rows = values[..., shelf.order].reshape(*values.shape[:-1], -1, shelf.width)
            running = np.minimum.accumulate(rows, axis=-1).reshape(*values.shape[:-1], -1)
            for states, last, open_ in shelf.sources:
                found = np.where(open_, running[..., last], _top(values))
                result[..., states] = np.minimum(result[..., states], found)
        return result

    def _sorted(self) -> list[Shelf]:
        if self._shelves is None:
            self._shelves = list(self._shelve())
        return self._shelves

    def _shelve(self) -> Iterator[Shelf]:
        """Sort the states once; one shelf for each setting of the locked options."""
        free = [k for k in self.options if self.kinds[k] == "both"]
        locked = [k for k in self.options if self.kinds[k] != "both"]
        others = [k for k in range(len(self.feasible).bit_length() - 1) if k not in self.options]
        rows = _settings(others)[:, None] | _settings(free)[None, :]
        rank = np.where(self.feasible, self.rank.astype(np.int64), np.iinfo(np.int32).min)
        for target in product((0, 1), repeat=len(locked)):
            there = rows | _bits(locked, target)
            best_first = np.argsort(-rank[there], axis=1, kind="stable")
            order = np.take_along_axis(there, best_first, axis=1)
            sources = tuple(
                _better_here(rank, order)
                if source == target
                else _better_than(rank, rows | _bits(locked, source), order)
                for source in product((0, 1), repeat=len(locked))
                if self._open(locked, source, target)
            )
            yield Shelf(order.reshape(-1), order.shape[1], sources)

    def _open(self, locked: list[int], source: tuple[int, ...], target: tuple[int, ...]) -> bool:
        allowed = {"take": (0, 1), "drop": (1, 0)}
        return all(
            a == b or (a, b) == allowed.get(self.kinds[k])
            for k, a, b in zip(locked, source, target, strict=True)
        )


def _step(into: Values, values: Values, option: int, kind: str) -> None:
    """Lower `into` at each state by `values` at the state with one option changed."""
    shape = (*values.shape[:-1], -1, 2, 1 << option)
    to, of = into.reshape(shape), values.reshape(shape)
    if kind == "both":
        down, up = of[..., 0, :].copy(), of[..., 1, :]
        np.minimum(to[..., 0, :], up, out=to[..., 0, :])
        np.minimum(to[..., 1, :], down, out=to[..., 1, :])
    elif kind == "take":
        np.minimum(to[..., 0, :], of[..., 1, :], out=to[..., 0, :])
    elif kind == "drop":
        np.minimum(to[..., 1, :], of[..., 0, :], out=to[..., 1, :])


def _better_here(rank: Longs, order: Longs) -> tuple[Longs, Longs, Bools]:
    """Return, for the states of a sorted shelf, the last place that is better than each."""
    ranks, place = rank[order], np.arange(order.size).reshape(order.shape)
    lower = np.ones(order.shape, bool)
    lower[:, 1:] = ranks[:, 1:] != ranks[:, :-1]
    first_alike = np.maximum.accumulate(np.where(lower, place, 0), axis=1)
    open_ = first_alike > place[:, :1]
    return order.reshape(-1), np.maximum(first_alike - 1, 0).reshape(-1), open_.reshape(-1)


def _better_than(rank: Longs, states: Longs, order: Longs) -> tuple[Longs, Longs, Bools]:
    """Return, for states row by row, the last place on a sorted shelf that is better than each."""
    height, width = order.shape
    span = int(rank.max()) - int(rank.min()) + 2
    first = np.arange(height)[:, None]
    keys = (first * span - (rank[order] - rank.max())).reshape(-1)  # ascending along the shelf
    last = np.searchsorted(keys, (first * span - (rank[states] - rank.max())).reshape(-1)) - 1
    open_ = last >= np.repeat(np.arange(height) * width, states.shape[1])
    return states.reshape(-1), np.maximum(last, 0), open_


def _settings(options: list[int]) -> Longs:
    """Return every setting of some options as states, the others left out."""
    settings = np.zeros(1, np.int64)
    for k in options:
        settings = np.concatenate((settings, settings | 1 << k))
    return settings


def _bits(options: list[int], setting: tuple[int, ...]) -> int:
    return sum(bit << k for k, bit in zip(options, setting, strict=True))


def _top(values: Values) -> int:
    """Return a number no value reaches; its negative is a number too."""
    return int(np.iinfo(values.dtype).max)


def all_moves(conflict: Conflict) -> tuple[Moves, ...]:
    """Return the moves of every decision maker."""
    return tuple(Moves(conflict, maker) for maker in range(len(conflict.makers)))
