from __future__ import annotations

import json

import pytest

FEW = ("--draws", "20", "--seed", "3")


def test_every_question_is_answered_in_a_row(detente):
    ran = detente("forecast", "border-raid", *FEW)
    assert ran.code == 0
    assert ran.out.splitlines()[1].startswith("Q1  Will South strike")
    assert "20 draws" in ran.err


def test_json_holds_the_answers(detente):
    ran = detente("forecast", "border-raid", *FEW, "--json")
    assert json.loads(ran.out)


def test_the_json_may_go_to_a_file(detente, tmp_path):
    target = tmp_path / "forecast.json"
    assert detente("forecast", "border-raid", *FEW, "--out", str(target)).out == ""
    assert target.read_text() == detente("forecast", "border-raid", *FEW, "--json").out


def test_threads_change_nothing(detente):
    one, two = (
        detente("forecast", "border-raid", *FEW, "--json", "--threads", n).out for n in ("1", "2")
    )
    assert one == two


def test_another_observer_reads_it_differently(detente, crisis):
    text = crisis.read_text().replace(
        "south: {title: South}", "south: {title: South, beliefs: {north: {bold: 0.95, wary: rest}}}"
    )
    crisis.write_text(text.replace("asks: strike", "asks: raid after strike"))
    ours, theirs = (
        detente("forecast", str(crisis), *FEW, "--as", observer).out
        for observer in ("analyst", "south")
    )
    assert ours != theirs


def test_one_draw_is_counted_as_one(detente):
    assert detente("forecast", "border-raid", "--draws", "1").err.startswith("1 draw of 7 unknowns")


@pytest.mark.parametrize("columns", ["40", "60", "80", "96"])
def test_the_question_has_room_on_any_terminal(detente, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    lines = detente("forecast", "us-iran-2020", "--draws", "2").out.splitlines()
    questions = [line for line in lines if line.startswith("F")]
    assert len(questions) == 20
    assert max(map(len, lines)) <= int(columns)
    assert all(len(line) > int(columns) / 2 for line in questions)
