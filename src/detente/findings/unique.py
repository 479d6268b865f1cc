"""Whether a forecast hangs on which equilibrium is meant: other solutions of a sample of draws.

A forecast reads the principal equilibrium of every draw. Here some of the draws are solved again
from far-off starts; where that leads to another equilibrium, the questions are read off it as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from detente.errors import Problem, SolveError
from detente.forecast.conclusions import Measured
from detente.forecast.readings import Readings
from detente.game.arrays import Numbers
from detente.game.compile import Compiled
from detente.game.play import Play
from detente.game.reading import answers
from detente.model.crisis import ANALYST
from detente.model.words import YARDSTICKS
from detente.shapes import Floats, Longs
from detente.solve.others import Elsewhere
from detente.solve.public_tree import solve
from detente.solve.reading import observer_weights

LEAST_MOVE = 0.05
"""A probability that moves by less is not told, even where it crosses from word to word."""


@dataclass(frozen=True)
class Moved:
    """A question that another equilibrium answers in another word."""

    question: str
    draws: int  # how many of the draws looked at
    most: float  # the largest move of its probability


@dataclass(frozen=True)
class Uniqueness:
    """What a sample of draws says about other equilibria."""

    draws: Longs  # the draws looked at
    starts: int
    several: int  # draws in which another equilibrium was found
    touched: int  # draws in which one moves some question to another word
    moved: tuple[Moved, ...]

    @property
    def share(self) -> float:
        """Share of the draws looked at in which another equilibrium moves some question."""
        return self.touched / max(1, len(self.draws))

    @property
    def sentence(self) -> str:
        """Say it in a sentence or two."""
        looked = f"{self.starts} other starts in each of {len(self.draws)} draws"
        if not self.several:
            return f"No second equilibrium was found from {looked}."
        found = f"A second equilibrium was found in {self.several} of {len(self.draws)} draws"
        if not self.moved:
            return f"{found} ({looked}); it moves no question to another word."
        told = ", ".join(
            f"{one.question} in {one.draws} (by up to {100 * one.most:.0f} points)"
            for one in self.moved
        )
        return f"{found} ({looked}); it moves questions to another word: {told}."


def check_unique(
    compiled: Compiled,
    points: Floats,
    *,
    draws: int = 16,
    starts: int = 4,
    seed: int = 1,
    observer: str = ANALYST,
    progress: Callable[[str, int, int], None] | None = None,
) -> Uniqueness:
    """Look for other equilibria in some of the draws (D, U), evenly spread over all.

    Raises `SolveError` for a game that is solved on the grid.
    """
    if not compiled.evidence:
        raise SolveError(
            Problem(
                "other equilibria are looked for on the tree, and this crisis is on the grid",
                hint="use `--method tree`",
            )
        )
    readings = Readings(compiled, observer)
    asked = [
        (q.name, Measured.of_question(readings, q))
        for q in compiled.crisis.questions
        if q.asks is not None
    ]
    chosen = np.unique(np.linspace(0, len(points) - 1, draws).round().astype(np.int64))
    numbers = readings.numbers(points[chosen])
    solved = solve(compiled.game, numbers)
    look = Elsewhere(compiled.game, numbers)
    moves: dict[str, list[float]] = {name: [] for name, _ in asked}
    several = touched = 0
    for draw in range(len(chosen)):
        others = look.look(draw, solved.policy[draw], starts=starts, seed=seed)
        several += bool(others)
        if others:
            policies = [solved.policy[draw], *others]
            touched += _note(readings, numbers, draw, policies, asked=asked, into=moves)
        if progress:
            progress("looking for other equilibria", draw + 1, len(chosen))
    moved = (Moved(name, len(all_), max(all_)) for name, all_ in moves.items() if all_)
    return Uniqueness(chosen, starts, several, touched, tuple(moved))


def _note(
    readings: Readings,
    numbers: Numbers,
    draw: int,
    policies: list[Floats],
    *,
    asked: list[tuple[str, Measured]],
    into: dict[str, list[float]],
) -> bool:
    """Note how far each question moves between the policies of a draw; say whether any does."""
    some = False
    yardstick = YARDSTICKS[readings.compiled.crisis.yardstick]
    read = [_read(readings, numbers, draw, policy) for policy in policies]
    for name, measured in asked:
        first, *rest = (float(measured.over(chances.__getitem__)[0]) for chances in read)
        far = [
            abs(one - first)
            for one in rest
            if abs(one - first) >= LEAST_MOVE
            # below 1 % and above 99 % there is no word
            and (yardstick.word(one), one > 0.5) != (yardstick.word(first), first > 0.5)
        ]
        if far:
            into[name].append(max(far))
            some = True
    return some


def _read(readings: Readings, numbers: Numbers, draw: int, policy: Floats) -> list[Floats]:
    """Return every reading of one policy, a row of answers each (1, answers)."""
    game, plays, found = readings.compiled.game, {}, []
    for one in readings.asked:
        if one.observer not in plays:
            weights = observer_weights(game, numbers, policy, observer=one.observer, draw=draw)
            plays[one.observer] = Play.exact(weights)
        chances = answers(one.lift, plays[one.observer])
        found.append((chances / chances.sum())[None, :])
    return found
