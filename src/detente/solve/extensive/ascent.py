"""The principal branch followed in the precision, in steps short enough to miss no fork.

Sweeps settle on whatever attracts them. Where a branch forks while a step leads past the fork, they
may settle on an arm of it, from where nothing shows that there was a fork. So a step is taken only
if the corrected point lies near the predicted one: so near a fork the two arms cannot yet lie apart
without an eigenvalue of about one, which the `Watch` sees. Predictions are parabolas through the
last points, the first with the slope of the branch at precision 0, which one sweep gives.
"""

from __future__ import annotations

import numpy as np

from detente.shapes import Floats
from detente.solve.extensive.forks import Watch
from detente.solve.homotopy import Image, Mixer, along
from detente.solve.solution import Status

PROBE = 1e-4
"""The first share: near enough to zero that one sweep gives the slope of the branch there."""
MILD, STRIDE, FIRST = 0.3, 2.0, 0.4
"""A slope so small that one step may do; log-odds of the first step, and the most of a share."""
NEAR, TRUST, USUAL = 0.3, 0.1, 0.1
"""How far a correction may go, at least and as a share of the step, and how far it should go."""
NEARING, CLOSE = 0.3, 1e-4
"""An eigenvalue from which on more is settled for on the way, and how much."""
PASSED, TURN, ARMS, ABOUT = 1.1, 0.4, 4.0, 1e-5
"""The eigenvalue that a step may lead to, how much it may change in one, and how far below one it
is on an arm of a fork, over the square of its distance from what was predicted, about."""
LOOSE, PATIENCE = 0.05, 12
"""What is settled for on the way, and the sweeps for it."""
SHORTEST, STRETCH = 2e-2, 1.25
"""The share of a step at which the walk gives up, and how much longer the last one may be."""
FINE, HALVINGS, BACK = 1e-7, 14, 0.9
"""How well a fork is located: what is settled for at each share tried, how many are, steps back."""


class Ascent:
    """A walk from precision 0 to the whole one that refuses steps behind a fork."""

    def __init__(
        self,
        image: Image,
        start: Floats,
        *,
        goal: float,
        max_sweeps: int,
        loose: float = LOOSE,
        patience: int = PATIENCE,
        forks: bool = True,
    ) -> None:
        """Stand at `start`, the solution at share 0; on the way settle within `loose`.

        Where the branch does not fork itself but others lie behind folds, `forks` is False.
        """
        self.image, self.goal, self.max_sweeps = image, goal, max_sweeps
        self.loose, self.patience = loose, patience
        self.watch, self.mixer = Watch(image, start, forks=forks), Mixer(len(start))
        self.start, self.slope = start, (image(start, PROBE) - start) / PROBE
        self.past = [(0.0, start), (PROBE, start + PROBE * self.slope)]
        self.here, self.refused, self.sweeps = 0.0, 0, 1
        self.top = 0.0  # the largest real eigenvalue here

    def climb(self, *, refusals: int | None = None, shortest: float = SHORTEST) -> bool:
        """Go up until steps get too short or too many are refused; say if the top is reached."""
        steepest = float(np.abs(self.slope).max())
        step = 1.0 if steepest <= MILD else min(FIRST, STRIDE / steepest)
        while self.here < 1.0 and self.sweeps < self.max_sweeps:
            there = 1.0 if self.here + STRETCH * step >= 1.0 else self.here + step
            top, length = self.top, there - self.here
            taken, strayed, settled = self.stride(there)
            if taken:
                step = length * min(3.0, max(0.5, (USUAL / max(strayed, 1e-3)) ** 0.5))
                if self.top > max(top, 0.0):  # not far past where it would come to one
                    step = min(step, length * (PASSED - self.top) / (self.top - top))
                self.here = there
                continue
            self.refused += not settled
            if length < shortest or (refusals is not None and self.refused > refusals):
                return False
            step = 0.5 * length
        return self.here == 1.0

    def stride(self, there: float) -> tuple[bool, float, bool]:
        """Try a step; say whether it is taken, how far the correction went, and if it settled."""
        guess = ahead(self.past, there)
        self.mixer.at[:] = guess
        last = there == 1.0
        settled = self.settle(there, guess, goal=self.goal if last else self.loose)
        taken = settled and self.watch.passes(self.mixer.at, there)
        if taken and not last and self.watch.top > NEARING:  # a gap there means so much more
            settled = self.settle(there, guess, goal=min(CLOSE, self.loose))
            taken = settled and self.watch.passes(self.mixer.at, there)
        strayed = float(np.abs(self.mixer.at - guess).max(initial=0.0))
        top = self.watch.top
        if taken and (abs(top - self.top) > TURN or ARMS * strayed * strayed > 1.0 - top + ABOUT):
            taken = settled = False
        if taken:
            self.top = self.watch.top
            self.past = [*self.past[-2:], (there, self.mixer.at.copy())]
        return taken, strayed, settled

    def settle(self, there: float, guess: Floats, *, goal: float) -> bool:
        """Sweep at a share until the gap is within a goal; say if that led not far away."""
        rest = self.max_sweeps - self.sweeps
        used, _, done = self.mixer.correct(
            self.image, there, goal=goal, most=rest if there == 1.0 else min(self.patience, rest)
        )
        self.sweeps += used
        moved = float(np.abs(guess - self.past[-1][1]).max())
        strayed = float(np.abs(self.mixer.at - guess).max())
        return done and strayed <= max(NEAR, TRUST * moved)

    def fork(self) -> float:
        """Return the share at which the fork lies that has been passed, by bisection; else NaN.

        It sets out from well before the last point taken, which lay only near the branch.
        """
        if not self.watch.crossed:
            return np.nan
        low, high = BACK * self.watch.before, self.watch.after
        while low > SHORTEST and not self.before([(0.0, self.start), (1.0, self.start)], low):
            low, high = BACK * low, low
        past = [(0.0, self.start), (low, self.mixer.at.copy())]
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            if self.before(past, middle):
                low, past = middle, [past[-1], (middle, self.mixer.at.copy())]
            else:
                high = middle
        return 0.5 * (low + high)

    def before(self, past: list[tuple[float, Floats]], share: float) -> bool:
        """Say whether the solution at a share lies before any fork, and near what is predicted."""
        self.mixer.at[:] = guess = ahead(past, share)
        _, _, done = self.mixer.correct(self.image, share, goal=FINE, most=10 * PATIENCE)
        near = past[0][1] is past[1][1] or np.abs(self.mixer.at - guess).max() <= NEAR
        return done and bool(near) and not self.watch.behind(self.mixer.at, share)


