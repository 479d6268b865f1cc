"""The principal branch of any game that is known by its sweep, followed in the precision.

As in `branch`, for what gives an image of its unknowns at a precision: predict along the secant,
correct by sweeps with Anderson's acceleration, halve the step when the corrector does not settle or
lands far from the prediction; where steps get too short, follow the branch by its length (`arc`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from detente.shapes import Floats
from detente.solve.acceleration import advance, note, survey
from detente.solve.arc import CARE, Arc
from detente.solve.linearised import Matrix, linearised
from detente.solve.solution import Status

Image = Callable[[Floats, float], Floats]
"""From unknowns, and a share of the wanted precision, to what a sweep makes of them."""
PROBE = 1e-4
"""The first share: near enough to zero that one sweep gives the slope of the branch there."""
STRIDE, LEAP, WILD = 2.0, 2.0, 30.0
"""Log-odds: the first prediction, the farthest correction, a gap that none comes back from."""
NEAR, TRUST, EASY = 1.0, 0.5, 4.0
"""How far a correction may go, at least and as a share of the step; `EASY`: one solution there."""
LOOSE, PATIENCE, STALLED = 0.1, 12, 12
"""What is settled for on the way, the sweeps for it, and sweeps without progress."""
SHORTEST = 2e-2
"""The share at which following the precision is given up for following the branch's length."""
HISTORY = 6
"""Steps that the acceleration remembers."""


class Mixer:
    """Anderson's acceleration of one iteration over n unknowns."""

    def __init__(self, size: int) -> None:
        self.at, self.gap = np.zeros(size), np.zeros(size)
        self.old_at, self.old_gap = np.zeros(size), np.zeros(size)
        self.moves, self.turns = np.zeros((HISTORY, size)), np.zeros((HISTORY, size))
        self.gram, self.memory = np.zeros((HISTORY, HISTORY)), np.zeros(2, np.int64)

    def correct(
        self, image: Image, share: float, *, goal: float, most: int
    ) -> tuple[int, float, bool]:
        """Sweep at one precision until the unknowns settle within `goal`.

        Returns the sweeps, how far they went from the start, and whether they settled.
        """
        start, least, since, farthest = self.at.copy(), np.inf, 0, 0.0
        for used in range(1, most + 1):
            size, farthest = survey(self.at, image(self.at, share), start, self.gap)
            off = used == 1 and size > 2.0 * LEAP
            if off or not size <= WILD or farthest > 3.0 * LEAP:
                return used, farthest, False
            if used > 1:
                self.learn()
            if size <= goal:
                self.mix()
                return used, farthest, farthest <= LEAP
            since = 0 if size < 0.5 * least else since + 1
            least = min(least, size)
            if since > STALLED:
                return used, farthest, False
            self.mix()
        return most, farthest, False

    def learn(self) -> None:
        """Remember how the gap has answered to the last move."""
        note(
            self.at, self.gap, self.old_at, self.old_gap, self.moves, self.turns, self.gram,
            self.memory,
        )  # fmt: skip

    def mix(self) -> None:
        """Move to the next iterate."""
        advance(
            self.at, self.gap, self.old_at, self.old_gap, self.moves, self.turns, self.gram,
            int(self.memory[0]), LEAP,
        )  # fmt: skip


def follow(
    image: Image, size: int, *, start: Floats, goal: float, max_sweeps: int
) -> tuple[Floats, Status, int]:
    """Follow the branch from `start`, its solution at share 0, to the whole precision.

    Returns the unknowns, how it ended and the sweeps.
    """
    if size == 0:
        return start.copy(), Status.CONVERGED, 0
    mixer = Mixer(size)
    slope, reached, refused, sweeps = climb(
        mixer, image, start=start, goal=goal, max_sweeps=max_sweeps
    )
    if reached and refused and not oriented(image, mixer.at):
        reached = False
    if reached or sweeps >= max_sweeps:
        return mixer.at.copy(), Status.CONVERGED if reached else Status.SLOW, sweeps
    return along(image, start, slope, goal=0.1 * goal, most=max_sweeps - sweeps, used=sweeps)


