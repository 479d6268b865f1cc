"""Text to model to text to model is the identity."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.plain_yaml import plain
from tests.properties import crises as drawn
from tests.properties.crises import GROUND

from detente import catalog, scenario
from detente.errors import ScenarioError

PATHS = ["a0.pride", "stakes.a0.cost", "pride.t0", "m0.o0", "rationality.a1", "cost"]
_SLOW = settings(
    max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
_SCHEMA = jsonschema.Draft202012Validator(scenario.schema())


@given(drawn.conditions(GROUND))
def test_a_condition_reads_back(condition):
    text = scenario.write_condition(condition)
    assert scenario.parse_condition(text, crisis=GROUND) == condition


@given(drawn.moves(GROUND))
def test_moves_read_back(moves):
    assert scenario.parse_moves(scenario.write_moves(moves), crisis=GROUND) == moves


@given(drawn.quantities(GROUND))
def test_a_quantity_reads_back(quantity):
    assert scenario.parse_quantity(scenario.write_quantity(quantity), crisis=GROUND) == quantity


@given(drawn.relations(PATHS))
def test_a_relation_reads_back(relation):
    assert scenario.parse_relation(scenario.write_relation(relation)) == relation


@given(drawn.expected(GROUND))
def test_a_conclusion_reads_back(expected):
    written = scenario.write_expected(expected)
    assert scenario.parse_expected(written, crisis=GROUND) == (expected,)


@_SLOW
@given(drawn.crises())
def test_a_crisis_reads_back(crisis):
    text = scenario.write(crisis)
    read = scenario.parse(text)
    assert read == crisis
    assert scenario.write(read) == text


@settings(_SLOW, max_examples=10)
@given(drawn.crises())
def test_a_written_crisis_keeps_to_the_schema(crisis):
    _SCHEMA.validate(plain(scenario.write(crisis), loader=yaml.SafeLoader))


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
    with suppress(ScenarioError):
        scenario.parse(text[:start] + put + text[end:])
