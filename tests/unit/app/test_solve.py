from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.unit.app.conftest import on_a_terminal
from tests.unit.game.test_recall import FORGETS
from tests.unit.solve.extensive.test_walk import MEETING

from detente.solve.extensive import agents as extensive
from detente.solve.extensive.agents import solve_extensive
from detente.solve.solution import Status

EFG = """EFG 2 R "Choice" { "One" }
p "" 1 1 "here" { "good" "bad" } 0
t "" 1 "" { 1 }
t "" 2 "" { 0 }
"""


@pytest.fixture
def choice(tmp_path):
    path = tmp_path / "choice.efg"
    path.write_text(EFG)
    return str(path)


def test_a_game_file_gives_the_logit_of_its_payoffs(detente, choice):
    found = json.loads(detente("solve", choice, "--lam", "2", "--json").out)
    good, bad = found["infosets"][0]["actions"]
    assert good["prob"] / bad["prob"] == pytest.approx(7.38905609893065, rel=1e-9)
    assert (found["lam"], good["label"], good["action"]) == (2.0, "good", 1)


def test_a_game_file_is_shown_as_a_table(detente, choice):
    ran = detente("solve", choice)
    assert ran.code == 0
    assert "good 0.7311, bad 0.2689" in ran.out


@pytest.mark.parametrize("name", ["choice.EFG", "choice", "choice.txt"])
def test_a_game_file_is_known_by_how_it_begins(detente, tmp_path, name):
    (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + EFG.replace("\n", "\r\n").encode())
    assert "good 0.7311" in detente("solve", str(tmp_path / name)).out


@pytest.mark.parametrize("name", ["game.nfg", "game"])
def test_a_strategic_form_is_refused_as_one(detente, tmp_path, name):
    (tmp_path / name).write_text('NFG 1 R "" { "A" } { 2 } 1 2')
    ran = detente("solve", str(tmp_path / name))
    assert ran.code == 1
    assert "a game in strategic form" in ran.err


def test_other_commands_say_who_takes_game_files(detente, choice):
    ran = detente("check", choice)
    assert ran.code == 1
    assert "this is a game file: `detente solve` and" in ran.err


def test_a_game_file_has_no_draws(detente, choice):
    assert detente("solve", choice, "--draw", "3").code == 2


def test_a_broken_game_file_is_a_problem(detente, tmp_path):
    (tmp_path / "x.efg").write_text("EFG 3 nonsense")
    ran = detente("solve", str(tmp_path / "x.efg"))
    assert ran.code == 1
    assert ran.err


def test_a_crisis_is_solved_at_the_middle_of_its_ranges(detente):
    found = json.loads(detente("solve", "border-raid", "--json").out)
    assert found["residual"] <= 1e-9
    assert [one["player"] for one in found["infosets"]][:2] == ["north", "south"]
    for one in found["infosets"]:
        assert sum(action["prob"] for action in one["actions"]) == pytest.approx(1)


def test_what_is_reached_is_what_was_chosen(detente):
    first, *rest = json.loads(detente("solve", "border-raid", "--json").out)["infosets"]
    chosen = {action["action"]: action["prob"] for action in first["actions"]}
    souths = [one for one in rest if one["player"] == "south"]
    assert sum(one["reach"] for one in souths) == pytest.approx(1)
    after_raid = [one for one in souths if one["history"] == ["raid"]]
    assert after_raid[0]["reach"] == pytest.approx(chosen["raid"])


def test_no_precision_at_all_is_a_toss_up(detente):
    found = json.loads(detente("solve", "border-raid", "--lam", "0", "--json").out)
    chances = {action["prob"] for one in found["infosets"] for action in one["actions"]}
    assert chances == {0.5}


def test_a_draw_is_the_forecast_s_draw(detente):
    first, again, other = (
        detente("solve", "border-raid", "--draw", n, "--json").out for n in ("2", "2", "3")
    )
    assert first == again != other


def test_the_table_names_the_moves(detente):
    ran = detente("solve", "border-raid")
    assert ran.code == 0
    assert "strike" in ran.out
    assert "Residual" in ran.err


def test_what_did_not_converge_is_told_also_in_quiet(detente, choice, monkeypatch):
    def slow(game, lam, **settings):
        return [replace(one, status=Status.SLOW) for one in solve_extensive(game, lam, **settings)]

    monkeypatch.setattr(extensive, "solve_extensive", slow)
    ran = detente("solve", choice, "--quiet")
    assert ran.code == 0
    assert "the residual says by how much" in ran.err
    assert "by how much" in json.loads(detente("solve", choice, "--json").out)["status"]


def test_several_precisions_give_a_list(detente, choice):
    found = json.loads(detente("solve", choice, "--lam", "0.5,2", "--json").out)
    assert [one["lam"] for one in found] == [0.5, 2.0]


