"""Threads that share one sweep of one large tree.

A node waits only for the nodes after it, so nodes of the same height stand side by side and their
list can be cut anywhere. What is worked out at a node does not depend on who does it: the result
is the same to the last bit for any number of threads.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from types import TracebackType
from typing import Self, TypeVar

import numpy as np
from numba import njit

from detente.shapes import Ints
from detente.solve.tree.index import Tree

Piece = TypeVar("Piece", Ints, slice)
PIECE = 8192
"""Nodes or clues that are worth handing to another thread."""


class Crew:
    """A pool of threads, and the nodes of a tree cut into levels for it."""

    def __init__(self, tree: Tree, threads: int) -> None:
        self.threads = threads
        self.pool = ThreadPoolExecutor(threads)
        height = heights(tree.first, tree.child, tree.same, tree.chooser)
        everyone = np.arange(len(tree.mover), dtype=np.int32)[::-1]
        lists = {
            "settled": tree.settled, "live": tree.live, "head": tree.head,
            "all": everyone[np.diff(tree.first)[everyone] > 0],
        }  # fmt: skip
        self.levels = {part: _levels(nodes, height) for part, nodes in lists.items()}
        self.runs = _runs(tree.clue_last)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.pool.shutdown()

    def over_nodes(self, part: str, work: Callable[[Ints], float]) -> float:
        """Work on the nodes of a part, children before parents; return the largest answer."""
        most = 0.0
        for level in self.levels[part]:
            pieces = np.array_split(level, self._cuts(len(level)))
            most = max(most, self._largest(work, pieces))
        return most

    def over_chains(self, work: Callable[[slice], float]) -> None:
        """Work on ranges of clues, no clue before the one it follows."""
        for begin, end in self.runs:
            self._largest(work, self._ranges(begin, end))

    def over_clues(self, work: Callable[[slice], float]) -> float:
        """Work on ranges of clues in any order; return the largest answer."""
        return self._largest(work, self._ranges(0, self.runs[-1][1] if self.runs else 0))

    def _cuts(self, count: int) -> int:
        return max(1, min(count // PIECE, 4 * self.threads))

    def _ranges(self, begin: int, end: int) -> list[slice]:
        cuts = np.linspace(begin, end, self._cuts(end - begin) + 1).astype(np.int64).tolist()
        return [slice(a, b) for a, b in pairwise(cuts)]

    def _largest(self, work: Callable[[Piece], float], pieces: list[Piece]) -> float:
        if len(pieces) == 1:
            return work(pieces[0])
        return max(self.pool.map(work, pieces), default=0.0)


def _levels(nodes: Ints, height: Ints) -> list[Ints]:
    """Cut a list of nodes by height, the lowest first; the order within a level is kept."""
    order = np.argsort(height[nodes], kind="stable")
    ends = np.flatnonzero(np.diff(height[nodes][order])) + 1
    levels: list[Ints] = np.split(nodes[order], ends)
    return [level for level in levels if len(level)]


def _runs(last: Ints) -> list[tuple[int, int]]:
    """Cut the clues into ranges, none of which holds a clue and the one that it follows."""
    starts = run_starts(last).tolist()
    return list(zip(starts, [*starts[1:], len(last)], strict=True)) if len(last) else []


@njit(cache=True, nogil=True)
def heights(first: Ints, child: Ints, same: Ints, chooser: Ints) -> Ints:
    """Return the longest way from each node to an end (N).

    A node whose choice is worked out elsewhere stands above the node where it is.
    """
    height = np.zeros(len(same), np.int32)
    for node in range(len(same) - 1, -1, -1):
        for edge in range(first[node], first[node + 1]):
            height[node] = max(height[node], height[child[edge]] + 1)
        group = same[node]
        if group >= 0 and chooser[group] != node:
            height[node] = max(height[node], height[chooser[group]] + 1)
    return height


@njit(cache=True, nogil=True)
def run_starts(last: Ints) -> Ints:
    """Return where a clue follows one that stands after the last start."""
    starts, found, begin = np.zeros(len(last) + 1, np.int32), 1, 0
    for clue in range(len(last)):
        if last[clue] >= begin:
            starts[found], begin = clue, clue
            found += 1
    return starts[:found].copy()
