from __future__ import annotations

import json

import numpy as np
import pytest

from detente import catalog
from detente.stability.concepts import CONCEPTS, stability
from detente.stability.reading import read

DILEMMA = """
title: Two prisoners
decision_makers:
  ann: {options: [ann_talks], prefers: [not ben_talks, ann_talks]}
  ben: {options: [ben_talks], prefers: [not ann_talks, ben_talks]}
status_quo: []
"""


@pytest.fixture
def dilemma(tmp_path):
    path = tmp_path / "dilemma.yaml"
    path.write_text(DILEMMA)
    return str(path)


def test_a_conflict_is_told_in_sentences(detente, dilemma):
    ran = detente("stability", dilemma)
    assert ran.code == 0
    assert "The status quo is NN (nothing taken)." in ran.out
    assert "It is an equilibrium by GMR, SMR, SEQ and SIM, not by Nash." in ran.out
    assert "ann: stays, deterred; it would rather take `ann_talks`" in ran.out


def test_json_has_the_states_of_every_concept(detente):
    found = json.loads(detente("stability", "january-2020", "--json").out)
    stable = stability(read(catalog.conflict("january-2020")))
    assert list(found["concepts"]) == list(CONCEPTS)
    for concept, rows in stable.items():
        listed = found["concepts"][concept]["stable"]
        assert list(listed.values()) == [np.flatnonzero(row).tolist() for row in rows]
    assert [why["verdict"] for why in found["reasons"]] == ["content", "free", "content"]


def test_concepts_can_be_chosen(detente, dilemma):
    found = json.loads(detente("stability", dilemma, "--by", "seq", "--by", "Nash", "--json").out)
    assert list(found["concepts"]) == ["Nash", "SEQ"]


def test_coalitions_and_the_inverse(detente, dilemma):
    ran = detente("stability", dilemma, "--coalitions", "--inverse", "YY", "--by", "seq", "--json")
    found = json.loads(ran.out)
    assert found["concepts"]["SEQ"]["coalitions"] == {"ann+ben": [0, 1, 2]}
    ann = found["inverse"][0]
    assert (ann["holds"], ann["orders"], ann["of"]) == (True, 12, 24)
    shown = detente("stability", dilemma, "--state", "ann_talks + ben_talks", "--inverse", "YY").out
    assert "`ben_talks` is not preferred" in shown
    assert "12 of 24 strict orders of the feasible states do (50 %)." in shown


def test_a_crisis_is_a_conflict_too(detente):
    ran = detente("stability", "border-raid", "--draw", "3")
    assert ran.code == 0
    assert "What the conflict leaves out of the crisis" in ran.out
    first, again = (detente("stability", "border-raid", "--draw", "2", "--json").out for _ in "ab")
    assert first == again


def test_a_mistake_is_a_problem_with_its_place(detente, dilemma, tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text(DILEMMA.replace("[not ben_talks", "[not ben_tlks"))
    ran = detente("stability", str(path))
    assert ran.code == 1
    assert ":4:" in ran.err
    assert "did you mean `ben_talks`?" in ran.err


def test_what_is_not_there_names_what_is(detente):
    ran = detente("stability", "nowhere")
    assert ran.code == 2
    assert "january-2020" in ran.err


def test_a_crisis_with_too_many_moves_is_refused(detente):
    ran = detente("stability", "us-iran-2020")
    assert ran.code == 1
    assert "moves are too many for one conflict" in ran.err


def test_idle_statements_are_told_beside_the_answer(detente, tmp_path):
    path = tmp_path / "idle.yaml"
    path.write_text(DILEMMA.replace("[not ben_talks, ann_talks]", "[ann_talks, not ann_talks]"))
    ran = detente("stability", str(path))
    assert ran.code == 0
    assert "line 4: `not ann_talks` says the opposite of `ann_talks`" in ran.err
    assert json.loads(detente("stability", str(path), "--json").out)["remarks"]


def test_too_many_coalitions_are_refused_before_the_work(detente, tmp_path):
    makers = [f"  d{k}: {{options: [o{k}], prefers: [o{k}]}}" for k in range(12)]
    path = tmp_path / "twelve.yaml"
    path.write_text("\n".join(["decision_makers:", *makers]))
    ran = detente("stability", str(path), "--coalitions")
    assert ran.code == 1
    assert "12 decision makers and 4,096 states make too many coalitions" in ran.err


def test_a_conflict_given_as_a_scenario_is_sent_to_stability(detente, dilemma):
    ran = detente("check", dilemma)
    assert ran.code == 1
    assert "hint: this is a conflict: `detente stability` takes those" in ran.err
