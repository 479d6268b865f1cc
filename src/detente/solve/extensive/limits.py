"""Where the principal branch leads as precision grows: play without mistakes, with its regret.

The limit of the branch is a Nash equilibrium, for almost all games one, and sequential (McKelvey
and Palfrey 1998, Theorem 3). Under perfect information without ties it is backward induction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from detente.errors import SolveError
from detente.game.extensive import ExtensiveGame
from detente.game.recall import absent_minded, forgotten
from detente.shapes import Bools, Floats
from detente.solve.extensive.agents import ExtensiveSolution, check_memory
from detente.solve.extensive.regret import regrets
from detente.solve.extensive.sweep import Sweeper
from detente.solve.homotopy import Mixer, along
from detente.solve.linearised import linearised
from detente.solve.solution import Status

GROWTH, LEAST_GROWTH, MOST_GROWTH = 1.5, 1.0005, 3.0
"""How much the precision grows in a step: the first, the least before giving up, the most."""
PATIENCE, GOAL = 20, 1e-6
"""Sweeps that a step may take, and how well the unknowns settle, in log-odds."""
NEWTON_STEPS, STRAY, INEXACT = 12, 4.0, 3e-2
BEYOND, AFTER_FOLD, FINE = 2.0, 1.1, 1e-7
"""How far above its precision a walk round a fold goes, the step after it, how well it ends."""


@dataclass(frozen=True)
class Limit:
    """The farthest point of the branch that was reached, and how near to Nash play it is.

    `share` is the sum of all regrets as a share of the range of payoffs.
    """

    solution: ExtensiveSolution
    share: float

    @property
    def sentence(self) -> str:
        """Say what has been reached, in a sentence."""
        lam = f"at lambda {self.solution.lam:.4g} the regrets add up to {self.share:.2g}"
        if self.solution.status == Status.CONVERGED:
            return f"The branch was followed until {lam} of the range of payoffs."
        return (
            f"The branch was followed no farther in {self.solution.steps:,} sweeps; {lam} of the "
            "range of payoffs."
        )


def nash_limit(
    game: ExtensiveGame,
    *,
    share: float = 1e-3,
    max_sweeps: int = 100_000,
    progress: Callable[[float, float], None] | None = None,
) -> Limit:
    """Follow the principal branch until all regrets together are a share of the payoffs' range.

    Raises `SolveError` for a player that forgets its past: its best strategy cannot be put together
    set by set.
    """
    if flaw := absent_minded(game) or forgotten(game):
        raise SolveError(f"there is no limit to follow the branch to: {flaw}")
    check_memory(game)
    spread = game.spread or 1.0
    rise = _Rise(Sweeper(game), start=0.1 / spread)
    while True:
        worth = rise.settle()
        gains = regrets(game, rise.sweeper.choice, worth, form=rise.sweeper.form)
        reached = float(gains.sum()) / spread
        if progress:
            progress(rise.lam, reached)
        if reached <= share or not (
            rise.step(max_sweeps=max_sweeps) or rise.round_fold(max_sweeps=max_sweeps)
        ):
            break
    status = Status.CONVERGED if reached <= share else Status.SLOW
    sweeper = rise.sweeper
    residual = sweeper.audit(rise.lam)
    return Limit(
        ExtensiveSolution(
            rise.lam, sweeper.choice, sweeper.logs, residual, gains, worth, sweeper.sweeps, status
        ),
        reached,
    )


class _Rise:
    """A climb along the branch in the log of the precision."""

    def __init__(self, sweeper: Sweeper, *, start: float) -> None:
        self.sweeper, self.lam, self.growth = sweeper, start, GROWTH
        self.at, self.slope = np.zeros(sweeper.form.unknowns), np.zeros(sweeper.form.unknowns)
        self.at = sweeper.read()
        found = self.correct(self.at, start)
        self.at = self.at if found is None else found

    def settle(self) -> Floats:
        """Take the choices at the present point; return what they are worth (P)."""
        self.sweeper.image(self.at, self.lam)
        self.sweeper.audit(self.lam)
        return np.array(self.sweeper.worth[0])

    def step(self, *, max_sweeps: int) -> bool:
        """Go on to a larger precision; False if the branch cannot be followed."""
        while self.growth > LEAST_GROWTH and self.sweeper.sweeps < max_sweeps:
            gone = float(np.log(self.growth))
            guess = self.at + gone * self.slope
            before = self.sweeper.sweeps
            found = self.correct(guess, self.lam * self.growth)
            if found is not None:
                self.slope = (found - self.at) / gone
                self.at, self.lam = found, self.lam * self.growth
                if self.sweeper.sweeps - before < PATIENCE:
                    self.growth = min(MOST_GROWTH, self.growth**1.5)
                return True
            self.growth = self.growth**0.5
        return False

    def round_fold(self, *, max_sweeps: int) -> bool:
        """Follow the branch by its length, down and up again where it folds."""
        if self.sweeper.sweeps >= max_sweeps or not self.slope.any():
            return False
        lam = self.lam

        def image(point: Floats, share: float) -> Floats:
            return self.sweeper.image(point, lam * BEYOND**share)

        at, status, _ = along(
            image, self.at, np.log(BEYOND) * self.slope, goal=FINE,
            most=max_sweeps - self.sweeper.sweeps, used=0, floor=-np.inf,
        )  # fmt: skip
        if status != Status.CONVERGED:
            return False
        self.slope = np.zeros(len(at))
        self.at, self.lam, self.growth = at, BEYOND * lam, AFTER_FOLD
        return True

    def correct(self, guess: Floats, lam: float) -> Floats | None:
        """Settle near a guess: by sweeps, else by Newton's method; None if neither does."""
        if not len(guess):
            return guess

        def image(point: Floats, share: float) -> Floats:
            return self.sweeper.image(point, share * lam)

        mixer = Mixer(len(guess))
        mixer.at[:] = guess
        _, _, done = mixer.correct(image, 1.0, goal=GOAL, most=PATIENCE)
        return mixer.at.copy() if done else self.newton(guess, lam)

    def newton(self, guess: Floats, lam: float) -> Floats | None:
        """Newton's method at a fixed precision, close to the guess."""

        def image(there: Floats) -> Floats:
            return self.sweeper.image(there[:-1], lam)

        here, last = np.append(guess, 1.0), np.inf
        upward = np.append(np.zeros(len(guess)), 1.0)
        for _ in range(NEWTON_STEPS):
            seen = image(here)
            gap = seen - here[:-1]
            size = float(np.abs(gap).max())
            if size <= GOAL:
                return here[:-1]
            if not size < 2.0 * last:
                return None
            local = linearised(image, here, seen)
            move, left, _ = local.solve(upward, np.append(-gap, 0.0), tolerance=INEXACT)
            if left > 0.1 or not float(np.abs(move).max()) <= STRAY:
                return None
            here, last = here + move, size
        return None


