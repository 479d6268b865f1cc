from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.forecasts import DRAWS, small_crisis, small_forecast

from detente.brief.confidence import suggest
from detente.forecast.uniqueness import Shift, Uniqueness

SURE_PREMISES = tuple(replace(claim, confidence=1.0) for claim in small_crisis().claims)


def answered(*, low: float, high: float, claims=("C3",), converged: int = DRAWS):
    crisis = replace(small_crisis(), claims=SURE_PREMISES)
    forecast = small_forecast(crisis=crisis, converged=converged)
    answer = forecast.answer("Q1")
    question = replace(answer.question, claims=claims)
    return forecast, replace(answer, question=question, values=np.linspace(low, high, DRAWS))


@pytest.mark.parametrize(
    ("low", "high", "level"), [(0.5, 0.6, "high"), (0.3, 0.7, "moderate"), (0.1, 0.9, "low")]
)
def test_wider_ranges_earn_less_confidence(low, high, level):
    assert suggest(*answered(low=low, high=high)).level == level


@pytest.mark.parametrize("claims", [(), ("C2",), ("C6",)])
def test_poor_or_missing_ground_costs_a_level(claims):
    trust = suggest(*answered(low=0.5, high=0.6, claims=claims))
    assert trust.level == "moderate"
    assert "claim" in trust.sentence


def test_draws_that_were_not_solved_cost_a_level_and_are_the_reason():
    trust = suggest(*answered(low=0.5, high=0.6, converged=DRAWS // 2))
    assert trust.level == "moderate"
    assert "solved to the tolerance in only 50" in trust.sentence


def test_premises_held_in_some_draws_only_cost_a_level():
    crisis = small_crisis()
    claims = tuple(replace(c, confidence=0.7) if c.means else c for c in crisis.claims)
    forecast = small_forecast(crisis=replace(crisis, claims=claims))
    answer = replace(forecast.answer("Q1"), values=np.linspace(0.5, 0.6, DRAWS))
    assert "2 of the 2 premises bind in some draws only" in suggest(forecast, answer).sentence


@pytest.mark.parametrize(("touched", "level"), [(1, "high"), (2, "moderate")])
def test_another_equilibrium_that_answers_otherwise_costs_a_level(touched, level):
    forecast, answer = answered(low=0.5, high=0.6)
    rows, here = np.arange(touched), np.full(touched, 0.3)
    found = Uniqueness(40, 8, 320, 5, (Shift("Q1", rows, here, here + 0.4),))
    trust = suggest(replace(forecast, uniqueness=found), answer)
    assert trust.level == level
    assert ("another equilibrium" in trust.sentence) == (level == "moderate")
    other = Uniqueness(40, 8, 320, 5, (Shift("Q2", rows, here, here + 0.4),))
    assert suggest(replace(forecast, uniqueness=other), answer).level == "high"


def test_no_number_at_all_is_low_confidence():
    forecast, answer = answered(low=0.5, high=0.6)
    empty = replace(answer, values=np.full(DRAWS, np.nan))
    assert suggest(forecast, empty).level == "low"
