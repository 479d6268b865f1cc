"""What is done to premises, and what comes of it: changes, flips, and flips on their way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np

from detente.claims import Clash
from detente.findings.audit.moved import Moved
from detente.findings.audit.targets import Values
from detente.shapes import Bools, Floats, Longs

Way: TypeAlias = Literal["dropped", "reversed"]
NOISE = 1e-7
"""Changes below this in every solved draw are the solver's tolerance: nothing moves."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to premises; `part` is the only relation reversed, from 1 (0: all of them)."""

    claims: tuple[str, ...]
    way: Way
    part: int = 0


@dataclass(frozen=True, eq=False)
class Flip:
    """Claims dropped or reversed: means over the draws before and after, with standard errors.

    Questions are (Q), in the order of the crisis; conclusions (T) are supports, one a relation.
    `affected` is the share of draws that move, `solved` how many of these were solved.
    `reason` says why it cannot be done, `clashes` with which other claims it then clashes. With
    `part`, only that relation of the claim is reversed, counted from 1.
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
    part: int = 0

    @property
    def effect(self) -> Floats:
        """The change of every answer (Q)."""
        return self.after - self.before

    @property
    def clear(self) -> Bools:
        """Which answers (Q) change by more than two standard errors."""
        return np.abs(self.effect) > np.maximum(2.0 * self.error, NOISE)


@dataclass(eq=False)
class Store:
    """Moved points in a random order, and the values of those solved so far."""

    points: Floats
    order: Longs  # rows, those to be solved first in front
    rows: Longs = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    values: Values | None = None

    def take(self, rows: Longs, found: Values) -> None:
        """Keep the values of rows that have just been solved."""
        self.values = found if self.values is None else self.values.joined(found)
        self.rows = np.concatenate([self.rows, rows])

    def at(self, rows: Longs) -> Floats:
        """Return the columns (rows, Q + T) of solved rows."""
        if self.values is None:
            return np.zeros((0, 0))
        place = {int(row): i for i, row in enumerate(self.rows)}
        return self.values.columns[[place[int(row)] for row in rows]]


@dataclass(eq=False)
class Pending:
    """A change on its way to a flip."""

    change: Change
    moved: Moved
    store: Store
    order: Longs  # rows that move, those to be solved first in front
    shift: Floats  # rows in that order, Q + T: the change that the surrogate sees
    effect: Floats
    error: Floats
    solved: int = 0
    still: bool = False
