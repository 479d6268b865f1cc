"""Differences between two worlds as they are written: points with a sign, and their ranges."""

from __future__ import annotations

import numpy as np

from detente.brief.document import Inline, Run, inline
from detente.forecast.figures import MINUS, percent, percents, quantities, quantity
from detente.forecast.results import Spread
from detente.model.crisis import Question
from detente.shapes import Floats

SIGNED = 0.95
"""Share of the draws that must agree on a direction before it is named."""


def points(values: Floats) -> Inline:
    """Write a difference of chances in percentage points with what nine of ten draws give."""
    spread = Spread.of(values)
    if np.isnan(spread.median):
        return inline("no number")
    ends = f" ({signed(spread.low90)} to {signed(spread.high90)})"
    return inline(Run(signed(spread.median), "strong"), ends)


def signed(difference: float) -> str:
    r"""Write a difference of chances in whole points with its sign.

    >>> signed(0.123), signed(-0.2) == "\u221220", signed(0.001)
    ('+12', True, '0')
    """
    whole = round(100 * difference)
    return f"+{whole}" if whole > 0 else f"{MINUS}{-whole}" if whole < 0 else "0"


def chance(question: Question, values: Floats) -> Inline:
    """Write the answer to a question: the median, and what nine of ten draws give."""
    spread = Spread.of(values)
    one, many = (percent, percents) if question.asks is not None else (quantity, quantities)
    ends = "" if np.isnan(spread.median) else f" ({many(spread.low90, spread.high90)})"
    return inline(Run(one(spread.median), "strong"), ends)


def direction(values: Floats) -> int:
    """Return 1 or -1 where nearly all draws agree on a sign, else 0.

    >>> direction(np.array([0.1, 0.2, 0.3])), direction(np.array([0.1, -0.1]))
    (1, 0)
    """
    known = values[~np.isnan(values)]
    if known.size == 0:
        return 0
    up, down = float((known > 0).mean()), float((known < 0).mean())
    return 1 if up >= SIGNED else -1 if down >= SIGNED else 0
