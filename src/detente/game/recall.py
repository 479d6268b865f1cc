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
    _pass_on(game.mover, game.infoset, game.first, game.child, game.action_first, past)
    return past


def forgetting(game: ExtensiveGame) -> Ints:
    """Return the information sets that join nodes with different own pasts."""
    last = np.full(len(game.infoset_player), -1, np.int32)
    joins = np.zeros(len(last), np.bool_)
    _compare(game.mover, game.infoset, own_past(game), last, joins)
    return np.flatnonzero(joins).astype(np.int32)


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
    if not len(forgetting(game)):
        return ""  # who meets a set twice forgets having been there
    met = _meets_twice(game.infoset, game.first, game.child, len(game.infoset_player))
    return f"a path meets {game.name_of(met)} twice" if met >= 0 else ""


def depths(game: ExtensiveGame) -> Ints:
    """Return the number of edges from the root to each node (N)."""
    depth = np.zeros(len(game.mover), np.int32)
    _deepen(game.first, game.child, depth)
    return depth


@njit(cache=True, nogil=True)
def _pass_on(  # noqa: PLR0917 (compiled: arguments by place)
    mover: Ints, infoset: Ints, first: Ints, child: Ints, action_first: Ints, past: Ints
) -> None:
    for node in range(len(mover)):
        i, begin = mover[node], first[node]
        for edge in range(begin, first[node + 1]):
            after = child[edge]
            for player in range(past.shape[1]):
                past[after, player] = past[node, player]
            if i >= 0:
                past[after, i] = action_first[infoset[node]] + edge - begin + 1


@njit(cache=True, nogil=True)
def _compare(  # noqa: PLR0917 (compiled: arguments by place)
    mover: Ints, infoset: Ints, past: Ints, last: Ints, joins: Bools
) -> None:
    """Mark the sets whose nodes do not all have the same own past; `last` starts at -1."""
    for node in range(len(mover)):
        one = infoset[node]
        if one >= 0:
            own = past[node, mover[node]]
            joins[one] |= last[one] >= 0 and last[one] != own
            last[one] = own


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
