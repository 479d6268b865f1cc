from __future__ import annotations

import numpy as np
import pytest

from detente import load, parse
from detente.model.unknowns import unknowns
from detente.stability.concepts import stability
from detente.stability.conflict import ConflictError, dense
from detente.stability.from_crisis import conflict_of

CRISIS = """\
title: A siege
as_of: 2024-05-01
facts:
  gate: {values: [shut, open]}
  relief: [no, yes]
actors: {town: {types: {proud: 0.3, tired: rest}}, army: {}}
moves:
  open_gate: {by: town, when: gate is shut, then: {gate: open}}
  sortie: {by: town, rung: 6, outcomes: {wins: 0.2, loses: {chance: 0.8, then: {gate: open}}}}
  enter: {by: army, when: gate is open, rung: 7}
  send_bread: {by: army, then: {relief: yes}}
  storm: {by: nature}
course:
  - {within: 2 days, actor: army, choose: [send_bread]}
  - {within: 2 days, actor: town, choose: [open_gate, sortie]}
  - {within: 2 days, actor: nature, choose: [storm]}
  - {within: 2 days, actor: army, choose: [enter, send_bread]}
stakes:
  town:
    shame: {each: open_gate, worth: {proud: -8, tired: -2}}
    sacked: {when: enter, worth: -9}
    bread: {each: relief becomes yes, worth: 3}
    bread_first: {when: "open_gate after send_bread", worth: 4}
  army:
    prize: {each: enter, worth: 5}
    cost: {when: relief, worth: -1}
"""


def middle(crisis):
    return np.array([(u.low + u.high) / 2 for u in unknowns(crisis)])


@pytest.fixture(scope="module")
def siege():
    crisis = parse(CRISIS)
    return conflict_of(crisis, middle(crisis))


def state(conflict, *taken):
    names = [option.name for option in conflict.options]
    return sum(1 << names.index(name) for name in taken)


def test_moves_are_options_of_their_actors(siege):
    assert [option.name for option in siege.options] == [
        "open_gate", "sortie", "enter", "send_bread",
    ]  # fmt: skip
    assert [(maker.name, maker.options) for maker in siege.makers] == [
        ("town", (0, 1)), ("army", (2, 3)),
    ]  # fmt: skip


def test_only_what_can_be_played_is_feasible(siege):
    def can(*taken):
        return bool(siege.feasible[state(siege, *taken)])

    assert can()
    assert can("sortie", "enter")  # the likeliest outcome opens the gate
    assert can("open_gate", "enter", "send_bread")
    assert not can("enter")  # the gate is shut
    assert not can("open_gate", "sortie")  # one stage, one move


def test_facts_are_what_the_moves_come_to(siege):
    assert siege.facts[0] == "as at the start"
    assert siege.facts[state(siege, "open_gate", "send_bread")] == "gate open, relief yes"


def test_states_are_ranked_by_the_stakes_of_the_likeliest_type(siege):
    worth = {  # town, tired: shame -2, sacked -9, bread 3, bread first 4; army: prize 5, cost -1
        (): (0, 0),
        ("open_gate",): (-2, 0),
        ("sortie",): (0, 0),
        ("send_bread",): (3, -1),
        ("open_gate", "enter"): (-11, 5),
        ("sortie", "enter"): (-9, 5),
        ("open_gate", "send_bread"): (5, -1),
        ("sortie", "send_bread"): (3, -1),
        ("open_gate", "enter", "send_bread"): (-4, 4),
        ("sortie", "enter", "send_bread"): (-6, 4),
    }
    states = [state(siege, *taken) for taken in worth]
    assert sorted(states) == siege.states().tolist()
    for maker, row in enumerate(siege.ranks):
        wanted = dense([np.array([value[maker] for value in worth.values()])])
        assert (dense([row[states]]) == wanted).all()


def test_what_is_lost_is_said(siege):
    said = " ".join(siege.notes)
    for word in ("town is tired", "sortie", "nobody decides", "Order and time", "Size"):
        assert word in said


def test_what_is_on_record_has_happened_in_every_state():
    raid = load("border-raid")
    found = conflict_of(raid, middle(raid))
    assert [option.name for option in found.options] == ["raid", "hold", "strike", "wait"]
    loot, weak, war = -2.0, -3.5, -5.5  # wary North
    for s in found.states().tolist():
        again, _, strike, wait = (s >> k & 1 for k in range(4))
        north = (1 + again) * loot
        south = wait * weak + (strike and again) * war
        for t in found.states().tolist():
            again_t, _, strike_t, wait_t = (t >> k & 1 for k in range(4))
            north_t = (1 + again_t) * loot
            south_t = wait_t * weak + (strike_t and again_t) * war
            assert np.sign(north - north_t) == np.sign(found.ranks[0, s] - found.ranks[0, t])
            assert np.sign(south - south_t) == np.sign(found.ranks[1, s] - found.ranks[1, t])


def test_the_end_of_the_crisis_closes_what_comes_after():
    crisis = parse(CRISIS.replace("stakes:\n", "ends: when gate is open\nstakes:\n", 1))
    found = conflict_of(crisis, middle(crisis))
    assert not found.feasible[state(found, "open_gate", "enter")]


def test_moves_and_actors_can_be_chosen():
    cuba = load("cuba-1962")
    found = conflict_of(
        cuba, middle(cuba), actors=["us", "ussr"], moves=["turn_back", "let_through"]
    )
    assert {option.name for option in found.options} == {"turn_back", "let_through"}
    assert stability(found)["Nash"].shape == (2, 4)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"moves": ["turn_bakc"]}, "did you mean `turn_back`"),
        ({"actors": ["usr"]}, "no actor called `usr`"),
        ({"actors": ["turkey"], "moves": ["turn_back"]}, "no move to make an option of"),
        ({}, "too many for one conflict"),
    ],
)
def test_what_makes_no_conflict_is_refused(wanted, message):
    cuba = load("cuba-1962")
    with pytest.raises(ConflictError, match=message):
        conflict_of(cuba, middle(cuba), **wanted)
