"""What players of an extensive game remember: their own past, and where they forget it."""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.game.extensive import ExtensiveGame
from detente.shapes import Bools, Ints


def own_past(game: ExtensiveGame) -> Ints:
    """Return each player's last own action before every node, from 1; 0: none yet (N, P).

    In a game of perfect recall it stands for the player's whole past: the action's information set
    has one past of its own (Kuhn 1953).
    """
    past = np.zeros((len(game.mover), len(game.players)), np.int32)
    _pass_on(game.mover, game.first, game.child, game.action, past)
    return past


def forgetting(game: ExtensiveGame) -> Ints:
    """Return the information sets that join nodes with different own pasts."""
    past = own_past(game)
    nodes = np.flatnonzero(game.infoset >= 0)
    infoset = game.infoset[nodes]
    mine = past[nodes, game.mover[nodes]]
    least = np.full(len(game.infoset_player), np.iinfo(np.int32).max)
    most = np.full(len(game.infoset_player), -1)
    np.minimum.at(least, infoset, mine)
    np.maximum.at(most, infoset, mine)
    return np.flatnonzero(least < most).astype(np.int32)


def forgotten(game: ExtensiveGame) -> str:
    """Say where a player forgets its own past; empty for a game of perfect recall (Kuhn 1953)."""
    found = forgetting(game)
    if not len(found):
        return ""
    return (
        f"{game.name_of(int(found[0]))} joins nodes that follow different own choices, "
        "so the player forgets what it did or knew"
    )


def recalls(game: ExtensiveGame) -> Bools:
    """Say which players remember all that they did and knew (P)."""
    kept = np.ones(len(game.players), np.bool_)
    kept[game.infoset_player[forgetting(game)]] = False
    return kept


def absent_minded(game: ExtensiveGame) -> str:
    """Say which information set a path meets twice; empty if there is none.

    Logit choice at such a set has no one meaning (Piccione and Rubinstein 1997).
    """
    met = _meets_twice(game.infoset, game.first, game.child, len(game.infoset_player))
    return f"a path meets {game.name_of(met)} twice" if met >= 0 else ""


def depths(game: ExtensiveGame) -> Ints:
    """Return the number of edges from the root to each node (N)."""
    depth = np.zeros(len(game.mover), np.int32)
    _deepen(game.first, game.child, depth)
    return depth


@njit(cache=True, nogil=True)
def _pass_on(  # noqa: PLR0917 (compiled: arguments by place)
    mover: Ints, first: Ints, child: Ints, action: Ints, past: Ints
) -> None:
    for node in range(len(mover)):
        for edge in range(first[node], first[node + 1]):
            for player in range(past.shape[1]):
                past[child[edge], player] = past[node, player]
            if mover[node] >= 0:
                past[child[edge], mover[node]] = action[edge] + 1


@njit(cache=True, nogil=True)
def _meets_twice(infoset: Ints, first: Ints, child: Ints, sets: int) -> int:
    """Go through the tree with a mark on every set of the path; return one met again, or -1."""
    met = np.zeros(sets, np.bool_)
    stack, height = np.empty(2 * len(infoset) + 2, np.int64), 1
    stack[0] = 0
    while height > 0:
        height -= 1
        node = stack[height]
        if node < 0:  # the way back: everything after the node is done
            met[infoset[-1 - node]] = False
            continue
        if infoset[node] >= 0:
            if met[infoset[node]]:
                return int(infoset[node])
            met[infoset[node]] = True
            stack[height] = -1 - node
            height += 1
        for edge in range(first[node], first[node + 1]):
            stack[height] = child[edge]
            height += 1
    return -1


@njit(cache=True, nogil=True)
def _deepen(first: Ints, child: Ints, depth: Ints) -> None:
    for node in range(len(depth)):
        for edge in range(first[node], first[node + 1]):
            depth[child[edge]] = depth[node] + 1
