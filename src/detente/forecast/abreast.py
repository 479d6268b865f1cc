"""Solutions of the tree read several draws at a time: every answer, play, beliefs after the record.

What is read is what `run.py` reads draw by draw on the grid.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, runtime_checkable

import numpy as np

from detente.forecast.readings import Readings
from detente.game.arrays import Numbers
from detente.game.reading import Lift
from detente.shapes import Floats, Ints
from detente.solve.lanes.reading import Glasses
from detente.solve.lanes.register import WIDTH
from detente.solve.tree.index import Tree


class Rows(Protocol):
    """Where the answers of every draw go."""

    @property
    def chances(self) -> tuple[Floats, ...]:
        """Per reading: D, answers; rows sum to one."""

    @property
    def play(self) -> Floats:
        """Chance of every (step, move) pair (D, pairs)."""

    @property
    def types(self) -> Floats:
        """Beliefs after the record (D, K)."""


@runtime_checkable
class Companion(Protocol):
    """Something else that reads several solutions of the tree at once, as the observer sees it."""

    def read_abreast(self, rows: range, chance: Floats, met: Floats) -> None:
        """Read draws into rows: chances of edges (E, W), and of the record from a node on (N, W).

        Other rows are read at the same time. Lanes beyond the rows hold the last draw again.
        """


@dataclass(frozen=True)
class Abreast:
    """Reads batches of up to `WIDTH` draws; several threads may at once."""

    readings: Readings
    tree: Tree
    observers: list[int]
    me: int
    record: Lift
    column: Ints  # E: the (step, move) pair that an edge plays, or -1
    _spare: deque[Glasses] = field(default_factory=deque)

    def read(
        self,
        draws: range,
        numbers: Numbers,
        policy: Floats,
        *,
        into: Rows,
        row: int,
        also: Sequence[Companion] = (),
    ) -> None:
        """Read draws of a block (D, E, T) into rows from `row`; those in `also` read them too."""
        try:
            glasses = self._spare.pop()
        except IndexError:
            game = self.readings.compiled.game
            glasses = Glasses(game, self.tree, observers=self.observers)
        glasses.look(numbers, policy, list(draws))
        rows, lanes = slice(row, row + len(draws)), slice(len(draws))
        for asked, chances in zip(self.readings.asked, into.chances, strict=True):
            found = glasses.answers(asked.lift, glasses.chance[asked.observer])[:, lanes]
            total = found.sum(axis=0)
            chances[rows] = (found / np.where(total > 0, total, np.nan)).T
        played = glasses.moves(
            glasses.chance[self.me],
            allowed=self.readings.allowed,
            column=self.column,
            columns=into.play.shape[1],
        )
        into.play[rows] = played[:, lanes].T
        for other in also:
            other.read_abreast(range(row, row + len(draws)), glasses.chance[self.me], glasses.met)
        into.types[rows] = self._types(numbers.prior[list(draws), self.me], glasses)
        self._spare.append(glasses)

    def _types(self, prior: Floats, glasses: Glasses) -> Floats:
        """Bayes on the record: prior times the chance of the record if the player has the type."""
        game, base = self.readings.compiled.game, self.record.base
        mover = game.mover[game.source[base]]
        short = replace(self.record, base=np.arange(len(base), dtype=np.int32))
        posterior = prior.copy()
        for player, names in enumerate(game.types):
            if len(names) == 1:
                continue
            slots = slice(game.player_slot[player], game.player_slot[player + 1])
            for t in range(len(names)):
                seen = glasses.chance[self.me][base]
                mine = np.flatnonzero(mover == player)
                seen[mine] = glasses.policy[base[mine] * glasses.types + t]
                posterior[:, slots.start + t] *= glasses.answers(short, seen)[1, : len(prior)]
            posterior[:, slots] /= posterior[:, slots].sum(axis=1, keepdims=True)
        return posterior


def batches(draws: int) -> list[range]:
    """Cut a block into batches."""
    return [range(d, min(d + WIDTH, draws)) for d in range(0, draws, WIDTH)]
