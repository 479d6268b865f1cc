"""The principal branch by dense linear algebra in small steps: slow, plain and watchful.

Only what a sweep does is shared with the product. Every Jacobian is taken by central differences,
every step keeps the sign of the determinant of (Jacobian, tangent), so the walk cannot turn round.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.game.arrays import Game, Numbers
from detente.shapes import Floats
from detente.solve.tree.index import numbered, tree_of
from detente.solve.tree.sweep import backward, room_for, settle_in, sweep

SHORTEST, LONGEST = 1e-8, 0.4
MOST_STEPS = 4000


@dataclass(frozen=True)
class Branch:
    """Where the walk ended: log-odds and scale, and the folds passed on the way."""

    point: Floats
    folds: int
    steps: int
    reached: bool


class Gap:
    """How far a sweep moves the free log-odds at a scale, as a function of both."""

    def __init__(self, game: Game, numbers: Numbers) -> None:
        self.tree, self.draw = tree_of(game), numbered(numbers, 0)
        self.room = room_for(self.tree, chances=numbers.chance.shape[1])
        settle_in(self.tree, self.draw, self.room)
        kinds = np.arange(self.room.at.shape[1])
        self.free = (kinds > 0) & (kinds < self.tree.clue_types[:, None])
        self.size = int(self.free.sum())

    def __call__(self, point: Floats) -> Floats:
        self.room.precision[:] = point[-1] * self.draw.rationality
        backward(self.tree, self.draw, self.room, "settled")
        self.room.at[:] = 0.0
        self.room.at[self.free] = point[:-1]
        sweep(self.tree, self.draw, self.room)
        return self.room.gap[self.free].copy()

    def jacobian(self, point: Floats, nudge: float = 1e-6) -> Floats:
        columns = np.empty((self.size, self.size + 1))
        for k in range(self.size + 1):
            step = np.zeros(self.size + 1)
            step[k] = nudge if k < self.size else nudge * max(point[-1], 0.01)
            columns[:, k] = (self(point + step) - self(point - step)) / (2 * step[k])
        return columns


def tangent(jacobian: Floats) -> tuple[Floats, float]:
    """Return the unit null vector and the sign of the determinant with it as the last row."""
    whole = np.linalg.qr(jacobian.T, mode="complete")[0][:, -1]
    return whole, float(np.linalg.slogdet(np.vstack([jacobian, whole]))[0])


def correct(gap: Gap, point: Floats, across: Floats, *, length: float) -> Floats | None:
    """Newton's method in the plane across a direction; None unless it settles near and fast."""
    start, last = point, np.inf
    for _ in range(7):
        matrix = np.vstack([gap.jacobian(point), across])
        right = -np.append(gap(point), across @ (point - start))
        try:
            move = np.linalg.solve(matrix, right)
        except np.linalg.LinAlgError:
            return None
        size = float(np.abs(move).max())
        if not size < max(0.6 * last, 1e-9) or size > 0.3 * length + 1e-9:
            return None
        point, last = point + move, size
        if size < 1e-8:
            return point
    return None


def follow_branch(game: Game, numbers: Numbers, *, longest: float = LONGEST) -> Branch:
    """Follow the branch of the first draw from scale 0 to 1."""
    gap = Gap(game, numbers)
    point = np.zeros(gap.size + 1)
    ahead, sign = tangent(gap.jacobian(point))
    ahead, sign = (ahead, sign) if ahead[-1] > 0 else (-ahead, -sign)
    length, folds = 0.01, 0
    for steps in range(MOST_STEPS):
        reached = None
        while reached is None and length > SHORTEST:
            reached = correct(gap, point + length * ahead, ahead, length=length)
            if reached is not None:
                turned, orientation = tangent(gap.jacobian(reached))
                turned = turned if orientation == sign else -turned
                reached = reached if turned @ ahead > 0.9 else None
            length *= 0.5 if reached is None else 1.0
        if reached is None or reached[-1] < 0:
            return Branch(point, folds, steps, reached=False)
        folds += turned[-1] * ahead[-1] < 0
        if reached[-1] >= 1.0:
            start = point + (1.0 - point[-1]) / (reached[-1] - point[-1]) * (reached - point)
            end = correct(gap, start, np.append(np.zeros(gap.size), 1.0), length=10.0)
            return Branch(reached if end is None else end, folds, steps, reached=end is not None)
        point, ahead, length = reached, turned, min(longest, 1.5 * length)
    return Branch(point, folds, MOST_STEPS, reached=False)
