"""How a conclusion fares, in a word, and how sure the draws make that word."""

from __future__ import annotations

from math import sqrt

VERDICTS = ((0.95, "follows"), (0.75, "mostly follows"))
"""Support from which a conclusion follows; the mirror image fails."""
NORMAL = 1.959964
"""Half of a normal interval that holds 95 %, in standard errors."""


def verdict(support: float) -> str:
    """Say how a conclusion fares by the share of draws in which it holds.

    >>> [verdict(s) for s in (0.95, 0.8, 0.5, 0.25, 0.05)]
    ['follows', 'mostly follows', 'open', 'mostly fails', 'fails']
    """
    for least, name in VERDICTS:
        if support >= least:
            return name
    for least, name in VERDICTS:
        if support <= round(1 - least, 12):
            return name.replace("follows", "fails")
    return "open"


def support_interval(support: float, draws: int) -> tuple[float, float]:
    """Return where the share would be with endless draws, with 95 % confidence.

    Wilson's interval (Probable inference, Journal of the American Statistical Association 22,
    1927, equation 2), which stays within 0 and 1 and has a width even where all draws agree.

    >>> low, high = support_interval(0.95, 1000)
    >>> round(low, 3), round(high, 3)
    (0.935, 0.962)
    """
    square = NORMAL**2
    middle = (support + square / (2 * draws)) / (1 + square / draws)
    half = NORMAL * sqrt(support * (1 - support) / draws + square / (4 * draws**2))
    half /= 1 + square / draws
    return max(0.0, middle - half), min(1.0, middle + half)
