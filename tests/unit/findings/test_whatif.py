"""What an edit changes, on common draws; types learnt from the record; bounds of causes."""

from __future__ import annotations

import numpy as np
import pytest

from detente import load
from detente.errors import ContradictionError, GameError
from detente.findings.study import Study
from detente.findings.whatif import named, what_if
from detente.model.crisis import Edit
from detente.model.numbers import Fixed
from detente.scenario import parse

RECORD = """
title: A record that tells who South is
as_of: 2024-05-01
actors: {north: {title: North},
         south: {title: South, types: {hawk: 0.5, dove: rest}, rationality: 1}}
moves: {strike: {by: south}, wait: {by: south},
        attack: {by: south, rung: 7}, rest_up: {by: south}}
course: [{on: 2024-05-01, actor: south, choose: [strike, wait], happened: strike},
         {within: 14 days, actor: south, choose: [attack, rest_up]}]
stakes: {south: {show: {each: strike, worth: {hawk: 2, dove: -2}},
                 war: {each: attack, worth: {hawk: 1, dove: -3}}}}
questions: {Q1: {text: "Will South attack by 1 June 2024?", by: 2024-06-01, asks: attack,
            resolves: AP}}
counterfactuals:
  no_strike: {text: South waits., reason: to see, never: [strike]}
"""


def logit(x: float) -> float:
    return 1 / (1 + np.exp(-x))


def test_types_are_learnt_from_the_record_and_kept():
    """By hand: the strike says hawk with odds logit(2) : logit(-2), and the attack follows."""
    study = Study.of(parse(RECORD), draws=1)
    (found,) = what_if(study, *study.crisis.counterfactuals)
    hawk = logit(2) / (logit(2) + logit(-2))
    expected = hawk * logit(1) + (1 - hawk) * logit(-3)
    difference = found.differences[0]
    np.testing.assert_allclose(difference.before, expected, atol=1e-9)
    np.testing.assert_allclose(difference.after, expected, atol=1e-9)  # the strike caused nothing
    assert found.learnt
    assert difference.necessity.low == pytest.approx(0.0, abs=1e-9)


def test_a_prior_that_is_set_is_not_learnt_over():
    study = Study.of(parse(RECORD), draws=1)
    edit = Edit("sure", "counterfactual", "", sets=(("beliefs.analyst.south.hawk", Fixed(0.0)),))
    (found,) = what_if(study, edit)
    assert not found.learnt
    np.testing.assert_allclose(found.differences[0].after, logit(-3), atol=1e-9)


def test_a_sole_cause_is_needed_and_a_sure_one_is_enough():
    study = Study.of(load("border-raid"), draws=20)
    (found,) = what_if(study, Edit("calm", "counterfactual", "", never=("strike",)))
    difference = found.differences[0]
    assert difference.after.max() == 0.0
    assert (difference.necessity.low, difference.necessity.high) == (1.0, 1.0)
    mean = difference.before.mean()
    assert difference.sufficiency.low == pytest.approx(mean)
    assert difference.sufficiency.high == pytest.approx(mean)


def test_an_idle_edit_changes_nothing():
    study = Study.of(load("border-raid"), draws=10)
    (found,) = what_if(study, Edit("idle", "lever", ""))
    np.testing.assert_allclose(found.differences[0].change, 0.0, atol=1e-12)


def test_a_reversed_premise_moves_its_question_the_right_way():
    study = Study.of(load("border-raid"), draws=100)
    (found,) = what_if(study, Edit("r", "counterfactual", "", reverses=("C1",)))
    assert not found.paired
    before, after = found.differences[0].before, found.differences[0].after
    assert np.median(after) < np.median(before) - 0.05  # war is worse than looking weak: no strike


def test_base_and_worlds_are_solved_once():
    study = Study.of(load("border-raid"), draws=8)
    what_if(study, Edit("a", "lever", "", never=("strike",)), Edit("b", "lever", ""))
    assert study.base.solved == 8
    assert study.world(Edit("b", "lever", "")).solved == 8


def test_an_unknown_name_lists_the_known():
    with pytest.raises(GameError, match="no edit is called `no_kiling`"):
        named(load("us-iran-2020"), "no_kiling")


def test_a_reversal_that_clashes_says_with_what():
    study = Study.of(parse(CLASH), draws=4)
    with pytest.raises(ContradictionError):
        what_if(study, Edit("r", "counterfactual", "", reverses=("C1",)))


CLASH = (
    RECORD.replace(
        "war: {each: attack, worth: {hawk: 1, dove: -3}}", "war: {each: attack, worth: -3..-1}"
    )
    + """
claims:
  C1: {text: War is bad., kind: assumption, means: south.war <= 0}
"""
)
