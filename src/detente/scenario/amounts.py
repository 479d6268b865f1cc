"""Numbers, dates and durations as text, in both directions: `0.4`, `-6..-2`, `likely`, `rest`."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from detente.model.numbers import Fixed, Number, Range, Rest, Same, Word
from detente.model.words import YARDSTICKS
from detente.scenario.problems import did_you_mean

Kind: TypeAlias = Literal["worth", "probability", "precision"]
"""What a number measures: utils, a probability, or a quantal-response precision in 1/utils."""

NUMBER = r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?"
_FIXED = re.compile(NUMBER)
_RANGE = re.compile(rf"({NUMBER})\s*\.\.(?!\.)\s*({NUMBER})")
_SAME = re.compile(r"=\s*([a-z][A-Za-z0-9_]*(?:\.[a-z][A-Za-z0-9_]*)+)")
_PERCENT = re.compile(rf"({NUMBER})\s*%")
_DURATION = re.compile(r"(\d{1,6})\s*(days?|weeks?|months?)")
_UNITS = {"day": 1, "week": 7, "month": 30}
_LARGEST = 1e6


@dataclass(frozen=True, slots=True)
class Misread:
    """Why a text is no number (or date, or duration), and what to do about it."""

    message: str
    hint: str = ""


def read_amount(text: str, *, kind: Kind, yardstick: str = "icd203") -> Number | Misread:
    """Return the number that a text writes.

    >>> read_amount("-6..-2", kind="worth")
    Range(low=-6.0, high=-2.0)
    >>> read_amount("likely", kind="probability")
    Word(text='likely')
    """
    text = text.strip()
    if _FIXED.fullmatch(text):
        return _bounded(Fixed(float(text)), float(text), float(text), kind=kind)
    if match := _RANGE.fullmatch(text):
        low, high = float(match.group(1)), float(match.group(2))
        if low > high:
            upright = write_number(Range(high, low))
            return Misread(f"the range `{text}` is upside down", f"write `{upright}`")
        return _bounded(Range(low, high), low, high, kind=kind)
    if match := _SAME.fullmatch(text):
        return Same(match.group(1))
    if kind == "probability":
        return _word(text, yardstick=yardstick)
    return Misread(f"`{text}` is no number", "write a number, a range `a..b`, or `= path`")


def _bounded(number: Number, low: float, high: float, *, kind: Kind) -> Number | Misread:
    if kind == "probability" and not 0.0 <= low <= high <= 1.0:
        return Misread("a probability lies between 0 and 1")
    if kind == "precision" and not (low >= 0.0 and high > 0.0):
        return Misread("the precision of choices is a number above 0, in 1/utils")
    if not math.isfinite(low + high) or max(-low, high) > _LARGEST:
        return Misread("this number is too large", "10 utils is the worst that can happen")
    return number


def _word(text: str, *, yardstick: str) -> Number | Misread:
    if text == "rest":
        return Rest()
    scale = YARDSTICKS.get(yardstick)
    if scale is None or scale.band(text) is not None:
        return Word(text)
    if match := _PERCENT.fullmatch(text):
        return Misread(
            f"`{text}` is no probability", f"write `{plain(float(match.group(1)) / 100)}`"
        )
    known = [word for band in scale.bands for word in (band.word, *band.synonyms)]
    other = next((name for name, y in YARDSTICKS.items() if y.band(text)), "")
    hint = f"it is a word of the yardstick {other}" if other else did_you_mean(text, known)
    return Misread(
        f"`{text}` is neither a number nor a word of the yardstick {yardstick}",
        hint or "write a number, a range `a..b`, a word such as `likely`, `= path` or `rest`",
    )


def read_duration(text: str) -> int | Misread:
    """Return the days that a text means.

    >>> read_duration("2 weeks")
    14
    """
    if match := _DURATION.fullmatch(text.strip()):
        return int(match.group(1)) * _UNITS[match.group(2).rstrip("s")]
    hint = f"write `{text.strip()} days`" if text.strip().isdigit() else "write such as `7 days`"
    return Misread(f"`{text}` is no duration", hint)


def read_date(text: str) -> date | Misread:
    """Return the day that a text writes as `2020-01-03`."""
    text = text.strip()
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return Misread(f"`{text}` is no date", "write the year, month and day as `2020-01-03`")
    try:
        return date.fromisoformat(text)
    except ValueError:
        return Misread(f"`{text}` is no day of the calendar")


# --- back to text --------------------------------------------------------------------------------
def write_number(number: Number) -> str:
    """Return the text of a number.

    >>> write_number(Range(0.1, 0.5)), write_number(Same("stakes.iran.looks_afraid"))
    ('0.1..0.5', '= stakes.iran.looks_afraid')
    """
    match number:
        case Fixed(value):
            return plain(value)
        case Range(low, high):
            return f"{plain(low)}..{plain(high)}"
        case Word(text):
            return text
        case Same(path):
            return f"= {path}"
        case Rest():
            return "rest"


def write_duration(days: int) -> str:
    """Return the text of a number of days."""
    return "1 day" if days == 1 else f"{days} days"


def plain(value: float) -> str:
    """Return the shortest text that reads back as the same number.

    >>> plain(2.0), plain(0.1), plain(-0.0)
    ('2', '0.1', '0')
    """
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(value)
