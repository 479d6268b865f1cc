from __future__ import annotations

import json

import pytest

from detente.game.efg import read_efg
from detente.solve.as_json import as_json
from detente.solve.extensive import solve_extensive

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
    assert list(found) == ["game", "lam", "residual", "regret", "infosets"]
    assert found["game"] == "Two sets"
    assert list(found["regret"]) == ["Ann", "Player 2"]
    keys = ("player", "player_label", "infoset", "infoset_label")
    assert [tuple(one[key] for key in keys) for one in found["infosets"]] == [
        (1, "Ann", 3, "first"),
        (1, "Ann", 7, "second"),
        (2, "Player 2", 1, ""),
    ]
    assert [a["label"] for a in found["infosets"][1]["actions"]] == ["a", "b"]
    assert [a["action"] for a in found["infosets"][1]["actions"]] == [1, 2]
    assert found["infosets"][1]["actions"][0]["prob"] == pytest.approx(0.7310585786)


def test_players_of_one_name_are_told_apart():
    game = read_efg('EFG 2 R "" { "X" "X" } t 1 { 1 2 }')
    assert list(as_json(game, solve_extensive(game, 1.0))["regret"]) == ["X 1", "X 2"]
