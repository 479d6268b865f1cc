"""What is allowed and still unwise."""

from __future__ import annotations

import pytest

from detente import scenario
from detente.scenario.linter import VAGUE

GOOD = scenario.starter("mine")


def warned(right: str, wrong: str) -> list[str]:
    assert right in GOOD
    crisis = scenario.parse(GOOD.replace(right, wrong, 1), name="mine.yaml")
    found = scenario.warnings(crisis)
    assert all(problem.span and problem.source == "mine.yaml" for problem in found)
    return [problem.message for problem in found]


def test_the_starter_needs_no_warning():
    assert scenario.warnings(scenario.parse(GOOD)) == ()


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        (
            "Will either side use armed force in",
            "Will war break out in",
            "question Q1: `war` can be read in two ways",
        ),
        ("in the strait by 31 March 2025?", "in the strait soon?", "question Q1 names no date"),
        ("    resolves: the same\n", "", "question Q2 does not say who decides it"),
        ("    source: {id: report, place: page 2}\n", "", "claim C1 has no source"),
        (
            "    expects: P(fire | escort) > P(fire | talk)\n",
            "",
            "claim C2 is neither a premise nor a conclusion",
        ),
        ("worth: -7..-3", "worth: -12..-3", "the stake fighting of coast lies outside -10..10"),
        (
            "choose: [escort, talk]",
            "choose: [escort]",
            "the move talk is in no stage, so it is never made",
        ),
        ("asks: force by 2025-03-31", "asks: fire by 2025-03-31", "the event force is never used"),
        ("  report: {", "  other: {title: x}\n  report: {", "the source other is never cited"),
    ],
)
def test_a_warning(right, wrong, message):
    assert warned(right, wrong) == [message]


def test_an_actor_that_chooses_at_random():
    start, end = GOOD.index("  fleet:\n    closed"), GOOD.index("claims:  ")
    assert "fleet decides but has no stakes, so it chooses at random" in warned(GOOD[start:end], "")


@pytest.mark.parametrize(
    "text",
    [
        "war",
        "Peace",
        "permanent",
        "escalates",
        "de-escalates",
        "deescalation",
        "retaliates",
        "ends",
    ],
)
def test_words_that_cannot_be_resolved(text):
    assert VAGUE.search(f"Will it be {text}?")


@pytest.mark.parametrize("text", ["warship", "weekends", "warning", "the end of May", "peaceful"])
def test_words_that_only_look_like_them(text):
    assert not VAGUE.search(text)
