"""What the game remembers and until when: one variable a condition, forgotten after its reader."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.feud import feud

from detente.errors import GameError
from detente.game.course import unroll
from detente.game.rules import Reading, rules
from detente.model import conditions as c
from detente.model.crisis import Change, Stage, Stake
from detente.model.numbers import Fixed

HIT = c.Done(c.Named(("hit",)))
BACK = ("back", "pass_by")


def bare(*course, stakes=()):
    """The feud's actors and moves under a course and stakes of one's own; no move is guarded."""
    crisis = feud()
    moves = tuple(replace(move, when=c.Always()) for move in crisis.moves)
    return rules(unroll(replace(crisis, moves=moves, course=course, stakes=stakes)))


def turn(actor="north", choose=("hit", "hold"), when=None):
    return Stage(actor, choose, when=when or c.Always())


def stake(**kind):
    return Stake("north", "it", (("", Fixed(1.0)),), **kind)


def test_a_variable_is_forgotten_after_its_last_reader():
    found = bare(turn(), turn("south", BACK, HIT), turn("south", BACK, HIT), turn(), turn())
    assert found.live[:, found.stage_open[1].variable].tolist() == [1, 1, 1, 0, 0, 0]


def test_what_a_stake_reads_at_the_end_lives_to_the_end():
    found = bare(turn(), turn("south", BACK, HIT), turn(), stakes=(stake(when=HIT),))
    assert found.live[:, found.stage_open[1].variable].all()


def test_a_change_lives_until_the_last_step_that_can_make_it():
    change = Change("dead", "yes")
    found = bare(turn(), turn("south", BACK), turn("south", BACK), stakes=(stake(each=change),))
    ((_, reading),) = found.on_change
    assert found.live[:, reading.variable].tolist() == [1, 0, 0, 0]


def test_equal_conditions_share_one_variable_however_they_are_written():
    twice = c.Not(c.Not(HIT))
    among = c.Done(c.Matching(by=("north",), rung=((">=", 6),)))
    found = bare(
        turn(), turn("south", BACK, HIT), turn("south", BACK, twice), turn("south", BACK, among)
    )
    assert len(found.variables) == 1
    assert found.stage_open[1] == found.stage_open[2] == found.stage_open[3]


def test_a_condition_and_its_opposite_are_two_variables():
    found = bare(turn(), turn("south", BACK, HIT), turn("south", BACK, c.Not(HIT)))
    assert len(found.variables) == 2


def test_what_no_history_changes_is_a_constant():
    never = c.Done(c.Named(("raid",)))  # no stage lets the band move
    found = bare(turn(), turn("south", BACK, never))
    assert found.stage_open == (Reading(-1, 1), Reading(-1, 0))
    assert found.variables == ()
    assert [found.can_open(step) for step in (0, 1)] == [True, False]


def test_a_stake_for_each_move_needs_no_memory():
    found = bare(turn(), turn("south", BACK), stakes=(stake(each=c.Named(("hit", "back"))),))
    assert found.variables == ()
    names = [found.course.crisis.moves[event.move].name for event in found.course.events]
    assert found.per_event[:, 0].tolist() == [name in {"hit", "back"} for name in names]


def test_a_step_moves_the_live_and_zeroes_the_dead():
    found = bare(turn(), turn("south", BACK, HIT), turn(), turn("south", BACK, c.Not(HIT)))
    start = np.zeros((1, len(found.variables)), np.int32)
    hit = found.step(start, 0, found.live[0])
    readings = (found.stage_open[1], found.stage_open[3])
    assert [found.read(r, start)[0] for r in readings] == [0, 1]
    assert [found.read(r, hit)[0] for r in readings] == [1, 0]
    dead = np.zeros(len(found.variables), bool)
    assert (found.step(hit, 0, dead) == 0).all()


def test_a_stake_for_each_of_a_condition_is_refused():
    crisis = replace(feud(), stakes=(stake(each=c.EventRef("nothing")),))
    with pytest.raises(GameError, match="there is no event `nothing`"):
        rules(unroll(crisis))
