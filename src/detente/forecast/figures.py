"""Numbers as a reader meets them: percentages, quantities, and the word that stands beside them.

The word is chosen for the number as printed, so a reader never meets "likely (80 %)" with a
yardstick that calls 80 % very likely.
"""

from __future__ import annotations

import math

from detente.model.words import Yardstick

DASH, SPACE, MINUS = "\u2013", "\u00a0", "\u2212"
SURE = 0.01
"""Below this, and above one less this, the number stands alone and has a decimal."""


def shown(probability: float) -> float:
    """Round a probability to what is printed: whole percents, tenths near the ends.

    >>> shown(0.834), shown(0.0042), shown(0.0099)
    (0.83, 0.004, 0.01)
    """
    whole = round(probability * 100) / 100
    tenth = round(probability * 1000) / 1000
    return tenth if tenth < SURE or tenth > 1 - SURE else whole


def figure(probability: float) -> str:
    """Write the number of a probability without its unit.

    >>> figure(0.834), figure(0.0042), figure(0.99971)
    ('83', '0.4', 'over 99.9')
    """
    value = shown(probability)
    if probability > 0 and value < 0.001:
        return "under 0.1"
    if probability < 1 and value > 0.999:
        return "over 99.9"
    decimals = 1 if (0 < value < SURE or 1 - SURE < value < 1) else 0
    return f"{value * 100:.{decimals}f}"


def percent(probability: float) -> str:
    r"""Write a probability as a percentage, or say that there is none.

    >>> percent(0.834) == "83\u00a0%", percent(float("nan"))
    (True, 'no number')
    """
    return "no number" if math.isnan(probability) else f"{figure(probability)}{SPACE}%"


def percents(low: float, high: float) -> str:
    r"""Write a range of probabilities, once if both ends print the same.

    >>> percents(0.71, 0.92) == "71\u201392\u00a0%"
    True
    """
    if math.isnan(low) or math.isnan(high):
        return "no number"
    first, last = figure(low), figure(high)
    if first == last:
        return percent(low)
    joint = DASH if _bare(first) and _bare(last) else " to "
    return f"{first}{joint}{last}{SPACE}%"


def quantity(value: float) -> str:
    r"""Write a number with one decimal, or none if it is whole.

    >>> quantity(2.44), quantity(3.0), quantity(-1.0) == "\u22121"
    ('2.4', '3', True)
    """
    if math.isnan(value):
        return "no number"
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text.replace("-", MINUS)


def quantities(low: float, high: float) -> str:
    """Write a range of numbers, once if both ends print the same."""
    first, last = quantity(low), quantity(high)
    if first == last:
        return first
    return f"{first}{DASH}{last}" if _bare(first) and _bare(last) else f"{first} to {last}"


def _bare(text: str) -> bool:
    return text[0].isdigit()


def word(probability: float, yardstick: Yardstick) -> str:
    """Return the yardstick's word for a probability as printed; empty if the number stands alone.

    >>> from detente.model.words import ICD203
    >>> word(0.7996, ICD203), word(0.004, ICD203)
    ('very likely', '')
    """
    return "" if math.isnan(probability) else yardstick.word(shown(probability))


def worded(probability: float, yardstick: Yardstick) -> str:
    """Write word and number: `very likely (83 %)`, the number alone near the ends."""
    term = word(probability, yardstick)
    return f"{term} ({percent(probability)})" if term else percent(probability)
