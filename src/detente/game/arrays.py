"""The game of a crisis: parallel arrays over nodes and edges, one compile for all draws.

The public tree is held with its equal parts merged: two histories share a node when everything
that can still matter is the same after both, namely the stage, the facts that are still read, and
the own past choices of every typed actor who will move again. Nothing is approximated.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detente.shapes import Floats, Ints, Longs

CHANCE = -1
"""`mover` of a node where nature draws."""
END = -2
"""`mover` of a node where play is over."""


@dataclass(frozen=True)
class Game:
    """A public game with private types, payoffs linear in the unknowns.

    Nodes stand in the order of play: node 0 is the root and `child[e]` is greater than the node
    that edge `e` leaves. The edges of node `n` are `first[n]` up to `first[n + 1]`.

    A slot is a player with a type: slot `k` is type `slot_type[k]` of player `slot_player[k]`,
    and a player's slots are adjacent and in the order of its types, from `player_slot[p]` up to
    `player_slot[p + 1]`. An actor without types has one.

    A typed mover's evidence at a node is the edge of its own previous choice (`evidence`), so the
    likelihood of a type at a node is the product of choice probabilities along that chain.

    Where choices are made without seeing each other they still stand one after the other:
    `blind[n]` is the node from which on the mover at `n` has seen nothing, -1 if it has seen all.
    Nodes of one stage with the same `blind` node are one information set of each type.

    Observers are the players in their order, then the analyst (index P).
    """

    # who
    players: tuple[str, ...]
    types: tuple[tuple[str, ...], ...]  # P names of types; ("",) for an actor without types
    slot_player: Ints  # K
    slot_type: Ints  # K
    player_slot: Ints  # P + 1
    # nodes
    mover: Ints  # N: player, CHANCE or END
    first: Ints  # N + 1
    stage: Ints  # N: index into the course (`Course.stages`), -1 at an END
    evidence: Ints  # N: edge of this mover's previous choice on the path, -1 if none
    final: Ints  # N: row of `rewards` collected at an END, 0 elsewhere
    state: Longs  # N: code of the facts still read (for reading a node's facts back)
    # edges
    child: Ints  # E
    event: Ints  # E: what has happened (index into `Course.events`), -1: a move not yet resolved
    move: Ints  # E: index into the crisis's moves
    chance: Ints  # E: row of the chance table at a CHANCE node, -1 elsewhere
    reward: Ints  # E: row of `rewards` collected on the edge; row 0 is nothing
    # payoffs
    rewards: Floats  # R, S: how often each stake is collected; row 0 is zero
    # sight
    blind: Ints | None = None  # N: see below; None: everybody sees everything

    @cached_property
    def source(self) -> Longs:
        """The node that each edge leaves (E)."""
        return np.repeat(np.arange(len(self.mover)), np.diff(self.first))

    @property
    def size(self) -> tuple[int, int]:
        """Nodes and edges."""
        return len(self.mover), len(self.child)


@dataclass(frozen=True)
class Numbers:
    """The numbers of a game for a block of draws: what the solver reads beside the arrays.

    `value[d, r, k]` is `rewards @ worth` of draw d: what reward row r is worth to slot k.
    `chance[d, c, j]` and `prior[d, j, k]` are observer j's chance for row c, and j's prior that
    the player of slot k has that slot's type (ones for players without types).
    """

    rationality: Floats  # D, P: lambda in 1/utils
    value: Floats  # D, R, K
    chance: Floats  # D, C, J
    prior: Floats  # D, J, K

    def __len__(self) -> int:
        return len(self.rationality)
