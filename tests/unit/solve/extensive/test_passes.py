"""The passes against the equations written down node by node."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.solve.extensive.test_layout import LAID_OUT

from detente.game.arrays import CHANCE
from detente.game.order import order_of
from detente.solve.extensive.sweep import Sweeper

LAM = 1.3


def odds_of(game, policy):
    return np.where(game.action >= 0, policy[game.action], game.chance)


def swept_by_hand(game, order, policy, nudge):
    """Beliefs from a policy, then values and logit answers, the last units first."""
    reach, new, worth = np.ones(len(game.mover)), policy.copy(), game.payoff.copy()
    values = np.zeros(len(policy))
    for node, edges in enumerate(zip(game.first, game.first[1:], strict=False)):
        reach[game.child[slice(*edges)]] = reach[node] * odds_of(game, policy)[slice(*edges)]
    for start, stop in reversed(list(zip(order.start, order.start[1:], strict=False))):
        nodes = order.node[start:stop]
        edges = [slice(game.first[n], game.first[n + 1]) for n in nodes]
        i, infoset = game.mover[nodes[0]], game.infoset[nodes[0]]
        if i != CHANCE:
            own = slice(game.action_first[infoset], game.action_first[infoset + 1])
            after = np.array([worth[game.child[e], i] for e in edges])
            values[own] = reach[nodes] @ after / reach[nodes].sum()
            raised = np.exp(LAM * (values + nudge)[own])
            new[own] = raised / raised.sum()
        for n, e in zip(nodes, edges, strict=True):
            worth[n] = odds_of(game, new)[e] @ worth[game.child[e]]
    return new, worth[0]


@pytest.mark.parametrize("game", [g for g in LAID_OUT if not order_of(g).held.any()])
@pytest.mark.parametrize("push", [0.0, 0.5])
def test_a_sweep_is_what_the_equations_say(game, push):
    rng = np.random.default_rng(8)
    infoset = np.repeat(np.arange(len(game.infoset_player)), np.diff(game.action_first))
    policy = rng.uniform(0.1, 0.9, len(infoset))
    policy /= np.bincount(infoset, policy)[infoset]
    sweeper, nudge = Sweeper(game), push * rng.standard_normal(len(policy))
    if push:
        sweeper.nudge = nudge
    sweeper.image(sweeper.take(np.log(policy)), LAM)
    choice, worth = swept_by_hand(game, order_of(game), policy, nudge)
    assert sweeper.choice == pytest.approx(choice, abs=1e-12)
    assert np.exp(sweeper.logs) == pytest.approx(choice, abs=1e-12)
    assert sweeper.worth[0] == pytest.approx(worth, abs=1e-12)
    assert sweeper.nudge == pytest.approx(nudge)
