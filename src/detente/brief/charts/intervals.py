"""Probabilities with their ranges: a dot for the median, a thick and a thin bar for the ranges."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from detente.brief.charts.lettering import fit, width_of
from detente.brief.charts.svg import (
    Circle,
    Drawing,
    Label,
    Mark,
    Shape,
    Stroke,
    line,
    rectangle,
)
from detente.forecast.figures import percent
from detente.forecast.results import Spread
from detente.model.words import Yardstick

WIDTH, LEFT, RIGHT = 680.0, 16.0, 600.0
TOP, ROW, FOOT = 44.0, 40.0, 34.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: what it is, its spread (a probability), and the number somebody else gave."""

    label: str
    spread: Spread
    said: float | None = None


def intervals(
    bars: Sequence[Bar], *, title: str, yardstick: Yardstick | None = None, said: str = ""
) -> Drawing:
    """Draw bars under each other on one axis from 0 to 100 %.

    `yardstick` shades every second band of its words; `said` names whose numbers the diamonds are.
    """
    height = TOP + ROW * len(bars) + FOOT
    marks: list[Mark] = [*_legend(said if any(b.said is not None for b in bars) else "")]
    marks += _bands(yardstick, height=height)
    marks += _axis(height)
    for i, bar in enumerate(bars):
        marks += _bar(bar, top=TOP + ROW * i)
    return Drawing(WIDTH, height, title, describe(bars, said=said), tuple(marks))


def describe(bars: Sequence[Bar], *, said: str = "") -> str:
    """Say in words what the chart shows."""
    lines = []
    for bar in bars:
        text = f"{bar.label}: median {percent(bar.spread.median)}"
        if bar.said is not None and said:
            text += f", {said} {percent(bar.said)}"
        lines.append(text)
    return "; ".join(lines) + "." if lines else "No rows."


def across(probability: float) -> float:
    """Return where a probability stands on the axis."""
    return LEFT + (RIGHT - LEFT) * min(1.0, max(0.0, probability))


def _legend(said: str) -> list[Mark]:
    parts: list[Mark] = [
        line(((LEFT, 14), (LEFT + 36, 14)), Stroke("soft", 3)),
        line(((LEFT + 9, 14), (LEFT + 27, 14)), Stroke("accent", 7)),
        Circle(LEFT + 18, 14, 5, "paper", Stroke("accent", 2)),
    ]
    text = "median, half of the draws, nine of ten"
    parts.append(Label(LEFT + 44, 18, text, 12, "muted"))
    if said:
        x = LEFT + 44 + width_of(text, 12) + 26
        parts += [_diamond(x, 14), Label(x + 12, 18, fit(said, 220, size=12), 12, "muted")]
    return parts


def _bands(yardstick: Yardstick | None, *, height: float) -> list[Mark]:
    if yardstick is None:
        return []
    return [
        rectangle(
            (across(band.low), TOP - 14),
            (across(band.high) - across(band.low), height - TOP - FOOT + 18),
            fill="band",
        )
        for band in yardstick.bands[1::2]
    ]


def _axis(height: float) -> list[Mark]:
    foot = height - FOOT + 4
    marks: list[Mark] = [line(((LEFT, foot), (RIGHT, foot)), Stroke("muted", 1))]
    for tenth in range(0, 11, 2):
        x = across(tenth / 10)
        marks.append(line(((x, TOP - 14), (x, foot + 5)), Stroke("faint", 1)))
        marks.append(Label(x, foot + 20, f"{tenth * 10} %", 12, "muted", "middle"))
    return marks


def _bar(bar: Bar, *, top: float) -> list[Mark]:
    spread, y = bar.spread, top + 26
    label = fit(bar.label, RIGHT - LEFT, size=13)
    marks: list[Mark] = [Label(LEFT, top + 13, label, 13, halo=True)]
    if math.isnan(spread.median):
        return [*marks, Label(LEFT, y + 4, "no number", 12, "muted")]
    marks += [
        line(((across(spread.low90), y), (across(spread.high90), y)), Stroke("soft", 3)),
        line(((across(spread.low50), y), (across(spread.high50), y)), Stroke("accent", 7)),
    ]
    if bar.said is not None:
        marks.append(_diamond(across(bar.said), y))
    marks += [
        Circle(across(spread.median), y, 5, "paper", Stroke("accent", 2)),
        Label(WIDTH - 8, y + 5, percent(spread.median), 14, "ink", "end", bold=True),
    ]
    return marks


def _diamond(x: float, y: float) -> Mark:
    points = ((x, y - 7), (x + 6, y), (x, y + 7), (x - 6, y))
    return Shape(points, "none", Stroke("warm", 2), closed=True)
