"""Residual and regret against every pure strategy, enumerated with the brute force's values."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from tests.brute_force import BruteForce
from tests.games import Shape, random_game, random_numbers

from detente.solve.public_tree import solve


@pytest.mark.parametrize("seed", range(6))
def test_regret_is_what_the_best_pure_strategy_gains(seed):
    game = random_game(seed, Shape(types=(2, 1), depth=4, chance=0.3, rewards=2))
    numbers = random_numbers(game, seed, lam=(0.5, 2))
    solution = solve(game, numbers)
    slow = BruteForce(game, numbers, draw=0)
    for history, kind in slow.choice:
        slow.choice[history, kind] = [
            float(solution.policy[0, e, kind]) for e in slow.edges(history)
        ]
    told = {(j, h): slow.weights(j, h) for j in slow.players for h in slow.node if slow.edges(h)}
    slow.weights = lambda observer, history: told[observer, history]  # beliefs stay as they are
    held = dict(slow.choice)
    for (player, kind), slot in slow.slot_of.items():
        mine = [h for h, t in held if t == kind and game.mover[slow.node[h]] == player]
        best = -np.inf
        for pure in product(*(range(len(slow.edges(h))) for h in mine)):
            slow.choice = dict(held)
            for history, chosen in zip(mine, pure, strict=True):
                slow.choice[history, kind] = np.eye(len(slow.edges(history)))[chosen].tolist()
            best = max(best, slow.values()[(), slot])
        slow.choice = held
        assert slow.values()[(), slot] == pytest.approx(solution.worth[0, slot], abs=1e-9)
        gain = best - solution.worth[0, slot]
        assert solution.regret[0, slot] == pytest.approx(gain, abs=1e-9)


def test_a_policy_that_is_no_equilibrium_has_a_residual():
    game = random_game(0, Shape(types=(4, 4), depth=7, width=3, chance=0.15, ends=0.05))
    numbers = random_numbers(game, 2, lam=(4, 4))
    early = solve(game, numbers, max_sweeps=2)
    slow = solve(game, numbers)
    far = np.abs(early.policy - slow.policy).max()
    assert early.residual[0] > 1e-3
    assert far > 1e-3
    assert slow.residual[0] < 1e-9
