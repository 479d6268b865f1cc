"""How play goes in one draw: the chance of every edge, at every point of evidence of its node."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.shapes import Floats, Ints


@dataclass(frozen=True)
class Play:
    """One draw's play as one observer sees it.

    A node of a public game stands for histories that say different things about types; it holds M
    points of evidence. `chance[e, m]` is the chance of edge e at point m of the node that it
    leaves, and `to[e, m]` the point of its child that it leads to. Play starts at point 0. In a
    game whose nodes keep the evidence apart every node has one point.
    """

    chance: Floats  # E, M
    to: Ints  # E, M

    @classmethod
    def exact(cls, weights: Floats) -> Play:
        """Return the play of a game with one point a node, from the chance of each edge (E)."""
        return cls(np.ascontiguousarray(weights[:, None]), np.zeros((len(weights), 1), np.int32))

    @property
    def points(self) -> int:
        """How many points of evidence a node may hold."""
        return int(self.chance.shape[1])
