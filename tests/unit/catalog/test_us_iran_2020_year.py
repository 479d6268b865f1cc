"""The year holds all that the short file holds: sentences, questions, actors, theatres, types."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import pytest

from detente import catalog
from detente.game.course import unroll
from detente.model.crisis import Crisis, Repeat, Turn
from detente.scenario import read


@lru_cache
def crisis(name: str = "us-iran-2020-year") -> Crisis:
    return read(catalog.path(name))


def short() -> Crisis:
    return crisis("us-iran-2020")


@pytest.mark.parametrize("part", ["sources", "theatres", "actors", "not_formalised"])
def test_these_parts_are_those_of_the_short_file(part: str) -> None:
    assert getattr(crisis(), part) == getattr(short(), part)


def test_every_sentence_of_the_short_file_stands_here_in_the_same_words() -> None:
    own = {claim.name: claim for claim in crisis().claims}
    for claim in short().claims:
        if claim.name == "A03":  # the dice that stood for the second half of the year are gone
            continue
        assert own[claim.name].text == claim.text
        assert bool(own[claim.name].means) == bool(claim.means), claim.name
        assert bool(own[claim.name].expects) == bool(claim.expects), claim.name
    assert {name for name in own if name not in {c.name for c in short().claims}} == {
        "A09", "A10", "A11",
    }  # fmt: skip


def test_the_same_questions_are_asked_and_decided_alike() -> None:
    for own, other in zip(crisis().questions, short().questions, strict=True):
        assert (own.name, own.text, own.by, own.resolves, own.said) == (
            other.name, other.text, other.by, other.resolves, other.said,
        )  # fmt: skip


def test_each_cares_about_the_same_things() -> None:
    own = {(stake.actor, stake.name) for stake in crisis().stakes}
    assert own == {(stake.actor, stake.name) for stake in short().stakes}


def test_the_weeks_run_through_the_year() -> None:
    (weekly,) = (item for item in crisis().course if isinstance(item, Repeat))
    assert (weekly.name, weekly.times, weekly.every) == ("week", 51, 7)
    steps = unroll(crisis()).steps
    assert steps[-1].end == date(2021, 1, 3)
    for step in steps:
        if step.rounds:
            monday = date(2020, 1, 6) + timedelta(weeks=step.rounds[0])
            assert monday <= step.start <= step.end <= monday + timedelta(days=7)
            assert step.label == f"week {step.rounds[0] + 1}, {step.stage.name}"


def test_the_nuclear_clock_keeps_its_sixty_days() -> None:
    (weekly,) = (item for item in crisis().course if isinstance(item, Repeat))
    clock = next(item for item in weekly.stages if isinstance(item, Turn))
    assert clock.first is not None
    assert (clock.every, clock.first - date(2020, 1, 6)) == (60, timedelta(days=60))
    steps = [s for s in unroll(crisis()).steps if s.stage.name == "the_nuclear_step"]
    days = [date(2020, 1, 6) + timedelta(days=60 * k) for k in range(6)]
    assert [day - timedelta(days=day.weekday()) for day in days] == [step.start for step in steps]
