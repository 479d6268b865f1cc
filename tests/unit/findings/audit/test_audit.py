"""The whole audit of small arguments with known answers."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.findings.audit.arguments import DECIDES, IDLE, RAIDS, TEA, study

from detente.errors import GameError
from detente.findings.audit import audit
from detente.findings.audit.supports import supported
from detente.findings.study import Study
from detente.forecast.results import Test
from detente.forecast.verdicts import support_interval
from detente.scenario import parse

TWO_LOCKS = """
title: Two locks
as_of: 2024-05-01
actors: {north: {title: North, rationality: 1}}
moves: {raid: {by: north, rung: 6}, hold: {by: north}}
course: [{on: 2024-05-01, actor: north, choose: [raid, hold]}]
stakes: {north: {loot: {each: raid, worth: -1..1}, pride: {each: raid, worth: -1..1},
                 habit: {each: raid, worth: 0.6}}}
claims: {C1: {text: Loot is good., means: north.loot >= 0},
         C2: {text: Pride is good., means: north.pride >= 0}}
questions: {Q1: {text: "Will North raid by 15 May 2024?", by: 2024-05-15, asks: raid, resolves: AP}}
"""


def test_one_pass_over_the_base_serves_every_part():
    base = study(DECIDES, TEA, IDLE, RAIDS)
    found = audit(base)
    assert base.base.solved == 200
    assert found.solved <= 6 * 128
    assert {flip.claims for flip in found.flips} == {("C1",), ("C5",), ("C6",)}
    assert found.conclusions[0].verdict == "follows"


def test_the_fewest_reversals_may_be_two():
    # worth of raiding 0.6 + loot + pride: one of them reversed leaves it above zero in the mean
    base = Study.of(parse(TWO_LOCKS), draws=200)
    over = {one.what: one for one in audit(base).crossings.found}
    assert over["line"].flip.claims == ("C1", "C2")
    assert over["line"].sure
    assert over["line"].flip.after[0] < 0.5


def test_a_line_that_nothing_reaches_is_said_to_be_out_of_reach():
    base = Study.of(parse(TWO_LOCKS), draws=100)
    over = {one.what: one for one in audit(base, line=0.01).crossings.found}
    assert over["line"].flip is None


def test_an_order_never_stated_is_asked_for():
    found = audit(study(TEA, draws=300)).gaps.found
    (first, *_) = [gap for gap in found if gap.question == "Q1"]
    assert {first.worse, first.better} == {"stakes.north.loot", "stakes.north.shame"}
    assert abs(first.if_so - first.if_not) > 0.5
    assert not [gap for gap in found if "idle" in gap.worse + gap.better]


def test_an_order_that_was_stated_is_not_asked_for():
    gaps = audit(study(DECIDES, draws=300)).gaps.found
    stated = {"stakes.north.loot", "stakes.north.shame"}
    assert not [gap for gap in gaps if {gap.worse, gap.better} == stated]


def test_the_files_own_numbers_are_the_default_gut():
    found = audit(study(DECIDES)).coherence
    assert [number.question for number in found.numbers] == ["Q1"]
    other = audit(study(DECIDES), gut={"Q2": 0.99}).coherence
    assert other.furthest.question == "Q2"


@pytest.mark.parametrize("given", [{"questions": ["Q7"]}, {"gut": {"Q7": 0.5}}])
def test_a_question_that_nobody_asks_is_refused(given):
    with pytest.raises(GameError, match="no question `Q7`"):
        audit(study(DECIDES, draws=10), **given)


def test_the_interval_of_a_support_marks_what_is_near_an_edge():
    near, far = (
        Test("C1", None, np.ones(200), np.ones(200), np.arange(200) < count) for count in (188, 100)
    )
    one, other = supported((near, far))
    assert not one.sure
    assert other.sure
    assert (one.name, other.name) == ("C1.1", "C1.2")


def test_wilsons_interval_at_the_ends():
    # n = 10, no successes: (0, z^2 / (n + z^2))
    assert support_interval(0.0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert support_interval(1.0, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)
