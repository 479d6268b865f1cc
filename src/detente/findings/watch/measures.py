"""The measures of a watch list, as formulas on arrays.

`chance` is P(o), `joint` P(o and h), `prior` P(h); arrays broadcast against each other.
"""

from __future__ import annotations

import numpy as np

from detente.shapes import Floats

ZERO = 1e-12
"""A chance below this is none: what is left over when equal numbers are subtracted."""
FAR = 1e6
"""Likelihood ratios are cut here and at its inverse, so that their ranges stay numbers."""


def cleared(values: Floats) -> Floats:
    """Return chances with what is left over from subtractions set to zero; NaN stays.

    >>> cleared(np.array([0.2, -3e-17])).tolist()
    [0.2, 0.0]
    """
    return np.where(values < ZERO, 0.0, values)


def divided(part: Floats, whole: Floats) -> Floats:
    """Return `part / whole`, NaN where the whole has no chance."""
    part, whole = np.broadcast_arrays(part, whole)
    nothing = np.full(part.shape, np.nan)
    return np.asarray(np.divide(part, whole, out=nothing, where=whole > 0.0))


def likelihood_ratio(chance: Floats, joint: Floats, prior: Floats) -> Floats:
    """Return `P(o | h) / P(o | not h)`, cut at `FAR`; NaN where o, h or not h has no chance.

    >>> half = np.array(0.5)
    >>> float(likelihood_ratio(half, np.array(0.375), half))  # seen in 3/4 of h, else in 1/4
    3.0
    """
    hit = divided(joint, prior)
    false = divided(cleared(chance - joint), cleared(1.0 - prior))
    seen = ~np.isnan(hit) & ~np.isnan(false) & (chance > 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(seen, hit / false, np.nan)
    return np.clip(ratio, 1.0 / FAR, FAR)


def information(chance: Floats, joint: Floats, prior: Floats) -> Floats:
    """Return what seeing o tells about whether h, in bits, weighed by P(o).

    It is P(o) times the divergence of P(h | o) from P(h) (Kullback and Leibler 1951). Summed over
    the indicators of a stage it is the mutual information of the stage's outcome and h (Cover and
    Thomas 2006, eq. 2.28), so a stage's information is shared out among what can be seen there.

    >>> half = np.array(0.5)
    >>> float(information(half, half, half))  # o is h itself: half of the one bit
    0.5
    """
    other, rest = cleared(chance - joint), cleared(1.0 - prior)
    return part_of(joint, chance * prior) + part_of(other, chance * rest)


def part_of(joint: Floats, apart: Floats) -> Floats:
    """Return `joint * log2(joint / apart)`, zero where the joint chance is zero.

    `apart` is what the joint chance would be if the two had nothing to do with each other.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        bits = joint * np.log2(joint / apart)
    return np.where(joint > 0.0, bits, np.where(np.isnan(joint), np.nan, 0.0))


def about_the_draw(chance: Floats) -> Floats:
    """Return, per indicator, what seeing it tells about the draw (D, I), in bits weighed by P(o).

    Summed over a stage it is the mutual information of the stage's outcome and the draw: how much
    the observation narrows down the unknown numbers themselves.

    >>> about_the_draw(np.array([[1.0, 0.0], [0.0, 1.0]])).tolist()  # the outcome names the draw
    [0.5, 0.5]
    """
    mean = np.nanmean(chance, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.where(chance > 0.0, np.log2(chance / mean), 0.0)
    return np.asarray(np.nanmean(chance * odds, axis=0))
