"""The whole way on one screen: crisis, polytope, draws, game, forecast."""

from __future__ import annotations

from collections.abc import Callable

from detente.claims import polytope
from detente.draws import Draws
from detente.draws import draw as draw_points
from detente.forecast.assemble import forecast
from detente.forecast.results import Forecast
from detente.forecast.stories import Story
from detente.forecast.stories import play_out as play_stories
from detente.game.compile import Compiled, compile_crisis
from detente.model.crisis import ANALYST, Crisis

Progress = Callable[[str, int, int], None]


def draw(crisis: Crisis, *, draws: int = 1000, seed: int = 1, threads: int | None = None) -> Draws:
    """Draw points evenly from what the premises allow; `ContradictionError` if that is nothing."""
    return draw_points(polytope(crisis), draws=draws, seed=seed, threads=threads)


def compile(crisis: Crisis, *, progress: Progress | None = None) -> Compiled:
    """Build the game of a crisis; `GameError` if it is none, or too large."""
    return compile_crisis(crisis, progress=progress)


def run(
    crisis: Crisis,
    *,
    draws: int = 1000,
    seed: int = 1,
    threads: int | None = None,
    observer: str = ANALYST,
    progress: Progress | None = None,
) -> Forecast:
    """Forecast a crisis as an observer reads it; the same arguments give the same forecast.

    `progress` is told the phase, and how many of how many steps of it are done. Raises
    `ContradictionError` when the premises clash and `GameError` when the crisis is no game.
    """
    points = draw(crisis, draws=draws, seed=seed, threads=threads)
    compiled = compile(crisis, progress=progress)
    return forecast(
        compiled, points, seed=seed, observer=observer, threads=threads, progress=progress
    )


def play_out(
    crisis: Crisis, *, stories: int = 5, seed: int = 1, observer: str = ANALYST
) -> tuple[Story, ...]:
    """Tell stories of the solved crisis, each at its own draw; the same seed tells the same."""
    points = draw(crisis, draws=stories, seed=seed).points
    return play_stories(compile(crisis), points, seed=seed, observer=observer)
