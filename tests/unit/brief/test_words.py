from __future__ import annotations

import math
from datetime import date

import pytest

from detente.brief.words import counted, judged, sentence, several, window
from detente.forecast.results import Spread
from detente.model.words import ICD203, PHIA


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u2013", "-").replace("\u2212", "-")


def around(median: float) -> Spread:
    return Spread(median, median, median - 0.04, median + 0.05, median - 0.1, median + 0.11)


def test_a_judgement_holds_word_number_and_both_ranges():
    told = "We judge it very likely (83 %; 79-88 % in half of the draws, 73-94 % in nine of ten)."
    assert plain(judged(around(0.83), ICD203)) == told


@pytest.mark.parametrize(
    ("probability", "opening"),
    [
        (0.03, "We see almost no chance of it (3 %;"),
        (0.5, "We see a roughly even chance of it (50 %;"),
        (0.97, "We judge it almost certain (97 %;"),
    ],
)
def test_a_judgement_keeps_its_grammar_with_every_kind_of_word(probability, opening):
    assert plain(judged(around(probability), ICD203)).startswith(opening)


def test_a_judgement_by_the_other_yardstick_uses_its_words():
    told = plain(judged(around(0.45), PHIA))
    assert told.startswith("We see a realistic possibility of it (45 %")


@pytest.mark.parametrize("probability", [0.004, 0.996])
def test_near_the_ends_the_number_stands_alone(probability):
    spread = Spread(*(probability,) * 6)
    told = plain(judged(spread, ICD203, that="it rains"))
    assert told.startswith("We put the chance that it rains at ")
    assert not any(band.word in told for band in ICD203.bands)


def test_a_number_without_any_draw_says_so():
    nothing = Spread(*(math.nan,) * 6)
    assert judged(nothing, ICD203) == counted(nothing)
    assert "never met" in counted(nothing)


@pytest.mark.parametrize(
    ("last", "told"),
    [
        (date(2020, 1, 30), "30 January 2020"),
        (date(2020, 2, 5), "30 January to 5 February 2020"),
        (date(2021, 2, 5), "30 January 2020 to 5 February 2021"),
    ],
)
def test_a_window_repeats_no_month_or_year(last, told):
    assert window(date(2020, 1, 30), last) == told


def test_a_short_window_keeps_its_months_short():
    assert plain(window(date(2020, 1, 30), date(2020, 2, 5), short=True)) == "30 Jan-5 Feb 2020"


def test_one_is_singular():
    assert several(1, "draw") == "1 draw"
    assert several(0, "draw") == "0 draws"


def test_a_question_gets_no_full_stop():
    assert sentence("Will it?") == "Will it?"
