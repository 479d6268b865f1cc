from __future__ import annotations

from importlib.resources import files

import pytest

from detente.brief.charts.outlines import Frame, borders, land

IRAQ = Frame(35.0, 27.0, 55.0, 40.0)


def area(ring) -> float:
    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def test_land_and_borders_stay_in_the_frame():
    for path in (*land(IRAQ), *borders(IRAQ)):
        assert all(35.0 <= x <= 55.0 and 27.0 <= y <= 40.0 for x, y in path)


@pytest.mark.parametrize(
    ("frame", "share"),
    [(Frame(20.0, 20.0, 24.0, 24.0), 1.0), (Frame(-40.0, 20.0, -35.0, 25.0), 0.0)],
    ids=["sahara", "atlantic"],
)
def test_desert_is_land_and_ocean_is_not(frame, share):
    whole = (frame.east - frame.west) * (frame.north - frame.south)
    assert sum(map(area, land(frame))) / whole == pytest.approx(share, abs=1e-9)


def test_a_frame_may_pass_the_date_line():
    assert any(x > 180 for ring in land(Frame(170.0, 60.0, 200.0, 72.0)) for x, _ in ring)


def test_the_outlines_say_where_they_come_from_and_stay_small():
    text = files("detente.brief.charts").joinpath("outlines.json").read_text()
    assert "Natural Earth" in text[:200]
    assert "public domain" in text[:200]
    assert len(text) < 200_000
