"""How well a solution holds: its residual, its worth, and what each slot could still gain."""

from __future__ import annotations

import numpy as np

from detente.solve.back import look_back
from detente.solve.sweep import Room
from detente.solve.tree import Numbered, Tree


def audit(tree: Tree, draw: Numbered, room: Room) -> float:
    """Evaluate the policy as it stands; return the largest change one more sweep would make.

    Beliefs have to be those of the policy. `worth` becomes the value of the policy and `best` the
    value of the best response to it, each slot against its own beliefs.
    """
    room.best[tree.ends] = room.worth[tree.ends]
    gap = look_back(
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
        room.worth,
        room.policy,
        room.weight,
        room.best,
        np.empty((room.weight.shape[0], room.policy.shape[1])),
    )
    return float(gap)
