"""A watch list as a calendar: RFC 5545, one all-day event a stage.

The same list gives the same bytes: the time stamp is the crisis's own date, and an event keeps its
UID as long as the stage keeps its name, its round and its dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from itertools import groupby

from detente.brief.compose.indicators import meaning, place, seen, stage
from detente.brief.compose.reading import Titled
from detente.findings.watch import Watch
from detente.findings.watch.indicators import Indicator
from detente.findings.watch.results import SELDOM
from detente.forecast.figures import percent

OCTETS = 75
"""Longest content line without its line break (RFC 5545, section 3.1)."""
PRODUCT = "-//detente//watch list//EN"


def to_icalendar(titled: Titled, watch: Watch) -> bytes:
    """Write the stages of a watch list as a calendar, with what may be seen at each."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{text(f'{titled.crisis.title}: what to watch')}",
    ]
    numbered = list(enumerate(watch.indicators))
    for _, group in groupby(numbered, key=lambda pair: pair[1].step):
        lines += _event(titled, watch, list(group))
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _event(titled: Titled, watch: Watch, group: list[tuple[int, Indicator]]) -> Iterator[str]:
    first = group[0][1]
    places = dict.fromkeys(filter(None, (place(titled, o) for _, o in group)))
    yield "BEGIN:VEVENT"
    yield f"UID:{uid(titled.crisis.name, first)}"
    yield f"DTSTAMP:{titled.crisis.as_of:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{first.start:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{_after(first.end):%Y%m%d}"
    yield f"SUMMARY:{text(stage(titled, first))}"
    yield f"DESCRIPTION:{text(chr(10).join(_told(titled, watch, group)))}"
    if places:
        yield f"LOCATION:{text(', '.join(places))}"
    where = {o.where for _, o in group if o.where}
    at = {t.name: t.at for t in titled.crisis.theatres if t.at is not None}
    if len(where) == 1 and (only := where.pop()) in at:
        longitude, latitude = at[only]
        yield f"GEO:{latitude:.6f};{longitude:.6f}"
    yield "STATUS:TENTATIVE"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _after(day: date) -> date:
    """Return the day after, which an event that ends on `day` names as its end."""
    return day + timedelta(days=1)


def _told(titled: Titled, watch: Watch, group: list[tuple[int, Indicator]]) -> Iterator[str]:
    """Say of everything that may be seen how likely it is and what it would mean."""
    named: set[int] = set()
    for i, indicator in group:
        chance = watch.probability(i)
        if chance.high90 < SELDOM:
            continue
        line = f"{seen(titled, indicator)} ({percent(chance.median)})"
        meant = meaning(watch, i)
        line += f": {meant}" if meant else ""
        yield line
        if watch.value[i] > 0.0:
            named.add(int(watch.about[i]))
    for h in sorted(named):
        yield f"{watch.questions[h].name}: {watch.questions[h].text.strip()}"


def uid(crisis: str, indicator: Indicator) -> str:
    """Return the identity of an indicator's stage, the same in every run."""
    parts = (
        crisis, indicator.stage, indicator.turn, indicator.actor,
        indicator.start.isoformat(), indicator.end.isoformat(),
    )  # fmt: skip
    return f"{sha256(chr(31).join(parts).encode()).hexdigest()[:32]}@detente"


def text(value: str) -> str:
    r"""Escape a text value (RFC 5545, section 3.3.11).

    >>> text("Iran, or its allies; no\nmore")
    'Iran\\, or its allies\\; no\\nmore'
    """
    for char, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        value = value.replace(char, escaped)
    return value


def folded(line: str) -> bytes:
    r"""Fold a content line so that no part is longer than 75 octets, no character cut.

    >>> folded("SUMMARY:" + "x" * 70)
    b'SUMMARY:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n xxx\r\n'
    """
    parts, room = [b""], OCTETS
    for char in line:
        octets = char.encode()
        if len(parts[-1]) + len(octets) > room:
            parts.append(b"")
            room = OCTETS - 1
        parts[-1] += octets
    return b"\r\n ".join(parts) + b"\r\n"
