"""Flips: each premise dropped and reversed, and what that does to every answer and conclusion.

With P what the argument allows and P_c what it allows without premise c, `v = vol P / vol P_c`,

    E[dropped] = v E[P] + (1 - v) E[outside],    outside = P_c less P,

so only draws that leave P are solved, and of these a random part. The base draws are common: a
draw that the edit does not move has no difference. A surrogate fitted on the base draws is asked at
every moved draw and corrected by those solved (a difference estimator: Saerndal, Swensson and
Wretman, Model assisted survey sampling, 1992, section 6.3).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np

from detente.claims import Clash, polytope
from detente.findings.audit.blocks import block, cut
from detente.findings.audit.moved import Moved, dropped, reversed_
from detente.findings.audit.surrogate import Surrogate
from detente.findings.audit.targets import Targets, Values
from detente.findings.study import Study
from detente.shapes import Bools, Floats, Longs

Way: TypeAlias = Literal["dropped", "reversed"]
FIRST, MOST = 64, 128
"""Moved draws solved for one edit at first, and at most where a decision hangs on them."""
NOISE = 1e-7
"""Changes below this in every solved draw are the solver's tolerance: nothing moves."""


@dataclass(frozen=True, eq=False)
class Flip:
    """Claims dropped or reversed: means over the draws before and after, with standard errors.

    Questions are (Q), in the order of the crisis; conclusions (T) are supports, one a relation.
    `affected` is the share of draws that move, `solved` how many of these were solved.
    `reason` says why it cannot be done, `clashes` with which other claims it then clashes.
    """

    claims: tuple[str, ...]
    way: Way
    before: Floats  # Q
    after: Floats  # Q
    error: Floats  # Q: standard error of `after - before`
    support_before: Floats  # T
    support_after: Floats  # T
    support_error: Floats  # T
    affected: float
    solved: int
    still: bool = False  # no number of the game moves
    reason: str = ""
    clashes: tuple[Clash, ...] = ()

    @property
    def effect(self) -> Floats:
        """The change of every answer (Q)."""
        return self.after - self.before

    @property
    def clear(self) -> Bools:
        """Which answers (Q) change by more than two standard errors."""
        return np.abs(self.effect) > np.maximum(2.0 * self.error, NOISE)


@dataclass(eq=False)
class _Solved:
    """Moved points in a random order, and the values of those solved so far."""

    points: Floats
    order: Longs  # rows, those to be solved first in front
    rows: Longs = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    values: Values | None = None

    def ensure(self, targets: Targets, rows: Longs) -> None:
        """Solve rows that have not been solved yet."""
        new = rows[~np.isin(rows, self.rows)]
        if not len(new):
            return
        found = targets.at(self.points[new])
        old = self.values
        self.values = found if old is None else Values(
            *(np.concatenate([getattr(old, n), getattr(found, n)])
              for n in ("answers", "margins", "holds"))
        )  # fmt: skip
        self.rows = np.concatenate([self.rows, new])

    def at(self, rows: Longs) -> Floats:
        """Return the columns (rows, Q + T) of solved rows."""
        if self.values is None:
            return np.zeros((0, 0))
        place = {int(row): i for i, row in enumerate(self.rows)}
        return self.values.columns[[place[int(row)] for row in rows]]


