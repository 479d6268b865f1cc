"""Alternatives over the same draws: how well each does, how badly, and which are ties.

A risk is a chance, so less is better. The regret of an alternative in a draw is its risk less the
least that any alternative has there (Savage 1951). The measures disagree with each other by their
nature and are kept apart; which alternatives tie on a measure is told by a bootstrap over the
draws that they share.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.shapes import Bools, Floats, Longs

MEASURES = ("mean", "worst", "better", "regret90", "regret")
"""The mean, the mean of the worst tenth, the share of draws better than doing nothing, and the
regret that nine of ten draws stay below, and the largest."""
TELLING = 0.001
"""A difference of chances below a tenth of a percentage point counts as none."""
RESAMPLES = 400
TIED = 0.05
"""An alternative ties with the best if it is as good in this share of the resamples or more."""


@dataclass(frozen=True)
class Robustness:
    """The measures of each alternative (A, in the order of `MEASURES`), and which tie for best.

    Alternative 0 is doing nothing. All but `better` are the better the lower.
    """

    values: Floats  # A, 5
    tied: Bools  # A, 5
    draws: int


def robustness(risk: Floats, *, seed: int = 1) -> Robustness:
    """Weigh alternatives by one risk over common draws (D, A); column 0 is doing nothing.

    >>> risk = np.array([[0.5, 0.2], [0.5, 0.4], [0.5, 0.6], [0.5, 0.2]])
    >>> robustness(risk).values[1].round(2)
    array([0.35, 0.6 , 0.75, 0.07, 0.1 ])
    """
    random = np.random.Generator(np.random.Philox(key=seed))
    draws, alternatives = risk.shape
    values = _measures(risk)
    good = np.zeros((alternatives, len(MEASURES)))
    best = np.where(_UP, values.argmax(axis=0), values.argmin(axis=0))
    for _ in range(RESAMPLES):
        again = _measures(risk[random.integers(draws, size=draws)])
        at_best = again[best, np.arange(len(MEASURES))]
        good += np.where(_UP, again >= at_best - 1e-12, again <= at_best + 1e-12)
    return Robustness(values, np.asarray(good / RESAMPLES >= TIED), draws)


_UP = np.array([False, False, True, False, False])


def _measures(risk: Floats) -> Floats:
    tenth = max(1, round(len(risk) / 10))
    regret = risk - risk.min(axis=1, keepdims=True)
    return np.column_stack((
        risk.mean(axis=0),
        np.sort(risk, axis=0)[-tenth:].mean(axis=0),
        (risk < risk[:, :1] - TELLING).mean(axis=0),
        np.quantile(regret, 0.9, axis=0),
        regret.max(axis=0),
    ))  # fmt: skip


def noise(difference: Floats, *, seed: int = 1, resamples: int = RESAMPLES) -> tuple[float, float]:
    """Return where nine of ten resampled means of paired differences (D) lie."""
    random = np.random.Generator(np.random.Philox(key=seed))
    picks: Longs = random.integers(len(difference), size=(resamples, len(difference)))
    means = difference[picks].mean(axis=1)
    low, high = np.quantile(means, (0.05, 0.95))
    return float(low), float(high)
