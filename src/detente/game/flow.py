"""Where play goes: the chance of every edge in one draw, after the recorded moves."""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.game.arrays import Game
from detente.game.play import Play
from detente.shapes import Bools, Floats, Ints


def edge_chances(game: Game, play: Play, *, allowed: Bools) -> Floats:
    """Return the chance that each edge is taken (E), given that only allowed edges are.

    Bayes: forward reach, times the edge, times the chance that the record is met from there on.
    """
    met = chance_of_record(game, play, allowed=allowed)
    flow = np.zeros(len(game.child))
    reach = np.zeros_like(met)
    _flow(game.first, game.child, play.chance, play.to, allowed, met, reach, flow)
    return flow / met[0, 0] if met[0, 0] > 0.0 else np.full_like(flow, np.nan)


def chance_of_record(game: Game, play: Play, *, allowed: Bools) -> Floats:
    """Return, per node and point (N, M), the chance that only allowed edges are taken onward."""
    met = np.zeros((len(game.mover), play.points))
    _meet(game.first, game.child, play.chance, play.to, allowed, met)
    return met


@njit(cache=True, nogil=True)
def _flow(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints,
    child: Ints,
    chance: Floats,
    to: Ints,
    allowed: Bools,
    met: Floats,
    reach: Floats,
    flow: Floats,
) -> None:
    reach[0, 0] = 1.0
    for n in range(len(first) - 1):
        for m in range(chance.shape[1]):
            if reach[n, m] > 0.0:
                for e in range(first[n], first[n + 1]):
                    if allowed[e]:
                        taken = reach[n, m] * chance[e, m]
                        reach[child[e], to[e, m]] += taken
                        flow[e] += taken * met[child[e], to[e, m]]


@njit(cache=True, nogil=True)
def _meet(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints, child: Ints, chance: Floats, to: Ints, allowed: Bools, met: Floats
) -> None:
    for n in range(len(first) - 2, -1, -1):
        for m in range(chance.shape[1]):
            if first[n] == first[n + 1]:
                met[n, m] = 1.0
            for e in range(first[n], first[n + 1]):
                if allowed[e]:
                    met[n, m] += chance[e, m] * met[child[e], to[e, m]]