@dataclass(eq=False)
class Flipper:
    """Flips of one study. The base is solved once; each flip solves what it moves."""

    targets: Targets
    line: float = 0.5
    first: int = FIRST
    most: int = MOST
    solved: int = 0
    _kept: dict[tuple[Way, tuple[str, ...]], Flip] = field(default_factory=dict, repr=False)
    _points: dict[tuple[str, ...], tuple[Moved, _Solved]] = field(default_factory=dict, repr=False)
    _widest: tuple[int, Surrogate] | None = field(default=None, repr=False)

    @property
    def study(self) -> Study:
        """The study whose draws are moved."""
        return self.targets.study

    @cached_property
    def shares(self) -> Bools:
        """Which questions (Q) are probabilities."""
        return np.array([q.asks is not None for q in self.study.crisis.questions], dtype=np.bool_)

    @cached_property
    def surrogate(self) -> Surrogate:
        """The regression of answers and margins on the unknowns, fitted on the base draws."""
        base = self.targets.base
        odds = np.concatenate([self.shares, np.zeros(base.margins.shape[1], dtype=np.bool_)])
        values = np.concatenate([base.answers, base.margins], axis=1)
        return Surrogate.fit(self.study.draws.points, values, odds=odds)

    def predicted(self, points: Floats) -> Floats:
        """Return answers and truth of conclusions (n, Q + T) as the surrogate has them."""
        found = self.surrogate.at(points)
        count = len(self.shares)
        return np.concatenate([found[:, :count], (found[:, count:] > 0.0).astype(float)], axis=1)

    @cached_property
    def _expected(self) -> Floats:
        return self.predicted(self.study.draws.points)

    def guessed(self, claims: tuple[str, ...], question: int) -> float:
        """Return an answer's mean with premises reversed as a wide surrogate has it; NaN if none.

        The surrogate is fitted on the base draws and on all moved draws solved so far.
        """
        moved, _ = self.moved(claims)
        if not moved.possible:
            return float("nan")
        return float(self._wide().at(moved.points)[:, question].mean())

    def _wide(self) -> Surrogate:
        count = len(self._kept)
        if self._widest is None or self._widest[0] < count // 2:
            stores = [store for _, store in self._points.values() if store.values is not None]
            points = [self.study.draws.points, *(store.points[store.rows] for store in stores)]
            values = [self.targets.base.answers]
            values += [store.values.answers for store in stores if store.values is not None]
            fitted = Surrogate.fit(np.concatenate(points), np.concatenate(values), odds=self.shares)
            self._widest = (count, fitted)
        return self._widest[1]

    # --- the flips --------------------------------------------------------------------------------
    def flip(self, claims: Iterable[str], way: Way) -> Flip:
        """Return the flip of some premises; several can only be reversed together."""
        names = tuple(claims)
        if (way, names) not in self._kept:
            made = self._reversed(names) if way == "reversed" else self._dropped(names[0])
            self._kept[way, names] = made
        return self._kept[way, names]

    def moved(self, claims: tuple[str, ...]) -> tuple[Moved, _Solved]:
        """Return the draws with premises reversed, and what has been solved of them."""
        if claims not in self._points:
            found = reversed_(self.study, claims)
            self._points[claims] = (found, self._unsolved(found))
        return self._points[claims]

    def _reversed(self, claims: tuple[str, ...]) -> Flip:
        moved, store = self.moved(claims)
        return self._measured(claims, "reversed", moved, store)

    def _dropped(self, claim: str) -> Flip:
        moved = dropped(self.study, claim)
        store = self._unsolved(moved)
        if self._one_sided(claim):
            other, shared = self.moved((claim,))
            if other.possible:
                # outside is where the one half-space fails, which is where its reverse holds
                moved = Moved(other.points, moved.affected, moved.columns)
                store = shared
        return self._measured((claim,), "dropped", moved, store)

    def _one_sided(self, claim: str) -> bool:
        space = polytope(self.study.crisis)
        local = cut(space, block(space, [claim]))
        number = self.study.draws.premises.index(claim)
        return int((local.owner == number).sum()) == 1

    def _unsolved(self, moved: Moved) -> _Solved:
        random = np.random.default_rng([self.study.seed % 2**32, len(moved.columns), 3])
        return _Solved(moved.points, random.permutation(len(moved.points)))

    # --- measuring --------------------------------------------------------------------------------
    def _measured(self, claims: tuple[str, ...], way: Way, moved: Moved, store: _Solved) -> Flip:
        base = self.targets.base.columns
        affected = moved.affected
        still = not self.targets.entering[moved.columns].any()
        if not moved.possible or still or not affected.any():
            zero = np.zeros(base.shape[1])
            return self._flip(
                claims, way, moved, effect=zero, error=zero, solved=0, still=moved.possible
            )
        wanted, before = self.first, len(store.rows)
        order = store.order[affected[store.order]]
        shift = self.predicted(moved.points[affected]) - self._expected[affected]
        while True:
            rows = order[:wanted]
            store.ensure(self.targets, rows)
            difference = store.at(rows) - base[rows]
            expected = self.predicted(moved.points[rows]) - self._expected[rows]
            effect, error = estimated(difference, expected, shift, draws=len(base))
            if wanted >= min(self.most, len(order)) or not self._open(effect, error):
                break
            wanted *= 2
        self.solved += len(store.rows) - before
        still = bool(np.nanmax(np.abs(difference), initial=0.0) < NOISE)
        return self._flip(
            claims, way, moved, effect=effect, error=error, solved=len(rows), still=still
        )

    def _open(self, effect: Floats, error: Floats) -> bool:
        """Say whether some question clearly moves and may or may not cross the line."""
        count = len(self.shares)
        before = np.nanmean(self.targets.base.answers, axis=0)
        effect, error = effect[:count], error[:count]
        near = np.abs(before + effect - self.line) < 2.0 * error
        return bool((near & self.shares & (np.abs(effect) > 2.0 * error)).any())

    def _flip(
        self,
        claims: tuple[str, ...],
        way: Way,
        moved: Moved,
        *,
        effect: Floats,
        error: Floats,
        solved: int,
        still: bool,
    ) -> Flip:
        base, count = self.targets.base, len(self.shares)
        before = np.nanmean(base.answers, axis=0) if count else np.zeros(0)
        support = base.holds.mean(axis=0)
        after = before + effect[:count]
        return Flip(
            claims, way, before, np.where(self.shares, np.clip(after, 0.0, 1.0), after),
            error[:count], support, np.clip(support + effect[count:], 0.0, 1.0), error[count:],
            float(moved.affected.mean()), solved, still, moved.reason, moved.obstacles,
        )  # fmt: skip


