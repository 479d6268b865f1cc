"""Numbers to sentences: the word, the number and the range stand together.

Sentences made here speak of likelihood only; confidence has its own in `confidence`. The numbers
themselves are written by `forecast.figures`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from detente.forecast.figures import DASH, percent, percents, quantities, quantity, word
from detente.forecast.results import Spread
from detente.model.words import Yardstick


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
