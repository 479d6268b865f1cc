"""Conditions on named events, read word by word; the other kinds are in `test_reading`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from tests.feud import CONDITIONS, QUANTITIES, feud
from tests.histories import amount, play_all, true_of
from tests.unit.game.test_reading import evenly

from detente.errors import GameError
from detente.game.course import unroll
from detente.game.memory import Memory
from detente.model import conditions as c
from detente.model.crisis import Change, Event

ANSWER = c.Done(c.Named(("back",)))
DEAD = c.Is("dead", "==", ("yes",))
CHECKED = c.And((c.Done(c.Named(("hit",))), c.Not(ANSWER)))
BY = c.Timing("by", last=date(2020, 1, 6))
EVENTS = (
    Event("answer", ANSWER),
    Event("early", c.Done(c.Named(("back",)), c.Timing("within", days=4))),
    Event("death", DEAD),
    Event("checked", CHECKED),
)


@pytest.fixture(scope="module")
def course():
    return unroll(replace(feud(), events=EVENTS))


@pytest.fixture(scope="module")
def memory(course):
    return Memory(course)


@pytest.fixture(scope="module")
def histories():
    return [history for history, _ in play_all(feud(), evenly)]


def said(automaton, course, history):
    """Read a plain history letter by letter."""
    index = {move.name: m for m, move in enumerate(course.crisis.moves)}
    state = 0
    for past in history.events:
        outcomes = [outcome.name for outcome in past.move.outcomes]
        event = (past.step, index[past.move.name], outcomes.index(past.outcome))
        state = automaton.table[
            state, [(e.step, e.move, e.outcome) for e in course.events].index(event)
        ]
    return automaton.output[state]


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
def test_a_condition_says_what_a_plain_reading_says(memory, course, histories, condition):
    automaton = memory.condition(condition)
    for history in histories[::7]:
        assert said(automaton, course, history) == true_of(history, condition)


@pytest.mark.parametrize("quantity", QUANTITIES, ids=str)
def test_a_quantity_counts_what_a_plain_reading_counts(memory, course, histories, quantity):
    automaton = memory.quantity(quantity)
    for history in histories[::7]:
        assert said(automaton, course, history) == amount(history, quantity)


@pytest.mark.parametrize(
    ("named", "plain"),
    [
        (c.EventRef("answer"), ANSWER),
        (c.EventRef("checked"), CHECKED),
        (c.Done(c.EventRef("answer")), ANSWER),
        (c.Done(c.EventRef("answer"), BY), c.Done(c.Named(("back",)), BY)),
        (c.Done(c.EventRef("death")), DEAD),
        (c.Follows(c.EventRef("answer"), c.Named(("hit",)), 3),
         c.Follows(c.Named(("back",)), c.Named(("hit",)), 3)),
        (c.Compare(c.Count(c.Union((c.EventRef("answer"), c.Named(("raid",))))), ">=", 2),
         c.Compare(c.Count(c.Named(("back", "raid"))), ">=", 2)),
    ],
    ids=str,
)  # fmt: skip
def test_an_event_by_name_is_what_it_means(memory, named, plain):
    assert memory.condition(named).key == memory.condition(plain).key


def test_a_named_condition_by_a_date_is_judged_on_what_happened_by_then(memory, course, histories):
    by = memory.condition(c.Done(c.EventRef("checked"), BY))
    for history in histories:
        until = replace(history, events=tuple(e for e in history.events if e.day <= BY.last))
        assert said(by, course, history) == true_of(until, CHECKED)
    assert by.key != memory.condition(CHECKED).key


def test_limits_on_dates_add_up(memory, course):
    early = memory.events.moves(c.EventRef("early"))
    assert (early == memory.events.moves(c.Named(("back",))) & (course.event_day <= 4)).all()
    assert early.any()
    assert early.sum() < memory.events.moves(c.Named(("back",))).sum()


@pytest.mark.parametrize(
    "condition",
    [
        c.Follows(c.EventRef("checked"), c.Named(("hit",))),
        c.FirstIs(c.EventRef("death"), c.Named(("hit",))),
        c.Compare(c.Count(c.EventRef("checked")), ">=", 1),
        c.Done(c.Union((c.Named(("hit",)), c.EventRef("death")))),
    ],
    ids=str,
)
def test_a_condition_where_moves_are_wanted_is_refused(memory, condition):
    with pytest.raises(GameError, match="is a condition, and a set of moves is wanted here") as no:
        memory.condition(condition)
    assert no.value.problems[0].hint.startswith("name the moves")


def test_an_event_that_is_not_there_is_refused(memory):
    with pytest.raises(GameError, match="there is no event `peace`"):
        memory.condition(c.EventRef("peace"))


def test_a_change_waits_for_its_value(memory):
    changed = memory.changed(Change("dead", "yes"))
    assert changed.key == memory.condition(DEAD).key


def test_the_sides_that_use_force_are_principals(memory, course):
    sides = dict(
        zip([move.name for move in memory.events.made], memory.events.force_side(), strict=True)
    )
    assert sides == {
        "hit": "north", "hold": "", "back": "south", "pass_by": "", "raid": "south", "rest_up": "",
        "spark": "", "still": "",
    }  # fmt: skip
    assert len(memory.events) == len(course.events) == len(np.atleast_1d(course.event_day))


@pytest.mark.parametrize("days", [None, 4, 7])
def test_moves_after_an_event_that_is_a_condition_count_from_when_it_came_true(days):
    """`hit within N days of answered`, where `answered` is itself `back after hit`."""
    answered = Event("answered", c.Follows(c.Named(("back",)), c.Named(("hit",))))
    crisis = replace(feud(), events=(answered,))
    course = unroll(crisis)
    automaton = Memory(course).condition(c.Follows(c.Named(("hit",)), c.EventRef("answered"), days))
    for history, _ in play_all(crisis, evenly):
        names = [(e.move.name, e.day) for e in history.events]
        hit = next((i for i, (name, _) in enumerate(names) if name == "hit"), len(names))
        back = next((i for i, (name, _) in enumerate(names) if name == "back" and i > hit), None)
        wanted = back is not None and any(
            name == "hit" and (days is None or (day - names[back][1]).days <= days)
            for name, day in names[back + 1 :]
        )
        assert said(automaton, course, history) == wanted


@pytest.mark.parametrize(
    "condition", [known for known in CONDITIONS if "within" not in str(known)], ids=str
)
def test_an_argument_made_after_the_course_began_reads_its_order_alike(
    condition, memory, course, histories
):
    """Only `within N days` looks at the day on which the argument is made, and is left out."""
    later = replace(
        course.crisis, begins=course.crisis.as_of, as_of=course.crisis.as_of + timedelta(days=400)
    )
    looking_back = unroll(later)
    automaton = Memory(looking_back).condition(condition)
    for history in histories[::7]:
        assert said(automaton, looking_back, history) == true_of(history, condition)
