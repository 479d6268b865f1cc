from __future__ import annotations

import math

import numpy as np
import pytest
from tests.games import Shape, handmade, random_game, random_numbers

from detente.game.arrays import Numbers
from detente.solve.lanes.layout import lay_out, spread_policy
from detente.solve.lanes.order import visits
from detente.solve.lanes.register import WIDTH
from detente.solve.lanes.room import deal, desk_for, hands_for, views_of
from detente.solve.lanes.sweep import audit_lanes, sweep_lanes
from detente.solve.tree.index import tree_of


def seated(game, numbers):
    layout = lay_out(tree_of(game))
    hands, desk = hands_for(layout, numbers), desk_for(layout)
    for lane in range(len(numbers)):
        deal(layout, numbers, lane, hands, lane=lane)
    hands.scale[:] = 1.0
    return layout, views_of(layout, numbers), hands, desk


def by_hand(game, numbers, draw, odds):
    """One sweep in plain dictionaries: odds of the types at clues in, policy out (E, T)."""
    tree = tree_of(game)
    clue_at = {int(edge): q for q, edge in enumerate(tree.clue_edge)}
    policy = np.zeros((len(game.child), max(map(len, game.types))))
    worth = np.zeros((len(game.mover), len(game.slot_player)))
    source = game.source

    def log_like(edge, t):
        total = 0.0
        while edge >= 0:
            total += odds[clue_at[edge]][t]
            edge = int(game.evidence[source[edge]])
        return total

    for node in range(len(game.mover) - 1, -1, -1):
        edges = range(game.first[node], game.first[node + 1])
        mover = game.mover[node]
        if mover == -2:
            worth[node] = numbers.value[draw, game.final[node]]
            continue
        after = {e: worth[game.child[e]] + numbers.value[draw, game.reward[e]] for e in edges}
        slots = range(game.player_slot[mover], game.player_slot[mover + 1]) if mover >= 0 else ()
        for t, slot in enumerate(slots):
            lam = numbers.rationality[draw, mover]
            raised = {e: math.exp(lam * after[e][slot]) for e in edges}
            for e in edges:
                policy[e, t] = raised[e] / sum(raised.values())
        for slot, player in enumerate(game.slot_player):
            total = 0.0
            for e in edges:
                if mover < 0:
                    share = numbers.chance[draw, game.chance[e], player]
                elif player == mover:
                    share = policy[e, game.slot_type[slot]]
                else:
                    joint = [
                        numbers.prior[draw, player, s]
                        * math.exp(log_like(int(game.evidence[node]), t) if len(slots) > 1 else 0)
                        for t, s in enumerate(slots)
                    ]
                    mu = [one / sum(joint) for one in joint]
                    share = sum(m * policy[e, t] for t, m in enumerate(mu))
                total += share * after[e][slot]
            worth[node, slot] = total
    return policy


@pytest.mark.parametrize(
    "shape",
    [
        Shape(types=(2, 2), depth=5, rewards=2),
        Shape(types=(3, 1, 2), depth=5, facts=2, chance=0.3, rewards=2),
        Shape(types=(2, 1, 4, 1), depth=5, width=3, facts=3, rewards=1),
    ],
)
def test_a_sweep_is_what_it_is_by_hand(shape):
    games = (random_game(seed, shape) for seed in range(99))
    game = next(game for game in games if len(tree_of(game).clue_edge) > 2)
    numbers = random_numbers(game, 5, draws=WIDTH)
    layout, views, hands, desk = seated(game, numbers)
    desk.at[:] = np.random.default_rng(0).normal(size=desk.at.shape)
    sweep_lanes(layout, views, hands, desk)
    policy = np.zeros((WIDTH, len(game.child), layout.types))
    spread_policy(layout, desk.policy, policy, np.arange(WIDTH))
    wanted = np.zeros(len(game.mover), bool)
    wanted[np.argsort(visits(game.first, game.child))[layout.swept]] = True
    chosen = (game.mover[game.source] >= 0) & wanted[game.source]
    assert chosen.any()
    for draw in (0, WIDTH - 1):
        odds = [
            [0.0, *desk.at[layout.unknown[q] : layout.unknown[q + 1], draw]]
            for q in range(len(layout.clue_row))
        ]
        expected = by_hand(game, numbers, draw, odds)
        assert policy[draw][chosen] == pytest.approx(expected[chosen], abs=1e-12)


def test_a_belief_that_only_logs_tell_from_nothing_is_no_number():
    tree = [(0, [(1, 0), (2, 0)])] + [(1, [(3 + 2 * n, 0), (4 + 2 * n, 0)]) for n in (0, 1)]
    tree += [(0, [(7 + 2 * n, 0), (8 + 2 * n, 0)]) for n in range(4)] + [()] * 8
    game = handmade(types=(2, 1), tree=tree)
    numbers = random_numbers(game, 1, draws=2)
    prior = numbers.prior.copy()
    prior[:, 1, :2] = 1.0, 0.0  # the other is sure of type 0
    numbers = Numbers(numbers.rationality, numbers.value, numbers.chance, prior)
    layout, views, hands, desk = seated(game, numbers)
    desk.at[:, 0] = 800.0  # in the first lane play rules it out
    sweep_lanes(layout, views, hands, desk)
    assert np.isnan(desk.gap[:, 0]).any()
    assert np.isfinite(desk.gap[:, 1]).all()


def test_the_audit_measures_what_is_wrong_with_a_policy():
    game = random_game(5, Shape(types=(2, 2), depth=5, rewards=2))
    numbers = random_numbers(game, 5, draws=2)
    layout, views, hands, desk = seated(game, numbers)
    for _ in range(80):
        sweep_lanes(layout, views, hands, desk)
        desk.at[:] += 0.5 * desk.gap
    sweep_lanes(layout, views, hands, desk)
    audit_lanes(layout, views, hands, desk)
    assert desk.residual[0, :2] == pytest.approx(0.0, abs=1e-9)
    root = int(layout.seat[-1])
    worth, best = np.split(desk.worth, 2)
    slots = slice(root, root + len(game.slot_player))
    assert (best[slots, :2] >= worth[slots, :2] - 1e-12).all()
    row = layout.clue_row[0]
    desk.policy[row, 0] += 0.01
    audit_lanes(layout, views, hands, desk)
    assert desk.residual[0, 0] > 0.009
    assert desk.residual[0, 1] < 1e-9
