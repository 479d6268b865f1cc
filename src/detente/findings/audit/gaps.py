"""Gaps: orders of stakes that the argument never states and its answers hang on.

Nothing is solved for it: the base draws fall into those in which one stake is the worse and those
in which the other is, and their answers are compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from detente.model.crisis import Crisis, Question
from detente.model.unknowns import linear, stake_path
from detente.shapes import Bools, Floats, Longs

OPEN = 0.05
"""An order is open if each way round holds in at least this share of the draws."""
EACH = 2
"""Gaps at most about the same stake: the next ones about it would tell the same."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Two stakes of one actor whose order is open, and a question that hangs on it.

    `worse` and `better` are the paths; `if_so` is the question's mean in draws in which the first
    is the worse, `if_not` in the others; `error` is the standard error of their difference.
    `share` is how many draws have it so.
    """

    actor: str
    worse: str
    better: str
    question: str
    if_so: float
    if_not: float
    error: float
    share: float


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps on which the answers depend most, and how many open orders were compared."""

    found: tuple[Gap, ...]
    compared: int


def gaps(
    crisis: Crisis,
    questions: tuple[Question, ...],
    *,
    paths: tuple[str, ...],
    points: Floats,
    values: Floats,
    entering: Bools,
    most: int = 10,
) -> Gaps:
    """Find open orders of stakes (columns of `points`) on which answers (D, Q) depend most.

    Only stakes that enter the game are compared. A difference counts if it is larger than chance
    would make the largest of all that were compared (Bonferroni, 5 %).
    """
    found: list[Gap] = []
    compared = 0
    for actor in crisis.actors:
        names, worth = _stakes(crisis, actor.name, paths=paths, points=points, entering=entering)
        left, right = _pairs(names)
        so = worth[:, left] < worth[:, right]
        share = so.mean(axis=0)
        open_ = np.flatnonzero((share >= OPEN) & (share <= 1.0 - OPEN))
        compared += len(open_) * len(questions)
        if len(open_):
            pairs = [(names[left[i]], names[right[i]]) for i in open_]
            found += _told(actor.name, pairs, so[:, open_], questions=questions, values=values)
    limit = _quantile(0.05 / max(compared, 1))
    sure = [gap for gap in found if abs(gap.if_so - gap.if_not) > limit * gap.error]
    sure.sort(key=lambda gap: (-abs(gap.if_so - gap.if_not), gap.worse, gap.better))
    return Gaps(tuple(_spread(sure, most)), compared)


def _stakes(
    crisis: Crisis, actor: str, *, paths: tuple[str, ...], points: Floats, entering: Bools
) -> tuple[list[str], Floats]:
    """Return an actor's open stakes by path, and their worth in every draw (D, n)."""
    forms, column = linear(crisis), {path: u for u, path in enumerate(paths)}
    names = [
        stake_path(stake.actor, stake.name, type_)
        for stake in crisis.stakes
        if stake.actor == actor
        for type_, _ in stake.worth
    ]
    names = [name for name in names if any(entering[column[p]] for p in forms[name].weights)]
    # a stake borrowed from another (`=`) is the same question
    names = list({str(forms[name]): name for name in reversed(names)}.values())[::-1]
    worth = np.zeros((len(points), len(names)))
    for i, name in enumerate(names):
        worth[:, i] = forms[name].constant
        for path, weight in forms[name].weights.items():
            worth[:, i] += weight * points[:, column[path]]
    return names, worth


def _pairs(names: list[str]) -> tuple[Longs, Longs]:
    """Return the pairs of stakes that one mind weighs: of the same type, or of every type."""
    types = [name.split(".")[3] if name.count(".") == 3 else "" for name in names]
    found = [
        (i, j)
        for i, j in combinations(range(len(names)), 2)
        if types[i] == types[j] or not types[i] or not types[j]
    ]
    pairs = np.array(found, dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _told(
    actor: str,
    pairs: list[tuple[str, str]],
    so: Bools,
    *,
    questions: tuple[Question, ...],
    values: Floats,
) -> list[Gap]:
    """Compare the two halves of the draws for every pair, and keep the question that differs most.

    The standard error is Welch's.
    """
    known = np.isfinite(values).all(axis=1)
    so, values = so[known], values[known]
    chosen, rest = so.astype(float), 1.0 - so
    count, other = chosen.sum(axis=0)[:, None], rest.sum(axis=0)[:, None]
    centre = values.mean(axis=0)
    away = values - centre
    mean, against = chosen.T @ away / count, rest.T @ away / other
    variance = (chosen.T @ away**2 / count - mean**2) / np.maximum(count - 1, 1)
    variance += (rest.T @ away**2 / other - against**2) / np.maximum(other - 1, 1)
    error = np.sqrt(np.maximum(variance, 0.0))
    scale = np.where([q.asks is not None for q in questions], 1.0, values.std(axis=0) + 1e-12)
    best = np.argmax(np.abs(mean - against) / scale, axis=1)
    return [
        Gap(
            actor, *pairs[i], questions[q].name, float(centre[q] + mean[i, q]),
            float(centre[q] + against[i, q]), float(error[i, q]), float(so[:, i].mean()),
        )
        for i, q in enumerate(best)
    ]  # fmt: skip


def _spread(sure: list[Gap], most: int) -> list[Gap]:
    """Take gaps in turn, no stake more often than `EACH` times."""
    taken: dict[str, int] = {}
    found: list[Gap] = []
    for gap in sure:
        if max(taken.get(gap.worse, 0), taken.get(gap.better, 0)) < EACH and len(found) < most:
            found.append(gap)
            for path in (gap.worse, gap.better):
                taken[path] = taken.get(path, 0) + 1
    return found


def _quantile(chance: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(1.0 - chance / 2.0)
