"""Finite games in extensive form, as flat arrays: what a game file holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.game.arrays import CHANCE, END
from detente.shapes import Floats, Ints


@dataclass(frozen=True)
class ExtensiveGame:
    """Any finite extensive game: players, chance, information sets, payoffs.

    Letters: N nodes, E edges, I information sets, A actions of all information sets together.
    Nodes stand in the order of the file, each before its children; the edges of node `n` are
    `first[n]` up to `first[n + 1]`, in the order of its actions. The actions of information set
    `i` are `action_first[i]` up to `action_first[i + 1]`.
    """

    title: str
    comment: str
    players: tuple[str, ...]
    # nodes
    mover: Ints  # N: player, CHANCE or END
    infoset: Ints  # N: information set, -1 at chance and end nodes
    first: Ints  # N + 1
    payoff: Floats  # N, P: sum of the outcomes on the path at an END, zero elsewhere
    # edges
    child: Ints  # E
    chance: Floats  # E: its chance at a CHANCE node, 1 elsewhere
    edge_label: tuple[str, ...]  # E
    # information sets
    infoset_player: Ints  # I
    infoset_number: Ints  # I: as in the file, counted by player
    infoset_label: tuple[str, ...]  # I
    action_first: Ints  # I + 1
    action_label: tuple[str, ...]  # A

    @property
    def parent(self) -> Ints:
        """The edge that leads to each node, -1 at the root (N)."""
        edges = np.full(len(self.mover), -1, np.int32)
        edges[self.child] = np.arange(len(self.child), dtype=np.int32)
        return edges

    @property
    def source(self) -> Ints:
        """The node that each edge leaves (E)."""
        return np.repeat(np.arange(len(self.mover), dtype=np.int32), np.diff(self.first))

    @property
    def action(self) -> Ints:
        """The action that each edge is, counted over all information sets; -1 at chance (E)."""
        source = self.source
        start = self.action_first[np.maximum(self.infoset[source], 0)]
        actions = start + np.arange(len(self.child)) - self.first[source]
        return np.where(self.infoset[source] >= 0, actions, -1).astype(np.int32)

    @property
    def spread(self) -> float:
        """The range of all payoffs, 0 if there is one only."""
        ends = self.payoff[np.diff(self.first) == 0]
        return float(np.ptp(ends)) if ends.size else 0.0

    def name_of(self, infoset: int) -> str:
        """Name an information set for a reader."""
        player = self.players[self.infoset_player[infoset]]
        label = self.infoset_label[infoset]
        quoted = f' ("{label}")' if label else ""
        return f"information set {self.infoset_number[infoset]}{quoted} of {player}"


__all__ = ["CHANCE", "END", "ExtensiveGame"]
