"""Numbers as a machine reads them: rounded, and null where there is none."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TypeAlias

from detente.forecast.results import Spread

Data: TypeAlias = "dict[str, Data] | list[Data] | str | float | int | bool | None"

DIGITS = 6


def plain_number(value: float | None) -> float | None:
    """Return a number for a record; None where there is none.

    >>> plain_number(0.12345678), plain_number(float("nan")), plain_number(None)
    (0.123457, None, None)
    """
    return None if value is None or not math.isfinite(value) else round(float(value), DIGITS)


def plain_spread(spread: Spread) -> dict[str, Data]:
    """Return the numbers of a spread for a record."""
    return {name: plain_number(value) for name, value in asdict(spread).items()}
