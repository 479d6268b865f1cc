"""All equilibria of an extensive game that can be found at a precision, and which is the principal.

Two searches feed each other: Newton's method from many starts (corners where everybody plays
purely, random play, each also after some sweeps), and the branches through everything found,
followed by their length in both directions and past folds, wherever they come through the
precision again (Turocy 2005, section 3; Allgower and Georg 1990, chapter 11). Parts of a game that
can be solved apart are searched apart, and what is found is put together in all ways. Finding all
is not guaranteed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import islice, product

import numpy as np

from detente.game.extensive import ExtensiveGame
from detente.game.parts import Parts, parts_of
from detente.shapes import Floats
from detente.solve.extensive.agents import solve_extensive
from detente.solve.extensive.by_parts import divisible, joined, needed
from detente.solve.extensive.paths import Paths, action_values, step_weights, value_slopes
from detente.solve.extensive.search import Search
from detente.solve.solution import ExtensiveSolution

PURE = 1e-4
"""How much a corner start plays of the other actions."""
STEEP, RUNGS = 50.0, (30.0, 100.0)
"""Precision times the range of payoffs from which lower ones are searched too, and which ones."""
LISTED = 1000
"""The most equilibria that are put together from those of parts."""
MANY, FEWER = 120, 16
"""Unknowns above which so few starts are tried: there each costs hundreds of sweeps."""
PRINCIPAL = "principal branch, first passage"


@dataclass(frozen=True)
class Equilibrium:
    """One of the equilibria found: the solution, and where it stands among them.

    `principal` marks the one that the principal branch reaches first, `branch` says how the
    equilibrium hangs together with that branch, and `spread` is the spectral radius of everybody
    answering at once: below 1 small disturbances die out. It is NaN where the game is too large.
    `known` counts all that are known, also combinations of those of parts that are not listed.
    """

    solution: ExtensiveSolution
    principal: bool
    branch: str
    spread: float
    known: int = 1


def equilibria(
    game: ExtensiveGame, lam: float, *, starts: int = 64, seed: int = 1, tolerance: float = 1e-9
) -> tuple[Equilibrium, ...]:
    """Find the agent quantal response equilibria of a game at a precision, the principal one first.

    `starts` random starts are tried beside the corners. Raises what `solve_extensive` raises.

    >>> from detente.game.efg import read_efg
    >>> text = 'EFG 2 R "" { "A" } p 1 1 { "l" "r" } 0 t 1 { 1 } t 2 { 0 }'
    >>> tuple(one.principal for one in equilibria(read_efg(text), 2.0))
    (True,)
    """
    first = solve_extensive(game, lam, tolerance=tolerance)
    parts = parts_of(game)
    if lam > 0 and divisible(game, parts):
        return put_together(game, parts, first, starts=starts, seed=seed, tolerance=tolerance)
    search = searched(game, first, starts=starts, seed=seed, tolerance=tolerance)
    return tuple(
        Equilibrium(
            first if number == 0 else search.held(logs),
            number == 0,
            branch,
            spread_of(search.paths, lam, logs) if search.paths is not None else np.nan,
            len(search.found),
        )
        for number, (logs, branch) in enumerate(search.found)
    )


def searched(
    game: ExtensiveGame, first: ExtensiveSolution, *, starts: int, seed: int, tolerance: float
) -> Search:
    """Search a game that has to be solved whole, at the precision of its principal solution.

    At a high precision few starts lead anywhere, because play answers to the least differences. So
    lower ones are searched as well, and all branches found there are followed up.
    """
    search = Search(game, first.lam, tolerance=tolerance)
    search.add(first.logs, PRINCIPAL)
    if first.lam == 0 or not search.sweeper.form.unknowns:
        return search
    search.follow_principal(forks=not np.isnan(first.fork))
    search.push()
    most = starts if search.sweeper.form.unknowns <= MANY else min(starts, FEWER)
    for logs in corners(game, most=most, seed=seed):
        search.try_from(logs)
    if lower := lower_precision(game, first.lam):
        begin = solve_extensive(game, lower, tolerance=tolerance)
        below = searched(game, begin, starts=starts, seed=seed, tolerance=tolerance)
        for logs, _ in below.found[1:]:
            search.follow_up(logs, lower)
    search.follow_all()
    return search


def lower_precision(game: ExtensiveGame, lam: float) -> float:
    """Return the precision at which the search for a high one is begun; 0: there is no need.

    What is found there holds what was followed up from lower ones still.
    """
    steep = lam * game.spread
    return max((x for x in RUNGS if x < steep), default=0.0) / game.spread if steep > STEEP else 0.0


def put_together(
    game: ExtensiveGame,
    parts: Parts,
    first: ExtensiveSolution,
    *,
    starts: int,
    seed: int,
    tolerance: float,
) -> tuple[Equilibrium, ...]:
    """Search what each part on top needs, and put what is found together in all ways.

    The principal one of every part together are the principal one. Of more than `LISTED` ways only
    so many are listed, and `known` counts them all.
    """
    pieces = needed(game, parts)
    found = [
        equilibria(one.game, first.lam, starts=starts, seed=seed, tolerance=tolerance)
        for one in pieces
    ]

    def together(chosen: tuple[Equilibrium, ...]) -> ExtensiveSolution:
        if all(one.principal for one in chosen):
            return first
        solutions = [one.solution for one in chosen]
        return joined(game, pieces, solutions, lam=first.lam, tolerance=tolerance)

    return tuple(
        Equilibrium(
            together(chosen),
            all(one.principal for one in chosen),
            "; ".join(sorted({one.branch for one in chosen if not one.principal})) or PRINCIPAL,
            max(one.spread for one in chosen),
            math.prod(len(one) for one in found),
        )
        for chosen in islice(product(*found), LISTED)
    )


def corners(game: ExtensiveGame, *, most: int, seed: int) -> list[Floats]:
    """Return logs of choices to start from: pure play everywhere, all ways if few; random play."""
    width = np.diff(game.action_first)
    rng, sets = np.random.default_rng(seed), len(width)
    if np.sum(np.log2(np.maximum(width, 1))) <= np.log2(max(most, 1)):
        pure = [np.array(chosen) for chosen in product(*(range(n) for n in width))]
    else:
        pure = [rng.integers(0, width) for _ in range(most)]
    found = []
    for chosen in pure:
        policy = np.repeat(PURE / np.maximum(width - 1, 1), width)
        policy[game.action_first[:-1] + chosen] = np.where(width > 1, 1.0 - PURE, 1.0)
        found.append(np.log(policy))
    for _ in range(most):
        raw = rng.gumbel(size=int(width.sum())) * rng.choice([0.5, 1.0, 4.0])
        top = np.logaddexp.reduceat(raw, game.action_first[:-1]) if sets else raw
        found.append(raw - np.repeat(top, width))
    return found


def spread_of(paths: Paths, lam: float, logs: Floats) -> float:
    """Return the spectral radius of everybody's logit answer to everybody's choices."""
    weights, beliefs, _ = step_weights(paths, logs)
    values = action_values(paths, weights)
    slopes = value_slopes(paths, weights, beliefs, values)
    chances = np.exp(logs)
    means = np.add.reduceat(chances[:, None] * slopes, paths.first[:-1], axis=0)
    answers = lam * (slopes - means[paths.infoset])
    return float(np.abs(np.linalg.eigvals(answers)).max(initial=0.0))
