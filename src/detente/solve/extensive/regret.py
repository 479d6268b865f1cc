"""What a player of an extensive game could gain by another strategy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from detente.game.arrays import END
from detente.game.extensive import ExtensiveGame
from detente.game.recall import recalls
from detente.shapes import Bools, Floats, Ints, Longs
from detente.solve.extensive.layout import NEVER, Form, form_of
from detente.solve.extensive.response import responses
from detente.solve.extensive.sweep import Sweeper


def regrets(
    game: ExtensiveGame, policy: Floats, worth: Floats, *, form: Form | None = None
) -> Floats:
    """Return the most that each player could gain by any other strategy (P).

    With perfect recall the best response is found set by set, the last ones first (Koller, Megiddo
    and von Stengel 1996, section 2). A player that forgets its past may change one set only. `form`
    is the game laid out, if it is already.
    """
    kept, form = recalls(game), form or form_of(game)
    whole = np.ones(len(kept), np.bool_)
    whole[form.loose.player] = False
    best = responses(form, policy, answers=whole & kept)
    for player in np.flatnonzero(kept & ~whole).tolist():
        best[player] = best_response(game, chances_of(game, policy), player)
    gains = best - worth
    if not kept.all():
        alone = set_regrets(game, policy)
        for player in np.flatnonzero(~kept).tolist():
            own = game.infoset_player == player
            gains[player] = (alone.reach * alone.gain)[own].max()
    return np.maximum(gains, 0.0)


def expected(game: ExtensiveGame, policy: Floats) -> Floats:
    """Return what each player expects of the whole game (P)."""
    none = np.zeros(len(game.players), np.bool_)
    return responses(form_of(game), policy, answers=none)


@dataclass(frozen=True)
class SetRegret:
    """What one change at an information set would gain, given that it is reached.

    `reach` is the chance to come there, `gain` what the best action is worth above the mixture
    played, `best` that action, from 0.
    """

    reach: Floats  # I
    gain: Floats  # I
    best: Ints  # I


def set_regrets(game: ExtensiveGame, policy: Floats) -> SetRegret:
    """Return the regret of every information set, with the beliefs that the profile implies.

    At a set that the profile never reaches, beliefs are those of play that all but never errs.
    """
    sweeper = Sweeper(game)
    sweeper.take(np.log(np.maximum(policy, NEVER)))
    sweeper.audit(1.0)
    start, sets = game.action_first[:-1], len(game.infoset_player)
    if not sets:
        return SetRegret(np.zeros(0), np.zeros(0), np.zeros(0, np.int32))
    values = sweeper.values
    most = np.maximum.reduceat(values, start)
    best = np.zeros(sets, np.int32)
    for infoset in range(sets):
        own = values[start[infoset] : game.action_first[infoset + 1]]
        best[infoset] = int(np.argmax(own))
    mean = np.add.reduceat(values * policy, start)
    reach, odds = np.ones(len(game.mover)), chances_of(game, policy)
    none, made = np.zeros(len(game.mover), np.bool_), np.zeros(len(game.mover), np.int32)
    count_choices(game.first, game.child, none, odds, made, reach)
    mine = game.infoset >= 0
    total = np.bincount(game.infoset[mine], reach[mine], sets).astype(np.float64)
    return SetRegret(total, np.maximum(most - mean, 0.0), best)


def chances_of(game: ExtensiveGame, policy: Floats) -> Floats:
    """Return the chance of every edge, given that its node is reached (E)."""
    action = game.action
    return np.where(action >= 0, policy[action], game.chance) if len(policy) else game.chance


def best_response(game: ExtensiveGame, odds: Floats, player: int) -> float:
    """Return what a player gets by answering best, also where sets wait for each other.

    Nodes are taken by how many choices the player has made before them, most first: an information
    set is decided when everything after all its nodes is known.
    """
    free = game.mover == player
    made = np.zeros(len(game.mover), np.int32)
    reach = np.ones(len(game.mover))
    count_choices(game.first, game.child, free, odds, made, reach)
    inner = np.flatnonzero(game.mover != END)[::-1]
    order = inner[np.argsort(-made[inner], kind="stable")]
    level = np.flatnonzero(np.diff(made[order], prepend=-1, append=-2))
    worth = np.ascontiguousarray(game.payoff[:, player])
    gain = np.zeros(len(game.action_label))
    respond(
        game.first, game.child, game.infoset, game.action_first, free, odds, reach,
        order, level, worth, gain,
    )  # fmt: skip
    return float(worth[0])


@njit(cache=True, nogil=True)
def count_choices(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints, child: Ints, free: Bools, odds: Floats, made: Ints, reach: Floats
) -> None:
    """Write how many free choices come before each node, and the chance of all the others."""
    for node in range(len(made)):
        for edge in range(first[node], first[node + 1]):
            made[child[edge]] = made[node] + (1 if free[node] else 0)
            reach[child[edge]] = reach[node] * (1.0 if free[node] else odds[edge])


@njit(cache=True, nogil=True)
def respond(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints,
    child: Ints,
    infoset: Ints,
    action_first: Ints,
    free: Bools,
    odds: Floats,
    reach: Floats,
    order: Longs,
    level: Longs,
    worth: Floats,
    gain: Floats,
) -> None:
    """Write the value of the best response at every node; `gain` (A) starts at zero."""
    for x in range(len(level) - 1):
        for place in range(level[x], level[x + 1]):
            node = order[place]
            if free[node]:
                head = action_first[infoset[node]]
                for edge in range(first[node], first[node + 1]):
                    gain[head + edge - first[node]] += reach[node] * worth[child[edge]]
        for place in range(level[x], level[x + 1]):
            node = order[place]
            if free[node]:
                head, stop = action_first[infoset[node]], action_first[infoset[node] + 1]
                best = head
                for action in range(head + 1, stop):
                    if gain[action] > gain[best]:
                        best = action
                worth[node] = worth[child[first[node] + best - head]]
        for place in range(level[x], level[x + 1]):
            node = order[place]
            if not free[node]:
                total = 0.0
                for edge in range(first[node], first[node + 1]):
                    total += odds[edge] * worth[child[edge]]
                worth[node] = total
