"""Text to model to text to model is the identity."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.plain_yaml import plain
from tests.properties import crises as drawn

from detente import catalog, scenario
from detente.errors import ScenarioError

CRISIS = scenario.parse(
    """
title: Ground
as_of: 2024-05-01
facts: {fact_0: [no, yes], fact_1: [low, mid, high], fact_2: ["0", "1", on]}
actors: {a0: {types: {t0: 0.5, t1: rest}}, a1: {}, a2: {patron: a0}}
moves: {m0: {by: a0, outcomes: {o0: 0.5, o1: rest}}, m1: {by: a1}, m2: {by: a2, rung: 7}}
events: {e0: "move(rung >= 6)", e1: fact_0 and m1, e2: m1 by 2024-06-01}
course: [{actor: a0, choose: m0}, {actor: a1, choose: m1}, {actor: a2, choose: m2}]
stakes: {a0: {pride: {when: m1, worth: {t0: -3..-1, t1: -1}}, cost: {when: m0, worth: -3..-1}}}
"""
)
PATHS = ["a0.pride", "stakes.a0.cost", "pride.t0", "m0.o0", "rationality.a1", "cost"]
_SLOW = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
_SCHEMA = jsonschema.Draft202012Validator(scenario.schema())


@given(drawn.conditions(CRISIS))
def test_a_condition_reads_back(condition):
    text = scenario.write_condition(condition)
    assert scenario.parse_condition(text, crisis=CRISIS) == condition


@given(drawn.moves(CRISIS))
def test_moves_read_back(moves):
    assert scenario.parse_moves(scenario.write_moves(moves), crisis=CRISIS) == moves


@given(drawn.quantities(CRISIS))
def test_a_quantity_reads_back(quantity):
    assert scenario.parse_quantity(scenario.write_quantity(quantity), crisis=CRISIS) == quantity


@given(drawn.relations(PATHS))
def test_a_relation_reads_back(relation):
    assert scenario.parse_relation(scenario.write_relation(relation)) == relation


@given(drawn.expected(CRISIS))
def test_a_conclusion_reads_back(expected):
    written = scenario.write_expected(expected)
    assert scenario.parse_expected(written, crisis=CRISIS) == (expected,)


@_SLOW
@given(drawn.crises())
def test_a_crisis_reads_back(crisis):
    text = scenario.write(crisis)
    read = scenario.parse(text)
    assert read == crisis
    assert scenario.write(read) == text


@_SLOW
@given(drawn.crises())
def test_a_written_crisis_keeps_to_the_schema(crisis):
    _SCHEMA.validate(plain(scenario.write(crisis)))


@pytest.mark.parametrize("name", catalog.names())
def test_a_crisis_of_the_catalog_reads_back(name):
    crisis = scenario.read(catalog.path(name))
    assert scenario.parse(scenario.write(crisis)) == crisis


@given(st.data())
def test_whatever_is_done_to_a_file_it_is_read_or_refused(data):
    text = Path(catalog.path("border-raid")).read_text("utf-8")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    put = data.draw(st.text(st.sampled_from("{}[]():,&*!|>'\"%@ \n\t#-=.ab1{rest}"), max_size=12))
    try:
        scenario.parse(text[:start] + put + text[end:])
    except ScenarioError as error:
        assert error.problems
        assert json.dumps(str(error))
