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

    def name_of(self, infoset: int) -> str:
        """Name an information set for a reader."""
        player = self.players[self.infoset_player[infoset]]
        label = self.infoset_label[infoset]
        quoted = f' ("{label}")' if label else ""
        return f"information set {self.infoset_number[infoset]}{quoted} of {player}"


def own_past(game: ExtensiveGame) -> Ints:
    """Return each player's own past at every node, as a number that stands for it (N, P).

    Two nodes have the same number for a player if and only if that player has passed the same
    information sets and taken the same actions on the way (0: none yet).
    """
    action = game.action
    known: dict[tuple[int, int], int] = {}
    past = np.zeros((len(game.mover), len(game.players)), np.int32)
    for node, mover in enumerate(game.mover):
        for edge in range(game.first[node], game.first[node + 1]):
            child = game.child[edge]
            past[child] = past[node]
            if mover >= 0:
                key = (int(past[node, mover]), int(action[edge]))
                past[child, mover] = known.setdefault(key, len(known) + 1)
    return past


def forgotten(game: ExtensiveGame) -> str:
    """Say where a player forgets its own past; empty for a game of perfect recall (Kuhn 1953)."""
    past = own_past(game)
    seen: dict[int, int] = {}
    for node, infoset in enumerate(game.infoset):
        if infoset >= 0:
            now = int(past[node, game.infoset_player[infoset]])
            if seen.setdefault(int(infoset), now) != now:
                return (
                    f"{game.name_of(int(infoset))} joins nodes that follow different own choices, "
                    "so the player forgets what it did or knew"
                )
    return ""


def absent_minded(game: ExtensiveGame) -> str:
    """Say which information set a path meets twice; empty if there is none.

    Logit choice at such a set has no one meaning (Piccione and Rubinstein 1997).
    """
    parent, source = game.parent, game.source
    firsts: dict[int, list[int]] = {}
    for node, infoset in enumerate(game.infoset):
        if infoset >= 0:
            firsts.setdefault(int(infoset), []).append(node)
    for infoset, nodes in firsts.items():
        if len(nodes) == 1 or not _deepens(game, nodes):
            continue
        members = set(nodes)
        for node in nodes:
            above = node
            while parent[above] >= 0:
                above = int(source[parent[above]])
                if above in members:
                    return f"a path meets {game.name_of(infoset)} twice"
    return ""


def _deepens(game: ExtensiveGame, nodes: list[int]) -> bool:
    depth = depths(game)
    return len({int(depth[node]) for node in nodes}) > 1


def depths(game: ExtensiveGame) -> Ints:
    """Return the number of edges from the root to each node (N)."""
    depth = np.zeros(len(game.mover), np.int32)
    for node in range(len(game.mover)):
        depth[game.child[game.first[node] : game.first[node + 1]]] = depth[node] + 1
    return depth


__all__ = [
    "CHANCE",
    "END",
    "ExtensiveGame",
    "absent_minded",
    "depths",
    "forgotten",
    "own_past",
]
