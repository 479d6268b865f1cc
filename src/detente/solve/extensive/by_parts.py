"""Agent quantal response equilibria put together from those of the parts of a game (`parts`).

Sets that no tangled part holds depend on the sets after them alone: once the parts are known, they
are answered from the last to the first. The parts' own choices stay as they are, because a sweep
through sets that depend on each other would magnify what rounding has left there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from detente.game.closed import Closed, closed
from detente.game.extensive import ExtensiveGame
from detente.game.parts import Parts
from detente.shapes import Floats
from detente.solve.extensive.by_sweeps import judged, uniform
from detente.solve.extensive.sweep import Sweeper
from detente.solve.solution import ExtensiveSolution, Status

EXTRACTED = 2e8
"""Nodes that may be looked at to take a game apart."""
WORSE = (Status.CONVERGED, Status.ROUNDED, Status.SLOW, Status.LOST)
"""From the best to the worst."""

Solve = Callable[[ExtensiveGame, float], ExtensiveSolution]


def divisible(game: ExtensiveGame, parts: Parts) -> bool:
    """Say whether a game can be solved as several, or as a smaller one, at a price."""
    tops = np.flatnonzero(parts.on_top)
    if not len(tops) or len(tops) * len(game.mover) > EXTRACTED:
        return False
    if len(tops) > 1:
        return True
    return len(closed(game, parts.part == tops[0]).sets) < len(parts.part)


def needed(game: ExtensiveGame, parts: Parts) -> list[Closed]:
    """Return the games that the parts on top need: they hold all sets that are tangled."""
    return [closed(game, parts.part == top) for top in np.flatnonzero(parts.on_top)]


def by_parts(
    game: ExtensiveGame, parts: Parts, lam: float, *, solve: Solve, tolerance: float
) -> ExtensiveSolution:
    """Solve what each part on top needs; all other choices follow."""
    pieces = needed(game, parts)
    return joined(
        game, pieces, [solve(one.game, lam) for one in pieces], lam=lam, tolerance=tolerance
    )


def joined(
    game: ExtensiveGame,
    pieces: Sequence[Closed],
    found: Sequence[ExtensiveSolution],
    *,
    lam: float,
    tolerance: float,
) -> ExtensiveSolution:
    """Put the solutions of the games that the parts need together."""
    logs, rest = uniform(game), np.ones(len(game.action_label), np.bool_)
    for piece, one in zip(pieces, found, strict=True):
        own = piece.actions(game)
        logs[own], rest[own] = one.logs, False
    sweeper = Sweeper(game)
    sweeper.image(sweeper.take(logs), lam)
    logs[rest] = sweeper.logs[rest]
    while True:
        sweeper.take(logs)
        residual = sweeper.audit(lam)
        answers = logit_logs(game, lam * sweeper.values)
        if residual <= tolerance or np.array_equal(answers[rest], logs[rest]):
            break
        logs[rest] = answers[rest]
    sweeper.sweeps = sum(one.steps for one in found)
    worst = max((one.status for one in found), key=WORSE.index)
    fork = min((one.fork for one in found if not np.isnan(one.fork)), default=np.nan)
    return judged(
        game, sweeper, lam, residual=residual, status=worst, tolerance=tolerance, fork=fork
    )


def logit_logs(game: ExtensiveGame, raised: Floats) -> Floats:
    """Return the logs of the logit choices for values times the precision (A)."""
    total = np.logaddexp.reduceat(raised, game.action_first[:-1])
    return np.asarray(raised - np.repeat(total, np.diff(game.action_first)))
