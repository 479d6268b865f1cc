from __future__ import annotations

import numpy as np
from tests.conversions import to_extensive
from tests.games import Shape, random_game, random_numbers

from detente.game.efg import read_efg
from detente.game.order import order_of

WHO_IS_FIRST = """EFG 2 R "Nobody knows who moves first" { "A" "B" }
c 1 { "A first" 2/5 "B first" 3/5 } 0
p 1 1 { "u" "d" } 0
p 2 1 { "x" "y" } 0 t 1 { 3 1 } t 2 { -1 2 }
t 3 { 1 1 }
p 2 1 { "x" "y" } 0
p 1 1 { "u" "d" } 0 t 4 { 0 2 } t 5 { 2 -3 }
t 6 { 1 0 }
"""


def test_units_stand_after_all_that_lead_to_them():
    grown = random_game(3, Shape(types=(2, 2), depth=5))
    game = to_extensive(grown, random_numbers(grown, 3, disagree=False))
    order = order_of(game)
    assert not order.held.any()
    assert sorted(order.node) == np.flatnonzero(np.diff(game.first) > 0).tolist()
    unit = np.full(len(game.mover), len(order.start))
    for number, (start, stop) in enumerate(zip(order.start, order.start[1:], strict=False)):
        unit[order.node[start:stop]] = number
        assert len(set(game.infoset[order.node[start:stop]])) == 1
    assert (unit[game.child] > unit[game.source]).all()


def test_sets_that_wait_for_each_other_are_taken_apart():
    order = order_of(read_efg(WHO_IS_FIRST))
    assert order.held.tolist() == [True, False]
    assert len(order.node) == 5
    assert np.diff(order.start).tolist().count(2) == 1  # B's set stays whole