def climb(
    mixer: Mixer, image: Image, *, start: Floats, goal: float, max_sweeps: int
) -> tuple[Floats, bool, int, int]:
    """Follow the branch by the precision, as long as steps are not too short.

    Returns the slope at share 0, whether the whole precision was reached, how many steps were
    refused, and the sweeps.
    """
    mixer.at[:], good, here, sweeps, refused = start, start.copy(), 0.0, 1, 0
    slope = (image(start, PROBE) - start) / PROBE
    first, steepest = slope.copy(), float(np.abs(slope).max())
    step = min(1.0, STRIDE / max(steepest, 1e-12))
    while here < 1.0 and sweeps < max_sweeps:
        there = 1.0 if here + step > 1.0 - 1e-9 else here + step
        mixer.at[:] = good + (there - here) * slope
        move = (there - here) * float(np.abs(slope).max())
        trust = LEAP if there * steepest <= EASY else max(NEAR, TRUST * move)
        most = max_sweeps - sweeps if there == 1.0 else min(PATIENCE, max_sweeps - sweeps)
        used, strayed, done = mixer.correct(
            image, there, goal=goal if there == 1.0 else LOOSE, most=most
        )
        sweeps += used
        if done and strayed <= trust:
            slope = (mixer.at - good) / (there - here)
            good = mixer.at.copy()
            step = (there - here) * min(3.0, max(0.5, (0.25 * LEAP / max(strayed, 1e-3)) ** 0.5))
            here = there
        elif there - here < SHORTEST:
            break
        else:
            step, refused = 0.5 * (there - here), refused + 1
    return first, here == 1.0, refused, sweeps


class Length(Arc):
    """The branch as a curve in (unknowns, share)."""

    def __init__(
        self,
        image: Image,
        start: Floats,
        *,
        unit: float,
        most: int,
        care: float,
        floor: float = 0.0,
    ) -> None:
        super().__init__(unit=unit, most=most, care=care, floor=floor)
        self.of, self.start = image, start

    def image(self, point: Floats) -> Floats:
        """Return what one sweep makes of the unknowns, from the start, at a point's share."""
        self.sweeps += 1
        moved = self.of(self.start + point[:-1], float(point[-1]) / self.unit)
        return np.asarray(moved - self.start)


def along(
    image: Image,
    start: Floats,
    slope: Floats,
    *,
    goal: float,
    most: int,
    used: int,
    floor: float = 0.0,
) -> tuple[Floats, Status, int]:
    """Follow the branch by its length; a walk that loses it is tried again with more care.

    Below the share `floor` it counts as lost.
    """
    unit, sweeps = max(1.0, float(np.abs(slope).max())), used
    point, status = np.zeros(len(slope) + 1), Status.LOST
    for care in CARE:
        arc = Length(image, start, unit=unit, most=most - (sweeps - used), care=care, floor=floor)
        point, status = arc.walk(slope, goal=goal)
        sweeps += arc.sweeps
        if status != Status.LOST:
            break
    return start + point[:-1], status, sweeps


def oriented(image: Image, at: Floats) -> bool:
    """Say whether a solution may lie on the branch without folds.

    The sign of the determinant, which changes only at folds, has to be that of precision 0. Where
    there are too many unknowns to tell, it may.
    """
    point = np.append(at, 1.0)

    def of(there: Floats) -> Floats:
        return image(there[:-1], float(there[-1]))

    local = linearised(of, point, of(point))
    if not isinstance(local, Matrix):
        return True
    upward = np.append(np.zeros(len(at)), 1.0)
    return local.solve(upward, upward, tolerance=1.0)[2] == (-1.0) ** len(at)
