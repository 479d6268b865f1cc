"""Relations of claims, written out for a reader."""

from __future__ import annotations

import numpy as np

from detente.forecast.figures import percent, percents, quantities, quantity
from detente.forecast.results import Spread, Test
from detente.model.relations import Expectation, Relation, Sum
from detente.model.words import Yardstick

OPERATORS = {
    "<": "less than",
    "<=": "at most",
    ">": "more than",
    ">=": "at least",
    "==": "equal to",
    "worse than": "worse than",
    "better than": "better than",
    "as bad as": "as bad as",
}


def premise(relation: Relation) -> str:
    """Write a premise as the language does.

    >>> from detente.model.relations import Term
    >>> fear, loss = Sum((Term(1.0, "stakes.iran.fear"),)), Sum((Term(2.0, "stakes.iran.loss"),))
    >>> premise(Relation(fear, "worse than", loss))
    'stakes.iran.fear worse than 2 * stakes.iran.loss'
    """
    return f"{_sum(relation.left)} {relation.op} {_sum(relation.right)}"


def _sum(total: Sum) -> str:
    parts: list[str] = []
    for term in total.terms:
        size = "" if abs(term.factor) == 1 else f"{abs(term.factor):g} * "
        parts.append(f"{'-' if term.factor < 0 else '+'} {size}{term.path}")
    if total.constant or not parts:
        parts.append(f"{'-' if total.constant < 0 else '+'} {abs(total.constant):g}")
    text = " ".join(parts)
    return text.removeprefix("+ ")


def is_share(test: Test) -> bool:
    """Say whether both sides of a test are probabilities and not means."""
    terms = (*test.relation.left.terms, *test.relation.right.terms)
    return not any(isinstance(term.of, Expectation) for term in terms)


def left_side(test: Test) -> str:
    """Write the left side of a test: the median, and the range in nine of ten draws."""
    spread = Spread.of(test.left)
    one, many = (percent, percents) if is_share(test) else (quantity, quantities)
    return f"{one(spread.median)} ({many(spread.low90, spread.high90)})"


def wanted(test: Test, yardstick: Yardstick) -> str:
    """Write what a test wants of its left side: `at least 80 % (very likely)`."""
    right, op = test.relation.right, test.relation.op
    band = yardstick.band(right.word) if right.word else None
    if band is not None and op == "==":
        return f"within {percents(band.low, band.high)} ({right.word})"
    spread = Spread.of(test.right)
    number = (percent if is_share(test) else quantity)(spread.median)
    named = f" ({right.word})" if right.word else " (median of the other side)"
    return f"{OPERATORS[op]} {number}{named if right.word or right.terms else ''}"


def unmet(test: Test) -> int:
    """Count the draws in which the test has no number, since its condition is never met."""
    return int(np.isnan(test.left).sum())
