"""The use of force read off solved draws: the first, the last, and the exchange leg by leg."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from tests.feud import feud

from detente import pipeline
from detente.forecast.force import LEGS, FirstForce, Legs, force_events, window
from detente.forecast.readings import Readings
from detente.forecast.run import read_draws
from detente.game.compile import compile_crisis
from detente.model import conditions as c

FORCE = c.Matching(by=("north", "south", "band"), rung=((">=", 6),))


@pytest.fixture(scope="module", params=["", "hit"], ids=["free", "after a hit"])
def told(request):
    """The readings of a feud, with force read in every draw."""
    crisis = feud(happened=request.param, rounds=3)
    readings = Readings(compile_crisis(crisis))
    asked = [kind.ask(readings) for kind in (FirstForce, Legs)]
    ever = readings.ask(readings.memory.condition(c.Done(FORCE)))
    read = read_draws(readings, pipeline.draw(crisis, draws=3, seed=1).points)
    return readings, asked, [read.chances[a.reading] for a in asked], read.chances[ever]


def branches(branch, trail=()):
    """Every branch of a tree of the exchange with its ancestors."""
    yield branch, trail
    for child in branch.children:
        yield from branches(child, (*trail, branch))


def test_force_is_what_a_side_does_at_the_rung_of_force_after_the_record(told):
    readings = told[0]
    course = readings.compiled.course
    for event, forced in zip(course.events, force_events(readings), strict=True):
        move = course.crisis.moves[event.move]
        past = bool(course.steps[event.step].stage.happened)
        assert forced == (move.rung >= 6 and move.by != "nature" and not past)


def test_who_what_where_when_and_channel_are_one_event_seen_from_five_sides(told):
    readings, (first, *_), (chances, *_), ever = told
    groups = {d.name: d for d in first.distributions(readings, chances)}
    assert list(groups) == ["who", "what", "where", "when", "channel"]
    for group in groups.values():
        assert group.labels[-1] == "none"
        assert group.values.sum(axis=1) == pytest.approx(1.0)
        assert group.values[:, -1] == pytest.approx(chances[:, 0])
    who, what, channel = (groups[name] for name in ("who", "what", "channel"))
    column = {d.name: dict(zip(d.labels, d.values.T, strict=True)) for d in (who, what, channel)}
    assert column["who"]["north"] == pytest.approx(column["what"]["hit"])
    assert column["who"]["band"] == pytest.approx(column["channel"]["proxy"])
    assert column["who"]["band"] == pytest.approx(column["what"]["raid"])
    if not readings.recorded:
        assert 1.0 - chances[:, 0] == pytest.approx(ever[:, 1])


def test_sides_alternate_leg_by_leg_and_no_more_are_told_than_fit(told):
    readings, (*_, legs), _, _ = told
    principal = readings.compiled.crisis.principal
    assert max(len(sequence) for sequence in legs.sequences) == LEGS
    for sequence in legs.sequences:
        sides = [principal(actor) for actor in sequence]
        assert all(a != b for a, b in pairwise(sides))


def test_the_chances_of_the_branches_sum_to_their_parents(told):
    readings, (*_, legs), (first, *_, chances), _ = told
    root = legs.tree(readings, chances)
    assert root.label == "after the record"
    assert root.chance == pytest.approx(1.0)
    for branch, _ in branches(root):
        if branch.children:
            assert sum(child.chance for child in branch.children) == pytest.approx(branch.chance)
            shares = np.array([child.values for child in branch.children])
            assert shares.sum(axis=0) == pytest.approx(1.0)
    quiet = root.children[-1]
    assert quiet.values == pytest.approx(first[:, 0])


def test_a_branch_s_chance_is_the_product_of_the_shares_on_its_way(told):
    readings, (*_, legs), (*_, chances), _ = told
    for branch, trail in branches(legs.tree(readings, chances)):
        way = np.prod([b.values for b in (*trail[1:], branch)], axis=0) if trail else 1.0
        assert np.mean(way) == pytest.approx(branch.chance)


def test_branches_are_named_for_actors_likeliest_first_quiet_last(told):
    readings, (*_, legs), (*_, chances), _ = told
    titles = {actor.name: actor.title for actor in readings.compiled.crisis.actors}
    for branch, _ in branches(legs.tree(readings, chances)):
        *named, quiet = branch.children or (None,)
        assert quiet is None or (quiet.label, quiet.actor) == ("no further force", "")
        assert [child.label for child in named] == [titles[child.actor] for child in named]
        assert [child.chance for child in named] == sorted((b.chance for b in named), reverse=True)


def test_a_window_is_a_day_or_two_dates(told):
    steps = told[0].compiled.course.steps
    assert window(steps[0]) == "2020-01-01"
    assert window(steps[1]) == "2020-01-01 to 2020-01-04"


def test_where_nobody_can_use_force_nothing_is_asked_but_quiet():
    calm = feud()
    calm = replace(calm, moves=tuple(replace(move, rung=0) for move in calm.moves))
    forecast = pipeline.run(calm, draws=2)
    assert all(d.labels == ("none",) for d in forecast.first_force)
    assert forecast.tree.children == ()
    assert forecast.last_force.labels == ("none",)
