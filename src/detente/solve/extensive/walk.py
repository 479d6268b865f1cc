"""A walk along the principal branch of an extensive game (Turocy 2005, section 3).

The unknowns are the logs of all choice probabilities and the precision. A step predicts along the
tangent and corrects by Newton's method across it, so folds are passed. The sign of the determinant
of the equations bordered by the tangent does not change along a branch (Allgower and Georg 1990,
chapter 8): where it does, another branch has been crossed, and the walk says that it forks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.shapes import Floats
from detente.solve.acceleration import dot
from detente.solve.elimination import eliminate
from detente.solve.extensive.paths import Paths, action_values, step_weights, value_slopes
from detente.solve.solution import Status

FIRST_STEP, LONGEST_STEP = 0.03, 1e6
SHORTEST_STEP = 1e-8
"""The step at which the branch is given up, or a change of sign is held to be a fork."""
NEAR = 1e-3
"""How near a change of sign has to be for the walk to have stopped because of it."""
STRAIGHT = 0.98
"""The least cosine between the tangents at both ends of a step."""
NEWTON_STEPS = 12
NOISE = 1e3
"""A move of so many times the goal is taken if it gets no smaller: rounding can do that."""


@dataclass(frozen=True)
class Arrival:
    """Where a walk came to: logs of probabilities (A), steps so far, and the fork before it."""

    logs: Floats
    steps: int
    status: Status
    fork: float = np.nan


class Walk:
    """A point on the branch, (y, lambda), the tangent there and the step to try next."""

    def __init__(
        self,
        paths: Paths,
        *,
        tolerance: float,
        max_steps: int,
        nudge: Floats | None = None,
        longest: float = LONGEST_STEP,
    ) -> None:
        """Start at uniform play; `nudge` is added to the values of the actions (A)."""
        self.paths, self.tolerance, self.max_steps = paths, tolerance, max_steps
        self.nudge = np.zeros(len(paths.infoset)) if nudge is None else nudge
        self.heads = paths.first[:-1]  # first action of every information set
        self.at = np.append(-np.log(np.diff(paths.first))[paths.infoset], 0.0)
        self.upward = np.append(np.zeros(len(paths.infoset)), 1.0)
        self.tangent, self.sign = self.turn(self.at, self.upward)
        self.longest, self.step, self.steps = longest, min(FIRST_STEP, longest), 0
        self.crossing = np.inf  # how far ahead the sign is known to have changed

    def to(self, lam: float) -> Arrival:
        """Walk until the precision is reached, and settle there."""
        arrived = self.at if self.at[-1] >= lam else None
        while arrived is None:
            if self.steps >= self.max_steps:
                return Arrival(self.at[:-1], self.steps, Status.SLOW)
            if self.step < SHORTEST_STEP:
                return Arrival(self.at[:-1], self.steps, Status.LOST, self.fork)
            arrived = self.stride(lam)
        settled = self.settle(lam, arrived)
        if settled is None:
            return Arrival(self.at[:-1], self.steps, Status.LOST)
        return Arrival(settled[:-1], self.steps, Status.CONVERGED)

    @property
    def forked(self) -> bool:
        """Whether the walk has ended where another branch crosses."""
        return self.step < SHORTEST_STEP and self.crossing < NEAR

    @property
    def fork(self) -> float:
        """The precision at which the branch forks, NaN if it has not yet."""
        return float(self.at[-1]) if self.forked else np.nan

    def stride(self, lam: float) -> Floats | None:
        """Try one step; return the point reached if it lies at the precision or beyond."""
        self.steps += 1
        reached = self.correct(self.at + self.step * self.tangent, self.tangent)
        if reached is not None:
            tangent, sign = self.turn(reached, self.tangent)
            if dot(tangent, self.tangent) >= STRAIGHT and sign == self.sign:
                if reached[-1] >= lam and self.settle(lam, reached) is not None:
                    return reached
                if reached[-1] < lam:
                    self.at, self.tangent = reached, tangent
                    self.crossing = beyond(self.crossing, self.step)
                    self.step = min(self.longest, 1.6 * self.step)
                    return None
            if sign != self.sign:
                self.crossing = min(self.crossing, self.step)
        self.step *= 0.5
        return None

    def settle(self, lam: float, beyond: Floats) -> Floats | None:
        """Correct at a fixed precision, from between here and a point beyond it."""
        span = beyond[-1] - self.at[-1]
        start = self.at + ((lam - self.at[-1]) / span if span > 0 else 0.0) * (beyond - self.at)
        start[-1] = lam
        return self.correct(start, self.upward, goal=1e-2 * self.tolerance)

    def unnudge(self, lam: float, nudged: Arrival) -> Arrival:
        """Take the nudge back, at the precision where a nudged walk arrived."""
        status, logs = nudged.status, nudged.logs
        if status == Status.CONVERGED:
            start = np.append(logs, lam)
            settled = self.correct(start, self.upward, goal=1e-2 * self.tolerance)
            near = settled is not None and np.abs(np.exp(settled) - np.exp(start))[:-1].max() < 0.05
            status = Status.CONVERGED if near else Status.LOST
            logs = settled[:-1] if near and settled is not None else logs
        return Arrival(logs, self.steps + nudged.steps, status, self.fork)

    @np.errstate(over="ignore", invalid="ignore")  # a guess far off is refused by its size
    def correct(self, point: Floats, across: Floats, *, goal: float = 1e-8) -> Floats | None:
        """Newton's method in the plane across a direction; None if it does not settle."""
        last = np.inf
        for _ in range(NEWTON_STEPS):
            there = self.newton(point, across)
            size = float(np.abs(there - point).max(initial=0.0))
            if not size < max(1.0, 2.0 * last):
                return None
            point = there
            goal_here = goal * (1.0 + 1e-4 * float(np.abs(point).max()))
            if size <= goal_here or (size <= NOISE * goal_here and size > 0.5 * last):
                return point
            last = size
        return None

    @np.errstate(over="ignore", invalid="ignore")
    def newton(self, point: Floats, across: Floats) -> Floats:
        """Take one step of Newton's method in the plane across a direction."""
        errors, slopes = self.equations(point)
        move, _ = bordered(slopes, across, np.append(-errors, 0.0))
        return np.asarray(point + move)

    def turn(self, point: Floats, towards: Floats) -> tuple[Floats, float]:
        """Return the unit tangent at a point on the side of a direction, and its sign.

        Bordered by the direction or by the tangent, the determinant has the same sign.
        """
        _, slopes = self.equations(point)
        tangent, sign = bordered(slopes, towards, np.append(np.zeros(len(slopes)), 1.0))
        return tangent / np.sqrt(dot(tangent, tangent)), sign

    def equations(self, point: Floats) -> tuple[Floats, Floats]:
        """Return the equations (A) and their slopes in y and lambda (A, A + 1).

        One row a set says that its probabilities add up to one; every other that the log-odds
        against the set's first action are lambda times the difference of values.
        """
        paths, logs, lam = self.paths, point[:-1], point[-1]
        size, head = len(logs), self.heads[self.paths.infoset]
        weights, beliefs, _ = step_weights(paths, logs)
        values = action_values(paths, weights)
        slopes_of = value_slopes(paths, weights, beliefs, values)
        ahead = values + self.nudge - values[head] - self.nudge[head]
        errors = logs - logs[head] - lam * ahead
        slopes = np.empty((size, size + 1))
        slopes[:, :-1] = -lam * (slopes_of - slopes_of[head])
        slopes[:, -1] = -ahead
        every = np.arange(size)
        slopes[every, every] += 1.0
        slopes[every, head] -= 1.0
        chances = np.exp(logs)
        errors[self.heads] = np.add.reduceat(chances, self.heads) - 1.0 if size else 0.0
        slopes[self.heads] = 0.0
        slopes[head, every] = chances
        return errors, slopes


def beyond(crossing: float, step: float) -> float:
    """Return how far a crossing is ahead after a step; infinite once it is behind."""
    return crossing - step if crossing > step else np.inf


def bordered(slopes: Floats, across: Floats, right: Floats) -> tuple[Floats, float]:
    """Solve the linearised equations with one row more; return the determinant's sign as well."""
    answer = right.copy()
    sign = eliminate(np.vstack([slopes, across]), answer)
    return answer, sign
