"""The two ways to solve a crisis, behind one face: the exact tree, and the grid of beliefs.

Both give, for a block of draws, the choices of every type at every point of evidence, and how play
goes in each observer's eyes. On the tree a node is its own evidence and has one point.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from detente.game.arrays import Game, Numbers
from detente.game.play import Play
from detente.shapes import Bools, Floats, Ints, Longs
from detente.solve.grid.shared import Shared
from detente.solve.grid.solver import GridSolutions, observer_chances, share_grid, solve_grid
from detente.solve.public_tree import solve
from detente.solve.solution import Solutions
from detente.solve.tree.index import Tree, tree_of
from detente.solve.tree.reading import observer_weights

Done = Callable[[int, int], None]
TREE_SWEEPS = 2000
"""Sweeps that a draw gets: a hard one says that it did not converge rather than take minutes."""
TREE_TOLERANCE = 1e-9
"""Largest change of a choice probability in one more sweep of the tree."""
GRID_TOLERANCE, LONG_TOLERANCE = 1e-3, 1e-2
"""Largest change of the chance of a public edge when the grid is halved; on long courses a whole
percentage point, since eight points of evidence a node and an affordable grid give no better."""
LONG = 3000
"""Public nodes from which a course is long."""
POINTS = 8
"""Points of evidence that a public node may hold."""
SAMPLE = 16
"""Draws on which a grid for all draws is laid out and measured."""


@dataclass(frozen=True)
class Block(ABC):
    """The solutions of a block of draws, and how well each holds."""

    residual: Floats  # D: how far the solution is from a fixed point
    error: Floats  # D: estimated error of the chance of any edge; zero on the tree, NaN: not known
    sweeps: Ints  # D: the sweeps it took; one on the grid
    status: Ints  # D: a `Status`
    regret: Floats  # D, K: regret of the strategy in utils
    folded: Floats  # D: largest chance of a node where another equilibrium was seen; zero: nowhere

    @abstractmethod
    def policy(self, draw: int) -> Floats:
        """Return the choices of every type at every point (E, M, T)."""

    @abstractmethod
    def to(self, draw: int) -> Ints:
        """Return the point of its child that each edge leads to at every point (E, M)."""

    @abstractmethod
    def play(self, draw: int, *, observer: int) -> Play:
        """Return how play goes in an observer's eyes."""


class Method(Protocol):
    """A way to solve a game for blocks of draws."""

    name: str
    tolerance: float
    floats_a_draw: int

    def prepare(
        self, numbers: Callable[[Floats], Numbers], points: Floats, *, threads: int
    ) -> tuple[Longs, Floats]:
        """Look at the whole ensemble of points (D, U) before its blocks are solved.

        Returns which draws' error is measured on the way, and the errors.
        """

    def solve(self, numbers: Numbers, *, threads: int, progress: Done) -> Block:
        """Solve a block."""


@dataclass(frozen=True)
class Exact(Block):
    """Solutions of the tree."""

    game: Game
    numbers: Numbers
    tree: Tree
    solved: Solutions

    def policy(self, draw: int) -> Floats:
        """Return the choices, at one point a node (E, 1, T)."""
        return np.asarray(self.solved.policy[draw, :, None, :])

    def to(self, draw: int) -> Ints:
        """Return the one point of every node (E, 1)."""
        return np.zeros((self.solved.policy[draw].shape[0], 1), np.int32)

    def play(self, draw: int, *, observer: int) -> Play:
        """Return how play goes in an observer's eyes."""
        weights = observer_weights(
            self.game, self.numbers, self.solved.policy[draw], observer=observer, draw=draw,
            tree=self.tree,
        )  # fmt: skip
        return Play.exact(weights)


class OnTree:
    """Sweeps over the tree that keeps all evidence apart: exact to the tolerance."""

    name = "tree"
    tolerance = TREE_TOLERANCE

    def __init__(self, game: Game) -> None:
        self.game, self.tree = game, tree_of(game)
        self.floats_a_draw = len(game.child) * max(len(names) for names in game.types)

    def prepare(
        self, numbers: Callable[[Floats], Numbers], points: Floats, *, threads: int
    ) -> tuple[Longs, Floats]:
        """Measure nothing: every draw of the tree carries its own residual."""
        del numbers, points, threads
        return np.zeros(0, np.int64), np.zeros(0)

    def solve(self, numbers: Numbers, *, threads: int, progress: Done) -> Block:
        """Solve a block of draws."""
        solved = solve(
            self.game, numbers, tolerance=self.tolerance, max_sweeps=TREE_SWEEPS,
            threads=threads, progress=progress,
        )  # fmt: skip
        return Exact(
            residual=solved.residual, error=np.zeros(len(numbers)), sweeps=solved.sweeps,
            status=solved.status, regret=solved.regret, folded=np.zeros(len(numbers)),
            game=self.game, numbers=numbers, tree=self.tree, solved=solved,
        )  # fmt: skip


@dataclass(frozen=True)
class _Gridded(Block):
    game: Game
    numbers: Numbers
    solved: GridSolutions

    def policy(self, draw: int) -> Floats:
        return np.asarray(self.solved.policy[draw])

    def to(self, draw: int) -> Ints:
        return np.asarray(self.solved.to[draw])

    def play(self, draw: int, *, observer: int) -> Play:
        chance = observer_chances(
            self.game, self.numbers, self.solved, observer=observer, draw=draw
        )
        return Play(chance, np.ascontiguousarray(self.solved.to[draw]))


class OnGrid:
    """Dynamic programming over public states and log-likelihood ratios: linear in the horizon."""

    name = "grid"

    def __init__(self, game: Game, *, record: Bools) -> None:
        self.game, self.record = game, record
        self.tolerance = GRID_TOLERANCE if game.size[0] < LONG else LONG_TOLERANCE
        self.shared: Shared | None = None
        self.floats_a_draw = len(game.child) * POINTS * max(len(names) for names in game.types)

    def prepare(
        self, numbers: Callable[[Floats], Numbers], points: Floats, *, threads: int
    ) -> tuple[Longs, Floats]:
        """Lay out one grid for all draws, if they are many, and measure it on a few of them."""
        if len(points) <= 2 * SAMPLE:
            self.shared = None
            return np.zeros(0, np.int64), np.zeros(0)
        sample = np.linspace(0, len(points) - 1, SAMPLE).round().astype(np.int64)
        self.shared = share_grid(
            self.game, numbers(points[sample]), points=POINTS, tolerance=self.tolerance,
            record=self.record, threads=threads,
        )  # fmt: skip
        return sample, np.maximum(self.shared.error, self.shared.merging)

    def solve(self, numbers: Numbers, *, threads: int, progress: Done) -> Block:
        """Solve a block of draws."""
        solved = solve_grid(
            self.game, numbers, points=POINTS, tolerance=self.tolerance, record=self.record,
            shared=self.shared, threads=threads, progress=progress,
        )  # fmt: skip
        return _Gridded(
            residual=solved.residual, error=np.maximum(solved.error, solved.merging),
            sweeps=np.ones(len(numbers), np.int32), status=solved.status, regret=solved.regret,
            folded=solved.folded, game=self.game, numbers=numbers, solved=solved,
        )  # fmt: skip
