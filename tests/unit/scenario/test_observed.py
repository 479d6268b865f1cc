"""Observations as files: YAML or CSV, every mistake with its place."""

from __future__ import annotations

from datetime import date

import pytest

from detente.errors import ScenarioError
from detente.scenario.observed import Observed, parse_observed


def without_places(found):
    return [(o.date, o.move, o.outcome, o.stage, o.source) for o in found]


def test_both_forms_say_the_same():
    text = """
observed:
  - {date: 2020-01-08, move: strike, source: AP}
  - {date: 2020-01-09, move: hold}
"""
    table = "date,move,source\n2020-01-08,strike,AP\n2020-01-09,hold,\n"
    assert without_places(parse_observed(text)) == without_places(
        parse_observed(table, name="seen.csv")
    )
    assert parse_observed(text)[0] == Observed(
        date(2020, 1, 8), "strike", source="AP", span=parse_observed(text)[0].span, file="<text>"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("observed:\n  - {date: 2020-01-40, move: strike}\n", "2:12: `2020-01-40` is no date"),
        ("observed:\n  - {date: 2020-01-08}\n", "needs move"),
        ("observed:\n  - {dat: 2020-01-08, move: strike}\n", "did you mean `date`"),
        ("observd: []\n", "did you mean `observed`"),
        ("observed: strike\n", "has to be a list"),
        ("observed: []\n", "nothing is said to have been observed"),
    ],
)
def test_every_mistake_has_its_place(text, message):
    with pytest.raises(ScenarioError) as raised:
        parse_observed(text, name="seen.yaml")
    assert message in str(raised.value)


def test_a_column_that_is_none():
    with pytest.raises(ScenarioError, match="no column is called `movee`"):
        parse_observed("date,movee\n2020-01-08,strike\n", name="seen.csv")
