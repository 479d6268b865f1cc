"""A distribution over ordered labels: columns with the range of each over the draws."""

from __future__ import annotations

import math
from collections.abc import Sequence

from detente.brief.charts.intervals import Bar, describe
from detente.brief.charts.lettering import wrap
from detente.brief.charts.svg import Drawing, Label, Mark, Stroke, line, rectangle, stack
from detente.forecast.figures import percent

WIDTH, LEFT, TOP, PLOT, FOOT = 680.0, 44.0, 24.0, 170.0, 66.0


def columns(bars: Sequence[Bar], *, title: str) -> Drawing:
    """Draw one column a label, as high as its median chance, with a whisker for nine of ten."""
    height = TOP + PLOT + FOOT
    most = max((b.spread.high90 for b in bars if not math.isnan(b.spread.high90)), default=0.0)
    top = next((t for t in (0.1, 0.2, 0.4, 0.6, 0.8) if most <= t), 1.0)
    step = (WIDTH - LEFT - 8) / max(1, len(bars))
    marks: list[Mark] = list(_axis(top))
    for i, bar in enumerate(bars):
        marks += _column(bar, middle=LEFT + step * (i + 0.5), step=step, top=top)
    return Drawing(WIDTH, height, title, describe(bars), tuple(marks))


def _height(probability: float, top: float) -> float:
    return TOP + PLOT * (1 - min(1.0, max(0.0, probability / top)))


def _axis(top: float) -> list[Mark]:
    marks: list[Mark] = []
    for quarter in range(5):
        share = top * quarter / 4
        y = _height(share, top)
        marks.append(line(((LEFT, y), (WIDTH - 8, y)), Stroke("faint", 1)))
        if quarter % 2 == 0:
            marks.append(Label(LEFT - 6, y + 4, f"{share * 100:.0f} %", 12, "muted", "end"))
    return marks


def _column(bar: Bar, *, middle: float, step: float, top: float) -> list[Mark]:
    foot = Label(middle, TOP + PLOT + 34, "", 12, "muted", "middle")
    number = percent(bar.spread.median)
    chance = Label(middle, TOP + PLOT + 18, number, 13, anchor="middle", bold=True)
    marks: list[Mark] = [chance, *stack(wrap(bar.label, step - 6, size=12, lines=3), foot)]
    if math.isnan(bar.spread.median):
        return marks
    y, half = _height(bar.spread.median, top), min(26.0, step * 0.3)
    base = TOP + PLOT
    marks.append(rectangle((middle - half, y), (2 * half, base - y), fill="soft"))
    low, high = _height(bar.spread.low90, top), _height(bar.spread.high90, top)
    marks.append(line(((middle, low), (middle, high)), Stroke("accent", 2)))
    return marks
