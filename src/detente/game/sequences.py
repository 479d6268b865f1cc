"""The sequence form of an extensive game: what each player has done on the way to every end.

In a game of perfect recall a player's own past at an information set is one sequence of actions,
known by its last (von Stengel 1996, section 3). The chance of an end is then a product of one
weight a player, and what a player gets is linear in its own weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from detente.errors import GameError, Problem
from detente.game.arrays import END
from detente.game.extensive import ExtensiveGame
from detente.game.recall import absent_minded, forgotten
from detente.shapes import Floats, Ints


@dataclass(frozen=True)
class SequenceForm:
    """Sequences and payoffs: L ends that chance allows, I sets, A actions of all sets together.

    A sequence is named by its last action, counted from 1; 0 is that of somebody who has not moved.
    Sets stand player by player, each after the sets that its own past went through.
    """

    past: Ints  # L, P: each player's sequence at the end
    payoff: Floats  # L, P: times the chance of all moves of nature on the way
    infoset: Ints  # I: the sets in this order
    before: Ints  # I: the sequence that leads to each of them
    start: Ints  # P + 1: where each player's sets begin
    action_first: Ints  # I + 1: as in the game, by its numbers of sets


def sequence_form(game: ExtensiveGame) -> SequenceForm:
    """Return the sequence form of a game.

    Raises `GameError` where a player forgets its own past, so that its sequences do not say where
    it is.
    """
    nodes, players = game.payoff.shape
    sets, ends = len(game.infoset_player), int((game.mover == END).sum())
    past, luck = np.zeros((nodes, players), np.int32), np.ones(nodes)
    met, before = np.empty(sets, np.int32), np.full(sets, -1, np.int32)
    own, payoff = np.empty((ends, players), np.int32), np.empty((ends, players))
    count = _trace(
        game.mover, game.infoset, game.first, game.child, game.chance, game.payoff,
        game.action_first, past, luck, met, before, own, payoff,
    )  # fmt: skip
    if count < 0:
        raise GameError(
            Problem(
                f"this game has no sequence form: {absent_minded(game) or forgotten(game)}",
                hint="`detente solve GAME --lam 1` takes each information set for an agent",
            )
        )
    mover = game.infoset_player[met]
    order = met[np.argsort(mover, kind="stable")]
    start = np.searchsorted(np.sort(mover), np.arange(players + 1))
    return SequenceForm(
        past=own[:count], payoff=payoff[:count], infoset=order, before=before[order],
        start=start.astype(np.int32), action_first=game.action_first,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _trace(  # noqa: PLR0917 (compiled: arguments by place)
    mover: Ints,
    infoset: Ints,
    first: Ints,
    child: Ints,
    chance: Floats,
    payoff: Floats,
    action_first: Ints,
    past: Ints,
    luck: Floats,
    met: Ints,
    before: Ints,
    own: Ints,
    worth: Floats,
) -> int:
    """Write what leads to every set and to every end; return how many ends chance allows.

    `met` takes the sets in the order of their first nodes. Returns -1 if a set joins nodes with
    different own pasts.
    """
    ends, sets = 0, 0
    for node in range(len(mover)):
        i, one = mover[node], infoset[node]
        if first[node] == first[node + 1]:
            if luck[node] > 0:
                for p in range(past.shape[1]):
                    own[ends, p] = past[node, p]
                    worth[ends, p] = luck[node] * payoff[node, p]
                ends += 1
            continue
        if one >= 0:
            if before[one] < 0:
                before[one] = past[node, i]
                met[sets] = one
                sets += 1
            elif before[one] != past[node, i]:
                return -1
        for edge in range(first[node], first[node + 1]):
            after = child[edge]
            for p in range(past.shape[1]):
                past[after, p] = past[node, p]
            luck[after] = luck[node]
            if one >= 0:
                past[after, i] = action_first[one] + edge - first[node] + 1
            else:
                luck[after] *= chance[edge]
    return ends