def test_all_equilibria_are_listed_with_the_principal_first(detente, tmp_path):
    path = tmp_path / "meet.efg"
    path.write_text(MEETING)
    found = json.loads(detente("solve", str(path), "--lam", "4", "--all", "--json").out)
    assert [one["principal"] for one in found] == [True, False, False]
    assert all(one["residual"] < 1e-9 for one in found)
    shown = detente("solve", str(path), "--lam", "4", "--all")
    assert "lambda 4: 3 equilibria found" in shown.out
    assert "1. the principal one; residual" in shown.out
    assert "Others may exist" in shown.err


def test_the_limit_of_the_branch_is_told_with_its_regret(detente, choice):
    ran = detente("solve", choice, "--limit")
    assert "good 1.0000" in ran.out
    assert "of the range of payoffs." in ran.err
    assert json.loads(detente("solve", choice, "--limit", "--json").out)["regret_share"] <= 1e-3


def test_some_nash_equilibrium_is_found_soonest(detente, choice):
    ran = detente("solve", choice, "--nash", "--share", "1e-6")
    assert "good 1.0000" in ran.out
    assert "rounds the regrets add up to" in ran.err
    found = json.loads(detente("solve", choice, "--nash", "--json").out)
    assert found["regret_share"] <= 1e-3
    assert found["converged"]
    assert detente("solve", choice, "--nash", "--quiet").err == ""


@pytest.mark.parametrize("other", [("--lam", "2"), ("--all",), ("--limit",)])
def test_nash_stands_alone(detente, choice, other):
    ran = detente("solve", choice, "--nash", *other)
    assert ran.code == 2
    assert "play without mistakes" in ran.err


def test_nash_is_for_game_files(detente):
    ran = detente("solve", "border-raid", "--nash")
    assert ran.code == 2
    assert "--nash is for a game file" in ran.err


def test_a_crisis_written_as_a_game_has_the_same_equilibrium(detente, tmp_path):
    path = tmp_path / "raid.efg"
    ran = detente("solve", "border-raid", "--efg", str(path))
    assert "its equilibrium at lambda 1 is the crisis's" in ran.err
    game = json.loads(detente("solve", str(path), "--json").out)
    crisis = json.loads(detente("solve", "border-raid", "--json").out)
    labels = {one["infoset_label"] for one in game["infosets"]}
    assert "north: bold" in labels
    mine = {
        round(p, 9)
        for one in crisis["infosets"]
        for action in one["actions"]
        for p in action["by_type"].values()
    }
    theirs = {round(a["prob"], 9) for one in game["infosets"] for a in one["actions"]}
    assert all(min(abs(x - y) for y in theirs) < 1e-8 for x in mine)


def test_what_solve_prints_regret_reads(detente, tmp_path, choice):
    profile = tmp_path / "play.json"
    profile.write_text(detente("solve", choice, "--lam", "2", "--json").out)
    told = json.loads(detente("regret", choice, str(profile), "--json").out)
    bad = json.loads(profile.read_text())["infosets"][0]["actions"][1]["prob"]
    assert told["total"] == pytest.approx(bad)  # the chance of the bad action, worth 1
    assert told["infosets"][0]["best"] == "good"
    assert "could gain" in detente("regret", choice, str(profile)).out


def test_forgetting_is_warned_of_with_its_reason(detente, tmp_path):
    path = tmp_path / "forgets.efg"
    path.write_text(FORGETS)
    ran = detente("solve", str(path))
    assert ran.code == 0
    assert "warning: information set 2" in ran.err
    assert "so the player forgets" in ran.err


def test_the_regret_of_a_player_that_forgets_is_that_of_its_sets(detente, tmp_path):
    path, play = tmp_path / "forgets.efg", tmp_path / "play.json"
    path.write_text(FORGETS)
    play.write_text(detente("solve", str(path), "--lam", "0", "--json").out)
    ran = detente("regret", str(path), str(play), "--json")
    assert ran.code == 0
    assert "so the player forgets" in ran.err
    told = json.loads(ran.out)
    # all chances are one half: left is worth 1.5 and right 3.5, `a` 2 and `b` 3
    assert [one["regret"] for one in told["infosets"]] == pytest.approx([1.0, 0.5])
    assert told["players"][0]["regret"] == pytest.approx(1.0)


def test_progress_is_shown_while_the_tree_grows():
    assert "building the tree" in on_a_terminal(["solve", "border-raid"])
    assert "building the tree" not in on_a_terminal(["solve", "border-raid", "--quiet"])


def test_a_tree_too_large_is_refused_with_what_can_do_without_it(detente):
    ran = detente("solve", "us-iran-2020-year")
    assert ran.code == 1
    assert "too large: 21,976,610 nodes by stage 35 of 384" in ran.err
    assert "`detente forecast`, `brief` and `play-out` do without the tree" in ran.err
