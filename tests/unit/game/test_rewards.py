"""Payoff rows: a change is collected when it happens, equal rows are one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from tests.feud import feud

from detente.game.course import unroll
from detente.game.rewards import Rewards
from detente.game.rules import rules


def test_a_death_is_collected_once_and_equal_rows_are_numbered_once():
    compiled = rules(unroll(feud()))
    rewards = Rewards(compiled)
    alive = np.zeros((2, len(compiled.variables)), np.int32)
    dead = compiled.step(alive, 0, compiled.live[0])  # event 0: a hit that kills
    first = rewards.at_event(alive, dead, event=0)
    again = rewards.at_event(dead, compiled.step(dead, 0, compiled.live[0]), event=0)
    place = [stake.name for stake in compiled.course.crisis.stakes].index("dead")
    assert first[0] == first[1]
    assert rewards.table[first[0], place] == 1.0
    assert rewards.table[again[0], place] == 0.0
    assert len(np.unique(rewards.table, axis=0)) == len(rewards.table)
    assert (rewards.table[0] == 0.0).all()


def test_without_stakes_at_the_end_every_end_is_worth_nothing():
    crisis = feud()
    kept = tuple(stake for stake in crisis.stakes if stake.when is None)
    compiled = rules(unroll(replace(crisis, stakes=kept)))
    memory = np.zeros((3, len(compiled.variables)), np.int32)
    assert Rewards(compiled).at_end(memory).tolist() == [0, 0, 0]
