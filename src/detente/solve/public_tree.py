"""The solver of crises: agent quantal response equilibria on a public tree with private types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event, Lock

import numpy as np

from detente.errors import Problem, SolveError
from detente.game.arrays import Game, Numbers
from detente.machine import processors
from detente.solve.lanes.ensemble import Ensemble, solve_side_by_side
from detente.solve.lanes.layout import lay_out
from detente.solve.lanes.register import WIDTH
from detente.solve.lanes.room import views_of
from detente.solve.solution import Solutions
from detente.solve.tree.branch import solve_draw
from detente.solve.tree.huge import LARGE, Precision, solve_in_turn
from detente.solve.tree.index import Tree, numbered, tree_of
from detente.solve.tree.sweep import Room, room_for
from detente.solve.tree.together import solve_together

MOST_CHOICES = 4_000_000
"""Choice probabilities up to which draws are solved side by side: a thread holds 16 of each."""


def solve(
    game: Game,
    numbers: Numbers,
    *,
    tolerance: float = 1e-9,
    max_sweeps: int = 20_000,
    threads: int | None = None,
    scale: float = 1.0,
    precision: Precision = "double",
    progress: Callable[[int, int], None] | None = None,
) -> Solutions:
    """Solve a game for every draw: the agent quantal response equilibrium on the principal branch.

    The equilibrium of McKelvey and Palfrey (1998, Definition 3) with beliefs that may differ by
    observer. `scale` multiplies every precision; `progress` is called with the draws done and
    their number. Draws do not see each other, so the result does not depend on `threads`; where
    a large tree has fewer draws than there are threads, they share its sweeps.

    `precision="single"` holds values and choices in 32 bits, which halves most of the memory of a
    large tree. The tolerance is then at least 1e-5, and the residual, which is measured in double
    precision, says how far the choices are off.

    Raises `SolveError` when the numbers do not fit the game or are not finite, and where payoffs
    times precision are too large for single precision.
    """
    check_numbers(game, numbers, tolerance=tolerance, max_sweeps=max_sweeps, scale=scale)
    tree, lent = tree_of(game), max(1, threads or processors())
    if game.blind is not None:
        return solve_together(
            game, numbers, tolerance=tolerance, max_sweeps=max_sweeps, scale=scale,
            into=empty(tree, draws=len(numbers)), threads=lent, progress=progress,
        )  # fmt: skip
    choices = len(tree.child) * int(np.diff(tree.player_slot).max(initial=1))
    alone = len(numbers) == 1 and len(tree.mover) >= LARGE
    if precision == "single" or alone or (choices > MOST_CHOICES and len(numbers) < lent):
        return solve_in_turn(
            tree, numbers, threads=lent, precision=precision, tolerance=tolerance,
            max_sweeps=max_sweeps, scale=scale, progress=progress,
        )  # fmt: skip
    result = empty(tree, draws=len(numbers))
    following, done, stop, lock = count(), count(1), Event(), Lock()
    workers = max(1, min(lent, len(numbers)))
    job = None
    if choices <= MOST_CHOICES:
        layout = lay_out(tree)
        views = views_of(layout, numbers)
        job = Ensemble(layout, views, numbers, result, tolerance, max_sweeps, scale)

    def draws() -> Iterator[int]:
        while not stop.is_set() and (draw := next(following)) < len(numbers):
            yield draw

    def work(_: int) -> None:
        room = None
        lanes = min(WIDTH, -(-len(numbers) // workers))
        ended = ((draw, False) for draw in draws())
        for draw, holds in solve_side_by_side(job, draws(), lanes=lanes) if job else ended:
            if not holds:
                room = room or room_for(tree, chances=numbers.chance.shape[1])
                one = numbered(numbers, draw)
                how = solve_draw(
                    tree, one, room, tolerance=tolerance, max_sweeps=max_sweeps, scale=scale
                )
                store(result, draw, room, how)
            if progress is not None:
                with lock:
                    progress(next(done), len(numbers))

    if workers == 1:
        work(0)
        return result
    with ThreadPoolExecutor(workers) as pool:
        try:
            list(pool.map(work, range(workers)))
        finally:
            stop.set()
    return result


def empty(tree: Tree, *, draws: int) -> Solutions:
    """Make room for the solutions of so many draws."""
    slots = len(tree.slot_player)
    types = int(np.diff(tree.player_slot).max(initial=1))
    return Solutions(
        policy=np.zeros((draws, len(tree.child), types)),
        residual=np.zeros(draws),
        sweeps=np.zeros(draws, np.int32),
        status=np.zeros(draws, np.int32),
        regret=np.zeros((draws, slots)),
        worth=np.zeros((draws, slots)),
    )


def store(result: Solutions, draw: int, room: Room, ended: tuple[float, int, int]) -> None:
    """Copy what a thread has just solved into the row of its draw."""
    result.policy[draw] = room.policy
    result.residual[draw], result.sweeps[draw], result.status[draw] = ended
    result.worth[draw] = room.worth[0]
    result.regret[draw] = np.maximum(room.best[0] - room.worth[0], 0.0)


def check_numbers(
    game: Game, numbers: Numbers, *, tolerance: float, max_sweeps: int, scale: float
) -> None:
    """Refuse numbers that do not fit the game; everything after this trusts them."""
    draws, players, slots = len(numbers), len(game.players), len(game.slot_player)
    rows = int(max(game.reward.max(initial=0), game.final.max(initial=0))) + 1
    chances = int(game.chance.max(initial=-1)) + 1
    wanted = {
        "rationality": (draws, players), "value": (draws, rows, slots),
        "chance": (draws, chances, players + 1), "prior": (draws, players + 1, slots),
    }  # fmt: skip
    for name, least in wanted.items():
        array = getattr(numbers, name)
        # rows of chances that no edge names, and observers beyond the analyst, do no harm
        spare = {"value": (1,), "chance": (1, 2), "prior": (1,)}.get(name, ())
        fits = array.ndim == len(least) and all(
            have >= need if axis in spare else have == need
            for axis, (have, need) in enumerate(zip(array.shape, least, strict=True))
        )
        if not fits:
            message = f"`{name}` has shape {array.shape}, but this game needs {least}"
            raise SolveError(Problem(message, hint="build the numbers from the same game"))
        if not np.isfinite(array).all():
            raise SolveError(f"`{name}` holds something that is not a finite number")
    if (numbers.rationality < 0).any() or not 0 <= scale < np.inf:
        raise SolveError("a precision is negative: rationality and scale have to be zero or more")
    if not tolerance > 0 or max_sweeps < 1:
        raise SolveError("the tolerance has to be above zero, and at least one sweep is needed")
