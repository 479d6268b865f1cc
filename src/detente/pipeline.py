"""The whole way on one screen: crisis, polytope, draws, game, forecast."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from detente.claims import polytope
from detente.draws import Draws
from detente.draws import draw as draw_points
from detente.errors import TooLargeError
from detente.forecast.assemble import forecast
from detente.forecast.equilibrium import Equilibrium, solve_at
from detente.forecast.results import Forecast
from detente.forecast.stories import Story
from detente.forecast.stories import play_out as play_stories
from detente.game.compile import Compiled, compile_crisis
from detente.model.crisis import ANALYST, Crisis

Progress = Callable[[str, int, int], None]
CENTRE = 400
"""Draws whose mean stands for the middle of what the claims allow; it satisfies every claim."""
Method: TypeAlias = Literal["auto", "tree", "grid"]
TREE_NODES = 50_000
"""`auto` solves on the tree up to this size, where it is exact and no slower than the grid."""


def draw(
    crisis: Crisis,
    *,
    draws: int = 1000,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Draws:
    """Draw points evenly from what the premises allow; `ContradictionError` if that is nothing."""

    def report(done: int, total: int) -> None:
        if progress:
            progress("drawing from what the claims allow", done, total)

    return draw_points(polytope(crisis), draws=draws, seed=seed, threads=threads, progress=report)


def compile(
    crisis: Crisis, *, method: Method = "tree", progress: Progress | None = None
) -> Compiled:
    """Build the game of a crisis for a method; `GameError` if it is none, or too large.

    `tree` keeps apart all that choices tell about types and is solved exactly; `grid` keeps the
    public states alone and is solved on a grid of beliefs, linear in the horizon; `auto` takes the
    tree unless it has more than `TREE_NODES` nodes.
    """
    if method == "auto":
        try:
            return compile_crisis(crisis, most_nodes=TREE_NODES, progress=progress)
        except TooLargeError:
            method = "grid"
    return compile_crisis(crisis, evidence=method == "tree", progress=progress)


def run(
    crisis: Crisis,
    *,
    draws: int = 1000,
    seed: int = 1,
    threads: int | None = None,
    observer: str = ANALYST,
    method: Method = "auto",
    check_unique: int | None = None,
    progress: Progress | None = None,
) -> Forecast:
    """Forecast a crisis as an observer reads it; the same arguments give the same forecast.

    Other equilibria are looked for in `check_unique` of the draws, 0 for none; unless it is given,
    in a hundred, or fewer in a large game (`Forecast.uniqueness`).

    `progress` is told the phase, and how many of how many steps of it are done. Raises
    `ContradictionError` when the premises clash and `GameError` when the crisis is no game.
    """
    points = draw(crisis, draws=draws, seed=seed, threads=threads, progress=progress)
    compiled = compile(crisis, method=method, progress=progress)
    return forecast(
        compiled, points, seed=seed, observer=observer, check_unique=check_unique,
        threads=threads, progress=progress,
    )  # fmt: skip


def play_out(
    crisis: Crisis,
    *,
    stories: int = 5,
    seed: int = 1,
    observer: str = ANALYST,
    method: Method = "auto",
    progress: Progress | None = None,
) -> tuple[Story, ...]:
    """Tell stories of the solved crisis, each at its own draw; the same seed tells the same."""
    points = draw(crisis, draws=stories, seed=seed, progress=progress).points
    compiled = compile(crisis, method=method, progress=progress)
    return play_stories(compiled, points, seed=seed, observer=observer)


def equilibrium(
    crisis: Crisis,
    *,
    at: int | None = None,
    lam: float | None = None,
    seed: int = 1,
    progress: Progress | None = None,
) -> Equilibrium:
    """Solve a crisis once: at its `at`-th draw, or at the middle of what its claims allow.

    With `lam` all actors have that precision. Raises `GameError` if the crisis is no game,
    `ContradictionError` if its claims clash.
    """
    draws = CENTRE if at is None else at
    points = draw(crisis, draws=draws, seed=seed, progress=progress).points
    point = points.mean(axis=0, keepdims=True) if at is None else points[-1:]
    return solve_at(compile(crisis, progress=progress), point, lam=lam)
