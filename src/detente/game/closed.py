"""The game that a part of an extensive game needs: the part, and all that it leads to.

It is a game of its own, as a subgame is (Selten 1965), also where it begins with several nodes:
what players have chosen before is the same at all nodes of one set, and what is left is chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from detente.game.arrays import CHANCE
from detente.game.extensive import ExtensiveGame
from detente.shapes import Bools, Floats, Ints, Longs


@dataclass(frozen=True)
class Closed:
    """A game that a part needs, and which sets of the whole game are its own, in its order."""

    game: ExtensiveGame
    sets: Longs

    def actions(self, whole: ExtensiveGame) -> Longs:
        """Return where its actions stand among those of the whole game."""
        return actions_of(whole, self.sets)


def actions_of(game: ExtensiveGame, sets: Longs) -> Longs:
    """Return where the actions of some sets stand among those of the game."""
    found = [np.arange(game.action_first[one], game.action_first[one + 1]) for one in sets]
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def closed(game: ExtensiveGame, sets: Bools) -> Closed:
    """Return the game of a part, given by its sets (I), and of all that it leads to.

    Where it begins with several nodes, chance picks one, as likely as chance makes it in the whole.
    """
    source = game.source
    inside = (game.infoset >= 0) & sets[game.infoset]
    begins, weight = inside.copy(), np.ones(len(inside))
    odds = np.where(game.mover[source] == CHANCE, game.chance, 1.0)
    _enclose(game.first, game.child, odds, inside, begins, weight)
    roots, nodes, edges = np.flatnonzero(begins), np.flatnonzero(inside), inside[source]
    lead = [0] if len(roots) > 1 else []  # the node where chance picks
    picked = roots if lead else roots[:0]
    place = np.full(len(inside), -1, np.int32)
    place[nodes] = np.arange(len(lead), len(lead) + len(nodes))
    within = game.infoset[nodes]
    found = np.unique(within[within >= 0]).astype(np.int64)
    number = np.full(len(sets) + 1, -1, np.int32)  # the last stands for no set
    number[found] = np.arange(len(found))
    degree = [len(picked)] * len(lead) + np.diff(game.first)[nodes].tolist()
    part = ExtensiveGame(
        title=game.title, comment=game.comment, players=game.players,
        mover=np.append(np.full(len(lead), CHANCE), game.mover[nodes]).astype(np.int32),
        infoset=np.append(np.full(len(lead), -1), number[within]).astype(np.int32),
        first=np.cumsum([0, *degree]).astype(np.int32),
        payoff=np.vstack([game.payoff[lead], game.payoff[nodes]]),
        child=np.append(place[picked], place[game.child[edges]]),
        chance=np.append(weight[picked] / weight[roots].sum(), game.chance[edges]),
        edge_label=("",) * len(picked) + tuple(game.edge_label[e] for e in np.flatnonzero(edges)),
        infoset_player=game.infoset_player[found], infoset_number=game.infoset_number[found],
        infoset_label=tuple(game.infoset_label[i] for i in found),
        action_first=np.cumsum([0, *np.diff(game.action_first)[found]]).astype(np.int32),
        action_label=tuple(game.action_label[a] for a in actions_of(game, found)),
    )  # fmt: skip
    return Closed(part, found)


@njit(cache=True, nogil=True)
def _enclose(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints, child: Ints, odds: Floats, inside: Bools, begins: Bools, weight: Floats
) -> None:
    """Mark all nodes below those inside, and those with none inside above; weigh them by chance."""
    for node in range(len(inside)):
        for edge in range(first[node], first[node + 1]):
            after = child[edge]
            weight[after] = weight[node] * odds[edge]
            if inside[node]:
                inside[after], begins[after] = True, False
