"""Relations that claims state: premises over unknowns, conclusions over outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from detente.model.conditions import Condition, Quantity

Comparison: TypeAlias = Literal[
    "<", "<=", ">", ">=", "==", "worse than", "better than", "as bad as"
]


# --- premises: linear in the unknowns ------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Term:
    """A multiple of the number at a path."""

    factor: float
    path: str


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of terms and a constant."""

    terms: tuple[Term, ...]
    constant: float = 0.0


@dataclass(frozen=True, slots=True)
class Relation:
    """`left op right` between sums. `worse than` is `<`: lower in utils. Limits are inclusive."""

    left: Sum
    op: Comparison
    right: Sum


# --- conclusions: over outcomes ------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Probability:
    """`P(event | given)`, after the recorded moves; `P[us](event)` is what an observer believes."""

    event: Condition
    given: Condition | None = None
    observer: str = ""


@dataclass(frozen=True, slots=True)
class Expectation:
    """`E(quantity | given)`, the mean of a quantity."""

    quantity: Quantity
    given: Condition | None = None
    observer: str = ""


@dataclass(frozen=True, slots=True)
class Weighted:
    """A multiple of a probability or a mean."""

    factor: float
    of: Probability | Expectation


@dataclass(frozen=True, slots=True)
class Mixture:
    """A sum of weighted probabilities and means, a constant, or a probability word."""

    terms: tuple[Weighted, ...] = ()
    constant: float = 0.0
    word: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """`left op right` between outcomes.

    A word on the right means the edge of its band: `>= likely` is at least the lower edge,
    `<= likely` at most the upper edge, `is likely` (op `==`) within the band.
    """

    left: Mixture
    op: Comparison
    right: Mixture
