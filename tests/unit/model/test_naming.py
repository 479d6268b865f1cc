"""Shortened paths: a tail that names one number, the analyst's before the others'."""

from __future__ import annotations

import pytest

from detente.model.naming import UnknownPath, resolve
from detente.scenario import parse

TEXT = """
title: T
as_of: 2020-01-01
actors:
  a: {types: {x: 0.4, y: rest}, beliefs: {m: {win: 0.2, lose: rest}}}
  b: {types: {x: 0.4, z: rest}, beliefs: {a: {x: 0.5, y: rest}}}
moves: {m: {by: b, outcomes: {win: 0.5, lose: rest}}}
course: [{actor: b, choose: [m]}]
stakes:
  a: {pride: {when: m, worth: {x: -1, y: -2}}, cost: {when: m, worth: -3}}
  b: {cost: {when: m, worth: -4}}
"""


@pytest.fixture(scope="module")
def crisis():
    return parse(TEXT)


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("stakes.a.cost", "stakes.a.cost"),
        ("a.cost", "stakes.a.cost"),
        ("pride.x", "stakes.a.pride.x"),
        ("a.y", "beliefs.analyst.a.y"),
        ("a.x", "beliefs.analyst.a.x"),
        ("b.a.x", "beliefs.b.a.x"),
        ("win.chance", "moves.m.outcomes.win.chance"),
        ("m.win", "moves.m.outcomes.win.chance"),
        ("a.m.win", "beliefs.a.m.win"),
        ("rationality.a", "rationality.a"),
    ],
)
def test_a_tail_means_one_number(crisis, path, meant):
    assert resolve(crisis, path) == (meant,)


@pytest.mark.parametrize("path", ["stakes.a.pride", "a.pride", "pride"])
def test_a_stake_without_its_type_means_one_number_a_type(crisis, path):
    assert resolve(crisis, path) == ("stakes.a.pride.x", "stakes.a.pride.y")


def test_several_that_fit_are_named(crisis):
    with pytest.raises(UnknownPath, match="fits 2 numbers") as error:
        resolve(crisis, "cost")
    assert error.value.ambiguous
    assert error.value.candidates == ("stakes.a.cost", "stakes.b.cost")


def test_nothing_that_fits_names_the_nearest(crisis):
    with pytest.raises(UnknownPath, match="no number is called") as error:
        resolve(crisis, "a.prde")
    assert not error.value.ambiguous
    assert error.value.candidates == ("a.pride",)


def test_a_name_that_resembles_only_its_owner_is_not_offered(crisis):
    with pytest.raises(UnknownPath) as error:
        resolve(crisis, "a.weather")
    assert error.value.candidates == ()