def perfect_information(game: ExtensiveGame) -> bool:
    """Say whether every information set is a single node."""
    nodes = np.bincount(game.infoset[game.infoset >= 0], minlength=len(game.infoset_player))
    return bool((nodes == 1).all())


def backward_induction(game: ExtensiveGame) -> tuple[Floats, Bools]:
    """Return subgame-perfect play of a game of perfect information (A), and where it ties (I).

    Where several actions are equally good all get the same chance. Raises `SolveError` if some
    information set holds several nodes.
    """
    if not perfect_information(game):
        raise SolveError("backward induction needs perfect information: each set a single node")
    worth, policy = game.payoff.copy(), np.zeros(len(game.action_label))
    ties = np.zeros(len(game.infoset_player), np.bool_)
    for node in range(len(game.mover) - 1, -1, -1):
        edges = slice(game.first[node], game.first[node + 1])
        after = worth[game.child[edges]]
        if edges.start == edges.stop:
            continue
        if (infoset := game.infoset[node]) < 0:
            worth[node] = game.chance[edges] @ after
            continue
        mine = after[:, game.mover[node]]
        best = mine >= mine.max() - 1e-12 * max(1.0, float(np.abs(mine).max()))
        ties[infoset] = best.sum() > 1
        chosen = best / best.sum()
        policy[game.action_first[infoset] : game.action_first[infoset + 1]] = chosen
        worth[node] = chosen @ after
    return policy, ties
