"""Conclusions of the argument tested: both sides of an `expects` relation in every draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from detente.forecast.readings import Knowing, Readings
from detente.forecast.results import Test
from detente.model.conditions import Condition
from detente.model.crisis import Question
from detente.model.relations import Expectation, Expected, Mixture, Probability
from detente.model.words import YARDSTICKS, Band
from detente.shapes import Bools, Floats

Chances = Callable[[int], Floats]
"""The answers (D, A) of a reading by its number."""


class _Eyes(TypedDict):
    given: Condition | None
    observer: str
    knowing: Knowing


@dataclass(frozen=True)
class Measured:
    """A probability or a mean, as a reading and what each answer counts."""

    reading: int
    values: Floats | None  # None: P(event | given), answers 0, 1, 2

    @classmethod
    def ask(
        cls, readings: Readings, of: Probability | Expectation, *, knowing: Knowing = ()
    ) -> Measured:
        """Add the reading."""
        eyes = _Eyes(given=of.given, observer=of.observer, knowing=knowing)
        if isinstance(of, Probability):
            return cls(readings.ask_probability(of.event, **eyes), None)
        return cls(*readings.ask_quantity(of.quantity, **eyes))

    @classmethod
    def of_question(
        cls, readings: Readings, question: Question, *, observer: str = "", knowing: Knowing = ()
    ) -> Measured:
        """Add the reading of a question, through the eyes of an observer, who may be sure."""
        if question.asks is not None:
            asked: Probability | Expectation = Probability(question.asks, observer=observer)
        elif question.counts is not None:
            asked = Expectation(question.counts, observer=observer)
        else:
            raise ValueError(question.name)
        return cls.ask(readings, asked, knowing=knowing)

    def over(self, chances: Chances) -> Floats:
        """Return the probability or mean in every draw; NaN where the given cannot happen."""
        answers = chances(self.reading)
        if self.values is None:
            return conditional(answers)
        counts = np.zeros((len(answers), len(self.values)))
        counts[:, : answers.shape[1]] = answers
        given = counts[:, 1:].sum(axis=1)
        total = counts[:, 1:] @ self.values[1:]
        return quotient(total, given)


def conditional(answers: Floats) -> Floats:
    """Return P(event | given) from the chances of neither, given alone and both (D, up to 3)."""
    full = np.zeros((len(answers), 3))
    full[:, : answers.shape[1]] = answers
    return quotient(full[:, 2], full[:, 1] + full[:, 2])


def quotient(part: Floats, whole: Floats) -> Floats:
    """Return `part / whole` in every draw; NaN where the whole has no chance.

    >>> quotient(np.array([0.1, 0.0]), np.array([0.4, 0.0]))
    array([0.25,  nan])
    """
    nothing = np.full(len(whole), np.nan)
    return np.asarray(np.divide(part, whole, out=nothing, where=whole > 0))


@dataclass(frozen=True)
class Conclusion:
    """An `expects` relation with its readings asked."""

    claim: str
    relation: Expected
    left: tuple[Measured, ...]
    right: tuple[Measured, ...]

    @classmethod
    def ask(cls, readings: Readings, relation: Expected, *, claim: str) -> Conclusion:
        """Add the readings of both sides."""
        left, right = (
            tuple(Measured.ask(readings, term.of) for term in side.terms)
            for side in (relation.left, relation.right)
        )
        return cls(claim, relation, left, right)

    def test(self, chances: Chances, *, draws: int, yardstick: str) -> Test:
        """Return both sides and whether the relation holds, in every draw."""
        left = _side(self.relation.left, self.left, chances, draws)
        if self.relation.right.word:
            band = YARDSTICKS[yardstick].band(self.relation.right.word)
            if band is None:
                raise KeyError(self.relation.right.word)
            right = _edge(band, left, self.relation.op)
        else:
            right = _side(self.relation.right, self.right, chances, draws)
        return Test(self.claim, self.relation, left, right, _holds(left, right, self.relation.op))


def _side(side: Mixture, measured: tuple[Measured, ...], chances: Chances, draws: int) -> Floats:
    total = np.full(draws, side.constant)
    for term, measure in zip(side.terms, measured, strict=True):
        total += term.factor * measure.over(chances)
    return total


def _edge(band: Band, left: Floats, op: str) -> Floats:
    if op in (">=", ">", "better than"):
        return np.full(len(left), band.low)
    if op in ("<=", "<", "worse than"):
        return np.full(len(left), band.high)
    return np.clip(left, band.low, band.high)


def _holds(left: Floats, right: Floats, op: str) -> Bools:
    match op:
        case ">=":
            return left >= right
        case ">" | "better than":
            return left > right
        case "<=":
            return left <= right
        case "<" | "worse than":
            return left < right
        case _:
            return np.isclose(left, right, rtol=0, atol=1e-9)
