"""The nodes of a tree, counted without growing it, against trees that were grown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.feud import feud
from tests.together import BLIND

from detente.app.crises import load
from detente.errors import TooLargeError
from detente.game import census, tree
from detente.game.census import count_nodes
from detente.game.compile import compile_crisis
from detente.game.course import unroll
from detente.game.limit import Limit
from detente.game.rules import rules
from detente.game.walk import Walk
from detente.model import conditions as c
from detente.model.crisis import Repeat, TypeOf
from detente.model.numbers import Fixed, Rest
from detente.scenario import parse


def walk_of(crisis):
    return Walk(rules(unroll(crisis)))


def counted(crisis, *, limit=None):
    typed = tuple(actor.name for actor in crisis.actors if actor.types)
    return count_nodes(walk_of(crisis), typed, limit=limit)


def grown(crisis):
    return tree.Tree(rules(unroll(crisis))).grow().size[0]


def typed(crisis, *names):
    """Give only these actors types."""
    two = (TypeOf("one", Fixed(0.5)), TypeOf("other", Rest()))
    actors = (replace(a, types=two if a.name in names else ()) for a in crisis.actors)
    return replace(crisis, actors=tuple(actors))


@pytest.mark.parametrize("ends", [None, c.Is("dead", "==", ("yes",))])
@pytest.mark.parametrize("rounds", [1, 2, 3, 4])
def test_the_count_is_the_tree(rounds, ends):
    crisis = feud(rounds=rounds, ends=ends)
    assert counted(crisis) == grown(crisis)


@pytest.mark.parametrize(
    "who", [(), ("north",), ("band",), ("south", "band"), ("north", "south", "band")]
)
def test_whoever_has_types_and_moves_last(who):
    crisis = typed(feud(rounds=3), *who)
    assert counted(crisis) == grown(crisis)


@pytest.mark.parametrize("order", [(2, 1, 0), (1, 2, 0), (0, 2, 1)])
def test_actors_that_leave_one_after_the_other(order):
    crisis = typed(feud(), "north", "south", "band")
    first, repeat = crisis.course
    turns = [replace(repeat.stages[i], when=c.Always(value=True)) for i in (0, 1, 3)]
    kept = [Repeat(2, 3, tuple(turns[i] for i in order[: n + 1])) for n in (2, 1, 0)]
    crisis = replace(crisis, course=(first, *kept))
    assert len({walk_of(crisis).last_turn(a.name) for a in crisis.actors}) == 3
    assert counted(crisis) == grown(crisis)


@pytest.mark.parametrize("name", ["border-raid", "cuba-1962", "us-iran-2018", "us-iran-2020"])
def test_the_crises_that_ship(name):
    crisis = load(name)
    assert counted(crisis) == grown(crisis)


def test_choices_without_sight():
    crisis = parse(BLIND, name="blind.yaml")
    assert counted(crisis) == grown(crisis)


@pytest.mark.parametrize("most", [300, 3000])
def test_the_refusal_is_that_of_the_growing_tree(most, monkeypatch):
    crisis = feud(rounds=40)
    monkeypatch.setattr(tree, "LOOK_AHEAD", 10**9)
    with pytest.raises(TooLargeError) as late:
        compile_crisis(crisis, most_nodes=most)
    with pytest.raises(TooLargeError) as early:
        counted(crisis, limit=Limit(unroll(crisis), most_nodes=most, elsewhere=True))
    assert early.value.problems == late.value.problems


def test_a_tree_that_grows_large_is_counted_before_it_grows_on(monkeypatch):
    monkeypatch.setattr(tree, "LOOK_AHEAD", 100)
    growing = tree.Tree(rules(unroll(feud(rounds=40))), most_nodes=10**6)
    with pytest.raises(TooLargeError, match=r"too large: 1,\d\d\d,\d\d\d nodes"):
        growing.grow()
    assert growing.growth.nodes < 1000
    assert compile_crisis(feud(rounds=4), most_nodes=10**6).game.size[0] == 3376


def test_counting_is_given_up_where_it_would_take_long(monkeypatch):
    monkeypatch.setattr(census, "MOST_ROWS", 10)
    assert counted(feud(rounds=3)) is None
