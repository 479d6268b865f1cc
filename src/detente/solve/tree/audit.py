"""How well a solution holds: its residual, its worth, and what each slot could still gain."""

from __future__ import annotations

import numpy as np

from detente.shapes import Ints
from detente.solve.tree.back import look_back
from detente.solve.tree.index import Numbered, Tree
from detente.solve.tree.sweep import Room


def audit(tree: Tree, draw: Numbered, room: Room) -> float:
    """Evaluate the policy as it stands; return the largest change one more sweep would make.

    Beliefs have to be those of the policy. `worth` becomes the value of the policy and `best` the
    value of the best response to it, each slot against its own beliefs. Values are worked out in
    double precision even where the room holds them in single.
    """
    worth = room.worth
    if worth.dtype != np.float64:
        worth = np.empty(worth.shape)
        worth[tree.ends] = draw.value[tree.final[tree.ends]]
    room.best[tree.ends] = worth[tree.ends]

    def some(nodes: Ints) -> float:
        gap = look_back(
            nodes,
            tree.mover,
            tree.first,
            tree.child,
            tree.chance,
            tree.reward,
            tree.player_slot,
            tree.clue,
            draw.prior,
            room.trace,
            room.like,
            room.view,
            room.viewer,
            room.precision,
            room.odds,
            draw.value,
            worth,
            room.policy,
            np.empty_like(room.weight),
            room.best,
            np.empty((room.weight.shape[0], room.policy.shape[1])),
        )
        return float(gap)

    if room.crew is not None:
        gap = room.crew.over_nodes("all", some)
    else:
        gap = some(np.flatnonzero(np.diff(tree.first))[::-1].astype(np.int32))
    room.worth[0] = worth[0]
    return gap
