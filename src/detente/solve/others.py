"""Other equilibria of a crisis at one draw: the iteration started far from the principal branch.

Few starts and no guarantee: it is a check that costs some sweeps a start, not a search. Starts are
log-odds that make every past choice a strong or a weak sign of the types, at random.
"""

from __future__ import annotations

import numpy as np

from detente.game.arrays import Game, Numbers
from detente.shapes import Floats
from detente.solve.arc import Arc
from detente.solve.branch import finish
from detente.solve.homotopy import Image, Mixer
from detente.solve.sweep import room_for, settle_in
from detente.solve.together import Sweeper
from detente.solve.tree import numbered, tree_of

SIZES = (8.0, 3.0, 1.0)
"""Log-odds of the starts."""
WARM_SWEEPS = 10
"""Plain sweeps first: they lead to what everybody's answers lead to."""
MOST_SWEEPS, SETTLED = 150, 1e-10
APART = 1e-6
"""Solutions that differ by no more in any choice probability are one."""


class Elsewhere:
    """One game's room to look for other equilibria of its draws."""

    def __init__(self, game: Game, numbers: Numbers, *, tolerance: float = 1e-9) -> None:
        """Lay the game out."""
        self.game, self.numbers, self.tolerance = game, numbers, tolerance
        self.tree = tree_of(game)
        chances = numbers.chance.shape[1]
        self.blind = Sweeper(game, chances=chances) if game.blind is not None else None
        self.room = self.blind.room if self.blind else room_for(self.tree, chances=chances)

    def look(self, draw: int, known: Floats, *, starts: int, seed: int) -> list[Floats]:
        """Return policies (E, T) that solve a draw and differ from the known one."""
        one = numbered(self.numbers, draw)
        settle_in(self.tree, one, self.room)
        arc = Arc(self.tree, one, self.room, 1.0, 1.0, 1 << 30)
        size = self.blind.size if self.blind else len(arc.free)
        found: list[Floats] = []
        if not size:
            return found

        def image(point: Floats, share: float) -> Floats:
            if self.blind:
                return self.blind.image(point, one, share)
            return arc.image(np.append(point, share))

        rng = np.random.default_rng((seed, draw))
        point = np.zeros(size)
        for start in range(starts):  # in pairs that are each other's opposites
            fresh = SIZES[(start // 2) % len(SIZES)] * rng.standard_normal(size)
            point = -point if start % 2 else fresh
            end = settled(image, point)
            if end is None:
                continue
            image(end, 1.0)
            gap = self.blind.audit(one, 1.0) if self.blind else finish(self.tree, one, self.room)
            policy = self.room.policy
            if gap <= self.tolerance and all(
                np.abs(policy - other).max() > APART for other in (known, *found)
            ):
                found.append(np.array(policy))
        return found


def settled(image: Image, point: Floats) -> Floats | None:
    """Iterate with acceleration from a point; None if it does not settle."""
    mixer = Mixer(len(point))
    for _ in range(WARM_SWEEPS):
        point = image(point, 1.0)
    mixer.at[:] = point
    for used in range(MOST_SWEEPS):
        mixer.gap[:] = image(mixer.at, 1.0) - mixer.at
        size = float(np.abs(mixer.gap).max())
        if size <= SETTLED:
            return mixer.at.copy()
        if not np.isfinite(size):
            return None
        if used:
            mixer.learn()
        mixer.mix()
    return None
