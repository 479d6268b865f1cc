"""Random extensive games in which players see a part of the others' choices and recall it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from detente.game.efg import read_efg
from detente.game.extensive import ExtensiveGame

Seen = tuple[str, ...]
OPEN = 0.4
"""The share of others' choices that a player sees."""


def hidden_moves(
    seed: int, *, players: int = 2, depth: int = 4, zero_sum: bool = False
) -> ExtensiveGame:
    """Grow a game of so many turns; who moves may depend on what happened, seen or not.

    A player sees its own choices; which others it sees is drawn for every turn, mover and player.
    Nobody counts the turns. Histories that look the same to the mover are one information set.
    """
    rng = np.random.default_rng(seed)
    is_open = rng.random((depth, players + 1, players)) < OPEN  # chance is the last mover
    grown = _Grown(rng, players, depth, zero_sum, is_open)
    grown.node((), ((),) * players)
    names = " ".join(f'"P{p}"' for p in range(players))
    return read_efg("\n".join([f'EFG 2 R "hidden {seed}" {{ {names} }}', "", *grown.lines]) + "\n")


@dataclass
class _Grown:
    """The lines of the file so far, and the sets that they mention."""

    rng: np.random.Generator
    players: int
    depth: int
    zero_sum: bool
    open: np.ndarray  # turns, movers, players
    lines: list[str] = field(default_factory=list)
    sets: dict[tuple[int, Seen], tuple[int, int]] = field(default_factory=dict)
    chances: int = 0
    ends: int = 0

    def node(self, path: Seen, seen: tuple[Seen, ...]) -> None:
        """Write a node and all that follows."""
        turn = len(path)
        if turn == self.depth or (turn > 1 and self.rng.random() < 0.15):
            self.end()
            return
        mover = int(self.rng.integers(-1, self.players))
        if mover < 0:
            self.chances += 1
            number, width = self.chances, int(self.rng.integers(2, 4))
            odds = self.rng.integers(1, 10, width)
            shares = " ".join(f'"{a}" {x}/{odds.sum()}' for a, x in enumerate(odds))
            self.lines.append(f'c "" {number} "" {{ {shares} }} 0')
        else:
            number, width = self.infoset(mover, seen[mover])
            labels = " ".join(f'"{a}"' for a in range(width))
            self.lines.append(f'p "" {mover + 1} {number} "" {{ {labels} }} 0')
        for action in range(width):
            mark = f"{mover}:{action}"
            self.node(
                (*path, mark),
                tuple(
                    (*past, mark) if p == mover or self.open[turn, mover, p] else past
                    for p, past in enumerate(seen)
                ),
            )

    def infoset(self, mover: int, seen: Seen) -> tuple[int, int]:
        """Return the number of a set among its player's, from 1, and how many actions it has."""
        if (mover, seen) not in self.sets:
            own = sum(player == mover for player, _ in self.sets)
            self.sets[mover, seen] = own + 1, int(self.rng.integers(2, 4))
        return self.sets[mover, seen]

    def end(self) -> None:
        """Write an end."""
        self.ends += 1
        paid = self.rng.standard_normal(self.players)
        if self.zero_sum:
            paid[-1] = -paid[:-1].sum()
        self.lines.append(f't "" {self.ends} "" {{ {" ".join(repr(x) for x in paid.tolist())} }}')
