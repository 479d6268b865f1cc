"""The moves of one decision maker as operations on whole arrays over the grid of states.

R(s) are the states that a decision maker reaches from s in one move: only its own options change,
none against its direction, into a feasible state and not through a bar; R+(s) are those of them
that it prefers to s. Options move on their own, so `best` and `least` take one step an option. An
improvement depends on the rank at s: see `improving`.

An array of values may have leading axes; states are the last one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.stability.conflict import Conflict
from detente.stability.improving import least_better, locks
from detente.stability.rows import Rows

Values: TypeAlias = npt.NDArray[np.integer[Any]]
"""Whole numbers over states, such as ranks or flags, of any width."""
Spread: TypeAlias = Callable[[Values], Values]


class Moves:
    """What one decision maker can do at every state at once."""

    def __init__(self, conflict: Conflict, maker: int) -> None:
        self.feasible = conflict.feasible
        self.rank = conflict.ranks[maker]
        self.options = conflict.makers[maker].options
        self.kinds = {k: conflict.options[k].change for k in self.options}
        self.bars = [bar for bar in conflict.barred if bar.maker == maker]
        self.mask = conflict.makers[maker].mask
        self.rows = Rows(self.options, self.feasible, self.rank)
        self.locks = conflict.locks()

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

    def least_anyway(self, values: Values) -> Values:
        """Return the smallest value over what its locks let it change, feasible or not."""
        spread = values.copy()
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
        rows, (take, drop) = self.rows, self.locks
        found = least_better(
            rows.table(values.reshape(-1, values.shape[-1])),
            rows.ranks,
            order=rows.order,
            counts=rows.counts,
            locked=locks(rows.own, take=take, drop=drop),
        )
        return rows.flat(found).reshape(values.shape)


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


def _top(values: Values) -> int:
    """Return a number no value reaches; its negative is a number too."""
    return int(np.iinfo(values.dtype).max)


def all_moves(conflict: Conflict) -> tuple[Moves, ...]:
    """Return the moves of every decision maker."""
    return tuple(Moves(conflict, maker) for maker in range(len(conflict.makers)))
