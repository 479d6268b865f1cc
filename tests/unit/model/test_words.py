"""Yardsticks: the word of a number, the band of a word."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.model.words import ICD203, PHIA, YARDSTICKS

SCALES = list(YARDSTICKS.values())


def names(yardstick):
    return yardstick.name


def far(band, p):
    return max(band.low - p, p - band.high, 0.0)


@pytest.mark.parametrize("yardstick", SCALES, ids=names)
@given(st.floats(0.01, 0.99))
def test_the_band_of_the_word_holds_the_number_or_is_the_nearest(yardstick, p):
    band = yardstick.band(yardstick.word(p))
    assert far(band, p) == min(far(other, p) for other in yardstick.bands)


@pytest.mark.parametrize("yardstick", SCALES, ids=names)
@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_larger_number_never_gets_a_smaller_word(yardstick, p, q):
    order = [band.word for band in yardstick.bands]
    low, high = sorted((p, q))
    assert order.index(yardstick.word(low)) <= order.index(yardstick.word(high))


@pytest.mark.parametrize(("lower", "upper"), list(pairwise(ICD203.bands)))
def test_bands_meet_and_the_edge_belongs_to_the_upper(lower, upper):
    assert lower.high == upper.low
    assert ICD203.word(upper.low) == upper.word
    assert ICD203.word(upper.low - 1e-9) == lower.word


@pytest.mark.parametrize(
    ("p", "word"), [(0.06, "remote chance"), (0.09, "highly unlikely"), (0.22, "highly unlikely"),
                    (0.46, "realistic possibility"), (0.52, "realistic possibility"),
                    (0.94, "almost certain")]
)  # fmt: skip
def test_a_number_in_a_gap_takes_the_nearest_word(p, word):
    assert PHIA.word(p) == word


@pytest.mark.parametrize("yardstick", SCALES, ids=names)
@pytest.mark.parametrize("p", [0.0, 0.0099, 0.9901, 1.0, float("nan")])
def test_under_one_and_over_ninety_nine_percent_the_number_speaks_alone(yardstick, p):
    assert yardstick.word(p) == ""


@pytest.mark.parametrize("p", [0.01, 0.99])
def test_one_and_ninety_nine_percent_still_have_words(p):
    assert all(yardstick.word(p) for yardstick in SCALES)


@pytest.mark.parametrize("yardstick", SCALES, ids=names)
def test_every_word_and_synonym_names_one_band(yardstick):
    words = [word for band in yardstick.bands for word in (band.word, *band.synonyms)]
    assert len(words) == len(set(words))
    for band in yardstick.bands:
        assert {yardstick.band(word) for word in (band.word, *band.synonyms)} == {band}
    assert yardstick.band("perhaps") is None
