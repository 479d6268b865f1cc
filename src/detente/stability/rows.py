"""The grid of states as a table of one decision maker's: a row for what the others do.

A column is a choice of the decision maker's own options, a row a choice of all others; both count
up with their bits. What one decision maker can do at a state lies in one row, side by side in
memory. Each row is sorted once, the best first: the improvements from a state are then the columns
before its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from detente.shapes import Bools, Ints

Entry = TypeVar("Entry", bound=np.generic)
_INFEASIBLE = -(1 << 31)  # below every rank


@dataclass(frozen=True, eq=False)
class Rows:
    """The table of a decision maker with some of the options; `rank` and `feasible` are its own.

    >>> rows = Rows((0, 2), feasible=np.ones(8, bool), rank=np.arange(8, dtype=np.int32))
    >>> rows.table(np.arange(8)).tolist(), rows.order.tolist()
    ([[0, 1, 4, 5], [2, 3, 6, 7]], [[3, 2, 1, 0], [3, 2, 1, 0]])
    """

    options: tuple[int, ...]
    feasible: Bools  # states
    rank: Ints  # states

    def table(self, values: npt.NDArray[Entry]) -> npt.NDArray[Entry]:
        """Return values over states as a table (..., rows, columns)."""
        shape, to_table, _ = self._axes
        lead = values.shape[:-1]
        at = [*range(len(lead)), *(len(lead) + axis for axis in to_table)]
        turned = values.reshape(*lead, *shape).transpose(at)
        return np.ascontiguousarray(turned).reshape(*lead, -1, 1 << len(self.options))

    def flat(self, table: npt.NDArray[Entry]) -> npt.NDArray[Entry]:
        """Return a table (..., rows, columns) as values over states."""
        shape, to_table, to_flat = self._axes
        lead = table.shape[:-2]
        at = [*range(len(lead)), *(len(lead) + axis for axis in to_flat)]
        turned = table.reshape(*lead, *(shape[axis] for axis in to_table)).transpose(at)
        return np.ascontiguousarray(turned).reshape(*lead, -1)

    def row_of(self, states: npt.NDArray[np.integer[Any]]) -> Ints:
        """Return the rows in which states lie; own options count for nothing."""
        return self._gathered(states, [k for k in range(self.count) if k not in self.options])

    def column_of(self, states: npt.NDArray[np.integer[Any]]) -> Ints:
        """Return the columns in which states lie."""
        return self._gathered(states, sorted(self.options))

    @cached_property
    def own(self) -> Ints:
        """The bits of each column."""
        return settings_of(self.options)

    @cached_property
    def others(self) -> Ints:
        """The bits of each row."""
        return settings_of([k for k in range(self.count) if k not in self.options])

    @cached_property
    def ranks(self) -> Ints:
        """The ranks as a table."""
        return np.asarray(self.table(self.rank), np.int32)

    @cached_property
    def order(self) -> Ints:
        """The columns of each row, the best first and the infeasible last (rows, columns)."""
        ranked = self.table(np.where(self.feasible, self.rank.astype(np.int64), _INFEASIBLE))
        width = len(self.options)
        keys = np.negative(ranked.astype(np.int64)) << width
        keys |= np.arange(1 << width)
        keys.sort(axis=1)
        return np.asarray(keys & ((1 << width) - 1), np.int32)

    @cached_property
    def counts(self) -> Ints:
        """How many states of each row are feasible."""
        return np.asarray(self.table(self.feasible).sum(axis=1), np.int32)

    def _gathered(self, states: npt.NDArray[np.integer[Any]], options: list[int]) -> Ints:
        place = np.zeros(len(states), np.int32)
        for at, k in enumerate(options):
            place |= np.asarray((states >> k & 1) << at, np.int32)
        return place

    @property
    def count(self) -> int:
        """The number of all options."""
        return len(self.feasible).bit_length() - 1

    @cached_property
    def _axes(self) -> tuple[list[int], list[int], list[int]]:
        """Return the axes of the grid, neighbours of one kind as one, and their order both ways."""
        shape: list[int] = []
        kinds: list[bool] = []
        for k in reversed(range(self.count)):
            mine = k in self.options
            if kinds and kinds[-1] == mine:
                shape[-1] *= 2
            else:
                kinds.append(mine)
                shape.append(2)
        to_table = sorted(range(len(kinds)), key=lambda axis: kinds[axis])
        return shape, to_table, np.argsort(to_table).tolist()


def settings_of(options: tuple[int, ...] | list[int]) -> Ints:
    """Return every setting of some options as bits, in the order of the table."""
    settings = np.zeros(1, np.int32)
    for k in sorted(options):
        settings = np.concatenate((settings, settings | 1 << k))
    return settings
