from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from tests.feud import feud
from tests.forecasts import small_forecast

from detente import pipeline
from detente.errors import DetenteError
from detente.forecast import frames
from detente.forecast.labels import SKIPPED
from detente.forecast.results import Answer


@pytest.fixture(scope="module")
def forecast():
    return small_forecast()


def test_a_question_stands_next_to_what_the_argument_said(forecast):
    found = forecast.table().rows(named=True)
    assert [row["name"] for row in found] == [answer.question.name for answer in forecast.answers]
    first, answer = found[0], forecast.answers[0]
    assert (first["by"], first["said"], first["word"]) == (date(2020, 3, 1), 0.9, "will avenge it")
    for column in frames.RANGES:
        assert first[column] == getattr(answer.spread, column)


def test_the_judgement_is_the_yardstick_s_word_and_only_for_a_chance(forecast):
    kinds = {row["name"]: (row["kind"], row["judgement"]) for row in forecast.table().to_dicts()}
    assert kinds["Q5"] == ("quantity", None)
    assert kinds["Q1"][0] == "probability"
    sure = replace(forecast, answers=(replace(forecast.answer("Q1"), values=np.full(9, 0.83)),))
    assert sure.table()["judgement"].to_list() == ["very likely"]


def test_what_there_is_no_number_for_is_null(forecast):
    never = Answer(forecast.answer("Q3").question, np.full(5, np.nan))
    row = replace(forecast, answers=(never,)).table().row(0, named=True)
    assert [row[column] for column in frames.RANGES] == [None] * 6
    assert (row["judgement"], row["said"], row["word"]) == (None, None, None)


def test_a_table_without_rows_still_has_its_columns(forecast):
    empty = replace(forecast, answers=(), tests=(), play=(), types=())
    for content in ("questions", "conclusions", "play"):
        assert empty.table(content).schema == forecast.table(content).schema
        assert empty.table(content).height == 0


def test_a_conclusion_has_its_support_and_how_often_it_had_no_number(forecast):
    rows = {row["name"]: row for row in forecast.table("conclusions").to_dicts()}
    for test in forecast.tests:
        assert rows[test.claim]["support"] == test.support
        assert rows[test.claim]["left"] == pytest.approx(np.median(test.left))
    assert rows["C4"]["unmet"] == 0.0
    (first, *_) = forecast.tests
    gone = replace(first, left=np.where(np.arange(len(first.left)) < 50, np.nan, first.left))
    assert replace(forecast, tests=(gone,)).table("conclusions")["unmet"].to_list() == [0.25]


def test_the_means_of_a_stage_s_moves_and_of_its_being_skipped_add_up_to_one(forecast):
    means = forecast.table("play").group_by("step").agg(frames.pl.col("mean").sum())
    assert means["mean"].to_list() == pytest.approx([1.0] * len(forecast.play))
    assert forecast.table("play").filter(move=SKIPPED).height == len(forecast.play)


def test_every_distribution_is_there_under_its_name(forecast):
    found = forecast.table("distributions")
    names = found["distribution"].unique(maintain_order=True).to_list()
    assert names[0] == "first_force.who"
    assert {"top_rung", "exchanges", "last_force", "ever"} <= set(names)
    assert {f"types.{d.name}" for d in forecast.types} <= set(names)
    row = found.filter(distribution="top_rung").row(-1, named=True)
    label = forecast.top_rung.labels[-1]
    assert (row["label"], row["median"]) == (label, forecast.top_rung.spread(label).median)


def test_how_long_it_lasts_is_told_in_days_and_chances(forecast):
    found = forecast.table("exchange")
    assert found["measure"].unique(maintain_order=True).to_list() == [
        "lasting", "returns", "unended", "length",
    ]  # fmt: skip
    row = found.filter(measure="lasting", days=30).row(0, named=True)
    assert row["mean"] == pytest.approx(forecast.exchange.lasting(30).mean())
    lengths = found.filter(measure="length")
    assert lengths["share"].to_list() == [None, 0.5, 0.9, 0.95]
    assert lengths["high90"].drop_nulls().max() <= forecast.exchange.horizon


def test_a_table_that_there_is_not_is_refused_with_those_that_there_are(forecast):
    with pytest.raises(DetenteError, match="no table called `questoins`") as caught:
        forecast.table("questoins")
    assert "questions, conclusions, play, distributions" in caught.value.problems[0].hint


def test_choices_are_the_policy_of_the_draw_with_its_labels():
    crisis = feud()
    found = pipeline.equilibrium(crisis, at=3, seed=5)
    table, game = found.table(), found.compiled.game
    assert table["probability"].is_between(0, 1).all()
    for row in table.to_dicts():
        player = game.players.index(row["mover"])
        type_ = game.types[player].index(row["type"] or "")
        edges = range(game.first[row["infoset"]], game.first[row["infoset"] + 1])
        moves = {crisis.moves[game.move[edge]].name: edge for edge in edges}
        assert row["probability"] == found.solutions.policy[0, moves[row["move"]], type_]
    sums = table.group_by("infoset", "type").agg(frames.pl.col("probability").sum())
    assert sums["probability"].to_list() == pytest.approx([1.0] * sums.height)
