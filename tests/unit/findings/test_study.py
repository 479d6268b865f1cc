"""Worlds made by edits share the draws of the study."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from detente import load
from detente.claims import polytope
from detente.errors import GameError
from detente.findings.study import Study
from detente.model.crisis import Edit
from detente.model.edits import edited, reversed_claim
from detente.model.numbers import Fixed, Range


@pytest.fixture(scope="module")
def study() -> Study:
    return Study.of(load("us-iran-2020"), draws=16)


def named(study: Study, name: str) -> Edit:
    crisis = study.crisis
    edits = (*crisis.counterfactuals, *crisis.packages, *crisis.levers)
    return next(e for e in edits if e.name == name)


def test_shared_unknowns_keep_their_numbers(study):
    world = study.world(named(study, "tactical_detente"))
    shared = [p for p in world.unknowns if p in study.draws.paths]
    mine = [world.unknowns.index(p) for p in shared]
    theirs = [study.draws.paths.index(p) for p in shared]
    np.testing.assert_array_equal(world.points[:, mine], study.draws.points[world.rows][:, theirs])


@pytest.mark.parametrize("name", ["tactical_detente", "waiting_for_the_election", "oil_buyers"])
def test_new_numbers_keep_to_the_claims_that_bind(study, name):
    world = study.world(named(study, name))
    space = polytope(world.crisis)
    excess = world.points @ space.dense().T - space.bound
    bound = np.ones_like(excess, dtype=bool)
    for h, o in enumerate(space.owner):
        if space.owners[o].premise and space.owners[o].name in study.draws.premises:
            column = study.draws.premises.index(space.owners[o].name)
            bound[:, h] = study.draws.bound[world.rows, column]
    assert excess[bound].max() < 1e-8
    assert (world.points >= space.low - 1e-12).all()
    assert (world.points <= space.high + 1e-12).all()


def test_the_same_edits_are_the_same_world(study):
    edit = named(study, "europe_trade")
    assert study.world(edit) is study.world(edit)


def test_an_empty_edit_changes_nothing(study):
    idle = Edit("idle", "lever", "nothing")
    np.testing.assert_array_equal(study.world(idle).points, study.draws.points)
    world, base = study.world(idle), study.base
    asked, again = base.questions(), world.questions()
    for one, other in zip(asked, again, strict=True):
        np.testing.assert_array_equal(base.values(one), world.values(other))


def test_edits_of_the_course_keep_the_other_stages_where_they_are(study):
    base, world = study.base, study.world(named(study, "tactical_detente"))
    there = {(s.label, s.start, s.end) for s in world.compiled.course.steps}
    assert {(s.label, s.start, s.end) for s in base.compiled.course.steps} <= there
    assert [s.index for s in world.compiled.course.steps] == list(
        range(len(world.compiled.course.steps))
    )


def test_a_number_of_a_pair_leaves_the_rest_to_the_other():
    raid = load("border-raid")
    sure = Edit("sure", "lever", "", sets=(("beliefs.analyst.north.wary", Fixed(0.25)),))
    north = edited(raid, sure).actor("north")
    assert [str(type(t.prior).__name__) for t in north.types] == ["Rest", "Fixed"]


def test_an_actors_own_belief_can_be_set_where_it_had_none():
    raid = load("border-raid")
    wary = Edit("wary", "lever", "", sets=(("beliefs.south.north.bold", Range(0.8, 0.9)),))
    beliefs = edited(raid, wary).actor("south").beliefs
    assert [(b.about, b.type) for b in beliefs] == [("north", "bold"), ("north", "wary")]


def test_a_reversed_claim_says_the_opposite():
    raid = load("border-raid")
    reversed_raid = edited(raid, Edit("r", "counterfactual", "", reverses=("C1",)))
    assert reversed_raid.claims == (reversed_claim(raid.claims[0]),)
    space, other = polytope(raid), polytope(reversed_raid)
    np.testing.assert_allclose(space.dense(), -other.dense())


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (Edit("a", "lever", "", never=("strik",)), "no move is called `strik`"),
        (Edit("b", "lever", "", drops=("C2",)), "no claim is called `C2`"),
        (Edit("c", "lever", "", sets=(("north.lot", Fixed(1)),)), "no number is called"),
        (Edit("d", "lever", "", sets=(("facts.x.start", "yes"),)), "cannot be set"),
    ],
)
def test_edits_of_what_is_not_there_are_refused(edit, message):
    with pytest.raises(GameError, match=message):
        edited(load("border-raid"), edit)


def test_what_followed_a_move_is_no_record_of_a_world_without_it():
    raid = load("border-raid")
    course = list(raid.course)
    course[1] = dataclasses.replace(course[1], happened="strike")
    recorded = dataclasses.replace(raid, course=tuple(course))
    calm = edited(recorded, Edit("calm", "counterfactual", "", never=("raid",)))
    assert [stage.happened for stage in calm.course] == ["", "", ""]
    later = edited(recorded, Edit("later", "counterfactual", "", never=("strike",)))
    assert [stage.happened for stage in later.course] == ["raid", "", ""]
