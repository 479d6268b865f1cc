"""Where play goes: the chance of every edge under one draw's weights, after the recorded moves."""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.game.arrays import Game
from detente.shapes import Bools, Floats, Ints


def edge_chances(game: Game, weights: Floats, *, allowed: Bools) -> Floats:
    """Return the chance that each edge is taken (E), given that only allowed edges are.

    Bayes: forward reach, times the edge, times the chance that the record is met from there on.
    """
    flow = np.empty(len(game.child))
    _flow(game.first, game.child, weights, allowed, flow)
    return flow


@njit(cache=True, nogil=True)
def _flow(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints, child: Ints, weights: Floats, allowed: Bools, flow: Floats
) -> None:
    nodes = len(first) - 1
    reach, met = np.zeros(nodes), np.zeros(nodes)
    _meet(first, child, weights, allowed, met)
    reach[0] = 1.0
    for n in range(nodes):
        for e in range(first[n], first[n + 1]):
            flow[e] = reach[n] * weights[e] if allowed[e] else 0.0
            reach[child[e]] += flow[e]
    for n in range(nodes):
        for e in range(first[n], first[n + 1]):
            flow[e] = flow[e] * met[child[e]] / met[0] if met[0] > 0.0 else np.nan


def chance_of_record(game: Game, weights: Floats, *, allowed: Bools) -> Floats:
    """Return, per node (N), the chance that only allowed edges are taken from there on."""
    met = np.zeros(len(game.mover))
    _meet(game.first, game.child, weights, allowed, met)
    return met


@njit(cache=True, nogil=True)
def _meet(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints, child: Ints, weights: Floats, allowed: Bools, met: Floats
) -> None:
    for n in range(len(first) - 2, -1, -1):
        if first[n] == first[n + 1]:
            met[n] = 1.0
        for e in range(first[n], first[n + 1]):
            if allowed[e]:
                met[n] += weights[e] * met[child[e]]