def estimated(
    difference: Floats, expected: Floats, shift: Floats, *, draws: int
) -> tuple[Floats, Floats]:
    """Estimate the mean change over all draws, and its standard error, per column (Q).

    `difference` (n, Q) is what solving found at a random part of the draws that move, `expected`
    (n, Q) what the surrogate says there, `shift` (A, Q) what it says at all that move; `draws` is
    how many draws there are. The weight of the surrogate is fitted on one half of the solved draws
    and used on the other, so it adds no bias. NaN differences are left out.
    """
    share = len(shift) / draws
    effect, error = np.empty(difference.shape[1]), np.empty(difference.shape[1])
    for q in range(difference.shape[1]):
        known = np.isfinite(difference[:, q])
        d, g, every = difference[known, q], expected[known, q], shift[:, q]
        if len(d) < 4:
            effect[q] = share * d.mean() if len(d) else 0.0
            error[q] = np.inf if share and len(d) != len(every) else 0.0
            continue
        halves = np.arange(len(d)) % 2 == 0
        weights = np.where(halves, _slope(d[~halves], g[~halves]), _slope(d[halves], g[halves]))
        left = d - weights * g
        weight = float(weights.mean())
        effect[q] = share * (left.mean() + weight * every.mean())
        sampled = left.var(ddof=1) / len(d) * max(0.0, 1.0 - len(d) / max(len(every), 1))
        spread = np.concatenate([weight * every, np.zeros(draws - len(every))]).var()
        within = share * left.var(ddof=1) + spread
        error[q] = np.sqrt(share**2 * sampled + within / draws)
    return effect, error


def _slope(difference: Floats, expected: Floats) -> float:
    centred = expected - expected.mean()
    power = float(centred @ centred)
    return float(centred @ difference) / power if power > 1e-18 else 0.0


def flip(study: Study, claim: str, *, way: Way = "reversed", draws: int = FIRST) -> Flip:
    """Drop or reverse one premise and solve only `draws` of the draws that it moves.

    The study's base is solved first, if it was not yet.

    >>> import detente
    >>> from detente.findings.study import Study
    >>> study = Study.of(detente.load("border-raid"), draws=200)
    >>> found = flip(study, "C1")
    >>> bool(found.after[0] < found.before[0]), found.solved
    (True, 64)
    """
    return Flipper(Targets.ask(study), first=draws, most=draws).flip((claim,), way)
