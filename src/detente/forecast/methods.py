"""The two ways to solve a crisis, behind one face: the exact tree, and the grid of beliefs.

Both give, for a block of draws, the choices of every type at every point of evidence, and how play
goes in each observer's eyes. On the tree a node is its own evidence and has one point.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from detente.game.arrays import Game, Numbers
from detente.game.play import Play
from detente.shapes import Bools, Floats, Ints
from detente.solve.grid import GridSolutions, observer_chances, solve_grid
from detente.solve.public_tree import solve
from detente.solve.reading import observer_weights
from detente.solve.solution import Solutions
from detente.solve.tree import Tree, tree_of

Done = Callable[[int, int], None]
TREE_TOLERANCE = 1e-9
"""Largest change of a choice probability in one more sweep of the tree."""
GRID_TOLERANCE = 1e-3
"""Largest change of the chance of a public edge when the grid is halved."""
POINTS = 8
"""Points of evidence that a public node may hold."""


class Block(Protocol):
    """The solutions of a block of draws."""

    @property
    def residual(self) -> Floats:
        """Per draw, how far the solution is from a fixed point."""

    @property
    def error(self) -> Floats:
        """Per draw, the estimated error of the chance of any edge; zero on the tree."""

    @property
    def sweeps(self) -> Ints:
        """Per draw, the sweeps it took; one on the grid."""

    @property
    def status(self) -> Ints:
        """Per draw, a `Status`."""

    @property
    def regret(self) -> Floats:
        """Per draw and slot, the regret of the strategy in utils."""

    def policy(self, draw: int) -> Floats:
        """Return the choices of every type at every point (E, M, T)."""

    def to(self, draw: int) -> Ints:
        """Return the point of its child that each edge leads to at every point (E, M)."""

    def play(self, draw: int, *, observer: int) -> Play:
        """Return how play goes in an observer's eyes."""


class Method(Protocol):
    """A way to solve a game for blocks of draws."""

    name: str
    tolerance: float
    floats_a_draw: int

    def solve(self, numbers: Numbers, *, threads: int, progress: Done) -> Block:
        """Solve a block."""


@dataclass(frozen=True)
class _Exact:
    game: Game
    numbers: Numbers
    tree: Tree
    solved: Solutions

    @property
    def residual(self) -> Floats:
        return self.solved.residual

    @property
    def error(self) -> Floats:
        return np.zeros(len(self.numbers))

    @property
    def sweeps(self) -> Ints:
        return self.solved.sweeps

    @property
    def status(self) -> Ints:
        return self.solved.status

    @property
    def regret(self) -> Floats:
        return self.solved.regret

    def policy(self, draw: int) -> Floats:
        return np.asarray(self.solved.policy[draw, :, None, :])

    def to(self, draw: int) -> Ints:
        return np.zeros((self.solved.policy[draw].shape[0], 1), np.int32)

    def play(self, draw: int, *, observer: int) -> Play:
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

    def solve(self, numbers: Numbers, *, threads: int, progress: Done) -> Block:
        """Solve a block of draws."""
        solved = solve(
            self.game, numbers, tolerance=self.tolerance, threads=threads, progress=progress
        )
        return _Exact(self.game, numbers, self.tree, solved)


@dataclass(frozen=True)
class _Gridded:
    game: Game
    numbers: Numbers
    solved: GridSolutions

    @property
    def residual(self) -> Floats:
        return self.solved.residual

    @property
    def error(self) -> Floats:
        return np.maximum(self.solved.error, self.solved.merging)

    @property
    def sweeps(self) -> Ints:
        return np.ones(len(self.numbers), np.int32)

    @property
    def status(self) -> Ints:
        return self.solved.status

    @property
    def regret(self) -> Floats:
        return self.solved.regret

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
    tolerance = GRID_TOLERANCE

    def __init__(self, game: Game, *, record: Bools) -> None:
        self.game, self.record = game, record
        self.floats_a_draw = len(game.child) * POINTS * max(len(names) for names in game.types)

    def solve(self, numbers: Numbers, *, threads: int, progress: Done) -> Block:
        """Solve a block of draws."""
        solved = solve_grid(
            self.game, numbers, points=POINTS, tolerance=self.tolerance, record=self.record,
            threads=threads, progress=progress,
        )  # fmt: skip
        return _Gridded(self.game, numbers, solved)
