"""The course laid out in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.feud import feud
from tests.histories import flat_course

from detente.errors import GameError
from detente.game.course import unroll
from detente.model.crisis import Repeat, Stage, Turn, When

HIT = ("hit", "hold")


def course_of(*items):
    return unroll(replace(feud(), course=items))


def test_the_clock_runs_through_windows_days_and_rounds():
    steps = course_of(
        Stage("north", HIT, When("on", on=date(2020, 1, 3))),
        Stage("north", HIT, When("within", days=7)),
        Stage("north", HIT),
        Repeat(
            2,
            30,
            (
                Stage("north", HIT, When("after", days=5)),
                Stage("north", HIT, When("within", days=10)),
            ),
        ),
        Stage("north", HIT, When("after", days=1)),
    ).steps
    windows = [(s.start.isoformat(), s.end.isoformat()) for s in steps]
    assert windows == [
        ("2020-01-03", "2020-01-03"),
        ("2020-01-03", "2020-01-10"),
        ("2020-01-03", "2020-01-10"),
        ("2020-01-15", "2020-01-15"),
        ("2020-01-15", "2020-01-25"),
        ("2020-02-14", "2020-02-14"),
        ("2020-02-14", "2020-02-24"),
        ("2020-03-11", "2020-03-11"),
    ]
    assert [s.rounds for s in steps[3:7]] == [(0,), (0,), (1,), (1,)]


def test_a_turn_comes_in_the_rounds_in_which_its_days_fall():
    weekly = Stage("north", HIT, When("within", days=4), name="answer")
    clock = Turn(60, (Stage("south", ("pass_by",), name="step"),), date(2020, 3, 6))
    late = Turn(21, (Stage("south", ("pass_by",)),))
    course = unroll(
        replace(
            feud(), as_of=date(2020, 1, 6), course=(Repeat(20, 7, (clock, weekly, late), "week"),)
        )
    )
    labels = [step.label for step in course.steps if step.stage.actor == "south"]
    weeks = [1, 4, 7, 10, 13, 16, 19]
    assert [name for name in labels if name.endswith("south")] == [
        f"week {k}, south" for k in weeks
    ]
    steps = {step.label: step for step in course.steps}
    due = {(step.start, step.end) for step in course.steps if step.stage.name == "step"}
    assert due == {(date(2020, 3, 2),) * 2, (date(2020, 5, 4),) * 2}
    assert steps["week 9, answer"].end == date(2020, 3, 6)
    assert steps["week 4, south"].end == date(2020, 1, 31)  # after the answer of that week


def test_a_turn_outside_a_repeat_is_refused():
    with pytest.raises(GameError, match="stages with `every` stand outside a `repeat`"):
        course_of(Turn(30, (Stage("north", HIT),)))


def test_days_agree_with_a_plain_walk():
    course = unroll(feud(rounds=3))
    assert [s.end for s in course.steps] == [day for _, day in flat_course(feud(rounds=3))]


def test_every_outcome_of_every_choice_is_an_event():
    course = unroll(feud(rounds=1))
    names = [
        (
            e.step,
            course.crisis.moves[e.move].name,
            course.crisis.moves[e.move].outcomes[e.outcome].name,
        )
        for e in course.events
    ]
    assert names[:3] == [(0, "hit", "dead"), (0, "hit", "none"), (0, "hold", "done")]
    assert len(names) == len(set(names)) == 3 + 2 + 2 + 3 + 3


def test_a_date_that_runs_back_is_refused():
    with pytest.raises(GameError, match="the date runs back: 2020-01-02 after 2020-01-05"):
        course_of(
            Stage("north", HIT, When("on", on=date(2020, 1, 5))),
            Stage("north", HIT, When("on", on=date(2020, 1, 2))),
        )


def test_a_course_may_begin_before_the_argument_is_made():
    crisis = replace(feud(), begins=date(2019, 6, 1))
    assert unroll(crisis).steps[0].start == date(2019, 6, 1)


def test_days_count_from_the_start_of_a_course_that_begins_before_the_argument():
    early = replace(feud(), begins=date(2019, 12, 1), as_of=date(2020, 1, 3))
    stages = (
        Stage("north", HIT, When("on", on=date(2019, 12, 11))),
        Stage("north", HIT, When("on", on=date(2020, 1, 3))),
    )
    assert unroll(replace(early, course=stages)).event_day.tolist() == [10, 10, 10, 33, 33, 33]
