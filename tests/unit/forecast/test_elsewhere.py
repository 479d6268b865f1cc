from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.bluff import BLUFF, equilibria, play
from tests.feud import feud

from detente import load, pipeline
from detente.app.cli import run
from detente.findings.everything import investigate
from detente.findings.study import Study
from detente.forecast import elsewhere
from detente.forecast.readings import Readings
from detente.scenario import parse

MEET = """title: Two sides that would rather do the same
as_of: 2024-05-01
actors: {north: {rationality: PRECISION}, south: {rationality: PRECISION}}
moves: {left: {by: north}, right: {by: north}, up: {by: south}, down: {by: south}}
course:
  - together:
    - {on: 2024-05-02, actor: north, choose: [left, right]}
    - {on: 2024-05-02, actor: south, choose: [up, down]}
stakes:
  north: {met_left: {when: left and up, worth: 1..1.1}, met_right: {when: right and down, worth: 1.4..1.5}}
  south: {met_up: {when: left and up, worth: 1..1.1}, met_down: {when: right and down, worth: 1.4..1.5}}
questions: {Q1: {text: "Will North go left by 3 May 2024?", by: 2024-05-03, asks: left, resolves: AP}}
"""  # noqa: E501
DRAWS, GOLDEN = 120, 43
"""Draws of the bluff, and in how many of them there are three equilibria."""


@pytest.fixture(scope="module")
def bluff():
    return pipeline.run(parse(BLUFF, name="bluff.yaml"), draws=DRAWS, seed=1, check_unique=DRAWS)


def met(precision, **wanted):
    crisis = parse(MEET.replace("PRECISION", precision), name="meet.yaml")
    return pipeline.run(crisis, draws=12, seed=1, **wanted).uniqueness


def test_draws_with_several_equilibria_are_those_that_bisection_finds(bluff):
    wars = bluff.points[:, 0]
    truth = [row for row, war in enumerate(wars) if len(equilibria(war)) > 1]
    found = bluff.uniqueness
    assert (found.looked, found.starts, found.reason) == (DRAWS, elsewhere.STARTS, "")
    assert found.several == len(truth) == GOLDEN
    assert np.unique(found.shifts[0].draw).tolist() == truth
    assert found.touched("icd203") == GOLDEN


def test_what_the_others_answer_is_what_bisection_says(bluff):
    challenge, fight = bluff.uniqueness.shifts
    assert (challenge.question, fight.question) == ("Q1", "Q2")
    for shift, which in ((challenge, 0), (fight, 1)):
        for row, here, there in zip(shift.draw, shift.here, shift.there, strict=True):
            war = float(bluff.points[row, 0])
            known = [play(resist, war)[which] for resist in equilibria(war)]
            assert min(abs(there - one) for one in known) < 1e-8
            assert min(abs(here - one) for one in known) < 1e-8
            assert here == pytest.approx(bluff.answers[which].values[row], abs=1e-12)
            assert abs(there - here) > 1e-3


def test_a_war_that_is_dear_enough_leaves_one_equilibrium():
    crisis = parse(BLUFF.replace("-10..-2", "-4..-2"), name="bluff.yaml")
    forecast = pipeline.run(crisis, draws=20, seed=1)
    assert all(len(equilibria(war)) == 1 for war in forecast.points[:, 0])
    found = forecast.uniqueness
    assert (found.looked, found.several, found.moved("icd203")) == (20, 0, ())
    assert found.warning("icd203") == ""
    assert found.settled == 20 * elsewhere.STARTS


def test_the_same_whatever_the_threads_and_the_blocks(monkeypatch):
    crisis = parse(BLUFF, name="bluff.yaml")
    one, two = (pipeline.run(crisis, draws=30, threads=n, check_unique=9) for n in (1, 2))
    monkeypatch.setattr("detente.forecast.run.BLOCK_FLOATS", 1)
    three = pipeline.run(crisis, draws=30, threads=1, check_unique=9)
    assert one.uniqueness.looked == 9
    for other in (two, three):
        assert other.uniqueness.sentence("icd203") == one.uniqueness.sentence("icd203")
        for mine, theirs in zip(one.uniqueness.shifts, other.uniqueness.shifts, strict=True):
            assert mine.there.tobytes() == theirs.there.tobytes()


