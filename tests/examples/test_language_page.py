"""The reference pages of the language are true: every example on them is read."""

from __future__ import annotations

import re

import pytest
from tests.examples.reference import REFERENCE, blocks, examples, scenario, scenario_text

from detente import scenario as language
from detente.errors import ScenarioError
from detente.model.naming import resolve
from detente.model.unknowns import numbers
from detente.scenario import keys
from detente.scenario.amounts import Misread, read_amount
from detente.scenario.names import RESERVED


def test_the_blocks_of_the_page_are_one_scenario():
    crisis = scenario()
    assert crisis.title == "The killing of a commander"
    assert language.parse(language.write(crisis)) == crisis


def test_the_page_lists_the_sections_in_the_order_of_the_printer():
    text = (REFERENCE / "language.md").read_text("utf-8").split("A **name**")[0]
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \|", text, re.MULTILINE)
    listed = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert listed == [key.name for key in keys.SCENARIO.keys]


def test_the_page_shows_every_section():
    shown = set(re.findall(r"^(\w+):", scenario_text(), re.MULTILINE))
    assert shown == {key.name for key in keys.SCENARIO.keys}


def _number_lines():
    (text,) = [text for heading, _, text in blocks("language.md") if heading == "Numbers"]
    return [line.split("#")[0].strip().split(": ", 1) for line in text.splitlines()]


@pytest.mark.parametrize(("key", "text"), _number_lines())
def test_a_number_of_the_page_is_read(key, text):
    kind = {"worth": "worth", "chance": "probability"}[key]
    assert not isinstance(read_amount(text, kind=kind), Misread)


def test_the_paths_of_the_page_name_numbers():
    crisis = scenario()
    assert set(resolve(crisis, "missile_strike.deaths")) <= set(numbers(crisis))
    assert resolve(crisis, "iran.looks_afraid") == (
        "stakes.iran.looks_afraid.resolved",
        "stakes.iran.looks_afraid.cautious",
    )
    assert resolve(crisis, "us.hawkish") == ("beliefs.analyst.us.hawkish",)


def _table_conditions():
    text = (REFERENCE / "language.md").read_text("utf-8")
    section = text.split("## Conditions")[1].split("```")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    return [span for row in rows for span in re.findall(r"`([^`]+)`", row.split(" | ")[0])]


@pytest.mark.parametrize("text", _table_conditions())
def test_a_condition_of_the_language_page_is_read(text):
    assert language.parse_condition(text, crisis=scenario()) is not None


@pytest.mark.parametrize("text", examples("conditions"))
def test_a_condition_reads_back(text):
    condition = language.parse_condition(text, crisis=scenario())
    written = language.write_condition(condition)
    assert language.parse_condition(written, crisis=scenario()) == condition


@pytest.mark.parametrize("text", examples("quantities"))
def test_a_quantity_reads_back(text):
    quantity = language.parse_quantity(text, crisis=scenario())
    assert language.write_quantity(quantity) == text


@pytest.mark.parametrize("text", examples("each"))
def test_what_a_stake_counts_reads_back(text):
    assert language.write_each(language.parse_each(text, crisis=scenario())) == text


@pytest.mark.parametrize("text", examples("relations"))
def test_a_relation_is_about_numbers_of_the_page(text):
    crisis = scenario()
    relations = language.parse_relations(text)
    for relation in relations:
        assert language.parse_relation(language.write_relation(relation)) == relation
        for term in (*relation.left.terms, *relation.right.terms):
            assert resolve(crisis, term.path)
    assert len(relations) == 1 + text.count(" and ") + (text.count("worse than") == 2)


@pytest.mark.parametrize("text", examples("expected"))
def test_a_conclusion_reads_back(text):
    for expected in language.parse_expected(text, crisis=scenario()):
        written = language.write_expected(expected)
        assert language.parse_expected(written, crisis=scenario()) == (expected,)


@pytest.mark.parametrize("line", examples("refused"))
def test_a_refusal_says_what_the_page_says(line):
    text, message = (part.strip() for part in line.split("->"))
    with pytest.raises(ScenarioError) as refusal:
        language.parse_condition(text, crisis=scenario())
    assert [problem.message for problem in refusal.value.problems] == [message]


def test_the_page_names_the_reserved_words():
    text = (REFERENCE / "conditions.md").read_text("utf-8")
    section = text.split("Reserved words")[1].split("A fact's value")[0]
    named = set(re.findall(r"`(\w+)`", section))
    assert named | {"nature", "analyst", "rest", "true", "false", "null"} == RESERVED
