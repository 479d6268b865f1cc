"""A draw's branch followed by its length, as any branch is (`detente.solve.arc`)."""

from __future__ import annotations

import numpy as np

from detente.shapes import Floats
from detente.solve.arc import CARE, Arc
from detente.solve.linearised import Matrix, linearised
from detente.solve.solution import Status
from detente.solve.tree.index import Numbered, Tree
from detente.solve.tree.sweep import Room, backward, sweep


class DrawArc(Arc):
    """A draw's branch; `free` are the log-odds that are unknown, among all."""

    def __init__(
        self,
        tree: Tree,
        draw: Numbered,
        room: Room,
        *,
        scale: float = 1.0,
        unit: float = 1.0,
        most: int = 0,
        care: float = 1.0,
    ) -> None:
        super().__init__(unit=unit, most=most, care=care)
        self.tree, self.draw, self.room, self.scale = tree, draw, room, scale
        kinds = np.arange(room.at.shape[1])
        self.free = np.flatnonzero((kinds > 0) & (kinds < tree.clue_types[:, None]))

    def image(self, point: Floats) -> Floats:
        """Return what one sweep makes of the log-odds at a point's scale."""
        self.sweeps += 1
        for player in range(len(self.draw.rationality)):
            self.room.precision[player] = (
                point[-1] / self.unit * self.scale * self.draw.rationality[player]
            )
        backward(self.tree, self.draw, self.room, "settled")
        self.room.at.reshape(-1)[self.free] = point[:-1]
        sweep(self.tree, self.draw, self.room)
        return point[:-1] + self.room.gap.reshape(-1)[self.free]


def oriented(tree: Tree, draw: Numbered, room: Room, *, scale: float) -> tuple[bool, int]:
    """Say whether `room.at` may lie on the branch without folds; return the sweeps as well.

    The sign of the determinant, which changes only at folds, has to be that of scale 0. Where
    there are too many log-odds to tell, they may.
    """
    arc = DrawArc(tree, draw, room, scale=scale)
    point = np.append(room.at.reshape(-1)[arc.free], 1.0)
    image = arc.image(point)
    upward = np.append(np.zeros(len(point) - 1), 1.0)
    local = linearised(arc.image, point, image)
    if not isinstance(local, Matrix):
        return True, arc.sweeps
    _, _, sign = local.solve(upward, upward, tolerance=1.0)
    return sign == (-1.0) ** len(arc.free), arc.sweeps


def follow_arc(
    tree: Tree, draw: Numbered, room: Room, slope: Floats, *, scale: float, goal: float, most: int
) -> tuple[int, int]:
    """Follow the branch from scale 0, where it has a slope (Q, T); return `Status` and sweeps.

    A walk that loses the branch is tried again with more care. The log-odds reached are left in
    `room.at`, those of the whole scale if it converged.
    """
    unit = max(1.0, float(np.abs(slope).max()))
    sweeps, status = 0, Status.LOST
    for care in CARE:
        arc = DrawArc(tree, draw, room, scale=scale, unit=unit, most=most - sweeps, care=care)
        point, status = arc.walk(slope.reshape(-1)[arc.free], goal=goal)
        sweeps += arc.sweeps
        if status != Status.LOST:
            break
    arc.image(point)
    return int(status), sweeps
