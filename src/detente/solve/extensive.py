"""Agent quantal response equilibria of any finite extensive game, along the principal branch.

The equations are those of McKelvey and Palfrey (1998, section 3); the branch is followed from
uniform play as in Turocy (2005, section 3; 2010), see `walk`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from detente.errors import SolveError
from detente.game.extensive import ExtensiveGame, absent_minded
from detente.shapes import Floats
from detente.solve.paths import Paths, action_values, paths_of, step_weights
from detente.solve.regret import regrets
from detente.solve.solution import Status
from detente.solve.walk import Arrival, Walk

MOST_ACTIONS = 2000
"""Actions of all information sets together: the Jacobian is dense, 32 MB, a few seconds a step."""
NUDGE = 1e-4
"""Utilities that break symmetries, as a share of the spread of payoffs."""


@dataclass(frozen=True)
class ExtensiveSolution:
    """An agent quantal response equilibrium of an extensive game at one precision.

    `policy[a]` is the probability of action `a` (as in `ExtensiveGame.action_first`), `residual`
    the largest distance of any from the logit of its values, `regret[p]` the most that player p
    could gain by any other strategy (at one information set only, if p forgets its past), and
    `worth[p]` what p expects. `steps` counts predictor steps from uniform play. `fork` is the
    precision at which the branch forks before this one, NaN if it does not: in a game with a
    symmetry the equilibrium beyond it is one of several, picked by a convention.
    """

    lam: float
    policy: Floats  # A
    residual: float
    regret: Floats  # P
    worth: Floats  # P
    steps: int
    status: Status
    fork: float = np.nan


@overload
def solve_extensive(
    game: ExtensiveGame, lam: float, *, tolerance: float = ..., max_steps: int = ...
) -> ExtensiveSolution: ...
@overload
def solve_extensive(
    game: ExtensiveGame, lam: Sequence[float], *, tolerance: float = ..., max_steps: int = ...
) -> tuple[ExtensiveSolution, ...]: ...
def solve_extensive(
    game: ExtensiveGame,
    lam: float | Sequence[float],
    *,
    tolerance: float = 1e-9,
    max_steps: int = 20_000,
) -> ExtensiveSolution | tuple[ExtensiveSolution, ...]:
    """Solve a game at a precision, or at several on one walk along the branch.

    Where the branch passes a precision more than once, the first passage is meant. Where it forks,
    as it may in a game with a symmetry, the game is nudged by utilities of 1e-4 of the spread of
    payoffs, the branch of that game is followed, and the nudge is taken back at the precision.

    Raises `SolveError` for a negative precision, a game too large for a dense Jacobian, or one in
    which a path meets an information set twice.

    >>> from detente.game.efg import read_efg
    >>> text = 'EFG 2 R "" { "A" } p 1 1 { "l" "r" } 0 t 1 { 1 } t 2 { 0 }'
    >>> solve_extensive(read_efg(text), 2.0).policy.round(4).tolist()
    [0.8808, 0.1192]
    """
    wanted = [float(x) for x in (lam if isinstance(lam, Sequence) else [lam])]
    if not all(0 <= x < np.inf for x in wanted):
        raise SolveError("a precision has to be a finite number, zero or more")
    if flaw := absent_minded(game):
        raise SolveError(f"logit choice is not defined for this game: {flaw}")
    if len(game.action_label) > MOST_ACTIONS:
        raise SolveError(
            f"the game has {len(game.action_label)} actions; this solver goes up to {MOST_ACTIONS}"
        )
    paths = paths_of(game)
    walk = Walk(paths, tolerance=tolerance, max_steps=max_steps)
    nudged = Walk(paths, tolerance=tolerance, max_steps=max_steps, nudge=nudge_of(paths))
    found: dict[float, Arrival] = {}
    for x in sorted(set(wanted)):
        found[x] = walk.to(x)
        if walk.forked:
            found[x] = walk.unnudge(x, nudged.to(x))
    solutions = tuple(judge(game, paths, x, found[x]) for x in wanted)
    return solutions if isinstance(lam, Sequence) else solutions[0]


def nudge_of(paths: Paths) -> Floats:
    """Return the small utilities that make a game with symmetries generic (A).

    No two actions get the same, so no symmetry is left; which arm of a fork they lead to is a
    convention.
    """
    spread = float(np.ptp(paths.payoff)) if paths.payoff.size else 0.0
    rank: Floats = np.arange(1.0, len(paths.infoset) + 1)
    return -NUDGE * spread / (rank * rank)


def judge(game: ExtensiveGame, paths: Paths, lam: float, arrival: Arrival) -> ExtensiveSolution:
    """Say how well the point where the walk arrived holds as an equilibrium."""
    weights, _, reach = step_weights(paths, arrival.logs)
    values = action_values(paths, weights)
    chances = np.exp(arrival.logs)
    worth = (np.exp(reach)[:, None] * paths.payoff).sum(axis=0)
    residual = float(np.abs(logit(paths, values, lam) - chances).max(initial=0.0))
    gains = regrets(game, chances, worth)
    return ExtensiveSolution(
        lam, chances, residual, gains, worth, arrival.steps, arrival.status, arrival.fork
    )


def logit(paths: Paths, values: Floats, lam: float) -> Floats:
    """Return the logit choice of every information set (A)."""
    utilities = lam * values
    top = np.full(len(paths.first) - 1, -np.inf)
    np.maximum.at(top, paths.infoset, utilities)
    raised: Floats = np.exp(utilities - top[paths.infoset])
    sums: Floats = np.bincount(paths.infoset, raised, len(top)).astype(np.float64)
    return raised / sums[paths.infoset]
