"""From the argument to the polytope of the numbers that it allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from detente.claims.statements import stated
from detente.errors import Span
from detente.model.crisis import Crisis
from detente.model.unknowns import Linear, Simplex, Unknown, linear, simplices, unknowns
from detente.shapes import Floats, Ints

ROUNDING = 1e-12
"""A form of probabilities may leave [0, 1] by this much before it needs a half-space."""


@dataclass(frozen=True, slots=True)
class Owner:
    """What a half-space comes from: a premise, or the structure of the crisis.

    `confidence` is the share of draws in which the half-space binds; structure always binds.
    """

    name: str
    text: str
    premise: bool
    confidence: float = 1.0
    span: Span | None = None


@dataclass(frozen=True, eq=False)
class Polytope:
    """The numbers that the argument allows: `low <= x <= high` and `A x <= bound`.

    Row h of A has the weights `data[indptr[h]:indptr[h + 1]]` on the unknowns
    `indices[indptr[h]:indptr[h + 1]]` and belongs to `owners[owner[h]]`. The owners are the
    premises (claims with `means`, in reading order), then the structural ones.
    """

    paths: tuple[str, ...]  # U, in the order of `model.unknowns.unknowns`
    low: Floats  # U
    high: Floats  # U
    indptr: Ints  # H + 1
    indices: Ints
    data: Floats
    bound: Floats  # H
    owner: Ints  # H
    owners: tuple[Owner, ...]
    source_name: str = ""

    @property
    def premises(self) -> tuple[str, ...]:
        """The names of the claims that restrict the unknowns, in reading order."""
        return tuple(owner.name for owner in self.owners if owner.premise)

    @property
    def confidence(self) -> Floats:
        """Per half-space (H), the share of draws in which it binds."""
        shares = np.array([owner.confidence for owner in self.owners])
        return shares[self.owner] if len(self.owner) else np.zeros(0)

    @property
    def half_spaces(self) -> int:
        """How many half-spaces bound the unknowns, the ends of their ranges included."""
        return len(self.bound) + 2 * len(self.paths)

    @classmethod
    def from_matrix(
        cls,
        matrix: Floats,
        bound: Floats,
        *,
        low: Floats,
        high: Floats,
        confidence: Floats | None = None,
    ) -> Polytope:
        """Return `matrix @ x <= bound`, `low <= x <= high`, with a claim C0, C1, ... for each row.

        For systems that come from elsewhere than a crisis; `confidence` (H) is one by default.

        >>> order = np.array([[1.0, -1.0]])
        >>> polytope = Polytope.from_matrix(order, np.zeros(1), low=np.zeros(2), high=np.ones(2))
        >>> polytope.premises, polytope.half_spaces
        (('C0',), 5)
        """
        row, column = np.nonzero(matrix)
        count, columns = matrix.shape
        shares = np.ones(count) if confidence is None else confidence
        return cls(
            paths=tuple(f"x{u:03d}" for u in range(columns)),
            low=np.asarray(low, dtype=np.float64),
            high=np.asarray(high, dtype=np.float64),
            indptr=np.searchsorted(row, np.arange(count + 1)).astype(np.int32),
            indices=column.astype(np.int32),
            data=matrix[row, column],
            bound=np.asarray(bound, dtype=np.float64),
            owner=np.arange(count, dtype=np.int32),
            owners=tuple(
                Owner(f"C{c}", "", premise=True, confidence=float(shares[c])) for c in range(count)
            ),
        )

    def dense(self) -> Floats:
        """Return A as a matrix (H, U)."""
        matrix = np.zeros((len(self.bound), len(self.paths)))
        rows = np.repeat(np.arange(len(self.bound)), np.diff(self.indptr))
        np.add.at(matrix, (rows, self.indices), self.data)
        return matrix


def polytope(crisis: Crisis) -> Polytope:
    """Return the polytope of the crisis's unknowns.

    Every premise gives a row per inequality that it states (two for `==` and `as bad as`, one set
    for each type where a stake differs by type). Probabilities of the same thing are each at
    least zero and together one; where the ranges say so already there is no row. A claim of
    confidence 0 never binds and gives none. `ScenarioError` if a claim names no number.
    """
    open_numbers = unknowns(crisis)
    forms = linear(crisis)
    owners: list[Owner] = []
    rows: list[tuple[int, Linear]] = []
    for claim in crisis.claims:
        if claim.means:
            span = crisis.places.get(f"claims.{claim.name}")
            owners.append(Owner(claim.name, claim.text, True, claim.confidence, span))  # noqa: FBT003 - a field
            found = [form for r in claim.means for form in stated(crisis, r, claim=claim.name)]
            if claim.confidence > 0:
                rows += [(len(owners) - 1, form) for form in found]
    for owner, found in _structure(simplices(crisis), forms, open_numbers):
        owners.append(owner)
        rows += [(len(owners) - 1, form) for form in found]
    return _assembled(open_numbers, rows, owners=tuple(owners), source_name=crisis.source_name)


def _structure(
    groups: tuple[Simplex, ...], forms: Mapping[str, Linear], open_numbers: tuple[Unknown, ...]
) -> Iterator[tuple[Owner, list[Linear]]]:
    """Yield what probabilities need: forms that must be at most zero, by whom they concern.

    None needs to be held under one: together with the others at least zero, the sum does it.
    """
    ranges = {unknown.path: (unknown.low, unknown.high) for unknown in open_numbers}
    for group in groups:
        total = Linear(-1.0)
        for path in group.paths:
            total = total.plus(forms[path])
            if _least(forms[path], ranges) < -ROUNDING:
                text = f"`{path}` is a probability, so it is at least 0"
                yield Owner(path, text, premise=False), [Linear().plus(forms[path], -1.0)]
        total = _tidy(total)
        if total.weights or abs(total.constant) > 1e-9:
            text = f"the probabilities of `{group.name}` sum to 1"
            negated = Linear().plus(total, -1.0)
            yield Owner(group.name, text, premise=False), [total, negated]


def _least(form: Linear, ranges: Mapping[str, tuple[float, float]]) -> float:
    """Return the least value of a form over the ranges of its unknowns."""
    return form.constant + sum(
        min(weight * ranges[path][0], weight * ranges[path][1])
        for path, weight in form.weights.items()
    )


def _tidy(form: Linear) -> Linear:
    """Drop weights that are rounding alone: `rest` cancels what it is the rest of."""
    kept = {path: weight for path, weight in form.weights.items() if abs(weight) > ROUNDING}
    return Linear(form.constant, kept)


def _assembled(
    open_numbers: tuple[Unknown, ...],
    rows: list[tuple[int, Linear]],
    *,
    owners: tuple[Owner, ...],
    source_name: str,
) -> Polytope:
    """Put forms that must be at most zero into sparse rows."""
    column = {unknown.path: u for u, unknown in enumerate(open_numbers)}
    forms = [_tidy(form) for _, form in rows]
    counts = [len(form.weights) for form in forms]
    return Polytope(
        paths=tuple(column),
        low=np.array([unknown.low for unknown in open_numbers], dtype=np.float64),
        high=np.array([unknown.high for unknown in open_numbers], dtype=np.float64),
        indptr=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        indices=np.array([column[path] for f in forms for path in f.weights], dtype=np.int32),
        data=np.array([w for f in forms for w in f.weights.values()], dtype=np.float64),
        bound=np.array([-form.constant for form in forms], dtype=np.float64),
        owner=np.array([owner for owner, _ in rows], dtype=np.int32),
        owners=owners,
        source_name=source_name,
    )
