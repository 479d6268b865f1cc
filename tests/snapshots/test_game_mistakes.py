"""What the command line answers to game files, precisions and profiles that do not do."""

from __future__ import annotations

import json

import pytest

from detente.app.cli import run

GOOD = """EFG 2 R "Meet" { "Ann" "Bob" }
p 1 1 "where" { "l" "r" } 0
p 2 1 { "l" "r" } 0
t 1 { 1 1 }
t 2 { 0 0 }
p 2 1 { "l" "r" } 0
t 3 { 0 0 }
t 4 { 2 2 }
"""
FORGETS = """EFG 2 R "" { "A" }
p 1 1 { "l" "r" } 0
p 1 2 "blank" { "a" "b" } 0 t 1 { 1 } t 2 { 2 }
p 1 2 0 t 3 { 3 } t 4 { 4 }
"""
ABSENT = 'EFG 2 R "" { "A" } p 1 1 { "go" "exit" } 0 p 1 1 0 t 1 { 1 } t 2 { 4 } t 3 { 0 }'
HALF = [{"label": "l", "prob": 0.5}, {"label": "r", "prob": 0.5}]


@pytest.fixture
def answer(tmp_path, monkeypatch, capsys):
    """Run a command beside `game.efg` and `play.json`; show its exit code and what it says."""
    monkeypatch.chdir(tmp_path)

    def answered(*arguments: str, game: str = GOOD, profile: object = None) -> str:
        (tmp_path / "game.efg").write_text(game)
        if profile is not None:
            text = profile if isinstance(profile, str) else json.dumps(profile)
            (tmp_path / "play.json").write_text(text)
        code = run(arguments)
        shown = capsys.readouterr()
        assert code != 0
        assert shown.out == ""
        return f"\nexit {code}\n{shown.err}"

    return answered


@pytest.mark.parametrize(
    "change",
    [('{ "l" "r" } 0\np 2', '{ "l" "r" } 9\np 2'), ("{ 2 2 }", "{ 2 }"), ("t 4", "x 4"),
     ("t 3 { 0 0 }\n", ""), ("t 2 { 0 0 }", "t 2 { 0 O }")],
    ids=["outcome", "payoff missing", "kind", "node missing", "letter"],
)  # fmt: skip
def test_a_malformed_game(answer, snapshot, change):
    assert answer("solve", "game.efg", game=GOOD.replace(*change, 1)) == snapshot


@pytest.mark.parametrize("lam", ["-1", "nan", "inf", "two", "1,,2"])
def test_a_precision_that_is_none(answer, snapshot, lam):
    assert answer("solve", "game.efg", "--lam", lam) == snapshot


def test_an_absent_mind(answer, snapshot):
    assert answer("solve", "game.efg", game=ABSENT) == snapshot


@pytest.mark.parametrize("arguments", [["solve", "game.efg", "--limit"]], ids=["limit"])
def test_a_player_that_forgets(answer, snapshot, arguments):
    assert answer(*arguments, "--quiet", game=FORGETS) == snapshot


def test_the_regret_of_an_absent_mind(answer, snapshot):
    assert answer("regret", "game.efg", "play.json", game=ABSENT, profile=[]) == snapshot


@pytest.mark.parametrize(
    "profile",
    [
        "{",
        {"sets": []},
        [{"player": 1, "infoset": 1, "actions": HALF}],
        [{"player": 3, "infoset": 1, "actions": HALF}, {"player": "Bob", "infoset": 7}],
        [
            {"player": 1, "infoset": 1, "actions": [{"label": "l", "prob": 0.9}]},
            {
                "player": "Bob",
                "infoset": 1,
                "actions": [{"action": 1, "prob": 2}, {"action": 3, "prob": 0.5}, 4],
            },
        ],
        [
            {"player": 1, "infoset": 1, "actions": [{**HALF[0], "prob": 0.9}, HALF[1]]},
            {"player": 2, "infoset": 1, "actions": HALF},
            {"player": 2, "infoset": 1, "actions": HALF},
        ],
    ],
    ids=["no json", "no sets", "missing", "unknown", "actions", "sum"],
)
def test_a_profile_that_does_not_fit(answer, snapshot, profile):
    assert answer("regret", "game.efg", "play.json", profile=profile) == snapshot


def test_options_that_do_not_go_together(answer, snapshot):
    assert answer("solve", "game.efg", "--limit", "--all") == snapshot
    assert answer("solve", "border-raid", "--all") == snapshot
    assert answer("solve", "game.efg", "--efg", "x.efg") == snapshot


def test_actors_that_disagree_have_no_common_game(answer, snapshot):
    assert answer("solve", "us-iran-2020", "--draw", "1", "--efg", "us.efg") == snapshot
