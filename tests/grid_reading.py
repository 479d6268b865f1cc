"""A question read off an unfolding, slowly and plainly: its lift walked with the points."""

from __future__ import annotations

import numpy as np

from detente.game.reading import Lift
from detente.shapes import Floats, Ints


def grid_answers(lifted: Lift, chance: Floats, to: Ints) -> Floats:
    """Return the chance of each answer; `chance` and `to` are (E, M), play starts at point 0."""
    result = np.zeros(lifted.answers)
    if lifted.settled >= 0:
        result[lifted.settled] = 1.0
        return result
    reach = np.zeros((len(lifted.first) - 1, chance.shape[1]))
    reach[0, 0] = 1.0
    for node in range(len(reach)):
        for e in range(lifted.first[node], lifted.first[node + 1]):
            base, target = lifted.base[e], lifted.target[e]
            flow = reach[node] * chance[base]
            if target < 0:
                result[-1 - target] += flow.sum()
            else:
                np.add.at(reach[target], to[base], flow)
    return result
