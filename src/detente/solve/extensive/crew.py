"""Threads that share the sweeps of one large extensive game.

The units of a wave know nothing of each other, so its blocks can be cut between threads. What is
worked out for a unit does not depend on who does it: the result is the same to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

import numpy as np

from detente.shapes import Longs
from detente.solve.extensive.layout import Form

Answer = TypeVar("Answer")
PIECE = 100_000
"""Edges that are worth handing to another thread."""


class SetCrew:
    """A pool of threads, and the blocks of a game cut into stages for it."""

    def __init__(self, form: Form, threads: int) -> None:
        """Cut the waves; those that are too small are joined and not shared."""
        self.stages = _stages(form, threads)
        shared = any(len(stage) > 2 for stage in self.stages)
        self.pool = ThreadPoolExecutor(threads) if shared else None

    def forward(self, work: Callable[[int, int], None]) -> None:
        """Work on ranges of blocks, the first wave first."""
        for stage in self.stages:
            self._share(work, stage)

    def back(self, work: Callable[[int, int], float]) -> float:
        """Work on ranges of blocks, the last wave first; return the largest answer."""
        return max((max(self._share(work, stage)) for stage in reversed(self.stages)), default=0.0)

    def _share(self, work: Callable[[int, int], Answer], stage: list[int]) -> list[Answer]:
        pieces = list(pairwise(stage))
        if len(pieces) == 1 or self.pool is None:
            return [work(begin, end) for begin, end in pieces]
        return list(self.pool.map(lambda piece: work(*piece), pieces))


def _stages(form: Form, threads: int) -> list[list[int]]:
    """Return the bounds of the pieces of every stage, from the first to the last block."""
    blocks = form.blocks
    edges: Longs = np.concatenate([[0], np.cumsum(blocks.units * blocks.nodes * blocks.width)])
    stages: list[list[int]] = []
    for begin, end in pairwise(form.wave.tolist()):
        cuts = min(threads, int(edges[end] - edges[begin]) // PIECE, end - begin)
        if cuts > 1:
            even = np.linspace(edges[begin], edges[end], cuts + 1)[1:-1]
            stages.append([begin, *np.searchsorted(edges, even).tolist(), end])
        elif stages and len(stages[-1]) == 2:
            stages[-1][1] = end
        else:
            stages.append([begin, end])
    return stages
