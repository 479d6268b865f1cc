"""How well a solution holds: its residual, its worth, and what each slot could still gain."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from detente.game.arrays import END
from detente.solve.sweep import Room, average, weigh
from detente.solve.tree import Numbered, Tree


@njit(cache=True, nogil=True)
def audit(tree: Tree, draw: Numbered, room: Room) -> float:
    """Evaluate the policy as it stands; return the largest change one more sweep would make.

    Beliefs have to be those of the policy. `worth` becomes the value of the policy and `best` the
    value of the best response to it, each slot against its own beliefs.
    """
    mu = np.zeros(room.policy.shape[1])
    residual = 0.0
    for node in range(len(tree.mover) - 1, -1, -1):
        mover = tree.mover[node]
        if mover == END:
            for slot in range(len(tree.slot_player)):
                room.best[node, slot] = room.worth[node, slot]
            continue
        weigh(tree, draw, room, node, mu)
        average(tree, draw, room, node, room.worth)
        average(tree, draw, room, node, room.best)
        if mover >= 0:
            start = tree.player_slot[mover]
            for slot in range(start, tree.player_slot[mover + 1]):
                residual = max(residual, check(tree, draw, room, node, slot, slot - start))
    return residual


@njit(cache=True, nogil=True)
def check(  # noqa: PLR0917 (compiled: arguments by place)
    tree: Tree, draw: Numbered, room: Room, node: int, slot: int, own: int
) -> float:
    """Write the mover's best response at a node; return how far its choice is from the logit."""
    first, last = tree.first[node], tree.first[node + 1]
    precision = room.precision[tree.mover[node]]
    most, best = -np.inf, -np.inf
    for edge in range(first, last):
        reward = draw.value[tree.reward[edge], slot]
        most = max(most, room.worth[tree.child[edge], slot] + reward)
        best = max(best, room.best[tree.child[edge], slot] + reward)
    room.best[node, slot] = best
    total = 0.0
    for edge in range(first, last):
        utility = room.worth[tree.child[edge], slot] + draw.value[tree.reward[edge], slot]
        total += math.exp(precision * (utility - most))
    residual = 0.0
    for edge in range(first, last):
        utility = room.worth[tree.child[edge], slot] + draw.value[tree.reward[edge], slot]
        share = math.exp(precision * (utility - most)) / total
        residual = max(residual, abs(share - room.policy[edge, own]))
    return residual
