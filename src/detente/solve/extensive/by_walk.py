"""Agent quantal response equilibria by a walk with the whole Jacobian: small games that fork."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from detente.game.extensive import ExtensiveGame
from detente.game.parts import parts_of
from detente.shapes import Floats
from detente.solve.extensive.by_sweeps import ROUGH
from detente.solve.extensive.paths import Paths, action_values, paths_of, step_weights
from detente.solve.extensive.regret import regrets
from detente.solve.extensive.walk import LONGEST_STEP, Arrival, Walk
from detente.solve.solution import ExtensiveSolution, Status

APART = 1e-6
"""Equilibria that differ by no more in any choice probability are one."""
NUDGE = 1e-4
"""Utilities that break symmetries, as a share of the spread of payoffs."""
POLISH = 8
"""Steps of Newton's method at the end where rounding is felt."""
SHORT, PAST = 5e-3, 1.2
"""Steps past a fork, and up to where they are so short, in precisions of the fork."""


def walked(
    game: ExtensiveGame,
    wanted: list[float],
    *,
    tolerance: float,
    max_steps: int,
    forks: Mapping[float, float] | None = None,
) -> tuple[ExtensiveSolution, ...]:
    """Solve by Newton's method with the whole Jacobian: small games.

    `forks` says for which precisions sweeps have met a fork, and where. The walk notices forks too,
    but not those of even multiplicity.
    """
    paths, known = paths_of(game), {} if forks is None else forks
    least = min((x for x in known.values() if not np.isnan(x)), default=np.nan)
    walk = Walk(paths, tolerance=tolerance, max_steps=max_steps)
    nudged = Nudged(game, paths, least, tolerance=tolerance, max_steps=max_steps)
    found: dict[float, Arrival] = {}
    for x in sorted(set(wanted)):
        found[x] = walk.to(x)
        if walk.forked:
            found[x] = walk.unnudge(x, nudged.to(x))
        elif not np.isnan(fork := known.get(x, np.nan)):
            aside = walk.unnudge(x, nudged.to(x))
            if np.abs(np.exp(aside.logs) - np.exp(found[x].logs)).max() > APART:
                found[x] = replace(aside, fork=fork)
    return tuple(judge(game, walk, x, found[x]) for x in wanted)


class Nudged:
    """A walk along the branch of a nudged game, with short steps past where the game forks.

    There the nudged branch turns within a few thousandths of the precision; a walk with long steps
    may go straight on, and the sign does not tell where an even number of branches cross.
    """

    def __init__(
        self, game: ExtensiveGame, paths: Paths, fork: float, *, tolerance: float, max_steps: int
    ) -> None:
        """Start at uniform play; `fork` is the precision of the fork, NaN if it is not known."""
        self.beyond = PAST * fork
        self.walk = Walk(
            paths, tolerance=tolerance, max_steps=max_steps, nudge=nudge_of(game),
            longest=LONGEST_STEP if np.isnan(fork) else SHORT * fork,
        )  # fmt: skip

    def to(self, lam: float) -> Arrival:
        """Walk until the precision is reached."""
        if lam > self.beyond and self.walk.longest < LONGEST_STEP:
            self.walk.to(self.beyond)
            self.walk.longest = LONGEST_STEP
        return self.walk.to(lam)


def nudge_of(game: ExtensiveGame) -> Floats:
    """Return the small utilities that make a game with symmetries generic (A).

    No two actions of one part get the same, so no symmetry is left; which arm of a fork they lead
    to is a convention. Actions are counted part by part, so a part takes the same arm wherever it
    stands.
    """
    part = np.repeat(parts_of(game).part, np.diff(game.action_first))
    order = np.argsort(part, kind="stable")
    begin = np.searchsorted(part[order], part)
    rank = np.empty(len(part))
    rank[order] = np.arange(1.0, len(part) + 1.0)
    rank -= begin
    return np.asarray(-NUDGE * game.spread / (rank * rank))


def judge(game: ExtensiveGame, walk: Walk, lam: float, arrival: Arrival) -> ExtensiveSolution:
    """Say how well the point where the walk arrived holds as an equilibrium.

    Where its residual is above the tolerance, Newton's method goes on until that gets no smaller.
    """
    logs, residual, status = arrival.logs, distance(walk.paths, arrival.logs, lam), arrival.status
    tries = POLISH if status == Status.CONVERGED else 0
    point = np.append(logs, lam)
    while not residual <= walk.tolerance and tries:
        point, tries = walk.newton(point, walk.upward), tries - 1
        if (left := distance(walk.paths, point[:-1], lam)) < residual:
            logs, residual = point[:-1], left
    if status == Status.CONVERGED and not residual <= walk.tolerance:
        status = Status.ROUNDED if residual <= ROUGH else Status.SLOW
    chances, reach = np.exp(logs), step_weights(walk.paths, logs)[2]
    worth = (np.exp(reach)[:, None] * walk.paths.payoff).sum(axis=0)
    gains = regrets(game, chances, worth)
    return ExtensiveSolution(
        lam, chances, logs, residual, gains, worth, arrival.steps, status, arrival.fork
    )


def distance(paths: Paths, logs: Floats, lam: float) -> float:
    """Return the largest distance of a choice from the logit."""
    weights, _, _ = step_weights(paths, logs)
    found = logit(paths, action_values(paths, weights), lam)
    return float(np.abs(found - np.exp(logs)).max(initial=0.0))


def logit(paths: Paths, values: Floats, lam: float) -> Floats:
    """Return the logit choice of every information set (A)."""
    utilities = lam * values
    top = np.full(len(paths.first) - 1, -np.inf)
    np.maximum.at(top, paths.infoset, utilities)
    raised: Floats = np.exp(utilities - top[paths.infoset])
    sums: Floats = np.bincount(paths.infoset, raised, len(top)).astype(np.float64)
    return raised / sums[paths.infoset]
