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

from detente.findings.audit.flips import Flip, Flipper
from detente.model.words import YARDSTICKS

Line: TypeAlias = Literal["line", "word"]
A_TASK, IN_ALL = 3, {2: 8, 3: 4}
"""Sets solved for one question and line, and in all, by their size."""


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
    search = _Search(flipper)
    found = tuple(
        search.crossing(q, what, lines)
        for q, question in enumerate(flipper.study.crisis.questions)
        if question.asks is not None and question.name in names
        for what, lines in _lines(flipper, q)
    )
    singles = len(search.singles)
    sizes = {size: len(flips) for size, flips in search.solved.items()}
    there = (singles, singles * (singles - 1) // 2, singles * (singles - 1) * (singles - 2) // 6)
    return Crossings(found, (singles, sizes[2], sizes[3]), there)


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
        found = [flipper.flip((claim,), "reversed") for claim in flipper.study.draws.premises]
        self.singles = [flip for flip in found if not flip.reason]
        self.solved: dict[int, dict[tuple[str, ...], Flip]] = {2: {}, 3: {}}

    def crossing(self, question: int, what: Line, lines: tuple[float, ...]) -> Crossing:
        """Return the smallest set found for one question."""
        name = self.flipper.study.crisis.questions[question].name
        best = self._best(self.singles, question, lines)
        for size in (2, 3):
            if best is not None and best[1]:
                break
            for claims in self._proposed(question, lines, size):
                self._solve(claims)
            more = self._best(list(self.solved[size].values()), question, lines)
            best = more if more is not None and (best is None or more[1]) else best
        return Crossing(name, what, lines, *(best or (None, False)))

    def _best(
        self, flips: list[Flip], question: int, lines: tuple[float, ...]
    ) -> tuple[Flip, bool] | None:
        """Return the flip that is most surely over one of the lines, and whether it surely is."""
        best: tuple[float, Flip] | None = None
        for flip in flips:
            if flip.reason:
                continue
            before, after = float(flip.before[question]), float(flip.after[question])
            error = max(float(flip.error[question]), 1e-9)
            for line in lines:
                side = 1.0 if before < line else -1.0
                over = side * (after - line) / error
                if over > 0 and (best is None or over > best[0]):
                    best = (over, flip)
        return None if best is None else (best[1], best[0] >= 2.0)

    def _proposed(
        self, question: int, lines: tuple[float, ...], size: int
    ) -> list[tuple[str, ...]]:
        """Return the sets that the effects of their parts, added up, carry furthest over a line."""
        if len(self.solved[size]) >= IN_ALL[size]:
            return []
        known = {flip.claims: float(flip.effect[question]) for flip in self.singles}
        now = float(self.singles[0].before[question]) if self.singles else 0.0
        scored = []
        for parts in combinations(known, size):
            claims = tuple(name for part in parts for name in part)
            after = now + sum(known[part] for part in parts)
            over = max((1.0 if now < line else -1.0) * (after - line) for line in lines)
            scored.append((over, claims))
        scored.sort(key=lambda entry: (-entry[0], entry[1]))
        likely = [claims for _, claims in scored[: 2 * A_TASK]]
        scored = [(self._over(claims, question, lines), claims) for claims in likely]
        scored.sort(key=lambda entry: (-entry[0], entry[1]))
        return [claims for _, claims in scored[:A_TASK]]

    def _over(self, claims: tuple[str, ...], question: int, lines: tuple[float, ...]) -> float:
        """Say how far over a line the surrogate puts a set; least of all if it clashes."""
        if claims in self.solved[len(claims)]:
            flip = self.solved[len(claims)][claims]
            after = float(flip.after[question]) if not flip.reason else float("nan")
        else:
            after = self.flipper.guessed(claims, question)
        if np.isnan(after):
            return -np.inf
        now = float(self.singles[0].before[question])
        return max((1.0 if now < line else -1.0) * (after - line) for line in lines)

    def _solve(self, claims: tuple[str, ...]) -> None:
        solved = self.solved[len(claims)]
        if claims not in solved and len(solved) < IN_ALL[len(claims)]:
            solved[claims] = self.flipper.flip(claims, "reversed")