def ascend(
    image: Image, start: Floats, *, goal: float, max_sweeps: int, refusals: int | None = None
) -> tuple[Floats, Status, float]:
    """Follow the branch from `start`, its solution at share 0, to the whole precision.

    Returns the unknowns, how it ended, and the share at which the branch forks, NaN if it does not:
    it is lost there. With `refusals` it is also lost where more steps than that are refused for
    other reasons; without, it is followed by its length then (`arc`).
    """
    if not len(start):
        return start, Status.CONVERGED, np.nan
    walk = Ascent(image, start, goal=goal, max_sweeps=max_sweeps)
    if walk.climb(refusals=refusals):
        return walk.mixer.at, Status.CONVERGED, np.nan
    if walk.watch.crossed:
        return walk.watch.point, Status.LOST, walk.fork()
    if walk.sweeps >= max_sweeps or refusals is not None:
        slow = walk.sweeps >= max_sweeps
        return walk.mixer.at, Status.SLOW if slow else Status.LOST, np.nan
    at, status, _ = along(
        image, start, walk.slope, goal=0.1 * goal, most=max_sweeps - walk.sweeps, used=walk.sweeps
    )
    if status == Status.CONVERGED and not walk.watch.passes(at, 1.0):
        return at, Status.LOST, walk.fork()
    return at, status, np.nan


def ahead(past: list[tuple[float, Floats]], there: float) -> Floats:
    """Predict a point by the parabola through the last three, or the line through two.

    >>> ahead([(0.0, np.zeros(1)), (1.0, np.ones(1)), (2.0, np.full(1, 4.0))], 3.0)
    array([9.])
    """
    (second, near_by), (last, here) = past[-2:]
    slope = (here - near_by) / (last - second)
    guess = here + (there - last) * slope
    if len(past) > 2:
        first, far_off = past[-3]
        before = (near_by - far_off) / (second - first)
        bend = (slope - before) / (last - first)
        guess = guess + (there - last) * (there - second) * bend
    return np.asarray(guess)
