"""The arrays of a game while it grows: pieces laid one after the other, joined at the end."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from detente.game.arrays import Game
from detente.game.frontier import Frontier
from detente.model.crisis import Crisis
from detente.shapes import Floats, Ints, Longs, Whole

NODES = ("mover", "degree", "stage", "evidence", "final", "blind")
EDGES = ("event", "move", "chance", "reward")


@dataclass
class Growth:
    """Nodes and edges so far; `links` are the children that edges have been given."""

    pieces: dict[str, list[Whole]] = field(
        default_factory=lambda: {name: [] for name in (*NODES, *EDGES)}
    )
    state: list[Longs] = field(default_factory=list)
    links: list[tuple[Ints, Ints]] = field(default_factory=list)
    nodes: int = 0
    edges: int = 0

    def add_nodes(
        self,
        mover: int,
        *,
        state: Longs,
        stage: int = -1,
        degree: Whole | int = 0,
        evidence: Whole | int = -1,
        final: Whole | int = 0,
        blind: Whole | int = -1,
    ) -> int:
        """Add a node per entry of `state` (n); return the number of the first."""
        base, count = self.nodes, len(state)
        values = {"mover": mover, "degree": degree, "stage": stage}
        self._add({**values, "evidence": evidence, "final": final, "blind": blind}, count)
        self.state.append(state)
        self.nodes += count
        return base

    def add_edges(self, *, event: Whole, move: Whole, chance: Whole | int, reward: Whole) -> int:
        """Add an edge per entry of `event`, in the order of their nodes; return the first's."""
        base, count = self.edges, len(event)
        self._add({"event": event, "move": move, "chance": chance, "reward": reward}, count)
        self.edges += count
        return base

    def _add(self, values: dict[str, Whole | int], count: int) -> None:
        for name, value in values.items():
            self.pieces[name].append(np.broadcast_to(np.asarray(value, np.int32), count))

    def link(self, frontier: Frontier, rows: Longs, nodes: Longs) -> None:
        """Give the edges that wait for `rows` of a frontier their children, one node a row."""
        node = np.full(len(frontier), -1, np.int64)
        node[rows] = nodes
        child = node[frontier.to]
        found = child >= 0
        self.links.append((frontier.edge[found].astype(np.int32), child[found].astype(np.int32)))

    def game(self, crisis: Crisis, *, rewards: Floats) -> Game:
        """Join the pieces; each is let go as soon as it is joined, because games may be large."""
        child = np.full(self.edges, -1, np.int32)
        while self.links:
            edge, node = self.links.pop()
            child[edge] = node
        joined = {name: np.concatenate(self.pieces.pop(name)) for name in (*NODES, *EDGES)}
        state, self.state = np.concatenate(self.state), []
        degree, blind = joined.pop("degree"), joined.pop("blind")
        types = tuple(tuple(t.name for t in actor.types) or ("",) for actor in crisis.actors)
        widths = [len(names) for names in types]
        return Game(
            players=tuple(actor.name for actor in crisis.actors),
            types=types,
            slot_player=np.repeat(np.arange(len(widths), dtype=np.int32), widths),
            slot_type=np.concatenate([np.arange(width, dtype=np.int32) for width in widths]),
            player_slot=np.cumsum([0, *widths], dtype=np.int32),
            first=np.concatenate(([0], np.cumsum(degree))).astype(np.int32),
            state=state,
            child=child,
            rewards=rewards,
            blind=blind.astype(np.int32) if (blind >= 0).any() else None,
            **{name: piece.astype(np.int32, copy=False) for name, piece in joined.items()},
        )
