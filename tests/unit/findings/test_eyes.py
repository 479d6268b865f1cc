"""The same solutions through several pairs of eyes, and what a move does."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from detente.errors import GameError
from detente.findings.eyes import alternatives, eyes
from detente.findings.study import Study
from detente.scenario import parse

DETERRENCE = """
title: Does a strike deter?
as_of: 2024-05-01
actors: {north: {title: North}, south: {title: South}}
moves: {strike: {by: south, rung: 7}, wait: {by: south},
        raid: {by: north, rung: 6}, hold: {by: north}}
course: [{on: 2024-05-01, actor: south, choose: [strike, wait]},
         {within: 14 days, actor: north, choose: [raid, hold]}]
stakes: {north: {loot: {each: raid, worth: 0.5}, answer: {when: raid after strike, worth: -5..5}},
         south: {raided: {each: raid, worth: -3}}}
claims: {C1: {text: What an answer is worth to North, kind: assumption, means: north.answer CLAIM}}
questions: {Q1: {text: "Will North raid by 15 May 2024?", by: 2024-05-15, asks: raid,
            resolves: AP}}
"""

SIGNAL = """
title: A strike that tells and does nothing
as_of: 2024-05-01
actors: {north: {title: North}, south: {title: South, types: {hawk: 0.5, dove: rest}}}
moves: {strike: {by: south}, wait: {by: south}, attack: {by: south, rung: 7}, rest_up: {by: south},
        look: {by: north}, look_away: {by: north}}
course: [{on: 2024-05-01, actor: south, choose: [strike, wait]},
         {within: 7 days, actor: north, choose: [look, look_away]},
         {within: 14 days, actor: south, choose: [attack, rest_up]}]
stakes: {south: {show: {each: strike, worth: {hawk: 2, dove: -2}},
                 war: {each: attack, worth: {hawk: 2, dove: -2}}},
         north: {ease: {each: look_away, worth: 1}}}
questions: {Q1: {text: "Will South attack by 1 June 2024?", by: 2024-06-01, asks: attack,
            resolves: AP},
            Q2: {text: "Will North look away?", by: 2024-06-01, asks: look_away, resolves: AP}}
"""


def study(text: str, draws: int = 12) -> Study:
    return Study.of(parse(text), draws=draws)


@pytest.mark.parametrize(("claim", "sign"), [("<= -1", -1), (">= 1", 1)])
def test_one_inequality_decides_whether_a_strike_deters(claim, sign):
    found = eyes(study(DETERRENCE.replace("CLAIM", claim)), moves=("strike",))
    (effect,) = found.effects
    assert (np.sign(effect.read) == sign).all()
    np.testing.assert_allclose(effect.read, effect.held)  # nobody has types


def test_the_logit_by_hand():
    """Without types the last choice is a logit of its own two worths."""
    base = study(DETERRENCE.replace("CLAIM", "<= -1"))
    found = eyes(base, moves=("strike",))
    answer = base.draws.points[:, base.draws.paths.index("stakes.north.answer")]
    lam = 1.0
    if "rationality.north" in base.draws.paths:
        lam = base.draws.points[:, base.draws.paths.index("rationality.north")]
    struck = 1 / (1 + np.exp(-lam * (0.5 + answer)))
    np.testing.assert_allclose(found.effects[0].made[:, -1, 0], struck, atol=1e-9)


def test_a_sign_is_no_cause():
    (effect,) = eyes(study(SIGNAL, draws=3), moves=("strike",)).effects
    assert (effect.read[:, :, 0] > 0.1).all()
    np.testing.assert_allclose(effect.held[:, :, 0], 0.0, atol=1e-9)


def test_an_observer_with_the_analysts_beliefs_sees_the_analysts_forecast():
    found = eyes(study(SIGNAL, draws=3), observers=("north", "analyst"))
    np.testing.assert_allclose(found.values[:, 0], found.values[:, 1])


def test_weights_of_types_are_those_before_the_choice():
    """P(attack | strike) - P(attack | wait), weighed by hand over the types."""
    found = eyes(study(SIGNAL, draws=1), moves=("strike",))
    effect = found.effects[0]
    assert 0 < effect.chance[0, -1] < 1
    total = (
        effect.chance[0, -1] * effect.made[0, -1]
        + (1 - effect.chance[0, -1]) * (effect.spared[0, -1])
    )
    np.testing.assert_allclose(total, found.values[0, -1])  # every history makes one of the two


def test_the_base_is_solved_once():
    one = study(SIGNAL, draws=3)
    eyes(one, moves=("strike",))
    assert one.base.solved == 3


def test_a_move_without_alternatives_is_refused():
    one = study(SIGNAL, draws=1)
    with pytest.raises(GameError, match="no move is called `storm`"):
        alternatives(one.base.compiled.course, "storm")


def test_a_crisis_that_asks_nothing_has_nothing_to_see():
    crisis = dataclasses.replace(parse(SIGNAL), questions=())
    found = eyes(Study.of(crisis, draws=2), moves=("strike",))
    assert found.values.shape == (2, 2, 0)
    assert found.effects == ()
