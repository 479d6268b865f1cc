"""An extensive game as its paths: conditional values of actions and their exact derivatives.

With `y` the logs of the choice probabilities, the value of an action `a` at information set I of
player i is a mean over the plays `z` through it,

    V_a = sum_z w_z(a) u_i(z),   w_z(a) = r(h) / r(I) * r(z) / (r(h) exp(y_a)),

where `h` is the node of I on the play and `r` is how likely chance and everybody's choices lead
there. A choice `c` later on the play enters r(z), an earlier one r(h) and r(I) as well, so

    dV_a / dy_c = sum_{z: c before or after a} w_z(a) u_i(z) - V_a sum_{h: c before h} r(h) / r(I).

All ratios are taken in logs: long paths and small probabilities do not underflow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.game.arrays import CHANCE, END
from detente.game.extensive import ExtensiveGame
from detente.game.recall import depths
from detente.shapes import Floats, Ints, Longs

NEVER = 1e-300
"""The chance that stands for zero, so that nodes behind it still have beliefs."""


@dataclass(frozen=True)
class Paths:
    """The plays of a game. Z plays, S steps of a play (choices only), A actions, I sets.

    One entry a step, in the order of plays and, within one, of play: X entries in all. Pairs of
    steps of one play: W entries, each the entries of `one` and of `other`.
    """

    infoset: Longs  # A: information set of each action
    first: Longs  # I + 1: its actions
    play: Longs  # X
    place: Longs  # X: how many choices the play has before it
    action: Ints  # X
    node: Longs  # X: decision node, counted among the decision nodes
    luck: Floats  # X: log of chance before the step
    whole_luck: Floats  # Z: log of chance on the whole play
    gain: Floats  # X: payoff of the play to who chooses at the step
    payoff: Floats  # Z, P
    node_step: Longs  # H: one step that stands at each decision node
    node_infoset: Ints  # H
    stands: Floats  # X: 1 at one step of each edge, 0 at the others
    one: Longs  # W
    other: Longs  # W
    later: Longs  # W: 1 if `other` comes after `one`, 0 if before


def paths_of(game: ExtensiveGame) -> Paths:
    """List the plays of a game and the pairs of choices on them."""
    parent, source, action = game.parent, game.source, game.action
    ends = np.flatnonzero(game.mover == END)
    at, depth = ends.copy(), depths(game)
    steps = np.full((len(ends), int(depth.max(initial=0))), -1)
    for back in range(steps.shape[1]):  # from the ends up, all plays at once
        moving = parent[at] >= 0
        steps[moving, -1 - back] = parent[at[moving]]
        at[moving] = source[parent[at[moving]]]
    luck = np.where(game.mover[source] == CHANCE, np.log(np.maximum(game.chance, NEVER)), 0.0)
    lucks = np.where(steps >= 0, luck[steps], 0.0)
    before = np.cumsum(lucks, axis=1) - lucks
    own = (steps >= 0) & (action[steps] >= 0)
    play, edge = np.nonzero(own)[0], steps[own]
    nodes, node, stand = _count(source[edge])
    one, other, later = _pairs(play)
    place = np.arange(len(play)) - np.searchsorted(play, play)
    infoset = np.repeat(np.arange(len(game.infoset_player)), np.diff(game.action_first))
    return Paths(
        infoset=infoset, first=game.action_first.astype(np.int64), play=play, place=place,
        action=action[edge], node=node, luck=before[own], whole_luck=lucks.sum(axis=1),
        gain=game.payoff[ends[play], game.mover[source[edge]]], payoff=game.payoff[ends],
        node_step=stand, stands=_firsts(edge),
        node_infoset=game.infoset[nodes], one=one, other=other, later=later,
    )  # fmt: skip


def _count(nodes: Ints) -> tuple[Ints, Longs, Longs]:
    unique, stand, number = np.unique(nodes, return_index=True, return_inverse=True)
    return unique, number, stand


def _firsts(edges: Ints) -> Floats:
    found = np.zeros(len(edges))
    found[np.unique(edges, return_index=True)[1]] = 1.0
    return found


def _pairs(play: Longs) -> tuple[Longs, Longs, Longs]:
    """Pair every step with every other of the same play."""
    length = np.bincount(play) if len(play) else np.zeros(0, np.int64)
    length = length[length > 0]
    start = np.cumsum(length) - length
    ones: list[Longs] = []
    others: list[Longs] = []
    for steps in np.unique(length):
        at = start[length == steps]
        grid = np.arange(steps)
        left, right = (side.ravel() for side in np.meshgrid(grid, grid, indexing="ij"))
        apart = left != right
        ones.append((at[:, None] + left[apart]).ravel())
        others.append((at[:, None] + right[apart]).ravel())
    one = np.concatenate(ones) if ones else np.zeros(0, np.int64)
    other = np.concatenate(others) if others else np.zeros(0, np.int64)
    return one, other, (other > one).astype(np.int64)


def step_weights(paths: Paths, logs: Floats) -> tuple[Floats, Floats, Floats]:
    """Return `w` of every step (X), `r(h) / r(I)` there (X), and log r of every play (Z)."""
    table = np.zeros((len(paths.whole_luck), int(paths.place.max(initial=-1)) + 3))
    table[paths.play, paths.place + 1] = logs[paths.action]
    # summed from both ends: a difference of long sums has an error that the precision magnifies
    before = np.cumsum(table, axis=1)
    behind = np.cumsum(table[:, ::-1], axis=1)[:, ::-1]
    reach = paths.luck + before[paths.play, paths.place]
    reach_play = paths.whole_luck + before[:, -1]
    at_node = reach[paths.node_step]
    top = np.full(len(paths.first) - 1, -np.inf)
    np.maximum.at(top, paths.node_infoset, at_node)
    belief = np.exp(at_node - top[paths.node_infoset])
    belief /= np.bincount(paths.node_infoset, belief, len(top))[paths.node_infoset]
    luck = paths.whole_luck[paths.play] - paths.luck
    after = np.exp(luck + behind[paths.play, paths.place + 2])
    return belief[paths.node] * after, belief[paths.node], reach_play


def action_values(paths: Paths, weights: Floats) -> Floats:
    """Return V, the value of every action given that its information set is reached (A)."""
    return np.bincount(paths.action, weights * paths.gain, len(paths.infoset)).astype(np.float64)


def value_slopes(paths: Paths, weights: Floats, beliefs: Floats, values: Floats) -> Floats:
    """Return dV/dy, one row an action (A, A)."""
    size = len(values)
    one, other = paths.one, paths.other
    told = np.where(paths.later == 1, 0.0, beliefs[one] * paths.stands[one])
    change = weights[one] * paths.gain[one] - told * values[paths.action[one]]
    place = paths.action[one].astype(np.int64) * size + paths.action[other]
    return np.bincount(place, change, size * size).astype(np.float64).reshape(size, size)
