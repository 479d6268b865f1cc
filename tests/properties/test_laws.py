"""Laws of the solved game that can be checked on paper or by saying the same thing differently."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.feud import feud
from tests.games import handmade

from detente.game.arrays import CHANCE, Numbers
from detente.game.compile import compile_crisis
from detente.model import conditions as c
from detente.model.crisis import Crisis, Repeat, Stage
from detente.solve.public_tree import solve
from detente.solve.tree.reading import beliefs_after

ROUNDS = 6
few = settings(max_examples=15)


def war_of_attrition(*, cost, prize, hazard, lam, prior):
    """One side of two types stays or quits; the other gives in with a known chance each round.

    Staying costs type t `cost[t]` a round; when the other gives in the prize is `prize`.
    """
    tree: list[tuple[int, list[tuple[int, int]]] | tuple[()]] = []
    first_end = 2 * ROUNDS
    for r in range(ROUNDS):
        tree.append((0, [(2 * r + 1, 1), (first_end + 1 + 2 * r, 0)]))  # stay, quit
        onward = 2 * r + 2 if r + 1 < ROUNDS else first_end
        tree.append((CHANCE, [(first_end + 2 + 2 * r, 0), (onward, 0)]))  # given in, or not
    tree += [()] * (1 + 2 * ROUNDS)
    game = handmade(types=(2, 1), tree=tree)
    won = [0.0] + [x for _ in range(ROUNDS) for x in (0.0, prize)]
    rows = [[0.0] * 3, [-cost[0], -cost[1], 0.0], *([w, w, 0.0] for w in won)]
    chance = np.tile(np.repeat([[hazard], [1 - hazard]], 3, axis=1), (ROUNDS, 1))
    priors = np.tile([prior, 1 - prior, 1.0], (3, 1))
    numbers = Numbers(
        np.array([[lam, 1.0]]), np.array(rows)[None], chance[None].astype(float), priors[None]
    )
    return game, numbers


@few
@given(
    st.tuples(st.floats(0, 2), st.floats(0, 2)), st.floats(0.05, 0.9), st.floats(0.2, 4),
    st.floats(0.1, 0.9),
)  # fmt: skip
def test_a_war_of_attrition_with_a_known_hazard(cost, hazard, lam, prior):
    prize = 3.0
    game, numbers = war_of_attrition(cost=cost, prize=prize, hazard=hazard, lam=lam, prior=prior)
    solution = solve(game, numbers, threads=1)
    stays = np.empty((ROUNDS, 2))
    for t in (0, 1):
        ahead = 0.0  # what the war is worth before the next round
        for r in reversed(range(ROUNDS)):
            stay = -cost[t] + hazard * prize + (1 - hazard) * ahead
            stays[r, t] = 1 / (1 + math.exp(-lam * stay))
            ahead = stays[r, t] * stay
        assert solution.worth[0, t] == pytest.approx(ahead, abs=1e-9)
    edges = game.first[0 : 2 * ROUNDS : 2]
    assert solution.policy[0, edges, :2] == pytest.approx(stays, abs=1e-10)
    joint = np.array([prior, 1 - prior]) * stays.prod(axis=0)
    seen = beliefs_after(game, numbers, solution.policy[0], observer=1, edges=edges[-1:])
    assert seen[0, :2] == pytest.approx(joint / joint.sum(), abs=1e-9)


def solved(crisis: Crisis, points: np.ndarray):
    compiled = compile_crisis(crisis)
    numbers = compiled.parameters.numbers(points)
    return compiled, solve(compiled.game, numbers, threads=1)


def points_of(crisis: Crisis) -> np.ndarray:
    unknowns = compile_crisis(crisis).parameters.weights.shape[1]
    return np.random.default_rng(1).uniform(-0.5, 0.5, (3, unknowns))


def test_a_stage_nobody_can_act_in_changes_nothing():
    crisis = feud(rounds=1)
    idle = Stage("north", ("hit", "hold"), when=c.Always(value=False))
    first, *later = crisis.course
    longer = replace(crisis, course=(first, idle, *later, idle))
    points = points_of(crisis)
    before, after = solved(crisis, points)[1], solved(longer, points)[1]
    assert before.converged.all()
    assert np.array_equal(before.policy, after.policy)
    assert np.array_equal(before.worth, after.worth)


def turned(stage: Stage | Repeat) -> Stage | Repeat:
    """Name the moves of a stage the other way round; nature takes its first, so its order stays."""
    if isinstance(stage, Repeat):
        return replace(stage, stages=tuple(turned(one) for one in stage.stages))
    keep = stage.actor == "nature"
    return stage if keep else replace(stage, choose=tuple(reversed(stage.choose)))


def test_the_order_of_the_moves_does_not_matter():
    crisis = feud(rounds=2)
    other = replace(crisis, course=tuple(turned(stage) for stage in crisis.course))
    points, chosen = points_of(crisis), []
    worths = []
    for one in (crisis, other):
        compiled, solution = solved(one, points)
        edges = slice(*compiled.game.first[:2])
        by_move = np.argsort(compiled.game.move[edges])
        chosen.append(solution.policy[:, edges][:, by_move])
        worths.append(solution.worth)
    assert worths[0] == pytest.approx(worths[1], abs=1e-8)
    assert chosen[0] == pytest.approx(chosen[1], abs=1e-8)
    assert np.ptp(chosen[0], axis=1).max() > 1e-3
