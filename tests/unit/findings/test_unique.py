from __future__ import annotations

import pytest

from detente import load, pipeline
from detente.app.cli import run
from detente.errors import SolveError
from detente.findings.unique import check_unique
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


def looked(precision, **wanted):
    crisis = parse(MEET.replace("PRECISION", precision), name="meet.yaml")
    points = pipeline.draw(crisis, draws=12, seed=1).points
    return check_unique(pipeline.compile(crisis), points, **wanted)


def test_another_equilibrium_is_found_and_what_it_moves_is_told():
    found = looked("6", draws=6, starts=6)
    assert len(found.draws) == 6
    assert found.several == 6
    (moved,) = found.moved
    assert moved.question == "Q1"
    assert moved.draws == 6
    assert moved.most > 0.8
    assert found.share == 1.0
    assert "moves questions to another word: Q1 in 6" in found.sentence


def test_where_there_is_one_none_is_found():
    found = looked("0.5", draws=4)
    assert (found.several, found.moved, found.share) == (0, (), 0.0)
    assert found.sentence.startswith("No second equilibrium was found from 4 other starts")


def test_the_same_seed_looks_at_the_same():
    assert looked("6", draws=3, seed=5).sentence == looked("6", draws=3, seed=5).sentence


def test_games_on_the_grid_are_refused():
    crisis = load("border-raid")
    points = pipeline.draw(crisis, draws=2, seed=1).points
    with pytest.raises(SolveError, match="looked for on the tree"):
        check_unique(pipeline.compile(crisis, method="grid"), points)


def test_the_command_warns(tmp_path, capsys):
    path = tmp_path / "meet.yaml"
    path.write_text(MEET.replace("PRECISION", "6"))
    assert run(["forecast", str(path), "--draws", "6", "--check-unique", "3"]) == 0
    shown = capsys.readouterr().err
    assert "warning: A second equilibrium was found in 3 of 3 draws" in shown
    assert "one of several in 100 % of these draws" in shown
