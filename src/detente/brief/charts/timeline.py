"""The course in time: one row a stage, a bar for its window, and the moves that it may bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from detente.brief.charts.lettering import fit, width_of, wrap
from detente.brief.charts.svg import Drawing, Label, Mark, Stroke, line, rectangle, stack
from detente.brief.words import window

WIDTH, LEFT, RIGHT = 736.0, 170.0, 724.0
TOP, ROW, FOOT = 34.0, 34.0, 10.0


@dataclass(frozen=True, slots=True)
class Window:
    """A stage: who is to move, from when to when, and what may come, as one line of text."""

    actor: str
    start: date
    end: date
    moves: str


def timeline(windows: Sequence[Window], *, title: str) -> Drawing:
    """Draw windows under each other on an axis of dates."""
    first = min(w.start for w in windows)
    last = max(first + timedelta(days=6), *(w.end for w in windows))
    height = TOP + ROW * len(windows) + FOOT
    marks: list[Mark] = list(_axis(first, last, height=height))
    for i, stage in enumerate(windows):
        marks += _row(stage, top=TOP + ROW * i, span=(first, last))
    desc = "; ".join(f"{window(w.start, w.end)}, {w.actor}: {w.moves}" for w in windows)
    return Drawing(WIDTH, height, title, desc + ".", tuple(marks))


def _across(when: date, span: tuple[date, date]) -> float:
    first, last = span
    return LEFT + (RIGHT - LEFT) * (when - first).days / (last - first).days


def _axis(first: date, last: date, *, height: float) -> list[Mark]:
    marks: list[Mark] = []
    free = 0.0
    for tick in _ticks(first, last):
        x = _across(tick, (first, last))
        text = f"{tick.day} {tick:%b}" + (f" {tick.year}" if tick.month == 1 or not marks else "")
        half = width_of(text, 12) / 2
        middle = min(max(x, LEFT + half), RIGHT - half)
        marks.append(line(((x, TOP - 8), (x, height - FOOT)), Stroke("faint", 1)))
        if middle - half >= free:
            marks.append(Label(middle, TOP - 14, text, 12, "muted", "middle"))
            free = middle + half + 10
    return marks


def _ticks(first: date, last: date) -> list[date]:
    days = (last - first).days
    if days <= 70:
        step = 7 if days > 14 else 2
        return [first + timedelta(days=d) for d in range(0, days + 1, step)]
    step = 1 if days <= 400 else 3 if days <= 1200 else 12
    found, year, month = [first], first.year, first.month
    while (tick := date(year + month // 12, month % 12 + 1, 1)) <= last:
        if (month % 12) % step == 0:
            found.append(tick)
        year, month = tick.year, tick.month
    return found


def _row(stage: Window, *, top: float, span: tuple[date, date]) -> list[Mark]:
    start, end = _across(stage.start, span), _across(stage.end, span)
    text = fit(stage.moves, RIGHT - LEFT, size=12)
    if end - start < 5:
        middle = (start + end) / 2
        start = min(max(middle - 2.5, LEFT), RIGHT - 5)
        end = start + 5
    return [
        line(((8, top), (RIGHT, top)), Stroke("faint", 0.5)),
        *stack(wrap(stage.actor, LEFT - 24, size=12), Label(8, top + 14, "", 12, bold=True)),
        Label(LEFT, top + 14, text, 12, "ink", halo=True),
        rectangle((start, top + 20), (end - start, 8), fill="accent"),
    ]
