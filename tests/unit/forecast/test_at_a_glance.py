from __future__ import annotations

from dataclasses import replace

import numpy as np
from tests.cards import harmless
from tests.forecasts import DRAWS, small_forecast
from tests.strangers import hostile


def test_a_forecast_shows_every_question_with_a_bar():
    forecast = small_forecast()
    card = harmless(forecast._repr_html_())
    for answer in forecast.answers:
        assert answer.question.text in card.texts
    assert card.tags.count("svg") == len(forecast.answers)


def test_a_question_without_a_number_says_so_and_has_no_bar():
    forecast = small_forecast()
    never = replace(forecast.answer("Q1"), values=np.full(DRAWS, np.nan))
    card = harmless(replace(forecast, answers=(never,))._repr_html_())
    assert "no number" in card.text
    assert "svg" not in card.tags


def test_draws_that_did_not_converge_are_counted():
    card = harmless(small_forecast(converged=DRAWS - 3)._repr_html_())
    assert "3 draws did not converge" in card.text
    assert "converge" not in small_forecast()._repr_html_()


def test_another_equilibrium_that_matters_is_told():
    card = harmless(small_forecast(several=True)._repr_html_())
    assert "In 2 of the 20 draws looked at" in card.text
    assert "equilibrium" not in small_forecast()._repr_html_()


def test_it_says_whose_eyes_it_is_read_through():
    forecast = small_forecast()
    actor = forecast.crisis.actors[0]
    assert "read by the analyst" in forecast._repr_html_()
    assert f"read by {actor.title}" in replace(forecast, observer=actor.name)._repr_html_()


def test_a_stranger_s_text_stays_text():
    card = harmless(hostile(small_forecast())._repr_html_())
    assert "<script>alert(1)</script>" in card.text
