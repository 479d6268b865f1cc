"""What the brief says of how long it may last: tail, censoring, quiet that is broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from tests.forecasts import small_forecast

from detente.brief.compose.actions import how_often, times, who_does_what
from detente.brief.compose.course import MOST_STAGES, is_long, kinds
from detente.brief.compose.exchange import the_exchange
from detente.brief.compose.lasting import how_long
from detente.brief.compose.reading import Reading
from detente.brief.document import Figure, Paragraph, Table, plain
from detente.forecast.results import Distribution


@pytest.fixture(scope="module")
def forecast():
    return small_forecast()


def told(section):
    return " ".join(plain(b.text) for b in section.blocks if isinstance(b, Paragraph))


def test_the_tail_is_judged_with_word_and_number(forecast):
    text = told(how_long(Reading(forecast))).replace("\u00a0", " ")
    assert "We judge it unlikely (27 %;" in text
    assert "force is still used more than 30 days after 3 January 2020" in text
    assert "more than 90 days" not in text  # the course does not reach so far


def test_what_the_course_does_not_show_is_said(forecast):
    text = told(how_long(Reading(forecast)))
    assert "The course ends on 11 March 2020, and what comes after it is not seen" in text
    assert "lower bound" in text


def test_the_table_gives_a_lower_bound_where_the_course_is_too_short(forecast):
    figure = next(b for b in how_long(Reading(forecast)).blocks if isinstance(b, Figure))
    names = [plain(row.cells[0]) for row in figure.table.rows]
    assert names == [
        "more than 7 days", "more than 30 days", "more than 90 days (at least)",
        "no end that was seen",
    ]  # fmt: skip


def test_lengths_beyond_the_course_are_not_given_a_number(forecast):
    table = next(b for b in how_long(Reading(forecast)).blocks if isinstance(b, Table))
    last = [plain(cell) for cell in table.rows[-1].cells]
    assert last[0] == "95th percentile"
    assert last[3].endswith("over 68")
    assert "inf" not in " ".join(last)


def test_where_no_force_can_come_nothing_is_said(forecast):
    length = Distribution("length", "", ("none",), np.ones((len(forecast.points), 1)))
    calm = replace(forecast, exchange=replace(forecast.exchange, length=length))
    assert how_long(Reading(calm)) is None


# --- courses of many stages ----------------------------------------------------------------------
@pytest.fixture(scope="module")
def long(forecast):
    """The same turn of the same actor in sixty weeks."""
    first = forecast.play[0]
    week = timedelta(days=7)
    play = tuple(
        replace(
            first, stage=100 + k, name=f"week {k + 1}, answer",
            start=first.start + k * week, end=first.end + k * week,
        )
        for k in range(60)
    )  # fmt: skip
    return replace(forecast, play=play)


def test_a_long_course_is_told_by_kinds_of_stages(long, forecast):
    assert is_long(long)
    assert not is_long(forecast)
    (kind,) = kinds(long)
    assert (kind.name, len(kind.plays)) == ("answer", 60)
    assert kind.span == (date(2020, 1, 3), date(2020, 1, 10) + timedelta(weeks=59))
    assert MOST_STAGES < 60


def test_how_often_a_move_is_made_is_summed_over_the_rounds(long):
    (kind,) = kinds(long)
    for move, spread in how_often(kind):
        once = long.play[0].spread(move)
        assert spread.median == pytest.approx(60 * once.median)


def test_the_tables_of_a_long_course_have_a_row_a_kind(long):
    reading = Reading(long)
    stages = next(s for s in who_does_what(reading).blocks if getattr(s, "anchor", "") == "stages")
    table = next(b for b in stages.blocks if isinstance(b, Table))
    assert len(table.rows) == 1
    assert plain(table.rows[0].cells[0]) == "South: answer"
    timeline = next(
        b for b in the_exchange(reading).blocks if isinstance(b, Figure) and b.anchor == "timeline"
    )
    assert len(timeline.table.rows) == 1
    assert times(60.0) == "60.0 times"


def test_a_round_is_named_with_its_stage(long):
    assert Reading(long).stage(long.play[6]) == "South: week 7, answer"


def test_the_curve_stands_in_for_the_last_use_of_force_of_a_long_course(long, forecast):
    drawn = [
        {b.anchor for b in the_exchange(Reading(f)).blocks if isinstance(b, Figure)}
        for f in (forecast, long)
    ]
    assert drawn[0] - drawn[1] == {"last-force"}
