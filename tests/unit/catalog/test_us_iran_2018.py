"""The file of how it came to this: what is on record, what it may know, and what comes out."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import numpy as np
import pytest

from detente import catalog
from detente.findings.study import Study
from detente.findings.whatif import Difference, WhatIf, named, what_if
from detente.forecast.results import Spread
from detente.game.course import unroll
from detente.model.crisis import Crisis
from detente.scenario import read

EXIT = date(2018, 5, 8)
DRAWS = 60


@lru_cache
def crisis(name: str = "us-iran-2018") -> Crisis:
    return read(catalog.path(name))


@lru_cache
def had_it_been_otherwise() -> dict[str, WhatIf]:
    study = Study.of(crisis(), draws=DRAWS)
    edits = [named(crisis(), name) for name in ("no_exit", "no_provocations")]
    return {found.edit.name: found for found in what_if(study, *edits)}


def moved(edit: str, question: str) -> Difference:
    return next(d for d in had_it_been_otherwise()[edit].differences if d.question.name == question)


def test_only_the_exit_and_the_pressure_are_on_record() -> None:
    steps = unroll(crisis()).steps
    assert (steps[0].start, steps[-1].end) == (EXIT, crisis().as_of)
    on_record = [step.stage.happened for step in steps if step.stage.happened]
    assert on_record == ["leave_deal", "maximum_pressure"]
    assert [s.stage.happened for s in steps[: len(on_record)]] == on_record


def test_no_premise_leans_on_what_came_of_the_exit() -> None:
    issued = {source.name: dict(source.fields)["issued"] for source in crisis().sources}
    for claim in crisis().claims:
        if claim.means and claim.source is not None:
            source = claim.source.source
            assert source == "icg" or issued[source] <= "2018-05-31", claim.name


def test_a_stake_that_the_crisis_after_the_killing_holds_too_has_the_same_range() -> None:
    later = {(stake.actor, stake.name): stake.worth for stake in crisis("us-iran-2020").stakes}
    shared = [stake for stake in crisis().stakes if (stake.actor, stake.name) in later]
    assert len(shared) >= 25
    assert [s.name for s in shared if s.worth != later[s.actor, s.name]] == []


@pytest.mark.parametrize("name", ["us", "iran", "government", "militias", "europeans"])
def test_the_actors_are_those_of_the_crisis_after_the_killing(name: str) -> None:
    own, later = crisis().actor(name), crisis("us-iran-2020").actor(name)
    assert (own.types, own.beliefs, own.rationality, own.patron) == (
        later.types, later.beliefs, later.rationality, later.patron,
    )  # fmt: skip


def test_each_sentence_about_the_root_is_tested_and_none_is_assumed() -> None:
    claims = {claim.name: claim for claim in crisis().claims}
    for name in ("C17", "C29", "C30", "C31", "C31W", "C31F"):
        assert claims[name].expects
        assert not claims[name].means


def test_open_force_does_not_follow_almost_inexorably() -> None:
    """The text says almost certain; what follows from its premises is far below, in every draw."""
    as_it_stands = moved("no_exit", "H01").before
    assert float(Spread.of(as_it_stands).median) < 0.5
    assert not np.any(as_it_stands >= 0.95)


def test_without_the_exit_open_force_is_rarer_in_most_draws_but_not_in_all() -> None:
    """Who stays looks less hawkish, so militias dare more: in some draws that weighs heavier."""
    found = moved("no_exit", "H01")
    assert had_it_been_otherwise()["no_exit"].learnt
    assert found.change.mean() < 0
    assert 0.75 < np.mean(found.change < 0) < 1
    assert found.necessity is not None
    assert 0 < found.necessity.low < found.necessity.high < 1


def test_without_the_exit_the_deal_is_breached_less_in_every_draw() -> None:
    assert np.all(moved("no_exit", "H06").change < 0)


def test_without_iranian_acts_open_force_is_rarer_in_every_draw() -> None:
    assert np.all(moved("no_provocations", "H01").change < 0)
    assert np.all(moved("no_provocations", "H04").after == 0)
