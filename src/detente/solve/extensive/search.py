"""The search for equilibria of one game at a precision: starts, and branches through what is found.

Small games are followed with the whole Jacobian (`walk`), large ones by sweeps (`trace`).
"""

from __future__ import annotations

from itertools import product

import numpy as np

from detente.game.extensive import ExtensiveGame
from detente.shapes import Floats
from detente.solve.extensive.by_sweeps import settled, uniform
from detente.solve.extensive.by_walk import judge, nudge_of
from detente.solve.extensive.paths import paths_of
from detente.solve.extensive.sweep import Sweeper
from detente.solve.extensive.trace import Trace
from detente.solve.extensive.walk import SHORTEST_STEP, Arrival, Walk
from detente.solve.homotopy import Mixer
from detente.solve.linearised import linearised
from detente.solve.solution import ExtensiveSolution, Status

FEW_ACTIONS = 120
"""Actions up to which branches are followed with the whole Jacobian."""
APART = 1e-6
"""Equilibria that differ by no more in any choice probability are one."""
NEWTON_STEPS, BACKTRACKS, WARM_SWEEPS = 30, 6, 25
PUSHED, PUSHES, MOST_MIXED = 4, (2.0, 0.5, 0.25, 0.1), 150
"""Actions that players are made to lean to and how much, and sweeps with acceleration."""
FARTHEST_STEP = 4.0
"""The most that one step of Newton's method moves a log-odds."""
LONGEST_TRACE, HIGHEST = 3000, 30.0
"""Steps along one branch, and the precision at which it is left, in wanted precisions."""
PROBE, FINE = 1e-4, 1e-2
"""The first share of a branch by sweeps, and how well its points settle, in tolerances."""
AGAIN, FORKED = "principal branch, after a fold", "a branch that forks off another"
STRAIGHT_ON = "the branch that the principal one forks off"
OWN, UNKNOWN = "a branch of its own", "not known"


