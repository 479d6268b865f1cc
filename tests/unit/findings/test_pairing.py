"""Numbers of edited crises: shared ones are kept, new ones are the same wherever they are new."""

from __future__ import annotations

import numpy as np
import pytest
from tests.ways_out import CRISIS

from detente.findings.pairing import paired
from detente.findings.study import Study
from detente.model.crisis import Edit
from detente.model.edits import edited
from detente.model.numbers import Range
from detente.model.unknowns import unknowns
from detente.scenario import parse

MORE = """
levers:
  one: {text: One, stakes: {gang: {fine: {each: attack, worth: -3..0}}}}
  two: {text: Two, stakes: {broker: {fee: {when: always, worth: -1..0}}}}
"""


@pytest.fixture(scope="module")
def study():
    text = CRISIS[: CRISIS.index("levers:")] + MORE
    return Study.of(parse(text.replace("GANG", "-2..2")), draws=20)


def points(study, *edits, begin=0):
    crisis = edited(study.crisis, *edits)
    some = study.draws
    found, rows = paired(study.crisis, crisis, draws=some, edits=edits, seed=1, begin=begin)
    assert rows.tolist() == list(range(20))
    return {u.path: found[:, i] for i, u in enumerate(unknowns(crisis))}


def test_a_number_that_both_share_is_kept(study):
    one = points(study, study.crisis.levers[0])
    np.testing.assert_array_equal(one["stakes.gang.pays"], study.draws.points[:, 0])


def test_a_new_number_is_the_same_beside_whatever_else_is_new(study):
    one, two = study.crisis.levers
    alone, together = points(study, one), points(study, one, two)
    np.testing.assert_array_equal(alone["stakes.gang.fine"], together["stakes.gang.fine"])
    assert np.ptp(alone["stakes.gang.fine"]) > 1.0


def test_a_number_that_is_set_keeps_its_place_in_its_range(study):
    edit = Edit("set", "lever", "", sets=(("stakes.gang.pays", Range(-1.0, 0.0)),))
    moved = points(study, edit)["stakes.gang.pays"]
    np.testing.assert_allclose(moved, (study.draws.points[:, 0] + 2) / 4 - 1)


def test_draws_that_start_later_have_the_numbers_of_their_own_places(study):
    one = study.crisis.levers[0]
    here, later = points(study, one), points(study, one, begin=5)
    assert (here["stakes.gang.fine"][5:] == later["stakes.gang.fine"][:15]).all()
