"""The first crisis holds the whole statement: every sentence, and every question."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

import pytest

from detente import catalog
from detente.model.crisis import Crisis
from detente.scenario import read

STATEMENTS = [f"C{n:02d}" for n in range(1, 43)]
FORECASTS = [f"F{n:02d}" for n in range(1, 21)]
DATA = Path(__file__).parents[4] / "shared" / "data"
ORDERS = ["C03", "C07", "C08", "C13", "C19", "C22", "C39", "C40", "C42"]
EXPECTED = [
    "C05",
    "C06",
    "C09",
    "C12",
    "C14",
    "C16",
    "C21",
    "C23",
    "C24",
    "C25",
    "C26",
    "C27",
    "C28",
    "C37",
    "C38",
    "C41",
]


@lru_cache
def crisis() -> Crisis:
    return read(catalog.path("us-iran-2020"))


def rows(name: str) -> list[dict[str, str]]:
    if not (DATA / name).exists():
        pytest.skip("the shared tables are not here")
    with (DATA / name).open(encoding="utf-8") as table:
        return list(csv.DictReader(table))


def test_every_statement_is_a_claim_or_left_out_with_a_reason() -> None:
    claims = {claim.name for claim in crisis().claims}
    left_out = dict(crisis().not_formalised)
    assert [s for s in STATEMENTS if s not in claims and not left_out.get(s)] == []
    assert not claims & set(left_out)


def test_a_statement_that_is_kept_as_text_says_where_it_lives() -> None:
    silent = [c.name for c in crisis().claims if not c.means and not c.expects and not c.note]
    assert silent == []


def test_statements_cite_the_paragraph_they_come_from() -> None:
    paragraphs = {row["id"]: row["paragraph"] for row in rows("statement_claims.csv")}
    for claim in crisis().claims:
        if claim.name in paragraphs:
            assert claim.source is not None
            assert claim.source.source == "icg"
            assert claim.source.place == f"paragraph {paragraphs[claim.name]}"


def test_orders_between_stakes_are_premises_and_forecasts_are_only_tested() -> None:
    by_name = {claim.name: claim for claim in crisis().claims}
    assert all(by_name[name].means and not by_name[name].expects for name in ORDERS)
    assert all(by_name[name].expects and not by_name[name].means for name in EXPECTED)


def test_what_the_text_does_not_say_is_marked_as_assumption_or_has_a_source() -> None:
    for claim in crisis().claims:
        assert (claim.kind == "assumption") == claim.name.startswith("A")
        assert claim.source is not None or claim.kind == "assumption"


def test_every_question_of_the_statement_is_asked() -> None:
    assert [question.name for question in crisis().questions] == FORECASTS
    for question in crisis().questions:
        assert question.resolves
        assert question.word
        assert question.claims


def test_what_the_statement_said_stands_beside_each_question() -> None:
    said = {row["id"]: row for row in rows("statement_forecasts.csv")}
    for question in crisis().questions:
        row = said[question.name]
        assert question.said == float(row["p_mapped"]), question.name
        assert set(row["claims"].split(";")) <= set(question.claims), question.name


def test_washington_tehran_and_the_analyst_differ_as_the_text_says() -> None:
    beliefs = {(b.about, b.type) for actor in crisis().actors for b in actor.beliefs}
    assert {("iran", "resolved"), ("us", "hawkish")} <= beliefs
    assert crisis().actor("us").chances


def test_the_packages_name_who_delivers_first_and_why() -> None:
    assert len(crisis().packages) == 7
    assert all(package.by and package.reason for package in crisis().packages)
