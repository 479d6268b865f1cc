"""How it came to this: a brief and a finding of a course that begins before its own date."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache

import pytest

from detente.app.crises import load
from detente.brief import compose, to_markdown
from detente.brief.compose.course import ahead, dated, looks_back
from detente.brief.compose.finding import finding
from detente.brief.compose.reading import Titles
from detente.brief.compose.whatif import whatif_sections
from detente.findings.study import Study
from detente.findings.whatif import named, what_if
from detente.pipeline import run


@lru_cache
def brief() -> str:
    return to_markdown(compose(run(load("us-iran-2018"), draws=10)))


@lru_cache
def no_exit() -> str:
    crisis = load("us-iran-2018")
    found = what_if(Study.of(crisis, draws=10), named(crisis, "no_exit"))
    sections = whatif_sections(Titles(crisis), found)
    return to_markdown(
        finding(crisis, name="whatif", sections=sections, record={}, draws=10, seed=1)
    )


def test_only_a_course_with_open_stages_before_its_date_looks_back() -> None:
    assert looks_back(load("us-iran-2018"))
    assert not looks_back(load("us-iran-2020"))
    assert not looks_back(load("border-raid"))


def test_the_date_tells_since_when_the_course_runs() -> None:
    assert dated(load("us-iran-2018")) == "As of 3 January 2020, from 8 May 2018 on"
    assert dated(load("us-iran-2020")) == "As of 3 January 2020"


@pytest.mark.parametrize(
    ("name", "said"), [("us-iran-2018", "not on record"), ("us-iran-2020", "still to come")]
)
def test_what_lies_before_the_date_is_not_said_to_be_still_to_come(name: str, said: str) -> None:
    assert ahead(load(name)) == said


def test_page_one_says_what_the_run_knows_and_what_it_does_not() -> None:
    assert "## How it came to this" in brief()
    assert "What is new" not in brief()
    assert "**8 May 2018.** United States: Leave the nuclear deal." in brief()
    assert "The course begins on 8 May 2018." in brief()
    assert "the run knows nothing of it" in brief()
    assert "Every stage that is not on record." in brief()


def test_the_length_of_the_exchange_counts_from_the_courses_start() -> None:
    crisis = load("us-iran-2018")
    exchange = run(crisis, draws=10).exchange
    assert timedelta(days=exchange.horizon) == crisis.as_of - crisis.start
    assert max(days for days in exchange.days if days < float("inf")) == 186  # 1 July to 3 January


def test_what_an_edit_is_asked_for_is_told_first_beside_the_arguments_own_number() -> None:
    told = [line for line in no_exit().splitlines() if "From " in line and "points" in line]
    assert [line.partition("H0")[2][0] for line in told[:2]] == ["1", "2"]
    assert "say 95 %" in told[0]
    assert "that it does as things stand is" in told[0]
    assert "say 95 %" not in told[2]