class Search:
    """What has been found so far: logs of choices, and what is known of their branch."""

    def __init__(self, game: ExtensiveGame, lam: float, *, tolerance: float) -> None:
        """Begin with nothing found."""
        self.game, self.lam, self.tolerance = game, lam, tolerance
        self.sweeper = Sweeper(game)
        self.found: list[tuple[Floats, str]] = []
        self.small = len(game.action_label) <= FEW_ACTIONS
        self.paths = paths_of(game) if self.small else None

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
        self.try_at(self.sweeper.take(logs))

    def try_at(self, point: Floats) -> None:
        """Look for an equilibrium near some unknowns, and near where sweeps carry them."""
        for _ in range(2):
            end = self.newton(point)
            if end is not None:
                self.take(end, UNKNOWN)
            for _ in range(WARM_SWEEPS):
                point = self.image(point, 1.0)
        if self.paths is None and (end := self.mixed(point)) is not None:
            self.take(end, UNKNOWN)

    def push(self) -> None:
        """Start from where each player is known to lean to the same action everywhere.

        While it is rewarded for that, by shares of the range of payoffs, the others answer; then it
        is let go.
        """
        game, uniformly = self.game, uniform(self.game)
        spread = game.spread or 1.0
        width = np.diff(game.action_first)
        owner = np.repeat(game.infoset_player, width)
        place = np.arange(len(owner)) - np.repeat(game.action_first[:-1], width)
        for player, action, size in product(range(len(game.players)), range(PUSHED), PUSHES):
            pushed = (owner == player) & (place == action)
            if not pushed.any():
                continue
            self.sweeper.nudge = size * spread * pushed
            point = self.sweeper.take(uniformly)
            for _ in range(WARM_SWEEPS):
                point = self.image(point, 1.0)
            self.sweeper.nudge = np.zeros(len(owner))
            self.try_at(point)

    def mixed(self, point: Floats) -> Floats | None:
        """Sweep with acceleration from some unknowns; None if that does not settle."""
        mixer = Mixer(len(point))
        mixer.at[:] = point
        for used in range(MOST_MIXED):
            mixer.gap[:] = self.image(mixer.at, 1.0) - mixer.at
            size = float(np.abs(mixer.gap).max())
            if size <= 0.1 * self.tolerance:
                return mixer.at.copy()
            if not np.isfinite(size):
                return None
            if used:
                mixer.learn()
            mixer.mix()
        return None

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

    def take(self, point: Floats, branch: str) -> None:
        """Add the equilibrium of some unknowns if it holds."""
        found = self.held(self.logs_at(point))
        if found.residual <= self.tolerance:
            self.add(found.logs, branch)

    def held(self, logs: Floats) -> ExtensiveSolution:
        """Judge an equilibrium by the logs of its choices, and mend what does not quite hold."""
        if self.paths is not None:
            walk = Walk(self.paths, tolerance=self.tolerance, max_steps=LONGEST_TRACE)
            return judge(self.game, walk, self.lam, Arrival(logs, 0, Status.CONVERGED))
        self.sweeper.take(logs)
        self.sweeper.sweeps = 0
        return settled(
            self.game, self.sweeper, self.lam, status=Status.CONVERGED, tolerance=self.tolerance,
            fork=np.nan,
        )  # fmt: skip

    def follow_principal(self, *, forks: bool) -> None:
        """Follow the principal branch past the precision, where it may come back through it.

        If it `forks`, what goes straight on is another branch.
        """
        for nudge in (None, nudge_of(self.game)):
            if self.paths is not None:
                walk = Walk(
                    self.paths, tolerance=self.tolerance, max_steps=LONGEST_TRACE, nudge=nudge
                )
                ends = crossings(walk, self.lam, back=False)[0]
            else:
                ends = self.principal_by_sweeps(nudge)
            for logs in ends:
                if nudge is None:
                    self.add(logs, STRAIGHT_ON if forks else AGAIN)
                else:
                    self.try_from(logs)

    def principal_by_sweeps(self, nudge: Floats | None) -> list[Floats]:
        """Trace the principal branch; return the logs of choices where it comes through."""
        start = self.sweeper.take(uniform(self.game))
        if nudge is not None:
            self.sweeper.nudge = nudge
        slope = (self.image(start, PROBE) - start) / PROBE
        ends = self.trace(start, 0.0, slope=slope, upward=1.0).run()
        found = [self.logs_at(end) for end in ends]
        if nudge is not None:
            self.sweeper.nudge = 0.0 * nudge
        return found

    def follow_up(self, logs: Floats, lam: float) -> None:
        """Follow a branch from a lower precision, and note where it comes through the wanted one.

        Many die in folds on the way.
        """
        for upward in (1.0, -1.0):
            for other in self.one_way(logs, upward, begin=lam)[0]:
                self.add(other, UNKNOWN)

    def follow_all(self) -> None:
        """Follow the branch through everything found, also through what that finds."""
        number = 1
        while number < len(self.found):
            logs, branch = self.found[number]
            if branch == UNKNOWN:
                told = OWN
                for upward in (1.0, -1.0):
                    others, end = self.one_way(logs, upward, begin=self.lam)
                    for other in others:
                        self.add(other, UNKNOWN)
                    told = end or told
                self.found[number] = (logs, told)
            number += 1

    def one_way(self, logs: Floats, upward: float, *, begin: float) -> tuple[list[Floats], str]:
        """Follow a branch from a precision in one direction; return what it meets, how it ends."""
        if self.paths is not None:
            walk = Walk(self.paths, tolerance=self.tolerance, max_steps=LONGEST_TRACE)
            walk.at = np.append(logs, begin)
            walk.tangent, walk.sign = walk.turn(walk.at, upward * walk.upward)
            return crossings(walk, self.lam, back=True)
        point = self.sweeper.take(logs)
        trace = self.trace(point, begin / self.lam, slope=np.zeros(len(point)), upward=upward)
        found = [self.logs_at(end) for end in trace.run()]
        return found, AGAIN if trace.ended_low else ""

    def trace(self, point: Floats, share: float, *, slope: Floats, upward: float) -> Trace:
        """Stand on a branch at a share of the precision."""
        unit = max(1.0, float(np.abs(slope).max(initial=0.0)))
        return Trace(
            self.image, point, share, ahead=np.append(slope, upward * unit), unit=unit,
            goal=FINE * self.tolerance,
        )  # fmt: skip

    def image(self, point: Floats, share: float) -> Floats:
        """Return what a sweep makes of the unknowns at a share of the precision."""
        return self.sweeper.image(point, share * self.lam)

    def logs_at(self, point: Floats) -> Floats:
        """Return the logs of the choices that belong to some unknowns."""
        self.sweeper.image(point, self.lam)
        return self.sweeper.logs.copy()


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
            return found, AGAIN
        if walk.at[-1] > HIGHEST * lam:
            return found, ""
    return found, FORKED if walk.forked else ""
