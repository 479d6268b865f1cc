"""The game that a part needs, against the game that it was taken from."""

from __future__ import annotations

import numpy as np
import pytest
from tests.hidden_moves import hidden_moves
from tests.unit.game.test_parts import STAGES, UNSEEN

from detente.game.closed import closed
from detente.game.efg import read_efg
from detente.game.parts import parts_of
from detente.solve.extensive.sweep import Sweeper


def test_a_part_with_all_below_it_is_a_game_of_its_own():
    game = read_efg(STAGES)
    parts = parts_of(game)
    right = closed(game, parts.part == parts.part[3])
    assert right.game.mover[0] == 0
    assert len(right.game.infoset_player) == 3  # also the last choice, which it leads to
    assert right.game.payoff[:, 0].max() == 3
    assert [game.action_label[x] for x in right.actions(game)] == list(right.game.action_label)


def test_what_came_before_several_beginnings_becomes_chance():
    game = read_efg(UNSEEN)
    parts = parts_of(game)
    second = closed(game, parts.part == parts.part[1])
    assert second.game.mover[0] == -1 or second.game.infoset[0] == -1
    assert second.game.chance[:2] == pytest.approx([0.25, 0.75])
    assert len(second.sets) == 2
    assert len(second.game.mover) < len(game.mover)


@pytest.mark.parametrize("seed", range(12))
def test_actions_are_worth_the_same_in_the_part_as_in_the_whole(seed):
    """Whatever is played before: what is left of it must not change how likely nodes are."""
    game = hidden_moves(seed, players=2 + seed % 2)
    parts, rng = parts_of(game), np.random.default_rng(seed)
    raw = rng.standard_normal(len(game.action_label))
    logs = raw - np.repeat(
        np.logaddexp.reduceat(raw, game.action_first[:-1]), np.diff(game.action_first)
    )
    whole = Sweeper(game)
    whole.take(logs)
    whole.audit(1.0)
    for one in range(len(parts.tangled)):
        piece = closed(game, parts.part == one)
        own, alone = piece.actions(game), Sweeper(piece.game)
        alone.take(logs[own])
        alone.audit(1.0)
        assert alone.values == pytest.approx(whole.values[own], abs=1e-12)
