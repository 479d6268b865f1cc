"""What an edit changes in the mean, from a part of the draws that it moves.

A surrogate fitted on the base draws is asked at every moved draw and corrected by those solved (a
difference estimator: Saerndal, Swensson and Wretman, Model assisted survey sampling, 1992, section
6.3).
"""

from __future__ import annotations

import numpy as np

from detente.shapes import Floats


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
