"""What Gambit wants of a file beyond its format: names that differ, and numbers that it reads."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.game.efg import read_efg, write_efg
from detente.game.efg_written import exact_chances, label, number, set_labels

NAMESAKES = """EFG 2 R "" { "A" "B" }
p 1 1 "x" { "l" "r" } 0
p 2 1 "x" { "l" "r" } 0 t 1 { 1 1 } t 2 { 2 2 }
p 1 2 "x" { "l" "r" } 0
p 1 3 "x (2)" { "l" "r" } 0 t 3 { 3 3 } t 4 { 4 4 }
p 1 4 "" { "l" "r" } 0
p 1 5 "" { "l" "r" } 0 t 5 { 5 5 } t 6 { 6 6 }
t 7 { 7 7 }
"""


def test_two_sets_of_a_player_have_two_names():
    game = read_efg(NAMESAKES)
    names = set_labels(game)
    assert names == ["x", "x", "x (2)", "x (2) (2)", "", ""]
    assert list(read_efg(write_efg(game)).infoset_label) == names


@given(st.text())
def test_a_label_has_no_white_space_but_single_spaces(text):
    said = label(text)
    assert said == said.strip() == label(said)
    assert "  " not in said
    assert not any(ord(letter) < 32 for letter in said)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_payoff_is_read_as_it_was_and_has_no_plus(value):
    assert float(number(value)) == value
    assert "+" not in number(value)


@given(st.lists(st.floats(1e-300, 1.0), min_size=1, max_size=6))
def test_chances_add_up_to_exactly_one(weights):
    chances = [weight / sum(weights) for weight in weights]
    written = exact_chances(chances)
    assert sum(map(Fraction, written)) == 1
    assert [float(one) for one in written] == pytest.approx(chances, rel=1e-14, abs=1e-300)
