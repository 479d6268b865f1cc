"""Agent quantal response equilibria past a fork in large games, which no matrix can be held for.

A nudged game is followed by sweeps, and the nudge is taken back at the precision.
"""

from __future__ import annotations

import numpy as np

from detente.game.extensive import ExtensiveGame
from detente.shapes import Floats
from detente.solve.extensive.ascent import Ascent
from detente.solve.extensive.by_sweeps import SETTLED, settled, uniform
from detente.solve.extensive.by_walk import nudge_of
from detente.solve.extensive.sweep import Sweeper
from detente.solve.homotopy import Image, Mixer, along
from detente.solve.solution import ExtensiveSolution, Status

TIMES = (1.0, 10.0, 100.0, 1000.0, 10_000.0)
"""Nudges that are tried where sweeps follow them: in a large part each weighs little."""
SHORTEST, FAR = 1e-4, 0.2
"""Shares of steps near a fork, and how much odds may move when a part of the nudge is taken."""
FINE, SWEEPS = 1e-6, 200
"""How well the unknowns of a nudged game settle on the way, and the sweeps for it."""


def nudged(
    game: ExtensiveGame, doubtful: ExtensiveSolution, *, tolerance: float, most: int
) -> ExtensiveSolution:
    """Follow the branch of the nudged game by sweeps, and take the nudge back.

    The smallest nudge is taken that keeps the walk off the fork. Where short steps need none, the
    branch only turns sharply, and does not fork.
    """
    sweeper, lam, goal = Sweeper(game), doubtful.lam, SETTLED * tolerance
    start, nudge = sweeper.take(uniform(game)), nudge_of(game)

    def image(point: Floats, share: float) -> Floats:
        return sweeper.image(point, share * lam)

    status, times = Status.LOST, 0.0
    for times in (0.0, *TIMES):
        sweeper.nudge = times * nudge
        walk = Ascent(
            image, start, goal=FINE, max_sweeps=most, loose=FINE, patience=SWEEPS, forks=False
        )
        if walk.climb(shortest=SHORTEST) or (times and arrived(walk, most=most)):
            status = taken_back(sweeper, image, walk.mixer, goal=goal)
            sweeper.image(walk.mixer.at, lam)
        if status == Status.CONVERGED:
            break
    sweeper.nudge, fork = 0.0 * nudge, doubtful.fork if times else np.nan
    return settled(game, sweeper, lam, status=status, tolerance=tolerance, fork=fork)


def arrived(walk: Ascent, *, most: int) -> bool:
    """Follow a nudged branch by its length, where it folds back; say if it was followed."""
    at, status, _ = along(walk.image, walk.start, walk.slope, goal=FINE, most=most, used=0)
    walk.mixer.at[:] = at
    return status == Status.CONVERGED and not walk.watch.behind(at, 1.0)


def taken_back(sweeper: Sweeper, image: Image, mixer: Mixer, *, goal: float) -> Status:
    """Take a nudge back in steps at the whole precision; lost if a step leads far away."""
    nudge = sweeper.nudge.copy()
    for share in (0.3, 0.1, 0.03, 0.01, 0.0):
        sweeper.nudge = share * nudge
        mixer.memory[:] = 0
        before = np.exp(-np.abs(mixer.at))
        _, _, done = mixer.correct(image, 1.0, goal=FINE if share else goal, most=SWEEPS)
        if not done or np.abs(np.exp(-np.abs(mixer.at)) - before).max() > FAR:
            return Status.LOST
    return Status.CONVERGED
