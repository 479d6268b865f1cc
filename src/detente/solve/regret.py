"""What a player of an extensive game could gain by another strategy."""

from __future__ import annotations

import numpy as np

from detente.game.arrays import END
from detente.game.extensive import ExtensiveGame, own_past
from detente.shapes import Bools, Floats, Ints


def regrets(game: ExtensiveGame, policy: Floats, worth: Floats) -> Floats:
    """Return the most that each player could gain by any other strategy (P).

    With perfect recall the best response is found set by set, the last ones first (Koller, Megiddo
    and von Stengel 1996, section 2). A player that forgets its past may change one set only.
    """
    past, odds = own_past(game), _odds(game, policy)
    gains = np.zeros(len(game.players))
    for player in range(len(game.players)):
        own = game.mover == player
        sets = np.unique(game.infoset[own])
        if _recalls(game, past[:, player], own):
            best = [_respond(game, odds, player, own)]
        else:
            best = [_respond(game, odds, player, game.infoset == one) for one in sets]
        gains[player] = max(best, default=worth[player]) - worth[player]
    return np.maximum(gains, 0.0)


def _odds(game: ExtensiveGame, policy: Floats) -> Floats:
    action = game.action
    return np.where(action >= 0, policy[action], game.chance) if len(policy) else game.chance


def _recalls(game: ExtensiveGame, past: Ints, own: Bools) -> bool:
    pairs = set(zip(game.infoset[own].tolist(), past[own].tolist(), strict=True))
    return len(pairs) == len({infoset for infoset, _ in pairs})


def _respond(game: ExtensiveGame, odds: Floats, player: int, free: Bools) -> float:
    """Return what a player gets by answering best at its free nodes, playing on elsewhere.

    Nodes are taken by how many free choices the player has made before them, most first: an
    information set is decided when everything after all its nodes is known.
    """
    made = np.zeros(len(game.mover), np.int32)
    reach = np.ones(len(game.mover))
    for node in range(len(game.mover)):
        edges = slice(game.first[node], game.first[node + 1])
        made[game.child[edges]] = made[node] + free[node]
        reach[game.child[edges]] = reach[node] * (1.0 if free[node] else odds[edges])
    worth = game.payoff[:, player].copy()
    levels: list[list[int]] = [[] for _ in range(int(made.max(initial=0)) + 1)]
    for node in range(len(game.mover) - 1, -1, -1):
        levels[made[node]].append(node)
    for level in reversed(levels):
        _decide(game, reach, worth, [node for node in level if free[node]])
        for node in level:
            if not free[node] and game.mover[node] != END:
                edges = slice(game.first[node], game.first[node + 1])
                worth[node] = odds[edges] @ worth[game.child[edges]]
    return float(worth[0])


def _decide(game: ExtensiveGame, reach: Floats, worth: Floats, nodes: list[int]) -> None:
    """Take the best action of every information set among the nodes."""
    members: dict[int, list[int]] = {}
    for node in nodes:
        members.setdefault(int(game.infoset[node]), []).append(node)
    for group in members.values():
        after = np.array([worth[game.child[game.first[n] : game.first[n + 1]]] for n in group])
        best = int(np.argmax(reach[group] @ after))
        worth[group] = after[:, best]
