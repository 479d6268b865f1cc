"""All equilibria of an extensive game that can be found at a precision, and which is the principal.

Two searches feed each other: Newton's method from many starts (corners where everybody plays
purely, random play, each also after some sweeps), and the branches through everything found,
followed by their length in both directions and past folds, wherever they come through the
precision again (Turocy 2005, section 3; Allgower and Georg 1990, chapter 11). Finding all is not
guaranteed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from detente.game.extensive import ExtensiveGame
from detente.shapes import Floats
from detente.solve.by_walk import nudge_of
from detente.solve.extensive import FEW_ACTIONS, solve_extensive
from detente.solve.linearised import linearised
from detente.solve.paths import Paths, action_values, paths_of, step_weights, value_slopes
from detente.solve.regret import regrets
from detente.solve.set_sweep import Sweeper
from detente.solve.solution import ExtensiveSolution, Status
from detente.solve.walk import SHORTEST_STEP, Walk

APART = 1e-6
"""Equilibria that differ by no more in any choice probability are one."""
PURE = 1e-4
"""How much a corner start plays of the other actions."""
NEWTON_STEPS, BACKTRACKS, WARM_SWEEPS = 30, 6, 25
FARTHEST_STEP = 4.0
"""The most that one step of Newton's method moves a log-odds."""
LONGEST_TRACE, HIGHEST = 3000, 30.0
"""Steps along one branch, and the precision at which it is left, in wanted precisions."""


