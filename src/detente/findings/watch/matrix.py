"""Indicators by competing hypotheses, with computed diagnosticity.

The form is that of the analysis of competing hypotheses (Heuer 1999, chapter 8); its marks are not
typed in by hand but follow from the likelihoods P(o | h).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from detente.findings.watch.indicators import Indicator
from detente.findings.watch.measures import FAR, divided, likelihood_ratio, part_of
from detente.findings.watch.results import FLAT, Watch
from detente.forecast.results import Spread
from detente.shapes import Floats

STRONG = 4.0
"""A likelihood ratio from which a mark is doubled."""


class Mark(Enum):
    """How an indicator fits a hypothesis, by P(o | h) against P(o | the others)."""

    FITS_WELL = "++"
    FITS = "+"
    NEUTRAL = "0"
    UNSURE = "?"
    SPEAKS_AGAINST = "\u2212"
    SPEAKS_STRONGLY_AGAINST = "\u2212\u2212"


@dataclass(frozen=True)
class Line:
    """One indicator against every hypothesis of a group."""

    index: int  # of the indicator in the watch list
    indicator: Indicator
    likelihood: tuple[Spread, ...]  # P(o | h) per hypothesis
    marks: tuple[Mark, ...]
    diagnosticity: Spread  # largest over smallest likelihood
    bits: float  # share of the stage's information about which hypothesis is so

    @property
    def tells(self) -> bool:
        """Say whether any mark leans either way."""
        return any(mark not in {Mark.NEUTRAL, Mark.UNSURE} for mark in self.marks)


@dataclass(frozen=True)
class Matrix:
    """Exclusive hypotheses and the indicators that may tell them apart, most diagnostic first.

    What is hardly ever seen, and what follows from what was seen before, is left out.
    """

    name: str  # of the actor or question
    is_type: bool
    labels: tuple[str, ...]
    prior: tuple[Spread, ...]
    lines: tuple[Line, ...]


def matrix(watch: Watch, name: str) -> Matrix:
    """Return the matrix of an actor's types, or of a question's yes and no; `KeyError` if neither.

    >>> from detente import load
    >>> from detente.findings.study import Study
    >>> from detente.findings.watch import watch
    >>> found = matrix(watch(Study.of(load("border-raid"), draws=20)), "north")
    >>> found.labels, found.lines[0].indicator.move
    (('bold', 'wary'), 'hold')
    """
    rows = [h for h, hypothesis in enumerate(watch.hypotheses) if hypothesis.name == name]
    if not rows:
        raise KeyError(name)
    prior, joint = watch.prior[:, rows], watch.joint[:, rows]
    is_type = watch.hypotheses[rows[0]].is_type
    labels = tuple(watch.hypotheses[h].type for h in rows) if is_type else ("yes", "no")
    if not is_type:
        prior = np.concatenate((prior, 1.0 - prior), axis=1)
        joint = np.concatenate((joint, watch.chance[:, None, :] - joint), axis=1)
    kept = [
        i for i, indicator in enumerate(watch.indicators)
        if not indicator.follows and not watch.seldom[i]
    ]  # fmt: skip
    lines = [_line(watch, i, prior, joint[:, :, i]) for i in kept]
    lines.sort(key=lambda line: (-line.diagnosticity.median, line.index))
    spreads = tuple(Spread.of(prior[:, column]) for column in range(len(labels)))
    return Matrix(name, is_type, labels, spreads, tuple(lines))


def _line(watch: Watch, i: int, prior: Floats, joint: Floats) -> Line:
    chance = watch.chance[:, i, None]
    likelihood = divided(joint, prior)
    ratio = likelihood_ratio(chance, joint, prior)
    columns = range(prior.shape[1])
    mixed = part_of(np.nanmean(joint, axis=0), np.nanmean(chance) * np.nanmean(prior, axis=0))
    return Line(
        i,
        watch.indicators[i],
        tuple(Spread.of(likelihood[:, column]) for column in columns),
        tuple(_mark(Spread.of(ratio[:, column])) for column in columns),
        Spread.of(_apart(likelihood)),
        float(mixed.sum()),
    )


def _apart(likelihood: Floats) -> Floats:
    """Return the largest likelihood over the smallest in every draw, cut at `FAR`."""
    largest, smallest = likelihood.max(axis=1), likelihood.min(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = largest / smallest
    return np.where(largest > 0.0, np.minimum(apart, FAR), np.nan)


def _mark(ratio: Spread) -> Mark:
    if np.isnan(ratio.median) or FLAT[0] <= ratio.median <= FLAT[1]:
        return Mark.NEUTRAL
    if ratio.low90 <= 1.0 <= ratio.high90:
        return Mark.UNSURE
    if ratio.median > 1.0:
        return Mark.FITS_WELL if ratio.median >= STRONG else Mark.FITS
    strongly = ratio.median <= 1.0 / STRONG
    return Mark.SPEAKS_STRONGLY_AGAINST if strongly else Mark.SPEAKS_AGAINST
