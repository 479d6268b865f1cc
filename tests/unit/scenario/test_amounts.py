"""Numbers as an analyst writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.model.numbers import Fixed, Range, Rest, Same, Word
from detente.scenario.amounts import (
    Misread,
    read_amount,
    read_date,
    read_duration,
    write_duration,
    write_number,
)


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("-4", "worth", Fixed(-4.0)),
        (".5", "worth", Fixed(0.5)),
        ("1e-3", "probability", Fixed(0.001)),
        ("-6..-2", "worth", Range(-6.0, -2.0)),
        (" 0.1 .. 0.5 ", "probability", Range(0.1, 0.5)),
        ("3..3", "worth", Range(3.0, 3.0)),
        ("very likely", "probability", Word("very likely")),
        ("probable", "probability", Word("probable")),
        ("= stakes.iran.looks_afraid", "worth", Same("stakes.iran.looks_afraid")),
        ("rest", "probability", Rest()),
        ("0.4..1.2", "precision", Range(0.4, 1.2)),
    ],
)
def test_a_number_is_read(text, kind, number):
    assert read_amount(text, kind=kind) == number


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("rest", "worth", "`rest` is no number"),
        ("likely", "worth", "`likely` is no number"),
        ("-0.1", "probability", "a probability lies between 0 and 1"),
        ("0.5..1.5", "probability", "a probability lies between 0 and 1"),
        ("0", "precision", "the precision of choices is a number above 0, in 1/utils"),
        ("1e9", "worth", "this number is too large"),
        ("nan", "worth", "`nan` is no number"),
        ("1...2", "worth", "`1...2` is no number"),
        ("= x", "worth", "`= x` is no number"),
        ("", "worth", "`` is no number"),
    ],
)
def test_what_is_no_number_is_refused(text, kind, message):
    amount = read_amount(text, kind=kind)
    assert isinstance(amount, Misread)
    assert amount.message == message


@given(st.floats(-1e6, 1e6) | st.floats(-1e-9, 1e-9))
def test_a_number_reads_back_to_the_last_bit(value):
    assert read_amount(write_number(Fixed(value)), kind="worth") == Fixed(value)


@pytest.mark.parametrize(
    ("text", "days"),
    [("1 day", 1), ("7 days", 7), ("2 weeks", 14), ("3 months", 90), ("0 days", 0)],
)
def test_a_duration_is_read(text, days):
    assert read_duration(text) == days
    assert read_duration(write_duration(days)) == days


@pytest.mark.parametrize("text", ["7", "days", "-1 days", "1 year", "1.5 weeks"])
def test_what_is_no_duration_is_refused(text):
    assert isinstance(read_duration(text), Misread)


@pytest.mark.parametrize(
    "text", ["2020-02-31", "2020-2-1", "20200201", "2020-02-01T00:00", "today"]
)
def test_what_is_no_date_is_refused(text):
    assert isinstance(read_date(text), Misread)
