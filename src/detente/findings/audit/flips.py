"""Flips: each premise dropped and reversed, and what that does to every answer and conclusion.

With P what the argument allows and P_c what it allows without premise c, `v = vol P / vol P_c`,

    E[dropped] = v E[P] + (1 - v) E[outside],    outside = P_c less P,

so only draws that leave P are solved, and of these a random part. The base draws are common: a
draw that the edit does not move has no difference. What is solved is solved for many edits in one
batch, which fills the solver's lanes and all threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np

from detente.claims import polytope
from detente.findings.audit.blocks import block, cut
from detente.findings.audit.changes import NOISE, Change, Flip, Pending, Store, Way
from detente.findings.audit.estimates import estimated
from detente.findings.audit.moved import Moved, dropped, reversed_, reversed_part
from detente.findings.audit.side_by_side import side_by_side
from detente.findings.audit.surrogate import Surrogate
from detente.findings.audit.targets import Targets
from detente.findings.study import Study
from detente.shapes import Bools, Floats, Longs

FIRST, MOST = 32, 128
"""Moved draws solved for one edit at first, and at most where a decision hangs on them."""
FINE, FAIR = 0.015, 64
"""Below `FAIR` solved draws, more are solved until no chance's standard error is above `FINE`.

Several premises together, and one relation of a premise, get `FAIR` at most.
"""
ALONE = 64
"""Moved draws solved for one edit that is asked for by itself."""
LOOKED_AT = 256
"""Draws looked at where several premises, or one relation of a premise, are reversed."""


@dataclass(eq=False)
class Flipper:
    """Flips of one study. The base is solved once; each flip solves what it moves."""

    targets: Targets
    line: float = 0.5
    first: int = FIRST
    most: int = MOST
    solved: int = 0
    _kept: dict[Change, Flip] = field(default_factory=dict, repr=False)
    _moved: dict[Change, tuple[Moved, Store]] = field(default_factory=dict, repr=False)
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

    def guessed(self, change: Change) -> Floats:
        """Return the means of the answers (Q) as a wide surrogate has them; NaN if it cannot be.

        The surrogate is fitted on the base draws and on all moved draws solved so far.
        """
        (moved, _), *_ = self.moved([change])
        if not moved.possible:
            return np.full(len(self.shares), np.nan)
        return np.asarray(self._wide().at(moved.points[moved.rows]).mean(axis=0))

    def _wide(self) -> Surrogate:
        count = len(self._kept)
        if self._widest is None or self._widest[0] < count // 2:
            stores = {id(s): s for _, s in self._moved.values() if s.values is not None}.values()
            points = [self.study.draws.points, *(store.points[store.rows] for store in stores)]
            values = [self.targets.base.answers]
            values += [store.values.answers for store in stores if store.values is not None]
            fitted = Surrogate.fit(np.concatenate(points), np.concatenate(values), odds=self.shares)
            self._widest = (count, fitted)
        return self._widest[1]

    # --- the flips --------------------------------------------------------------------------------
    def flip(self, claims: Iterable[str], way: Way) -> Flip:
        """Return the flip of some premises; several can only be reversed together."""
        return self.flips([Change(tuple(claims), way)])[0]

    def flips(self, changes: Sequence[Change]) -> tuple[Flip, ...]:
        """Return the flips of many changes; what they move is solved in as few batches as can be.

        A change that needs more solved draws than the others gets them in a batch after.
        """
        new = [change for change in dict.fromkeys(changes) if change not in self._kept]
        edits = [
            self._edit(change, *found) for change, found in zip(new, self.moved(new), strict=True)
        ]
        waiting, wanted = [edit for edit in edits if len(edit.order)], self.first
        while waiting:
            self._solve(waiting, wanted)
            for edit in waiting:
                self._measure(edit, wanted)
            waiting = [edit for edit in waiting if self._goes_on(edit, wanted)]
            wanted = min(2 * wanted, self.most)
        self._kept |= {edit.change: self._flip(edit) for edit in edits}
        return tuple(self._kept[change] for change in changes)

    # --- moving -----------------------------------------------------------------------------------
    def moved(self, changes: Sequence[Change]) -> list[tuple[Moved, Store]]:
        """Return the draws moved by each change and what is solved of them, drawn side by side."""
        needed = list(dict.fromkeys([
            *(Change(c.claims, "reversed") for c in changes if self._one_sided(c)), *changes
        ]))  # fmt: skip
        new = [change for change in needed if change not in self._moved]
        told, report = self.study.progress, None
        if told is not None:
            report = partial(told, "drawing what claims would allow")
        found = side_by_side(self._draw, new, threads=self.study.threads, progress=report)
        for change, moved in zip(new, found, strict=True):
            self._moved[change] = self._stored(change, moved)
        return [self._moved[change] for change in changes]

    def _draw(self, change: Change) -> Moved:
        if change.way == "dropped":
            return dropped(self.study, change.claims[0])
        if change.part:
            return reversed_part(self.study, change.claims[0], change.part, most=LOOKED_AT)
        most = LOOKED_AT if len(change.claims) > 1 else None
        return reversed_(self.study, change.claims, most=most)

    def _stored(self, change: Change, moved: Moved) -> tuple[Moved, Store]:
        if self._one_sided(change):
            other, shared = self._moved[Change(change.claims, "reversed")]
            if other.possible:
                # outside is where the one half-space fails, which is where its reverse holds
                return Moved(
                    other.points, moved.affected, moved.columns, moved.rows, moved.drawn
                ), shared
        random = np.random.default_rng([self.study.seed % 2**32, len(moved.columns), 3])
        return moved, Store(moved.points, random.permutation(len(moved.points)))

    def _one_sided(self, change: Change) -> bool:
        return change.way == "dropped" and self._half_spaces[change.claims[0]] == 1

    @cached_property
    def _half_spaces(self) -> dict[str, int]:
        space, found = polytope(self.study.crisis), {}
        for number, claim in enumerate(self.study.draws.premises):
            local = cut(space, block(space, [claim]))
            found[claim] = int((local.owner == number).sum())
        return found

    # --- measuring --------------------------------------------------------------------------------
    def _edit(self, change: Change, moved: Moved, store: Store) -> Pending:
        affected, zero = moved.affected, np.zeros(self.targets.base.columns.shape[1])
        enters = bool(self.targets.entering[moved.columns].any())
        none: Longs = np.zeros(0, dtype=np.int64)
        order = store.order[affected[store.order]] if moved.possible and enters else none
        shift = np.zeros((0, len(zero)))
        if len(order):
            shift = self.predicted(moved.points[order]) - self._expected[order]
        still = moved.possible and not len(order)
        return Pending(change, moved, store, order, shift, zero, zero, still=still)

    def _solve(self, edits: Sequence[Pending], wanted: int) -> None:
        """Solve what some edits want of their moved draws and was not solved yet, in one batch."""
        parts: dict[int, tuple[Store, list[Longs]]] = {}
        for edit in edits:
            parts.setdefault(id(edit.store), (edit.store, []))[1].append(edit.order[:wanted])
        new = []
        for store, wants in parts.values():
            every = np.array(list(dict.fromkeys(np.concatenate(wants).tolist())), dtype=np.int64)
            new.append((store, every[~np.isin(every, store.rows)]))
        if not sum(len(rows) for _, rows in new):
            return
        found = self.targets.at(np.concatenate([store.points[rows] for store, rows in new]))
        begin = 0
        for store, rows in new:
            store.take(rows, found.part(slice(begin, begin + len(rows))))
            begin += len(rows)
        self.solved += begin

    def _measure(self, edit: Pending, wanted: int) -> None:
        rows, base = edit.order[:wanted], self.targets.base.columns
        difference = edit.store.at(rows) - base[rows]
        edit.effect, edit.error = estimated(
            difference, edit.shift[: len(rows)], edit.shift, draws=len(edit.moved.rows)
        )
        edit.solved = len(rows)
        edit.still = bool(np.nanmax(np.abs(difference), initial=0.0) < NOISE)

    def _goes_on(self, edit: Pending, wanted: int) -> bool:
        """Say whether more draws are to be solved: too coarse, or a question may cross the line."""
        single = len(edit.change.claims) == 1 and not edit.change.part
        if wanted >= min(self.most if single else min(self.most, FAIR), len(edit.order)):
            return False
        count = len(self.shares)
        effect, error = edit.effect[:count], edit.error[:count]
        if wanted < FAIR and (error[self.shares] > FINE).any():
            return True
        before = np.nanmean(self.targets.base.answers, axis=0)
        near = np.abs(before + effect - self.line) < 2.0 * error
        return bool((near & self.shares & (np.abs(effect) > 2.0 * error)).any())

    def _flip(self, edit: Pending) -> Flip:
        base, count, moved = self.targets.base, len(self.shares), edit.moved
        before = np.nanmean(base.answers, axis=0) if count else np.zeros(0)
        support = base.holds.mean(axis=0)
        after, error = before + edit.effect[:count], edit.error
        return Flip(
            edit.change.claims, edit.change.way,
            before, np.where(self.shares, np.clip(after, 0.0, 1.0), after), error[:count],
            support, np.clip(support + edit.effect[count:], 0.0, 1.0), error[count:],
            moved.share, edit.solved, edit.still, moved.reason, moved.obstacles, edit.change.part,
        )  # fmt: skip


def flip(study: Study, claim: str, *, way: Way = "reversed", draws: int = ALONE) -> Flip:
    """Drop or reverse one premise and solve only `draws` of the draws that it moves.

    The study's base is solved first, if it was not yet. What was flipped before is kept.

    >>> import detente
    >>> from detente.findings.study import Study
    >>> study = Study.of(detente.load("border-raid"), draws=200)
    >>> found = flip(study, "C1")
    >>> bool(found.after[0] < found.before[0]), found.solved
    (True, 64)
    """
    name = f"flips of {draws}"
    flipper = study.kept.get(name)
    if not isinstance(flipper, Flipper):
        flipper = study.kept[name] = Flipper(Targets.ask(study), first=draws, most=draws)
    return flipper.flip((claim,), way)