def test_a_study_looks_at_the_draws_that_it_solves():
    crisis = parse(BLUFF, name="bluff.yaml")
    study = Study.of(crisis, draws=30, check_unique=9)
    forecast, _ = investigate(study, parts=[])
    alone = pipeline.run(crisis, draws=30, check_unique=9).uniqueness
    assert forecast.uniqueness.sentence("icd203") == alone.sentence("icd203")
    assert study.base.solved == 30


def test_choices_without_sight_are_looked_at_too():
    found = met("6")
    assert (found.looked, found.several) == (12, 12)
    (moved,) = found.moved("icd203")
    assert (moved.question, moved.draws) == ("Q1", 12)
    assert moved.most > 0.8
    assert met("0.5").several == 0


def test_draws_that_were_not_solved_are_not_looked_at(monkeypatch):
    monkeypatch.setattr("detente.forecast.methods.TREE_SWEEPS", 1)
    found = pipeline.run(parse(BLUFF, name="bluff.yaml"), draws=8).uniqueness
    assert found.looked == 0
    assert found.sentence("icd203") == "not looked for: no draw was solved"


def reason(crisis, **wanted):
    found = pipeline.run(crisis, draws=2, **wanted).uniqueness
    assert (found.looked, found.shifts) == (0, ())
    assert found.sentence("icd203") == f"not looked for: {found.reason}"
    return found.reason


def test_why_none_was_looked_at_is_said(monkeypatch):
    raid = load("border-raid")
    assert "asked not to" in reason(raid, check_unique=0)
    assert "grid of beliefs" in reason(raid, method="grid")
    open_ = replace(raid, actors=tuple(replace(actor, types=()) for actor in raid.actors))
    stakes = tuple(replace(stake, worth=(("", stake.worth[0][1]),)) for stake in raid.stakes)
    assert "there is one" in reason(replace(open_, stakes=stakes))
    monkeypatch.setattr(elsewhere, "WORK", 10)
    assert "too large to look unasked" in reason(feud())
    assert pipeline.run(feud(), draws=2, check_unique=2).uniqueness.looked == 2


def test_fewer_draws_are_looked_at_in_a_larger_game(monkeypatch):
    readings = Readings(pipeline.compile(feud()))
    assert elsewhere.affordable(readings) == elsewhere.MOST
    monkeypatch.setattr(elsewhere, "WORK", 7 * elsewhere.LEAST)
    assert elsewhere.affordable(readings) == 7


def test_the_command_warns_and_the_brief_has_it(tmp_path, capsys):
    path, page = tmp_path / "bluff.yaml", tmp_path / "brief.md"
    path.write_text(BLUFF)
    assert run(["forecast", str(path), "--draws", "30", "--check-unique", "9"]) == 0
    shown = capsys.readouterr().err
    assert "warning: In 4 of the 9 draws looked at (44\u00a0%;" in shown
    for quick in ([], ["--quick"]):
        asked = ["brief", str(path), "--draws", "30", "--check-unique", "9", "--md", str(page)]
        assert run([*asked, *quick]) == 0
        first, rest = page.read_text().split("## Who does what", 1)
        assert "In 4 of the 9 draws looked at" in first
        assert "another one found in 4 of the 9 draws looked at" in rest
    assert run(["brief", str(path), "--draws", "30", "--check-unique", "0", "--md", str(page)]) == 0
    assert "not looked for: the run was asked not to" in page.read_text()


def test_the_command_remarks_on_others_that_move_nothing(tmp_path, capsys):
    path = tmp_path / "bluff.yaml"
    path.write_text(
        BLUFF.replace("asks: challenge,", "asks: challenge or leave_be,").split(
            ",\n            Q2"
        )[0]
        + "}\n"
    )
    assert run(["forecast", str(path), "--draws", "30", "--check-unique", "9"]) == 0
    shown = capsys.readouterr().err
    assert "warning" not in shown
    assert "Other equilibria: looked for in 9 draws" in shown
    assert "it answers no question in another word" in shown
