"""How long something lasts: the chance of more than so many days, with its ranges."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from detente.brief.charts.svg import Drawing, Label, Mark, Role, Shape, Stroke, line, rectangle
from detente.forecast.figures import percent
from detente.forecast.results import Spread

WIDTH, LEFT, RIGHT, TOP, PLOT, FOOT = 680.0, 48.0, 664.0, 40.0, 210.0, 52.0
TICKS = (7, 14, 30, 60, 90, 180, 365, 730)
"""Days between the marks of the axis, as many as leave at most nine of them."""


@dataclass(frozen=True, slots=True)
class Point:
    """From this day on, until the next point, the chance of lasting longer is this."""

    day: int
    chance: Spread


def survival(points: Sequence[Point], *, title: str, horizon: int, seen: int) -> Drawing:
    """Draw the steps of a survival curve up to the horizon, in days.

    The line is the median over the draws, the darker band half of them, the lighter nine of ten.
    From day `seen` on the end of the course is near, and the sheet is shaded.
    """
    known = [point for point in points if not math.isnan(point.chance.median)]
    x = _Axis(horizon)
    marks: list[Mark] = [*_legend(), *_shade(x, seen, horizon), *_grid(x)]
    if known:
        ends = (*known[1:], Point(horizon, known[-1].chance))
        marks += [
            _band(x, known, ends, low="low90", high="high90"),
            _band(x, known, ends, low="low50", high="high50"),
            line(_steps(x, known, ends, "median"), Stroke("accent", 2.5)),
        ]
    return Drawing(WIDTH, TOP + PLOT + FOOT, title, _describe(known), tuple(marks))


@dataclass(frozen=True, slots=True)
class _Axis:
    horizon: int

    def __call__(self, day: float) -> float:
        return LEFT + (RIGHT - LEFT) * min(1.0, day / max(1, self.horizon))

    def ticks(self) -> range:
        step = next((t for t in TICKS if self.horizon / t <= 9), TICKS[-1])
        return range(0, self.horizon + 1, step)


def _up(chance: float) -> float:
    return TOP + PLOT * (1.0 - min(1.0, max(0.0, chance)))


def _steps(
    x: _Axis, points: Sequence[Point], ends: Sequence[Point], of: str
) -> tuple[tuple[float, float], ...]:
    """Return the corners of a step curve from left to right."""
    corners = []
    for point, end in zip(points, ends, strict=True):
        y = _up(getattr(point.chance, of))
        corners += [(x(point.day), y), (x(end.day), y)]
    return tuple(corners)


def _band(
    x: _Axis, points: Sequence[Point], ends: Sequence[Point], *, low: str, high: str
) -> Shape:
    upper, lower = _steps(x, points, ends, high), _steps(x, points, ends, low)
    fill: Role = "soft" if low == "low50" else "faint"
    return Shape((*upper, *reversed(lower)), fill, None, closed=True)


def _shade(x: _Axis, seen: int, horizon: int) -> list[Mark]:
    if seen >= horizon:
        return []
    left, right = x(max(0, seen)), x(horizon)
    return [
        rectangle((left, TOP), (right - left, PLOT), fill="band"),
        Label(right, TOP - 8, "its end may not be seen", 12, "muted", "end"),
    ]


def _grid(x: _Axis) -> list[Mark]:
    marks: list[Mark] = []
    for quarter in range(5):
        y = _up(quarter / 4)
        marks.append(line(((LEFT, y), (RIGHT, y)), Stroke("faint", 1)))
        marks.append(Label(LEFT - 6, y + 4, f"{quarter * 25} %", 12, "muted", "end"))
    for day in x.ticks():
        marks.append(line(((x(day), TOP + PLOT), (x(day), TOP + PLOT + 5)), Stroke("muted", 1)))
        marks.append(Label(x(day), TOP + PLOT + 20, f"{day}", 12, "muted", "middle"))
    middle = (LEFT + RIGHT) / 2
    marks.append(Label(middle, TOP + PLOT + 40, "days since it began", 12, "muted", "middle"))
    return marks


def _legend() -> list[Mark]:
    return [
        rectangle((LEFT, 8), (36, 12), fill="faint"),
        rectangle((LEFT + 9, 8), (18, 12), fill="soft"),
        line(((LEFT, 14), (LEFT + 36, 14)), Stroke("accent", 2.5)),
        Label(LEFT + 44, 18, "median, half of the draws, nine of ten", 12, "muted"),
    ]


def _describe(points: Sequence[Point]) -> str:
    """Say where the median falls below three quarters, half, a quarter and a tenth."""
    if not points:
        return "No number."
    parts = [f"At the start {percent(points[0].chance.median)} last longer"]
    for share in (0.75, 0.5, 0.25, 0.1):
        for before, after in pairwise(points):
            if before.chance.median >= share > after.chance.median:
                parts.append(f"from day {after.day} on {percent(after.chance.median)} do")
    return "; ".join(dict.fromkeys(parts)) + "."
