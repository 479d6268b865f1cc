from __future__ import annotations

import numpy as np
import pytest
from tests.conversions import to_extensive
from tests.games import Shape, random_game, random_numbers
from tests.unit.game.test_order import WHO_IS_FIRST
from tests.unit.solve.extensive.test_paths import GAMES

from detente.game.efg import read_efg
from detente.solve.extensive import layout as set_layout
from detente.solve.extensive.layout import form_of
from detente.solve.extensive.sweep import Sweeper


def grown(seed):
    game = random_game(seed, Shape(types=(2, 3), depth=5, chance=0.3))
    return to_extensive(game, random_numbers(game, seed, disagree=False))


LAID_OUT = [*GAMES, grown(1), grown(2), read_efg(WHO_IS_FIRST)]


@pytest.mark.parametrize("game", LAID_OUT)
def test_every_node_edge_and_action_has_a_place_of_its_own(game):
    form = form_of(game)
    blocks, edges = form.blocks, form.worth.shape[1] - 1
    assert edges == len(game.child)
    inner = np.diff(game.first) > 0
    assert len(form.up) == inner.sum() == (blocks.units * blocks.nodes).sum()
    assert len(set(form.up.tolist())) == len(form.up)
    assert form.up[0] == edges
    assert len(set(form.place.tolist())) == len(game.action_label)
    ends = np.setdiff1d(np.arange(edges), form.up)
    assert sorted(form.worth[:, ends].T.tolist()) == sorted(game.payoff[~inner].tolist())


@pytest.mark.parametrize("game", LAID_OUT)
def test_blocks_stand_after_all_that_lead_to_them(game):
    form = form_of(game)
    owner = np.repeat(np.arange(len(form.blocks.units)), form.blocks.units * form.blocks.nodes)
    wave = np.searchsorted(form.wave, np.arange(len(form.blocks.units)), side="right")
    assert (wave[owner[form.parent[1:]]] < wave[owner[1:]]).all()
    assert form.wave[-1] == len(form.blocks.units)


def test_a_game_that_is_over_is_laid_out_too():
    form = form_of(read_efg('EFG 2 R "" { "A" "B" } t 1 { 3 4 }'))
    assert form.unknowns == len(form.up) == 0
    assert form.worth.ravel().tolist() == [3, 4]


@pytest.mark.parametrize("room", [1, 7, 64])
def test_where_blocks_end_is_no_matter(room, monkeypatch):
    """Unknowns stand in the order of blocks, so choices are compared, not unknowns."""
    game, policy = grown(1), np.random.default_rng(2)
    logs = policy.standard_normal(len(game.action_label))
    found = []
    for most in (set_layout.ROOM, room):
        monkeypatch.setattr(set_layout, "ROOM", most)
        sweeper = Sweeper(game)
        sweeper.image(sweeper.take(logs), 1.3)
        found.append((sweeper.choice, sweeper.worth))
    assert found[0][0] == pytest.approx(found[1][0], abs=1e-14)
    assert found[0][1] == pytest.approx(found[1][1], abs=1e-13)
