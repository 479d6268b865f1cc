"""The survival curve: steps that only fall, bands within each other, words for all."""

from __future__ import annotations

import pytest

from detente.brief.charts.survival import LEFT, PLOT, RIGHT, TOP, Point, survival
from detente.brief.charts.svg import Shape
from detente.forecast.results import Spread

POINTS = [
    Point(day, Spread(p, p, p * 0.8, min(1.0, p * 1.2), p * 0.5, min(1.0, p * 1.5)))
    for day, p in [(0, 1.0), (10, 0.6), (30, 0.3), (90, 0.05)]
]


@pytest.fixture
def drawing():
    return survival(POINTS, title="How long", horizon=120, seen=90)


def shapes(drawing, fill):
    return [m for m in drawing.marks if isinstance(m, Shape) and m.closed and m.fill == fill]


def test_the_curve_falls_from_left_to_right(drawing):
    (curve,) = [
        m for m in drawing.marks
        if isinstance(m, Shape) and m.stroke and m.stroke.role == "accent" and len(m.points) > 2
    ]  # fmt: skip
    xs, ys = zip(*curve.points, strict=True)
    assert list(xs) == sorted(xs)
    assert list(ys) == sorted(ys)
    assert (xs[0], ys[0]) == (LEFT, TOP)
    assert xs[-1] == RIGHT
    assert ys[-1] == pytest.approx(TOP + PLOT * 0.95)


def test_the_bands_hold_the_curve(drawing):
    (half,) = [s for s in shapes(drawing, "soft") if len(s.points) > 4]
    (most,) = [s for s in shapes(drawing, "faint") if len(s.points) > 4]
    for inner, outer in ((half, most),):
        upper = slice(0, len(inner.points) // 2)
        for (_, a), (_, b) in zip(inner.points[upper], outer.points[upper], strict=True):
            assert b <= a


def test_the_end_of_the_course_is_shaded(drawing):
    (shade,) = shapes(drawing, "band")
    left = LEFT + (RIGHT - LEFT) * 90 / 120
    assert shade.points[0] == pytest.approx((left, TOP))
    assert not shapes(survival(POINTS, title="", horizon=120, seen=120), "band")


def test_it_says_where_the_median_falls(drawing):
    text = drawing.desc.replace("\u00a0", " ")
    assert text.startswith("At the start 100 % last longer; from day 10 on 60 % do")
    assert "from day 90 on 5 % do" in text


def test_no_numbers_make_no_curve():
    nothing = [Point(0, Spread(*(float("nan"),) * 6))]
    assert survival(nothing, title="", horizon=10, seen=5).desc == "No number."
