from __future__ import annotations

import numpy as np
import pytest
from tests.aqre import FOLDER, needs_reference
from tests.symmetric import matrix_game, meeting, side_by_side, with_useless_types
from tests.unit.game.test_order import WHO_IS_FIRST
from tests.unit.solve.extensive.test_paths import GAMES

from detente.game.efg import read_efg
from detente.game.extensive import ExtensiveGame
from detente.game.parts import parts_of
from detente.solve.extensive.sweep import Sweeper

# After A's choice, which B sees, they play one of two games; then A may still stop it all.
STAGES = """EFG 2 R "" { "A" "B" }
p 1 1 { "l" "r" } 0
p 1 2 { "l" "r" } 0
p 2 1 { "l" "r" } 0 t 1 { 1 1 } t 2 { 0 0 }
p 2 1 { "l" "r" } 0 t 3 { 0 0 } t 4 { 1 1 }
p 1 3 { "l" "r" } 0
p 2 2 { "l" "r" } 0 t 5 { 2 1 } t 6 { 0 0 }
p 2 2 { "l" "r" } 0 t 7 { 0 0 } p 1 4 { "on" "stop" } 0 t 8 { 3 1 } t 9 { 0 2 }
"""
# Neither A nor B sees what chance does, and B only whether A goes on.
UNSEEN = """EFG 2 R "" { "A" "B" }
c 1 { "x" 1/4 "y" 3/4 } 0
p 1 1 { "go" "stay" } 0
p 2 1 { "l" "r" } 0
p 1 2 { "u" "d" } 0 t 1 { 1 0 } t 2 { 0 1 }
p 1 2 { "u" "d" } 0 t 3 { 0 2 } t 4 { 2 0 }
t 5 { 0 0 }
p 1 1 { "go" "stay" } 0
p 2 1 { "l" "r" } 0
p 1 2 { "u" "d" } 0 t 6 { 0 3 } t 7 { 1 1 }
p 1 2 { "u" "d" } 0 t 8 { 2 0 } t 9 { 0 1 }
t 10 { 0 0 }
"""


def depends(game: ExtensiveGame) -> np.ndarray:
    """Which set's answer moves when the choices of another change, by trying (I, I)."""
    sets = len(game.infoset_player)
    owner = np.repeat(np.arange(sets), np.diff(game.action_first))
    rng, found = np.random.default_rng(7), np.eye(sets, dtype=bool)
    ends = (np.diff(game.first) == 0)[:, None]
    shaken = ExtensiveGame(
        **{**vars(game), "payoff": np.where(ends, rng.standard_normal(game.payoff.shape), 0.0)}
    )
    sweeper = Sweeper(shaken)
    width = np.diff(game.action_first)
    raw = rng.standard_normal(len(owner))

    def values(raw):
        top = np.logaddexp.reduceat(raw, game.action_first[:-1])
        sweeper.take(raw - np.repeat(top, width))
        sweeper.audit(1.0)
        return sweeper.values.copy()

    base = values(raw)
    for other in range(sets):
        moved = raw + np.where(owner == other, rng.standard_normal(len(owner)), 0.0)
        change = np.abs(values(moved) - base) > 1e-9
        for one in range(sets):
            if one != other:
                found[one, other] = change[owner == one].any()
    return found


def by_trying(game: ExtensiveGame) -> list[set[int]]:
    """The strongly connected components of what has been tried, by closing it."""
    reach = depends(game)
    for _ in range(len(reach)):
        reach = (reach.astype(int) @ reach.astype(int)) > 0
    both = reach & reach.T
    return [set(np.flatnonzero(row)) for row in both]


SMALL = [
    *(read_efg(text) for text in (STAGES, UNSEEN, WHO_IS_FIRST)),
    side_by_side([meeting(2)] * 3), with_useless_types(meeting(2), 3), *GAMES,
]  # fmt: skip


@pytest.mark.parametrize("game", SMALL)
def test_parts_are_the_sets_that_move_each_other(game):
    part = parts_of(game).part
    theirs = by_trying(game)
    for one in range(len(part)):
        assert set(np.flatnonzero(part == part[one])) == theirs[one]


def test_parts_are_numbered_from_the_last_and_the_tops_are_known():
    parts = parts_of(read_efg(STAGES))
    first, left, right = parts.part[0], parts.part[1], parts.part[3]
    assert first > left
    assert first > right
    assert sorted(np.flatnonzero(parts.on_top)) == sorted({left, right})
    assert not parts.tangled[first]


@needs_reference
def test_a_chain_store_is_two_games_after_a_first_choice():
    parts = parts_of(read_efg(FOLDER / "cs.efg"))
    assert parts.on_top.sum() == 2


def test_one_matrix_game_is_one_part():
    assert parts_of(matrix_game(meeting(3))).part.tolist() == [0, 0]
