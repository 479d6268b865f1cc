"""The page on longer crises: its edit fits the catalog, checks without a mistake, and is solved."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np

from detente import catalog, pipeline
from detente.game.compile import compile_crisis
from detente.model.crisis import Crisis, Repeat
from detente.scenario import parse, read, warnings

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "longer-crisis.md"
WEEKS = 51
"""The weeks of the crisis of the catalog."""
SHOWN_WEEKS = 8
"""Weeks that are solved here; the whole is only built."""


def edited_text() -> str:
    """The crisis of the catalog with the page's edit, hunk by hunk."""
    (diff,) = re.findall(r"```diff\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    text = Path(catalog.path("us-iran-2020-year")).read_text("utf-8")
    for hunk in diff.split("...\n"):
        lines = hunk.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] != "+")
        after = "".join(line[1:] for line in lines if line[0] != "-")
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


@lru_cache
def longer() -> Crisis:
    return parse(edited_text(), name="mine")


@lru_cache
def year() -> Crisis:
    return read(catalog.path("us-iran-2020-year"))


def weeks(crisis: Crisis, count: int) -> Crisis:
    course = tuple(
        replace(item, times=count) if isinstance(item, Repeat) else item for item in crisis.course
    )
    return replace(crisis, course=course)


def test_the_edit_is_a_crisis_that_the_linter_has_nothing_to_say_about() -> None:
    assert warnings(longer()) == ()
    assert {actor.name for actor in longer().actors} - {a.name for a in year().actors} == {
        "hizbollah", "israel",
    }  # fmt: skip


def test_the_months_and_the_theatre_cost_what_the_page_says() -> None:
    compiled = compile_crisis(longer(), evidence=False)
    steps, stages = compiled.course.steps, compiled.game.stage
    played = [steps[s] for s in stages[stages >= 0]]
    added = sum(step.stage.actor in {"hizbollah", "israel"} for step in played)
    months = sum(bool(step.rounds) and step.rounds[0] >= WEEKS for step in played)
    first_year = len(played) - months
    assert 7_500 < first_year < 9_000
    assert 0.02 < added / len(played) < 0.03  # a fortieth
    assert 0.2 < months / first_year < 0.3  # a quarter
    assert steps[-1].end == date(2021, 4, 3)
    assert sum(step.stage.name == "the_border" for step in steps) == 8


def test_it_is_forecast() -> None:
    forecast = pipeline.run(weeks(longer(), SHOWN_WEEKS), draws=2, method="grid")
    made = dict(zip(forecast.ever.labels, forecast.ever.values.T, strict=True))
    assert np.all((made["fire_across"] > 0.0) & (made["fire_across"] < 1.0))
    assert np.all(made["strike_lebanon"] < made["fire_across"])
    assert forecast.exchange.begun == date(2020, 1, 3)
    assert np.all(forecast.exchange.unended < 1.0)
    where = next(d for d in forecast.first_force if d.name == "where")
    assert "lebanon" not in where.labels  # no party's force, so no part of the exchange
