"""A solution read through an observer's eyes: chances of edges, beliefs about types."""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.game.arrays import Game, Numbers
from detente.shapes import Floats, Ints, Longs
from detente.solve.tree.back import believe
from detente.solve.tree.index import Numbered, Tree, numbered, tree_of
from detente.solve.tree.sweep import add_up, log_odds


def observer_weights(
    game: Game,
    numbers: Numbers,
    policy: Floats,
    *,
    observer: int,
    draw: int = 0,
    tree: Tree | None = None,
) -> Floats:
    """Return the chance that an observer gives each edge, given that its node is reached (E).

    `policy` is one draw's (E, T). The analyst is observer P. At a chance node it is the observer's
    own chance, at a decision the mixture of the types' choices by the observer's beliefs (a player
    reads itself with its own prior about itself). Pass `tree` when asking more than once.
    """
    tree = tree_of(game) if tree is None else tree
    numbers_here = numbered(numbers, draw)
    trace, like = likelihoods(tree, policy)
    weights = np.empty(len(tree.child))
    weigh_edges(tree, numbers_here, policy, trace, like, observer, weights)
    return weights


def beliefs(
    game: Game,
    numbers: Numbers,
    policy: Floats,
    *,
    observer: int,
    nodes: Ints | Longs,
    draw: int = 0,
    tree: Tree | None = None,
) -> Floats:
    """Return an observer's posterior over the types of the mover at each of some nodes (n, T).

    It is proportional to the observer's prior times the product of the type's own choice
    probabilities on the path; the node's own choice is not part of it.
    """
    tree = tree_of(game) if tree is None else tree
    trace, like = likelihoods(tree, policy)
    prior = numbered(numbers, draw).prior
    posterior = np.zeros((len(nodes), policy.shape[1]))
    for row, node in enumerate(nodes):
        start, stop = tree.player_slot[tree.mover[node] :][:2]
        clue = int(tree.clue[node])
        believe(observer, int(start), int(stop - start), clue, prior, trace, like, posterior[row])
    return posterior


def beliefs_after(
    game: Game,
    numbers: Numbers,
    policy: Floats,
    *,
    observer: int,
    edges: Ints | Longs,
    draw: int = 0,
    tree: Tree | None = None,
) -> Floats:
    """Return the posterior over the mover's types once each of some edges is taken (n, T).

    An edge that no type takes leaves the posterior as it was before it.
    """
    tree = tree_of(game) if tree is None else tree
    nodes = np.searchsorted(tree.first, edges, side="right") - 1
    before = beliefs(game, numbers, policy, observer=observer, nodes=nodes, draw=draw, tree=tree)
    joint = before * policy[edges]
    total = joint.sum(axis=1, keepdims=True)
    return np.where(total > 0, joint / np.where(total > 0, total, 1.0), before)


def likelihoods(tree: Tree, policy: Floats) -> tuple[Floats, Floats]:
    """Return log L and L of every type at the clues of a policy, largest 0 and 1 (Q, T)."""
    odds, trace, like = (np.zeros((len(tree.clue_edge), policy.shape[1])) for _ in range(3))
    log_odds(tree.clue_types, tree.clue_edge, policy, odds)
    add_up(tree.clue_types, tree.clue_last, odds, trace, like, 0, len(odds))
    return trace, like


@njit(cache=True, nogil=True)
def weigh_edges(  # noqa: PLR0917 (compiled: arguments by place)
    tree: Tree,
    draw: Numbered,
    policy: Floats,
    trace: Floats,
    like: Floats,
    observer: int,
    weights: Floats,
) -> None:
    """Write the observer's chance of every edge into `weights` (E).

    After `solve_draw` in a room, pass `room.policy`, `room.trace` and `room.like`: they fit.
    """
    mu = np.zeros(policy.shape[1])
    for node in range(len(tree.mover)):
        mover = tree.mover[node]
        if mover >= 0:
            start = tree.player_slot[mover]
            own = tree.player_slot[mover + 1] - start
            believe(observer, start, own, tree.clue[node], draw.prior, trace, like, mu)
        for edge in range(tree.first[node], tree.first[node + 1]):
            weights[edge] = 0.0
            if mover < 0:
                weights[edge] = draw.chance[tree.chance[edge], observer]
            else:
                for t in range(own):
                    weights[edge] += mu[t] * policy[edge, t]
