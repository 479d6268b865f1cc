"""What the command line answers to each kind of bad input that is no mistake of one text alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente import catalog
from detente.app.cli import run
from detente.errors import GameError
from detente.game.compile import compile_crisis
from detente.scenario import parse

RAID = catalog.path("border-raid")
LAST = "{within: 30 days, actor: north, choose: [raid, hold]}"


@pytest.fixture
def answer(tmp_path, monkeypatch, capsys):
    """Run a command in an empty folder beside the crisis `raid.yaml`, once changed."""
    monkeypatch.chdir(tmp_path)

    def answered(*arguments: str, change: tuple[str, str] = ("", "")) -> str:
        text = Path(RAID).read_text(encoding="utf-8")
        assert change[0] in text
        (tmp_path / "raid.yaml").write_text(text.replace(*change, 1))
        code = run(arguments)
        shown = capsys.readouterr()
        assert shown.out == ""
        return f"\nexit {code}\n{shown.err}"

    return answered


def rounds(times: str) -> tuple[str, str]:
    return LAST, f"{{repeat: {{{times}every: 30 days, stages: [{LAST}]}}}}"


def test_claims_that_leave_no_numbers(answer, snapshot):
    clash = (
        "claims: {",
        "claims: {\n  C0: {text: War is worst., kind: assumption, means: south.war <= -7},\n  ",
    )
    assert answer("forecast", "raid.yaml", change=clash) == snapshot


@pytest.mark.parametrize("times", ["", "times: 100000, "], ids=["unsaid", "far"])
def test_a_course_with_no_end(answer, snapshot, times):
    assert answer("check", "raid.yaml", change=rounds(times)) == snapshot


def test_a_stage_with_no_possible_mover(answer, snapshot):
    change = ("actor: south, choose: [strike, wait]", "actor: south, choose: [raid, hold]")
    assert answer("check", "raid.yaml", change=change) == snapshot


def test_a_course_in_which_nobody_can_ever_move(answer, snapshot):
    change = (
        "course: [{on: 2024-05-01, actor: north, choose: [raid, hold], happened: raid},",
        "ends: always\ncourse: [{on: 2024-05-01, actor: north, choose: [raid, hold]},",
    )
    assert answer("forecast", "raid.yaml", change=change) == snapshot


def test_a_tree_that_would_not_fit(snapshot):
    crisis = parse(Path(RAID).read_text().replace(*rounds("times: 40, ")), name="raid.yaml")
    with pytest.raises(GameError) as refusal:
        compile_crisis(crisis, most_nodes=300)
    assert f"\n{refusal.value}\n" == snapshot


def test_a_file_of_fifty_megabytes(answer, snapshot, tmp_path):
    with (tmp_path / "large.yaml").open("wb") as file:
        file.truncate(50_000_000)
    assert answer("check", "large.yaml") == snapshot


@pytest.mark.parametrize(
    "change",
    [
        ("title: A raid", "name: ../../raid\ntitle: A raid"),
        ("title: A raid across the border", "title: !include /etc/passwd"),
        ("kind: assumption", "source: ../../etc/passwd"),
    ],
    ids=["name", "include", "source"],
)
def test_a_path_outside_the_folder(answer, snapshot, change):
    assert answer("check", "raid.yaml", change=change) == snapshot


def test_zero_draws(answer, snapshot):
    assert answer("forecast", "raid.yaml", "--draws", "0") == snapshot


def test_a_folder_that_cannot_be_written(answer, snapshot):
    assert answer("brief", "raid.yaml", "--out", "raid.yaml/new") == snapshot
