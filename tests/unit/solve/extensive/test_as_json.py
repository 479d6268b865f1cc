from __future__ import annotations

import json

import pytest
from tests.unit.solve.extensive.test_walk import MEETING

from detente.game.efg import read_efg
from detente.solve.extensive.agents import solve_extensive
from detente.solve.extensive.as_json import as_json, player_names

TWO = """EFG 2 R "Two sets" { "Ann" "" }
c "" 1 { "l" 1/2 "r" 1/2 } 0
p "" 1 7 "second" { "a" "b" } 0 t 1 { 1 0 } t 2 { 0 0 }
p "" 1 3 "first" { "c" "d" } 0
p "" 2 1 { "e" } 0 t 3 { 2 2 }
t 4 { 0 1 }
"""


def test_it_is_numbered_as_in_the_file():
    game = read_efg(TWO)
    found = as_json(game, solve_extensive(game, 1.0))
    assert json.loads(json.dumps(found)) == found
    assert list(found) == [
        "game", "lam", "residual", "status", "fork", "worth", "regret", "infosets",
    ]  # fmt: skip
    assert found["worth"]["Ann"] == pytest.approx(0.5 * (0.7310585786 + 2 * 0.8807970780))
    assert found["fork"] is None
    assert found["game"] == "Two sets"
    assert list(found["regret"]) == ["Ann", "Player 2"]
    keys = ("player", "player_label", "infoset", "infoset_label")
    assert [tuple(one[key] for key in keys) for one in found["infosets"]] == [
        (1, "Ann", 7, "second"),
        (1, "Ann", 3, "first"),
        (2, "Player 2", 1, ""),
    ]
    assert [a["label"] for a in found["infosets"][0]["actions"]] == ["a", "b"]
    assert [a["action"] for a in found["infosets"][0]["actions"]] == [1, 2]
    assert found["infosets"][0]["actions"][0]["prob"] == pytest.approx(0.7310585786)


@pytest.mark.parametrize(
    ("given", "told"),
    [('"X" "X"', ["X 1", "X 2"]), ('"Player 2" ""', ["Player 2", "Player 2'"]),
     ('"X" "X" "X 1"', ["X 1'", "X 2", "X 1"])],
)  # fmt: skip
def test_players_of_one_name_are_told_apart(given, told):
    game = read_efg(f'EFG 2 R "" {{ {given} }} t 0')
    assert player_names(game) == told


def test_a_fork_is_told():
    game = read_efg(MEETING)
    found = as_json(game, solve_extensive(game, 4.0))
    assert found["fork"] == pytest.approx(2.0, abs=1e-3)
