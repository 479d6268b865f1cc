"""What is distinct after the steps so far, while a tree grows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.game.distinct import distinct
from detente.shapes import Bools, Ints, Longs, Whole


@dataclass(frozen=True)
class Frontier:
    """n situations, and the edges that lead to them but have no child yet.

    `evidence` has a column per typed actor: the edge of its last choice, -1 for none or forgotten.
    Edge `edge[i]` waits for a child and leads to the situation in row `to[i]`. `entry` is the node
    where a block of choices began that do not see each other, -1 outside of one.
    """

    memory: Ints  # n, V
    evidence: Ints  # n, typed actors
    edge: Longs
    to: Longs
    entry: Longs  # n

    def __len__(self) -> int:
        return len(self.memory)

    @classmethod
    def root(cls, *, variables: int, typed: int) -> Frontier:
        """Return the one situation at the start: every variable in its start state."""
        none = np.zeros(0, np.int64)
        return cls(
            np.zeros((1, variables), np.int32), np.full((1, typed), -1, np.int32), none, none,
            np.full(1, -1, np.int64),
        )  # fmt: skip

    @classmethod
    def after(cls, memory: Ints, evidence: Ints, *, edges: Longs, entry: Longs) -> Frontier:
        """Return the situations that new edges lead to, one each."""
        return cls(memory, evidence, edges, np.arange(len(edges)), entry)

    @classmethod
    def join(cls, parts: list[Frontier]) -> Frontier:
        """Put frontiers one after the other."""
        begins = np.cumsum([0, *(len(part) for part in parts[:-1])])
        return cls(
            np.concatenate([part.memory for part in parts]),
            np.concatenate([part.evidence for part in parts]),
            np.concatenate([part.edge for part in parts]),
            np.concatenate([part.to + begin for part, begin in zip(parts, begins, strict=True)]),
            np.concatenate([part.entry for part in parts]),
        )

    def keep(self, kept: Bools) -> Frontier:
        """Return the rows that are kept (n), with the edges that wait for them."""
        to = np.where(kept, np.cumsum(kept) - 1, -1)[self.to]
        return Frontier(
            self.memory[kept], self.evidence[kept], self.edge[to >= 0], to[to >= 0],
            self.entry[kept],
        )  # fmt: skip

    def merge(self, also: Whole | None = None) -> tuple[Frontier, Longs]:
        """Merge rows that are equal, and equal in `also` (n); also return each first member."""
        columns = [self.memory, self.evidence, *([] if also is None else [also[:, None]])]
        if (self.entry >= 0).any():
            columns.append(self.entry[:, None])
        kept, number = distinct(np.column_stack(columns))
        merged = Frontier(
            self.memory[kept], self.evidence[kept], self.edge, number[self.to], self.entry[kept]
        )
        return merged, kept
