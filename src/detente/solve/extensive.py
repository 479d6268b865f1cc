"""Agent quantal response equilibria of any finite extensive game, along the principal branch.

The equations are those of McKelvey and Palfrey (1998, section 3); the branch is followed from
uniform play as in Turocy (2005, section 3; 2010), see `walk`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import overload

import numpy as np

from detente.errors import Problem, SolveError
from detente.game.extensive import ExtensiveGame
from detente.game.memory_room import free_memory
from detente.game.recall import absent_minded
from detente.shapes import Floats
from detente.solve.ascent import ascend
from detente.solve.paths import Paths, action_values, paths_of, step_weights
from detente.solve.regret import regrets
from detente.solve.set_sweep import Sweeper
from detente.solve.solution import Status
from detente.solve.walk import Arrival, Walk

FEW_ACTIONS = 120
"""Actions of all information sets together up to which the whole Jacobian is written down."""
REFUSALS = 2
"""Steps by sweeps that may be refused before a small game is solved with the whole Jacobian."""
SETTLED = 0.3
"""How well, in tolerances, the unknowns of the sweep have to settle."""
APART = 1e-6
"""Equilibria that differ by no more in any choice probability are one."""
NUDGE = 1e-4
"""Utilities that break symmetries, as a share of the spread of payoffs."""


@dataclass(frozen=True)
class ExtensiveSolution:
    """An agent quantal response equilibrium of an extensive game at one precision.

    `policy[a]` is the probability of action `a` (as in `ExtensiveGame.action_first`), `residual`
    the largest distance of any from the logit of its values, `regret[p]` the most that player p
    could gain by any other strategy (at one information set only, if p forgets its past), and
    `worth[p]` what p expects. `steps` counts what it took from uniform play: predictor steps in a
    small game, sweeps in a large one. `fork` is the
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

    Games are solved by sweeps (`set_sweep`), whose cost is linear in the nodes; where these meet a
    fork or do not get on, small ones with the whole Jacobian (`walk`).

    Raises `SolveError` for a precision that is negative or not finite, a game in which a path meets
    an information set twice, or one too large for the memory.

    >>> from detente.game.efg import read_efg
    >>> text = 'EFG 2 R "" { "A" } p 1 1 { "l" "r" } 0 t 1 { 1 } t 2 { 0 }'
    >>> solve_extensive(read_efg(text), 2.0).policy.round(4).tolist()
    [0.8808, 0.1192]
    """
    wanted = checked(lam)
    if flaw := absent_minded(game):
        raise SolveError(f"logit choice is not defined for this game: {flaw}")
    check_memory(game)
    sweeper = Sweeper(game)
    few = len(game.action_label) <= FEW_ACTIONS
    found: dict[float, ExtensiveSolution] = {}
    for x in sorted(set(wanted)):
        found[x] = swept(
            game, sweeper, x, tolerance=tolerance, max_sweeps=max_steps,
            refusals=REFUSALS if few else None,
        )  # fmt: skip
    doubtful = [x for x in found if found[x].status != Status.CONVERGED]
    if doubtful:
        found |= careful(
            game, [found[x] for x in doubtful], tolerance=tolerance, max_steps=max_steps
        )
    solutions = tuple(found[x] for x in wanted)
    return solutions if isinstance(lam, Sequence) else solutions[0]


def checked(lam: float | Sequence[float]) -> list[float]:
    """Return the wanted precisions; refuse what is none."""
    wanted = [float(x) for x in (lam if isinstance(lam, Sequence) else [lam])]
    for x in wanted:
        if not 0 <= x < np.inf:
            raise SolveError(
                Problem(
                    f"a precision has to be a finite number, zero or more, and {x:g} is not",
                    hint="for play without mistakes ask for the limit of the branch",
                )
            )
    return wanted


def check_memory(game: ExtensiveGame) -> None:
    """Refuse a game whose sweeps would not fit into this machine's memory."""
    nodes, players = len(game.mover), len(game.players)
    need = nodes * (8.0 * players + 200.0)
    free = free_memory()
    if need > free:
        raise SolveError(
            Problem(
                f"solving {nodes:,} nodes takes about {need / 1e9:.1f} GB, and this machine has "
                f"{free / 1e9:.1f} GB free",
                hint="solve a part of the game, or use a larger machine",
            )
        )


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
    worth = sweeper.worth[0].copy()
    gains = regrets(game, sweeper.choice, worth)
    return ExtensiveSolution(
        lam, sweeper.choice.copy(), residual, gains, worth, sweeper.sweeps, status, fork
    )


def careful(
    game: ExtensiveGame, doubtful: list[ExtensiveSolution], *, tolerance: float, max_steps: int
) -> dict[float, ExtensiveSolution]:
    """Solve again where sweeps have met a fork or do not get on."""
    wanted, forks = [one.lam for one in doubtful], {one.lam: one.fork for one in doubtful}
    again = walked(game, wanted, tolerance=tolerance, max_steps=max_steps, forks=forks)
    return dict(zip(wanted, again, strict=True))


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
    paths = paths_of(game)
    walk = Walk(paths, tolerance=tolerance, max_steps=max_steps)
    nudged = Walk(paths, tolerance=tolerance, max_steps=max_steps, nudge=nudge_of(paths))
    found: dict[float, Arrival] = {}
    for x in sorted(set(wanted)):
        found[x] = walk.to(x)
        if walk.forked:
            found[x] = walk.unnudge(x, nudged.to(x))
        elif not np.isnan(fork := (forks or {}).get(x, np.nan)):
            aside = walk.unnudge(x, nudged.to(x))
            if np.abs(np.exp(aside.logs) - np.exp(found[x].logs)).max() > APART:
                found[x] = replace(aside, fork=fork)
    return tuple(judge(game, paths, x, found[x]) for x in wanted)


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
