"""One equilibrium of a crisis, read: who chooses what, where, and how well the solution holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from detente import notebook
from detente.errors import Problem, TooLargeError
from detente.forecast.figures import percent
from detente.forecast.information_sets import InformationSet, information_sets
from detente.game.arrays import Game, Numbers
from detente.game.compile import Compiled
from detente.machine import free_memory
from detente.shapes import Floats
from detente.solve.public_tree import solve
from detente.solve.solution import Solutions, Status

if TYPE_CHECKING:
    import polars as pl

SHOWN = 12
"""Points of choice that a notebook shows, the likeliest."""
BYTES_A_SET = 1_400
"""Memory that an information set takes while it is listed, as measured."""


@dataclass(frozen=True)
class Equilibrium:
    """A crisis solved for one set of numbers, with its information sets in the order of play."""

    compiled: Compiled
    numbers: Numbers
    solutions: Solutions
    sets: tuple[InformationSet, ...]

    @property
    def residual(self) -> float:
        """The largest change of any choice probability in one more sweep."""
        return float(self.solutions.residual[0])

    @property
    def sentence(self) -> str:
        """How the solve ended, in a sentence."""
        return Status(int(self.solutions.status[0])).sentence

    def table(self) -> pl.DataFrame:
        """Return the strategies as a frame: a row per information set, type and move.

        Columns: infoset, step, stage, start, end, mover, after (the moves of the likeliest way
        there), reach, type, belief (the analyst's that the mover is of this type), move,
        probability. The type of an actor without types is null.
        """
        from detente.forecast.frames import choices

        return choices(self.sets)

    def _repr_html_(self) -> str:
        likeliest = sorted(self.sets, key=lambda one: -one.reach)[:SHOWN]
        rows = [_row(one) for one in likeliest]
        caption = f"The likeliest of {len(self.sets):,} points of choice"
        headings = ("by", "actor", "reached", "after", "choice")
        return notebook.card(
            self.compiled.crisis.title,
            about=self.sentence,
            facts=[("residual", f"{self.residual:.1e}")],
            body=[notebook.table(caption, headings, rows)],
        )


def solve_at(compiled: Compiled, point: Floats, *, lam: float | None = None) -> Equilibrium:
    """Solve at one point (1, U), with one precision for all actors if `lam` is given.

    Raises `SolveError` if `lam` is negative, `TooLargeError` if listing the information sets would
    take more memory than is free.
    """
    _check_room(compiled.game)
    numbers = compiled.parameters.numbers(point)
    if lam is not None:
        numbers = replace(numbers, rationality=np.full_like(numbers.rationality, lam))
    solutions = solve(compiled.game, numbers)
    sets = tuple(information_sets(compiled, numbers, solutions))
    return Equilibrium(compiled, numbers, solutions, sets)


def _check_room(game: Game) -> None:
    sets, free = int((game.mover >= 0).sum()), free_memory()
    if sets * BYTES_A_SET > free:
        raise TooLargeError(
            Problem(
                f"the game has {sets:,} information sets; listing them takes about "
                f"{sets * BYTES_A_SET / 1e9:,.1f} GB, and {free / 1e9:,.1f} GB are free",
                hint="`detente forecast` answers the questions of a crisis without a list",
            )
        )


def _row(one: InformationSet) -> tuple[str, ...]:
    choice = ", ".join(f"{move} {percent(one.chance(move))}" for move in one.choices)
    return (one.end.isoformat(), one.actor, percent(one.reach), ", ".join(one.history), choice)