@dataclass(frozen=True)
class Equilibrium:
    """One of the equilibria found: the solution, and where it stands among them.

    `principal` marks the one that the principal branch reaches first, `branch` says how the
    equilibrium hangs together with that branch, and `spread` is the spectral radius of everybody
    answering at once: below 1 small disturbances die out. It is NaN where the game is too large.
    """

    solution: ExtensiveSolution
    principal: bool
    branch: str
    spread: float


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
    small = len(game.action_label) <= FEW_ACTIONS
    search = _Search(game, lam, tolerance=tolerance)
    search.add(np.log(np.maximum(first.policy, 1e-300)), "principal branch, first passage")
    if lam > 0 and search.sweeper.form.unknowns:
        if small:
            search.follow_principal()
        for logs in corners(game, most=starts, seed=seed):
            search.try_from(logs)
        if small:
            search.follow_all()
    return tuple(
        Equilibrium(
            first if number == 0 else search.solution(logs),
            number == 0,
            branch,
            spread_of(search.paths, lam, logs) if search.paths is not None else np.nan,
        )
        for number, (logs, branch) in enumerate(search.found)
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


class _Search:
    """What has been found so far: logs of choices, and what is known of their branch."""

    def __init__(self, game: ExtensiveGame, lam: float, *, tolerance: float) -> None:
        self.game, self.lam, self.tolerance = game, lam, tolerance
        self.sweeper = Sweeper(game)
        self.found: list[tuple[Floats, str]] = []
        self.paths = paths_of(game) if len(game.action_label) <= FEW_ACTIONS else None

    def add(self, logs: Floats, branch: str) -> bool:
        """Add an equilibrium unless it is known."""
        policy = np.exp(logs)
        for known, _ in self.found:
            if np.abs(np.exp(known) - policy).max(initial=0.0) <= APART:
                return False
        self.found.append((logs.copy(), branch))
        return True

    def try_from(self, logs: Floats) -> None:
        """Look for an equilibrium near some choices, and near where sweeps carry them."""
        point = self.sweeper.take(logs)
        for _ in range(2):
            end = self.newton(point)
            if end is not None:
                self.sweeper.image(end, self.lam)
                if self.sweeper.audit(self.lam) <= self.tolerance:
                    self.add(self.sweeper.logs, "not known")
            for _ in range(WARM_SWEEPS):
                point = self.sweeper.image(point, self.lam)

    def newton(self, point: Floats) -> Floats | None:
        """Newton's method on the gap of a sweep, with steps cut until the gap falls."""

        def image(there: Floats) -> Floats:
            return self.sweeper.image(there[:-1], self.lam)

        upward = np.append(np.zeros(len(point)), 1.0)
        here = np.append(point, 1.0)
        seen = image(here)
        gap = seen - here[:-1]
        for _ in range(NEWTON_STEPS):
            size = float(np.abs(gap).max())
            if size <= 0.1 * self.tolerance:
                return here[:-1]
            local = linearised(image, here, seen)
            move, left, _ = local.solve(upward, np.append(-gap, 0.0), tolerance=1e-3)
            if left > 0.3 or not np.isfinite(move).all():
                return None
            share = min(1.0, FARTHEST_STEP / max(float(np.abs(move).max()), 1e-300))
            for _ in range(BACKTRACKS):
                there = here + share * move
                seen = image(there)
                after = seen - there[:-1]
                if float(np.abs(after).max()) < size:
                    break
                share *= 0.5
            here, gap = there, after
        return None

    def solution(self, logs: Floats) -> ExtensiveSolution:
        """Judge what has been found."""
        self.sweeper.take(logs)
        residual = self.sweeper.audit(self.lam)
        worth, policy = self.sweeper.worth[0].copy(), self.sweeper.choice.copy()
        gains = regrets(self.game, policy, worth, form=self.sweeper.form)
        return ExtensiveSolution(self.lam, policy, residual, gains, worth, 0, Status.CONVERGED)

    def follow_principal(self) -> None:
        """Follow the principal branch past the precision, where it may come back through it."""
        if self.paths is None:
            return
        for nudge in (None, nudge_of(self.game)):
            walk = Walk(self.paths, tolerance=self.tolerance, max_steps=LONGEST_TRACE, nudge=nudge)
            for logs in crossings(walk, self.lam, back=False)[0]:
                self.sweeper.take(logs)
                if nudge is None:
                    self.add(logs, "principal branch, after a fold")
                else:
                    self.try_from(logs)

    def follow_all(self) -> None:
        """Follow the branch through everything found, also through what that finds."""
        number = 1
        while number < len(self.found) and self.paths is not None:
            logs, branch = self.found[number]
            if branch == "not known":
                told = "a branch of its own"
                for upward in (1.0, -1.0):
                    walk = Walk(self.paths, tolerance=self.tolerance, max_steps=LONGEST_TRACE)
                    walk.at = np.append(logs, self.lam)
                    walk.tangent, walk.sign = walk.turn(walk.at, upward * walk.upward)
                    others, end = crossings(walk, self.lam, back=True)
                    for other in others:
                        self.add(other, "not known")
                    told = end or told
                self.found[number] = (logs, told)
            number += 1


def crossings(walk: Walk, lam: float, *, back: bool) -> tuple[list[Floats], str]:
    """Walk a branch by its length; return where it comes through a precision, and how it ended.

    `back` says whether the walk may end at precision 0, which only the principal branch does.
    """
    found: list[Floats] = []
    while walk.steps < LONGEST_TRACE and walk.step >= SHORTEST_STEP:
        before = walk.at
        walk.stride(np.inf)
        if walk.at is before:
            continue
        low, high = sorted((before[-1], walk.at[-1]))
        if low < lam <= high and abs(before[-1] - lam) > 1e-12:
            share = (lam - before[-1]) / (walk.at[-1] - before[-1])
            start = before + share * (walk.at - before)
            start[-1] = lam
            settled = walk.correct(start, walk.upward, goal=1e-2 * walk.tolerance)
            if settled is not None:
                found.append(settled[:-1])
        if back and walk.at[-1] <= 0.0:
            return found, "principal branch, after a fold"
        if walk.at[-1] > HIGHEST * lam:
            return found, ""
    return found, "a branch that forks off another" if walk.forked else ""


def spread_of(paths: Paths, lam: float, logs: Floats) -> float:
    """Return the spectral radius of everybody's logit answer to everybody's choices."""
    weights, beliefs, _ = step_weights(paths, logs)
    values = action_values(paths, weights)
    slopes = value_slopes(paths, weights, beliefs, values)
    chances = np.exp(logs)
    means = np.add.reduceat(chances[:, None] * slopes, paths.first[:-1], axis=0)
    answers = lam * (slopes - means[paths.infoset])
    return float(np.abs(np.linalg.eigvals(answers)).max(initial=0.0))
