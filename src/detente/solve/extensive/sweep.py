"""One sweep of an extensive game: values run back set by set, beliefs run forward.

The equations are those of McKelvey and Palfrey (1998, section 3). The unknowns of the iteration are
what has to be known before a pass back can begin: for every information set of several nodes the
log-odds of its nodes against its first one, and for every set that is `held` (see `game.order`) the
log-odds of its actions against its first one. A pass back answers them with logit choices, a pass
forward reads the log-odds off these: a fixed point is an equilibrium, and the other way round.
"""

from __future__ import annotations

import numpy as np

from detente.game.extensive import ExtensiveGame
from detente.machine import processors
from detente.shapes import Floats
from detente.solve.extensive.crew import PIECE, SetCrew
from detente.solve.extensive.layout import NEVER, form_of
from detente.solve.extensive.loose import hand_out, read_loose, settle_loose, spread
from detente.solve.extensive.passes import DECIDE, WAIT, run_back, run_forward

__all__ = ["NEVER", "Sweeper"]


class Sweeper:
    """A game with everything that a solve writes: choices, values, reach.

    `choice`, `logs` and `values` are copies in the order of the game's actions (A); values are
    those of the last audit, given that the set is reached.
    """

    def __init__(self, game: ExtensiveGame, *, threads: int | None = None) -> None:
        """Lay the game out; play is uniform until something is swept.

        Threads, as many as there are processors unless it is said, share a game of many nodes.
        """
        self.form = form_of(game)
        shared = len(game.child) >= 2 * PIECE
        self._crew = SetCrew(self.form, threads or (processors() if shared else 1))
        self._logs, self._choice = self.form.logs, np.exp(self.form.logs)
        self._values, self._nudge = np.zeros(len(self._logs)), np.zeros(0)
        self._reach = np.zeros(len(self.form.up))
        self.sweeps = 0

    @property
    def choice(self) -> Floats:
        """The probability of every action (A)."""
        return self._choice[self.form.place]

    @property
    def logs(self) -> Floats:
        """The log of every choice (A)."""
        return self._logs[self.form.place]

    @property
    def values(self) -> Floats:
        """What every action is worth to its player, given that its set is reached (A)."""
        return self._values[self.form.place]

    @property
    def worth(self) -> Floats:
        """What the whole game is worth to each player (1, P)."""
        return self.form.worth[:, -1:].T

    @property
    def nudge(self) -> Floats:
        """What is added to the values of actions (A); set it, do not write into it."""
        if not len(self._nudge):
            return np.zeros(len(self.form.place))
        return self._nudge[self.form.place]

    @nudge.setter
    def nudge(self, added: Floats) -> None:
        self._nudge = np.zeros(len(self._logs))
        self._nudge[self.form.place] = added

    def image(self, point: Floats, lam: float) -> Floats:
        """Return what one sweep makes of the unknowns at a precision."""
        self.sweeps += 1
        loose, after = self.form.loose, np.empty(len(point))
        if len(loose.player):
            spread(loose, point, self._logs, self._choice)
        self._back(point, lam, DECIDE)
        self._forward(after)
        if len(loose.player):
            self._settle(lam, DECIDE)
            read_loose(loose, self._logs, after)
        return after

    def read(self) -> Floats:
        """Return the unknowns that belong to the present choices."""
        after = np.empty(self.form.unknowns)
        self._forward(after)
        read_loose(self.form.loose, self._logs, after)
        return after

    def take(self, logs: Floats) -> Floats:
        """Take choices by their logs (A); return the unknowns that belong to them."""
        self._logs[self.form.place] = logs
        self._choice[self.form.place] = np.exp(logs)
        hand_out(self.form.loose, self._logs, self._choice)
        return self.read()

    def audit(self, lam: float) -> float:
        """Evaluate the choices as they stand; return their largest distance from the logit."""
        gap = self._back(self.read(), lam, WAIT)
        return max(gap, self._settle(lam, WAIT))

    def _back(self, point: Floats, lam: float, how: int) -> float:
        form = self.form

        def work(begin: int, end: int) -> float:
            return run_back(
                form.blocks, begin, end, form.up, point, lam, how, self._nudge, self._logs,
                self._choice, self._values, form.worth,
            )  # fmt: skip

        return self._crew.back(work)

    def _settle(self, lam: float, how: int) -> float:
        return float(settle_loose(
            self.form.loose, self._reach, lam, how, self._nudge, self._logs, self._choice,
            self._values, self.form.worth,
        ))  # fmt: skip

    def _forward(self, after: Floats) -> None:
        form = self.form

        def work(begin: int, end: int) -> None:
            run_forward(
                form.blocks, begin, end, form.parent, form.way, self._logs, self._reach, after
            )

        self._crew.forward(work)
