"""Agent quantal response equilibria by sweeps: any size, up to the first fork of the branch."""

from __future__ import annotations

import numpy as np

from detente.game.extensive import ExtensiveGame
from detente.shapes import Floats
from detente.solve.extensive.ascent import ascend
from detente.solve.extensive.regret import regrets
from detente.solve.extensive.sweep import Sweeper
from detente.solve.solution import ExtensiveSolution, Status

SETTLED = 0.3
"""How well, in tolerances, the unknowns of the sweep have to settle."""
ROUGH = 1e-3
"""The most that rounding may leave of a residual."""


def swept(
    game: ExtensiveGame,
    sweeper: Sweeper,
    lam: float,
    *,
    tolerance: float,
    max_sweeps: int,
    refusals: int | None = None,
) -> ExtensiveSolution:
    """Solve by sweeps, up to the first fork of the branch: beyond it the status is LOST.

    After so many refused steps, if any number is given, the status is LOST as well.
    """
    start = sweeper.take(uniform(game))
    sweeper.sweeps, goal, fork = 0, SETTLED * tolerance, np.nan
    at, status = start, Status.CONVERGED

    def image(point: Floats, share: float) -> Floats:
        return sweeper.image(point, share * lam)

    if lam > 0:
        at, status, fork = ascend(image, start, goal=goal, max_sweeps=max_sweeps, refusals=refusals)
    sweeper.image(at, lam)
    return settled(game, sweeper, lam, status=status, tolerance=tolerance, fork=lam * fork)


def uniform(game: ExtensiveGame) -> Floats:
    """Return the logs of uniform play (A)."""
    width = np.diff(game.action_first)
    logs: Floats = -np.log(np.repeat(width, width).astype(np.float64))
    return logs


def settled(
    game: ExtensiveGame,
    sweeper: Sweeper,
    lam: float,
    *,
    status: Status,
    tolerance: float,
    fork: float,
) -> ExtensiveSolution:
    """Sweep the choices as they stand until their residual is within the tolerance, and judge."""
    residual = sweeper.audit(lam)
    while status == Status.CONVERGED and not residual <= tolerance:
        after = sweeper.image(sweeper.read(), lam)  # what is left there is magnified further on
        last, residual = residual, sweeper.audit(lam)
        if not residual < last or not len(after):
            status = Status.SLOW
    return judged(
        game, sweeper, lam, residual=residual, status=status, tolerance=tolerance, fork=fork
    )


def judged(
    game: ExtensiveGame,
    sweeper: Sweeper,
    lam: float,
    *,
    residual: float,
    status: Status,
    tolerance: float,
    fork: float,
) -> ExtensiveSolution:
    """Say how well audited choices hold: what misses the tolerance has not converged."""
    if status == Status.CONVERGED and not residual <= tolerance:
        status = Status.ROUNDED if residual <= ROUGH else Status.SLOW
    worth = sweeper.worth[0].copy()
    gains = regrets(game, sweeper.choice, worth, form=sweeper.form)
    return ExtensiveSolution(
        lam, sweeper.choice, sweeper.logs, residual, gains, worth, sweeper.sweeps, status, fork
    )
