from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.feud import feud
from tests.forecasts import DRAWS, small_forecast

from detente import load, pipeline
from detente.forecast.labels import SKIPPED


@pytest.fixture(scope="module")
def forecast():
    return small_forecast()


@pytest.fixture(scope="module")
def draws(forecast):
    return forecast.dataset()


def test_a_number_is_found_by_its_name(forecast, draws):
    for column, path in enumerate(forecast.unknowns):
        assert (draws.number.sel(unknown=path) == forecast.points[:, column]).all()


def test_an_answer_is_found_by_its_question_and_knows_its_day(forecast, draws):
    for answer in forecast.answers:
        found = draws.answer.sel(question=answer.question.name)
        np.testing.assert_array_equal(found, answer.values)
        assert str(found.by.values)[:10] == answer.question.by.isoformat()


def test_a_test_is_found_by_its_claim(forecast, draws):
    for test in forecast.tests:
        here = draws.sel(conclusion=test.claim)
        np.testing.assert_array_equal(here["left"], test.left)
        np.testing.assert_array_equal(here["right"], test.right)
        assert here["holds"].dtype == bool
        assert float(here["holds"].mean()) == test.support


def test_a_choice_is_found_by_its_step_and_move(forecast, draws):
    for stage in forecast.play:
        for column, move in enumerate((*stage.moves, SKIPPED)):
            found = draws.chosen.sel(step=stage.stage, move=move)
            np.testing.assert_array_equal(found, stage.values[:, column])
        here = draws.sel(step=stage.stage)
        assert set(here.mover.values) == {stage.actor}
        assert set(here.stage.values) == {stage.name}


def test_distributions_and_beliefs_are_found_by_their_labels(forecast, draws):
    legs = {leg.name: leg for leg in forecast.first_force}
    for name, leg in legs.items():
        found = draws[f"first_force_{name}"].sel({name: leg.labels[0]})
        np.testing.assert_array_equal(found, leg.values[:, 0])
    np.testing.assert_array_equal(draws.top_rung, forecast.top_rung.values)
    assert draws.top_rung.rung.values.tolist() == list(forecast.top_rung.labels)
    for held in forecast.types:
        for column, type_ in enumerate(held.labels):
            found = draws.belief.sel(actor=held.name, type=type_)
            np.testing.assert_array_equal(found, held.values[:, column])


def test_the_tail_is_found_by_its_days(forecast, draws):
    exchange = forecast.exchange
    for days in (0, 1, exchange.horizon):
        np.testing.assert_array_equal(draws.lasting.sel(more_than=days), exchange.lasting(days))
    for least, share in exchange.returns:
        np.testing.assert_array_equal(draws.returns.sel(quiet=least), share)
    np.testing.assert_array_equal(draws.unended, exchange.unended)
    assert draws.length.days.values.tolist() == list(exchange.length.labels)


def test_draws_count_from_one_and_the_record_goes_along(forecast, draws):
    assert draws.draw.values.tolist() == list(range(1, DRAWS + 1))
    assert draws.attrs["sha256"] == forecast.manifest.sha256
    assert (draws.attrs["observer"], draws.attrs["seed"]) == (forecast.observer, 7)


def test_the_numbered_draw_is_the_one_that_is_solved_alone():
    crisis = load("border-raid")
    draws = pipeline.run(crisis, draws=6, seed=3).dataset()
    alone = pipeline.equilibrium(crisis, at=4, seed=3)
    raid = alone.table().filter(step=0, type="bold", move="raid").row(0, named=True)
    north = alone.sets[0]
    prior = draws.number.sel(unknown="beliefs.analyst.north.bold", draw=4).item()
    assert north.belief["bold"] == pytest.approx(prior, abs=1e-9)
    posterior = prior * raid["probability"] / north.chance("raid")
    held = draws.belief.sel(actor="north", type="bold", draw=4).item()
    assert held == pytest.approx(posterior, abs=1e-7)


def test_premises_are_named_in_the_order_of_their_columns():
    crisis = load("cuba-1962")
    points = pipeline.draw(crisis, draws=2)
    named = [claim.name for claim in crisis.claims if claim.means]
    assert list(points.premises) == named


def test_a_forecast_that_asks_nothing_has_empty_axes_of_names():
    bare = replace(feud(), questions=(), claims=())
    draws = pipeline.run(bare, draws=4).dataset()
    assert (draws.sizes["question"], draws.sizes["conclusion"], draws.sizes["premise"]) == (0, 0, 0)
    assert draws.question.dtype.kind == draws.conclusion.dtype.kind == "U"


def test_a_dataset_becomes_a_frame_of_one_row_a_draw_and_question(draws, forecast):
    frame = draws.answer.to_dataframe()
    assert len(frame) == DRAWS * len(forecast.answers)
