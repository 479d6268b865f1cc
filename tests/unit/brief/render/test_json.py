from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from tests.forecasts import small_forecast

from detente.brief import compose, to_json


@pytest.fixture(scope="module")
def record() -> dict:
    return json.loads(to_json(compose(small_forecast())))


def test_it_names_its_schema_and_the_run(record):
    assert record["schema"] == "detente/brief/1"
    assert record["manifest"]["sampling"]["seed"] == 7
    assert len(record["manifest"]["sha256"]) == 64


def test_every_question_has_its_spread(record):
    forecast = small_forecast()
    for question in record["questions"]:
        spread = forecast.answer(question["name"]).spread
        assert question["spread"]["median"] == pytest.approx(spread.median, abs=1e-6)
        assert question["spread"]["high90"] == pytest.approx(spread.high90, abs=1e-6)


def test_distributions_tests_stages_and_tree_are_whole(record):
    forecast = small_forecast()
    assert [d["name"] for d in record["first_force"]] == [d.name for d in forecast.first_force]
    assert len(record["conclusions"]) == len(forecast.tests)
    assert len(record["stages"]) == len(forecast.play)
    assert len(record["tree"]["children"]) == len(forecast.tree.children)
    assert len(record["unknowns"]) == len(forecast.unknowns)


def test_what_is_no_number_is_null():
    forecast = small_forecast()
    empty = replace(forecast.answers[0], values=np.full_like(forecast.answers[0].values, np.nan))
    text = to_json(compose(replace(forecast, answers=(empty, *forecast.answers[1:]))))
    question = next(q for q in json.loads(text)["questions"] if q["name"] == empty.question.name)
    assert question["spread"]["median"] is None
    assert "NaN" not in text


def test_the_same_forecast_is_the_same_text():
    assert to_json(compose(small_forecast())) == to_json(compose(small_forecast()))
