from __future__ import annotations

import json

import pytest

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
