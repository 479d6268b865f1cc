from __future__ import annotations

import pytest

from detente.forecast.figures import figure, percents, quantities, word
from detente.model.words import ICD203


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u2013", "-").replace("\u2212", "-")


def test_the_word_fits_the_number_as_printed():
    assert word(0.7996, ICD203) == ICD203.word(0.80)


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.0, "0"),
        (0.0001, "under 0.1"),
        (0.0099, "1"),
        (0.5049, "50"),
        (0.9999, "over 99.9"),
        (1.0, "100"),
    ],
)
def test_numbers_near_the_ends_keep_a_decimal(probability, text):
    assert figure(probability) == text


def test_a_range_that_prints_the_same_at_both_ends_is_one_number():
    assert plain(percents(0.501, 0.504)) == "50 %"


def test_a_range_from_below_zero_is_joined_by_a_word():
    assert plain(quantities(-1.0, 3.0)) == "-1 to 3"
