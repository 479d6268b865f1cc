"""The loop over draws: solve a block, read everything off each solution, keep only the answers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from detente.forecast.readings import Readings
from detente.game.arrays import Game, Numbers
from detente.game.course import is_nature
from detente.game.flow import edge_chances
from detente.game.reading import answers
from detente.shapes import Floats, Ints
from detente.solve.public_tree import processors, solve
from detente.solve.reading import observer_weights
from detente.solve.solution import Solutions
from detente.solve.tree import tree_of

Progress = Callable[[str, int, int], None]
BLOCK_BYTES = 200_000_000
"""Policies held at once; blocks of draws are cut to stay below."""


@dataclass(frozen=True)
class Read:
    """What was read off every draw, and how well each was solved."""

    chances: tuple[Floats, ...]  # per reading: D, answers; rows sum to one
    play: Floats  # D, (step, move) pairs in the order of the course
    types: Floats  # D, K: belief that the slot's player has its type, after the record
    residual: Floats  # D
    sweeps: Ints  # D
    status: Ints  # D
    regret: Floats  # D, K


def read_draws(
    readings: Readings,
    points: Floats,
    *,
    threads: int | None = None,
    tolerance: float = 1e-9,
    progress: Progress | None = None,
) -> Read:
    """Solve the game at every point (D, U) and read all readings; the same for any `threads`."""
    game, parameters = readings.compiled.game, readings.compiled.parameters
    reader = _Reader(readings, len(points))
    workers = max(1, threads or processors())
    block = _block(game, workers)
    with ThreadPoolExecutor(workers) as pool:
        for begin in range(0, len(points), block):
            numbers = parameters.numbers(points[begin : begin + block])

            def report(done: int, _: int, begin: int = begin) -> None:
                if progress:
                    progress("solving the draws", begin + done, len(points))

            solutions = solve(game, numbers, threads=workers, tolerance=tolerance, progress=report)
            reader.keep(begin, solutions)
            jobs = [
                pool.submit(reader.read, begin, d, numbers, solutions.policy[d])
                for d in range(len(numbers))
            ]
            for job in jobs:
                job.result()
    return reader.result


def _block(game: Game, workers: int) -> int:
    """Return how many draws to hold at once: at least one a worker."""
    types = max(len(names) for names in game.types)
    fitting = BLOCK_BYTES // (8 * types * max(1, len(game.child)))
    return max(workers, min(256, fitting))


class _Reader:
    """Reads one draw after the other into the arrays of a `Read`."""

    def __init__(self, readings: Readings, draws: int) -> None:
        game = readings.compiled.game
        self.readings, self.game = readings, game
        self.tree = tree_of(game)
        self.observers = sorted({a.observer for a in readings.asked} | {self._me})
        self.column, pairs = play_columns(readings)
        self.record = readings.ask_record()
        self.result = Read(
            chances=tuple(np.zeros((draws, a.lift.answers)) for a in readings.asked),
            play=np.zeros((draws, pairs)),
            types=np.ones((draws, len(game.slot_player))),
            residual=np.zeros(draws),
            sweeps=np.zeros(draws, np.int32),
            status=np.zeros(draws, np.int32),
            regret=np.zeros((draws, len(game.slot_player))),
        )

    @property
    def _me(self) -> int:
        return self.readings.observer_index(self.readings.observer)

    def keep(self, begin: int, solutions: Solutions) -> None:
        """Store how well a block of draws was solved."""
        rows = slice(begin, begin + len(solutions.residual))
        self.result.residual[rows] = solutions.residual
        self.result.sweeps[rows] = solutions.sweeps
        self.result.status[rows] = solutions.status
        self.result.regret[rows] = solutions.regret

    def read(self, begin: int, d: int, numbers: Numbers, policy: Floats) -> None:
        """Read one draw: every answer, the play of every stage, beliefs after the record."""
        weights = {
            observer: observer_weights(
                self.game, numbers, policy, observer=observer, draw=d, tree=self.tree
            )
            for observer in self.observers
        }
        for asked, chances in zip(self.readings.asked, self.result.chances, strict=True):
            found = answers(asked.lift, weights[asked.observer])
            total = found.sum()
            chances[begin + d] = found / total if total > 0 else np.nan
        mine = weights[self._me]
        flow = edge_chances(self.game, mine, allowed=self.readings.allowed)
        played = self.column >= 0
        self.result.play[begin + d] = np.bincount(
            self.column[played], flow[played], minlength=self.result.play.shape[1]
        )
        self.result.types[begin + d] = self._types(numbers, d, policy, mine)

    def _types(self, numbers: Numbers, d: int, policy: Floats, weights: Floats) -> Floats:
        """Bayes on the record: prior times the chance of the record if the player has the type."""
        game = self.game
        posterior: Floats = numbers.prior[d, self._me].copy()
        mover = np.repeat(game.mover, np.diff(game.first))
        for player, names in enumerate(game.types):
            if len(names) == 1:
                continue
            slots = slice(game.player_slot[player], game.player_slot[player + 1])
            for t in range(len(names)):
                own = np.where(mover == player, policy[:, t], weights)
                posterior[slots.start + t] *= self._record_chance(own)
            posterior[slots] /= posterior[slots].sum()
        return posterior

    def _record_chance(self, weights: Floats) -> float:
        return float(answers(self.record, weights)[1])


def play_columns(readings: Readings) -> tuple[Ints, int]:
    """Return, per edge (E), the (step, move) pair that it plays, or -1; and the number of pairs."""
    compiled = readings.compiled
    game, index = compiled.game, {m.name: i for i, m in enumerate(compiled.crisis.moves)}
    pair = np.full((len(compiled.course.steps), len(index)), -1, np.int32)
    count = 0
    for step in compiled.course.steps:
        for name in step.stage.choose:
            pair[step.index, index[name]] = count
            count += 1
    natural = np.array([is_nature(step) for step in compiled.course.steps])
    step_of = np.repeat(game.stage, np.diff(game.first))
    decides = np.repeat(game.mover, np.diff(game.first)) >= 0
    plays = decides | natural[step_of]
    return np.where(plays, pair[step_of, game.move], -1), count
