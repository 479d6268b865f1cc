"""The fewest reversals that carry a question over a line.

Every single reversal has been solved. Of the pairs and triples, those are solved that a surrogate
fitted on all solved draws, moved ones included, puts furthest over the line; nothing is reported
that was not solved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, TypeAlias

import numpy as np

from detente.findings.audit.changes import Change, Flip
from detente.findings.audit.flips import Flipper
from detente.model.words import YARDSTICKS

Line: TypeAlias = Literal["line", "word"]
A_TASK, IN_ALL = 3, {2: 8, 3: 4}
"""Sets solved for one question and line, and in all, by their size."""
GUESSED = 2
"""Sets that the surrogate looks at for each that is solved."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """The smallest set of reversals found that carries a question over a line.

    `lines` are where the question's mean would be elsewhere: the reader's line, or the edges of
    its word. `flip` is None if none was found; `sure` that it is over by two standard errors.
    """

    question: str
    what: Line
    lines: tuple[float, ...]
    flip: Flip | None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Crossings:
    """What was found, and what was searched: sets solved by size, and sets there are by size."""

    found: tuple[Crossing, ...]
    solved: tuple[int, int, int]
    there: tuple[int, int, int]


def crossings(flipper: Flipper, names: tuple[str, ...]) -> Crossings:
    """Search the fewest reversals for every yes-or-no question of a list."""
    tasks = [
        _Task(q, what, lines)
        for q, question in enumerate(flipper.study.crisis.questions)
        if question.asks is not None and question.name in names
        for what, lines in _lines(flipper, q)
    ]
    search = _Search(flipper)
    for size in (2, 3):
        search.widen([task for task in tasks if not search.settled(task)], size)
    found = tuple(search.crossing(task) for task in tasks)
    singles = len(search.singles)
    sizes = {size: len(flips) for size, flips in search.solved.items()}
    there = (singles, singles * (singles - 1) // 2, singles * (singles - 1) * (singles - 2) // 6)
    return Crossings(found, (singles, sizes[2], sizes[3]), there)


@dataclass(frozen=True, slots=True)
class _Task:
    """A question, by number, and where it is to be carried."""

    question: int
    what: Line
    lines: tuple[float, ...]

    def over(self, now: float, after: float) -> float:
        """Say how far over one of the lines a mean would be, seen from where it is."""
        if np.isnan(after):
            return -np.inf
        return max((1.0 if now < line else -1.0) * (after - line) for line in self.lines)


def _lines(flipper: Flipper, question: int) -> Iterator[tuple[Line, tuple[float, ...]]]:
    yield "line", (flipper.line,)
    now = float(np.nanmean(flipper.targets.base.answers[:, question]))
    bands = YARDSTICKS[flipper.study.crisis.yardstick].bands
    edges = sorted({edge for band in bands for edge in (band.low, band.high)} - {0.0, 1.0})
    below, above = [e for e in edges if e <= now], [e for e in edges if e > now]
    yield "word", (*below[-1:], *above[:1])


class _Search:
    """Sets of reversals solved so far, by size."""

    def __init__(self, flipper: Flipper) -> None:
        self.flipper = flipper
        found = flipper.flips([Change((c,), "reversed") for c in flipper.study.draws.premises])
        self.singles = [flip for flip in found if not flip.reason]
        self.solved: dict[int, dict[tuple[str, ...], Flip]] = {2: {}, 3: {}}
        self.now = np.nanmean(flipper.targets.base.answers, axis=0)

    def settled(self, task: _Task) -> bool:
        """Say whether a set has been found that is surely over."""
        best = self._found(task)
        return best is not None and best[1]

    def crossing(self, task: _Task) -> Crossing:
        """Return the smallest set found for one question."""
        name = self.flipper.study.crisis.questions[task.question].name
        return Crossing(name, task.what, task.lines, *(self._found(task) or (None, False)))

    def widen(self, tasks: list[_Task], size: int) -> None:
        """Solve the sets of a size that promise most; every question has its turn."""
        likely = _in_turn([self._likely(task, size) for task in tasks])[: GUESSED * IN_ALL[size]]
        self.flipper.moved([Change(claims, "reversed") for claims in likely])
        after = {c: self.flipper.guessed(Change(c, "reversed")) for c in likely}
        ordered = []
        for task in tasks:
            now = float(self.now[task.question])
            scored = [(task.over(now, float(after[c][task.question])), c) for c in likely]
            scored = [entry for entry in scored if entry[0] > -np.inf]
            scored.sort(key=lambda entry: (-entry[0], entry[1]))
            ordered.append([claims for _, claims in scored[:A_TASK]])
        chosen = _in_turn(ordered)[: IN_ALL[size]]
        flips = self.flipper.flips([Change(claims, "reversed") for claims in chosen])
        self.solved[size] = dict(zip(chosen, flips, strict=True))

    def _found(self, task: _Task) -> tuple[Flip, bool] | None:
        """Return the smallest set that is surely over, or else one that may be."""
        best = self._best(self.singles, task)
        for size in (2, 3):
            if best is not None and best[1]:
                break
            more = self._best(list(self.solved[size].values()), task)
            best = more if more is not None and (best is None or more[1]) else best
        return best

    def _best(self, flips: list[Flip], task: _Task) -> tuple[Flip, bool] | None:
        """Return the flip that is most surely over one of the lines, and whether it surely is."""
        best: tuple[float, Flip] | None = None
        for flip in flips:
            if flip.reason:
                continue
            before, after = float(flip.before[task.question]), float(flip.after[task.question])
            over = task.over(before, after) / max(float(flip.error[task.question]), 1e-9)
            if over > 0 and (best is None or over > best[0]):
                best = (over, flip)
        return None if best is None else (best[1], best[0] >= 2.0)

    def _likely(self, task: _Task, size: int) -> list[tuple[str, ...]]:
        """Return the sets that the effects of their parts, added up, carry furthest over a line."""
        known = {flip.claims: float(flip.effect[task.question]) for flip in self.singles}
        now = float(self.now[task.question])
        scored = []
        for parts in combinations(known, size):
            claims = tuple(name for part in parts for name in part)
            scored.append((task.over(now, now + sum(known[part] for part in parts)), claims))
        scored.sort(key=lambda entry: (-entry[0], entry[1]))
        return [claims for _, claims in scored[: 2 * A_TASK]]


def _in_turn(lists: list[list[tuple[str, ...]]]) -> list[tuple[str, ...]]:
    """Return what is in some lists, the first of each before the second of any, each once.

    >>> _in_turn([[("a",), ("b",)], [("a",), ("c",)]])
    [('a',), ('b',), ('c',)]
    """
    ranks = range(max(map(len, lists), default=0))
    return list(dict.fromkeys(one[rank] for rank in ranks for one in lists if rank < len(one)))
