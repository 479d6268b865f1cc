"""Agent quantal response equilibria of any finite extensive game, along the principal branch.

The equations are those of McKelvey and Palfrey (1998, section 3); the branch is followed from
uniform play as in Turocy (2005, section 3; 2010), see `walk`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np

from detente.errors import Problem, SolveError
from detente.game.extensive import ExtensiveGame
from detente.game.parts import parts_of
from detente.game.recall import absent_minded
from detente.machine import free_memory
from detente.solve.extensive.by_nudge import nudged
from detente.solve.extensive.by_parts import Solve, by_parts, divisible
from detente.solve.extensive.by_sweeps import swept
from detente.solve.extensive.by_walk import walked
from detente.solve.extensive.sweep import Sweeper
from detente.solve.solution import ExtensiveSolution, Status

FEW_ACTIONS = 120
"""Actions of all information sets together up to which a game is small."""
REFUSALS = 8
"""Steps by sweeps that may be refused before a small game is solved with the whole Jacobian."""

LITTLE = 1e8
"""Bytes that any machine has: asking for what is free takes a millisecond."""


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
    """Solve a game at a precision, or at several.

    Where the branch passes a precision more than once, the first passage is meant. Where it forks,
    as it may in a game with a symmetry, the part that forks is nudged by utilities of 1e-4 of the
    spread of payoffs, the branch of that game is followed, and the nudge is taken back at the
    precision (`by_parts`, `by_walk`, `by_nudge`).

    Games are solved by sweeps (`sweep`), whose cost is linear in the nodes; where these meet a
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
    found = solved(game, wanted, tolerance=tolerance, max_steps=max_steps)
    solutions = tuple(found[x] for x in wanted)
    return solutions if isinstance(lam, Sequence) else solutions[0]


def solved(
    game: ExtensiveGame, wanted: list[float], *, tolerance: float, max_steps: int
) -> dict[float, ExtensiveSolution]:
    """Solve by sweeps, and where these meet a fork or do not get on, with more care."""
    sweeper = Sweeper(game)
    refusals = REFUSALS if len(game.action_label) <= FEW_ACTIONS else None
    found = {
        x: swept(game, sweeper, x, tolerance=tolerance, max_sweeps=max_steps, refusals=refusals)
        for x in sorted(set(wanted))
    }
    doubtful = [one for one in found.values() if one.status != Status.CONVERGED]
    if doubtful:

        def solve(part: ExtensiveGame, lam: float) -> ExtensiveSolution:
            return solved(part, [lam], tolerance=tolerance, max_steps=max_steps)[lam]

        again = careful(game, doubtful, solve=solve, tolerance=tolerance, max_steps=max_steps)
        found |= {one.lam: one for one in again}
    return found


def careful(
    game: ExtensiveGame,
    doubtful: list[ExtensiveSolution],
    *,
    solve: Solve,
    tolerance: float,
    max_steps: int,
) -> list[ExtensiveSolution]:
    """Solve again at precisions where sweeps have met a fork or do not get on.

    `solve` solves the games that parts need.
    """
    parts = parts_of(game)
    if divisible(game, parts):
        return [
            by_parts(game, parts, one.lam, solve=solve, tolerance=tolerance) for one in doubtful
        ]
    if len(game.action_label) <= FEW_ACTIONS:
        wanted, forks = [one.lam for one in doubtful], {one.lam: one.fork for one in doubtful}
        return list(walked(game, wanted, tolerance=tolerance, max_steps=max_steps, forks=forks))
    return [
        one if one.status == Status.SLOW else nudged(game, one, tolerance=tolerance, most=max_steps)
        for one in doubtful
    ]


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
    if need < LITTLE:
        return
    free = free_memory()
    if need > free:
        raise SolveError(
            Problem(
                f"solving {nodes:,} nodes takes about {need / 1e9:.1f} GB, and this machine has "
                f"{free / 1e9:.1f} GB free",
                hint="solve a part of the game, or use a larger machine",
            )
        )


__all__ = ["ExtensiveSolution", "check_memory", "checked", "solve_extensive", "solved", "swept"]
