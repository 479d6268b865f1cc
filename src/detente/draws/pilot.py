"""The pilot: a few chains that learn how to move and how long a draw has to walk."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from math import ceil

import numpy as np

from detente.draws.directions import Directions, directions, local_directions
from detente.draws.frame import Frame
from detente.draws.mixing import autocorrelation_time
from detente.draws.walk import Keys, walk
from detente.shapes import Bools, Floats

CHAINS = 4
RECORDS = 256
ENOUGH = 40
"""A pilot chain is long enough when it is worth this many independent points."""
LIMIT = 2e8
"""The work, in entries touched, at which a pilot chain is stopped even if it is not enough."""
AXES = 8
"""Principal axes that are watched beside the unknowns themselves."""
TIMES = 5
"""A draw walks this many integrated autocorrelation times of the slowest quantity.

That is ten relaxation times where the autocorrelation falls as an exponential: of a difference
between starts 5e-5 is left.
"""
SWEEPS = 10
"""A draw moves at least this often for every unknown."""


@dataclass(frozen=True, eq=False)
class Walker:
    """A way to walk a frame: its directions, and the share of moves that are dense."""

    frame: Frame
    moves: Directions
    share: float

    def walked(
        self,
        starts: Floats,
        *,
        keys: Keys,
        off: Bools,
        steps: int,
        records: int = 1,
    ) -> Floats:
        """Return (chains, records, F): the points of chains from `starts`, every `steps` moves."""
        matrix = self.frame.matrix
        row, column = np.nonzero(matrix)
        start = np.searchsorted(row, np.arange(len(matrix) + 1)).astype(np.int32)
        rows = (start, column.astype(np.int32), matrix[row, column], self.frame.bound)
        m = self.moves
        moves = (m.at_start, m.at, m.by, m.wall_start, m.wall, m.rate, 1.0 / m.rate, m.dense)
        out = np.empty((len(starts), records, matrix.shape[1]))
        walk(out, (starts, keys, off), (steps, self.share), (rows, moves))
        return out


@dataclass(frozen=True, eq=False)
class Pilot:
    """What the pilot learnt: points to start from (C, R, F), how to walk, and for how long.

    `tau` is the autocorrelation time of the slowest quantity in moves.
    """

    walker: Walker
    points: Floats
    tau: float
    enough: bool

    @property
    def steps(self) -> int:
        """How many moves make a draw."""
        return max(ceil(TIMES * self.tau), SWEEPS * int(self.points.shape[2]))

    @property
    def work(self) -> float:
        """Entries touched for one independent point."""
        return self.tau * self.walker.moves.cost(self.walker.share)


def pilot(frame: Frame, *, random: np.random.Generator, pool: Executor) -> Pilot:
    """Return a pilot of a frame of at least one dimension.

    Sparse moves come first. Their points show in which directions the polytope is long; moves
    along these are tried next, with half of the work, and kept if a point then costs less.
    """
    local = local_directions(frame.matrix, random=random)
    none = np.zeros((0, frame.dimension))
    walker = Walker(frame, directions(local, frame.matrix, dense=none), 0.0)
    best = _settled(walker, _spread(frame, random), random=random, pool=pool)
    for _ in range(2):
        moves = directions(local, frame.matrix, dense=_rounding(best.points))
        sparse, dense = moves.cost(0.0), moves.cost(1.0)
        walker = Walker(frame, moves, sparse / (sparse + dense))
        trial = _settled(walker, best.points[:, -1], random=random, pool=pool)
        done = best.enough
        if (trial.enough, -trial.work) >= (best.enough, -best.work):
            best = trial
        if done:
            break
    return best


def _spread(frame: Frame, random: np.random.Generator) -> Floats:
    """Return starts (C, F) far apart: from the centre most of the way to the walls."""
    away = random.standard_normal((CHAINS, frame.dimension))
    rates = np.concatenate([away @ frame.matrix.T, away, -away], axis=1)
    inside = frame.inside
    slack = np.concatenate([frame.bound - frame.matrix @ inside, 1.0 - inside, inside])
    reach = np.where(rates > 0.0, slack / np.where(rates > 0.0, rates, 1.0), np.inf)
    return np.asarray(inside + 0.9 * reach.min(axis=1, keepdims=True) * away)


def _settled(
    walker: Walker, starts: Floats, *, random: np.random.Generator, pool: Executor
) -> Pilot:
    """Walk pilot chains, each round longer than the last, until they are long enough.

    Only the last round is kept: those before it are the way from the starts to the bulk.
    """
    steps = walker.frame.dimension
    largest = max(steps, int(LIMIT / RECORDS / walker.moves.cost(walker.share)))
    points = _round(walker, starts, steps=steps, random=random, pool=pool)
    while True:
        points = _round(walker, points[:, -1], steps=steps, random=random, pool=pool)
        time = float(autocorrelation_time(_quantities(points)).max())
        enough = time * ENOUGH <= RECORDS
        if enough or steps == largest:
            return Pilot(walker, points, time * steps, enough)
        steps = min(largest, steps * max(2, min(8, ceil(time * ENOUGH / RECORDS))))


def _round(
    walker: Walker, starts: Floats, *, steps: int, random: np.random.Generator, pool: Executor
) -> Floats:
    """Walk all pilot chains for one round, each as a task of its own."""
    keys = random.integers(0, 2**64, size=CHAINS, dtype=np.uint64)
    off = np.zeros((1, len(walker.frame.bound)), dtype=np.bool_)
    chains = pool.map(
        lambda c: walker.walked(
            starts[c : c + 1], keys=keys[c : c + 1], off=off, steps=steps, records=RECORDS
        ),
        range(CHAINS),
    )
    return np.concatenate(list(chains))


def _quantities(points: Floats) -> Floats:
    """Return the unknowns and their coordinates along the longest axes, side by side."""
    axes = _longest_axes(_covariance(points))
    return np.concatenate([points, np.einsum("crf,fa->cra", points, axes)], axis=2)


def _covariance(points: Floats) -> Floats:
    return np.atleast_2d(np.cov(points.reshape(-1, points.shape[2]), rowvar=False))


def _rounding(points: Floats) -> Floats:
    """Return directions (F, F) in which steps of one length fit the points' spread.

    They are the columns of the Cholesky factor of the covariance: along these, coordinate
    hit-and-run walks the polytope as if it were round. The factor is taken column by column:
    what the linear algebra library does in many threads takes longer to hand out than to do.
    """
    left = _covariance(points)
    least = 1e-9 * np.trace(left) / len(left)
    columns = np.empty_like(left)
    for k in range(len(left)):
        columns[k] = left[k] / np.sqrt(max(left[k, k], least))
        left = left - np.outer(columns[k], columns[k])
    return columns


def _longest_axes(covariance: Floats) -> Floats:
    """Return the AXES longest principal axes (F, AXES), roughly, by subspace iteration.

    A full decomposition would call many threads for very little work each.
    """
    axes = np.eye(len(covariance), min(AXES, len(covariance)))
    axes[0] += 1.0
    for _ in range(20):
        axes = np.linalg.qr(covariance @ axes)[0]
    return np.asarray(axes)
