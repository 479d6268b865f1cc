"""What holds of every brief, whatever the numbers."""

from __future__ import annotations

import re
from datetime import date, timedelta

import numpy as np
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from detente.brief.charts.columns import columns
from detente.brief.charts.intervals import Bar, intervals
from detente.brief.charts.lettering import fit, width_of, wrap
from detente.brief.charts.map import Place, theatres
from detente.brief.charts.svg import Circle, Drawing, Label, Shape
from detente.brief.charts.timeline import Window, timeline
from detente.brief.charts.tree import Twig, tree, trimmed
from detente.brief.words import judged
from detente.forecast.figures import shown, word
from detente.forecast.results import Spread
from detente.model.words import YARDSTICKS

chances = st.floats(0.0, 1.0)
titles = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=60)
sticks = st.sampled_from(sorted(YARDSTICKS))


@st.composite
def spreads(draw) -> Spread:
    return Spread.of(np.array(draw(st.lists(chances, min_size=1, max_size=6))))


bars = st.lists(st.builds(Bar, titles, spreads(), st.none() | chances), min_size=1, max_size=8)


@st.composite
def twigs(draw, *, depth: int = 3, reached: float = 1.0) -> Twig:
    parts = draw(st.lists(st.integers(1, 9), min_size=1, max_size=3)) if depth else []
    shares = [part / sum(parts) for part in parts]
    children = tuple(draw(twigs(depth=depth - 1, reached=reached * s)) for s in shares)
    return Twig(draw(titles), draw(chances), reached, children)


def inside(drawing: Drawing) -> None:
    """Assert that everything drawn lies on the sheet."""
    for mark in drawing.marks:
        match mark:
            case Shape():
                xs, ys = [x for x, _ in mark.points], [y for _, y in mark.points]
            case Circle():
                xs = [mark.x - mark.radius, mark.x + mark.radius]
                ys = [mark.y - mark.radius, mark.y + mark.radius]
            case Label():
                xs = [mark.left, mark.left + width_of(mark.text, mark.size)]
                ys = [mark.y - mark.size, mark.y]
        assert -0.01 <= min(xs) <= max(xs) <= drawing.width + 0.01
        assert -0.01 <= min(ys) <= max(ys) <= drawing.height + 0.01


@given(chances, sticks)
def test_the_word_is_the_yardsticks_word_for_the_number_as_printed(probability, name):
    stick = YARDSTICKS[name]
    told = judged(Spread(*(probability,) * 6), stick).replace("\u00a0", " ")
    number = float(re.search(r"([\d.]+) %", told)[1]) / 100
    used = word(probability, stick)
    assert used == (
        ""
        if shown(probability) < 0.01 or shown(probability) > 0.99
        else stick.word(round(number, 3))
    )
    assert used in told


@given(st.lists(chances, min_size=2, max_size=20), sticks)
def test_words_rise_with_the_numbers(probabilities, name):
    stick = YARDSTICKS[name]
    order = [band.word for band in stick.bands]
    ranks = [order.index(w) for p in sorted(probabilities) if (w := word(p, stick))]
    assert ranks == sorted(ranks)


@given(titles, st.floats(10, 400), st.floats(8, 20))
def test_text_that_is_cut_fits(text, room, size):
    if width_of("\u2026", size) <= room:
        assert width_of(fit(text, room, size=size), size) <= room
        assert all(width_of(part, size) <= room for part in wrap(text, room, size=size))


@settings(max_examples=40)
@given(bars, titles, sticks)
def test_bars_and_columns_stay_on_the_sheet(rows, title, name):
    inside(intervals(rows, title=title, yardstick=YARDSTICKS[name], said="said"))
    inside(columns(rows, title=title))


STEM = Twig("a name that takes two lines", 0.5, 1.0, (Twig("end", 1.0, 1.0),))


@settings(max_examples=40)
@given(twigs(), st.integers(1, 4), st.integers(1, 12))
@example(Twig("root", 1.0, 1.0, (STEM,)), 2, 1)  # two lines over a stem of the first row
def test_trees_stay_on_the_sheet(root, levels, leaves):
    inside(tree(trimmed(root, levels=levels, leaves=leaves), title="t"))


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(titles, st.integers(0, 900), st.integers(0, 400), titles), min_size=1, max_size=6
    )
)
def test_timelines_stay_on_the_sheet(rows):
    first = date(2020, 1, 3)
    windows = [
        Window(actor, first + timedelta(start), first + timedelta(start + length), moves)
        for actor, start, length, moves in rows
    ]
    inside(timeline(windows, title="t"))


@settings(max_examples=15, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    st.lists(
        st.builds(Place, titles, st.tuples(st.floats(-180, 180), st.floats(-85, 85)), chances),
        min_size=1,
        max_size=6,
    )
)
def test_maps_stay_on_the_sheet(places):
    inside(theatres(places, title="t"))
