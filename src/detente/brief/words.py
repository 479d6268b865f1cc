"""Numbers to sentences: the word, the number and the range stand together.

The word is chosen for the number as printed, so a reader never meets "likely (80 %)" with a
yardstick that calls 80 % very likely. Sentences made here speak of likelihood only; confidence
has its own in `confidence`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from detente.forecast.results import Spread
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


def ranges(spread: Spread, *, share: bool = True) -> str:
    """Write both ranges over the draws: `71-92 % in half of the draws, 60-97 % in nine of ten`."""
    write = percents if share else quantities
    if spread.low90 == spread.high90:
        return "the same in every draw"
    half, most = write(spread.low50, spread.high50), write(spread.low90, spread.high90)
    return f"{half} in half of the draws, {most} in nine of ten"


def judged(spread: Spread, yardstick: Yardstick, *, that: str = "") -> str:
    r"""Judge a probability in one sentence with its word, number and range.

    `that` is the clause judged; without it the sentence follows a question and says "it".

    >>> from detente.model.words import ICD203
    >>> sure = Spread(0.83, 0.83, 0.83, 0.83, 0.83, 0.83)
    >>> judged(sure, ICD203).replace("\u00a0", " ")
    'We judge it very likely (83 %; the same in every draw).'
    """
    if math.isnan(spread.median):
        return "No draw gives a number, because the condition is never met."
    term = word(spread.median, yardstick)
    numbers = f"({percent(spread.median)}; {ranges(spread)})"
    clause = f" that {that}" if that else ""
    if not term:
        about = f"the chance{clause}" if that else "it"
        return f"We put {about} at {percent(spread.median)} ({ranges(spread)})."
    if term.endswith(("chance", "possibility")):
        article = "" if term.startswith("almost") else "a "
        return f"We see {article}{term}{'' if that else ' of it'} {numbers}{clause}."
    return f"We judge it {term} {numbers}{clause}."


def counted(spread: Spread) -> str:
    """Estimate a quantity in one sentence with its range over the draws."""
    if math.isnan(spread.median):
        return "No draw gives a number, because the condition is never met."
    numbers = ranges(spread, share=False)
    return f"Our estimate is {quantity(spread.median)} ({numbers})."


def day(when: date) -> str:
    """Write a date: `2 February 2020`.

    >>> day(date(2020, 2, 2))
    '2 February 2020'
    """
    return f"{when.day} {when:%B} {when.year}"


def window(start: date, end: date, *, short: bool = False) -> str:
    r"""Write a window of days, without saying month or year twice; `short` cuts the months.

    >>> window(date(2020, 1, 3), date(2020, 1, 10)) == "3\u201310 January 2020"
    True
    """
    if short:
        last = f"{end.day} {end:%b} {end.year}"
        same = (start.year, start.month) == (end.year, end.month)
        first = f"{start.day}" if same else f"{start.day} {start:%b}"
        return last if start == end else f"{first}{DASH}{last}"
    if start == end:
        return day(end)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}{DASH}{day(end)}"
    first = f"{start.day} {start:%B}" if start.year == end.year else day(start)
    return f"{first} to {day(end)}"


def several(count: int, one: str, *, many: str = "") -> str:
    """Count things: `1 draw`, `1,000 draws`.

    >>> several(1, "draw"), several(1000, "draw"), several(2, "half-space is", many="are")
    ('1 draw', '1,000 draws', '2 are')
    """
    return f"{count:,} {one if count == 1 else (many or one + 's')}"


def listed(parts: Sequence[str], *, serial: bool = False) -> str:
    """Join names: `Iraq, the Gulf and Syria`; clauses want the serial comma.

    >>> listed(["Iraq", "Gulf", "Syria"]), listed(["Iraq"])
    ('Iraq, Gulf and Syria', 'Iraq')
    """
    if len(parts) <= 1:
        return "".join(parts)
    return f"{', '.join(parts[:-1])}{',' if serial else ''} and {parts[-1]}"


def sentence(text: str) -> str:
    """Close a sentence with a full stop unless it closes itself.

    >>> sentence("Iran will respond"), sentence("Will it? ")
    ('Iran will respond.', 'Will it?')
    """
    text = text.strip()
    return text if not text or text[-1] in ".?!" else text + "."
