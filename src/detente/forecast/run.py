"""The loop over draws: solve a block, read everything off each solution, keep only the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np

from detente.forecast.abreast import Abreast, Companion, batches
from detente.forecast.methods import Block, Exact, Method, OnGrid, OnTree
from detente.forecast.readings import Readings
from detente.game.arrays import Numbers
from detente.game.course import is_nature
from detente.game.flow import edge_chances
from detente.game.play import Play
from detente.game.reading import answers
from detente.machine import processors
from detente.shapes import Floats, Ints

Progress = Callable[[str, int, int], None]
BLOCK_FLOATS = 12_500_000
"""Numbers of policies held at once (100 MB); blocks of draws are cut to stay below."""


@dataclass(frozen=True)
class Read:
    """What was read off every draw, and how well each was solved."""

    method: Method
    chances: tuple[Floats, ...]  # per reading: D, answers; rows sum to one
    play: Floats  # D, (step, move) pairs in the order of the course
    types: Floats  # D, K: belief that the slot's player has its type, after the record
    residual: Floats  # D
    error: Floats  # D: NaN where it was not measured
    sweeps: Ints  # D
    status: Ints  # D
    regret: Floats  # D, K
    folded: Floats  # D: largest chance of a node where another equilibrium was seen


class Reader(Protocol):
    """Something else that is read off every solution, into arrays of the reader's own.

    If it is a `Companion` too, it reads solutions of the tree several at a time.
    """

    def begin(self, draws: int) -> None:
        """Make room for so many draws."""

    def read(self, row: int, d: int, numbers: Numbers, solved: Block) -> None:
        """Read draw `d` of a solved block into a row; other rows are read at the same time."""


def method_for(readings: Readings) -> Method:
    """Return the solver that a compiled crisis is made for."""
    compiled = readings.compiled
    if compiled.evidence:
        return OnTree(compiled.game)
    return OnGrid(compiled.game, record=readings.allowed)


def read_draws(
    readings: Readings,
    points: Floats,
    *,
    also: Sequence[Reader] = (),
    threads: int | None = None,
    progress: Progress | None = None,
) -> Read:
    """Solve the game at every point (D, U) and read all readings; the same for any `threads`.

    The readers in `also` read the same solutions.
    """
    method = method_for(readings)
    reader = _Reader(readings, method, draws=len(points), also=also)
    for other in also:
        other.begin(len(points))
    workers = max(1, threads or processors())
    block = max(workers, min(256, BLOCK_FLOATS // max(1, method.floats_a_draw)))
    measured, errors = method.prepare(readings.numbers, points, threads=workers)
    with ThreadPoolExecutor(workers) as pool:
        for begin in range(0, len(points), block):
            numbers = readings.numbers(points[begin : begin + block])

            def report(done: int, _: int, begin: int = begin) -> None:
                if progress:
                    progress("solving the draws", begin + done, len(points))

            solved = method.solve(numbers, threads=workers, progress=report)
            reader.keep(begin, solved)
            list(pool.map(lambda job: job(), reader.jobs(begin, numbers, solved)))
            del solved  # before the next block is solved: policies are what is large
    known = ~np.isnan(errors)
    reader.result.error[measured[known]] = errors[known]
    return reader.result


class _Reader:
    """Reads one draw after the other into the arrays of a `Read`."""

    def __init__(
        self, readings: Readings, method: Method, *, draws: int, also: Sequence[Reader] = ()
    ) -> None:
        game = readings.compiled.game
        self.readings, self.game, self.also = readings, game, also
        self.observers = sorted({a.observer for a in readings.asked} | {self._me})
        self.column, pairs = play_columns(readings)
        self.mover = game.mover[game.source]
        self.record = readings.ask_record()
        self.abreast: Abreast | None = None
        if isinstance(method, OnTree):
            self.abreast = Abreast(
                readings, method.tree, self.observers, self._me, self.record, self.column
            )
        slots = len(game.slot_player)
        self.result = Read(
            method=method,
            chances=tuple(np.zeros((draws, a.lift.answers)) for a in readings.asked),
            play=np.zeros((draws, pairs)),
            types=np.ones((draws, slots)),
            residual=np.zeros(draws),
            error=np.zeros(draws),
            sweeps=np.zeros(draws, np.int32),
            status=np.zeros(draws, np.int32),
            regret=np.zeros((draws, slots)),
            folded=np.zeros(draws),
        )

    @property
    def _me(self) -> int:
        return self.readings.observer_index(self.readings.observer)

    def keep(self, begin: int, solved: Block) -> None:
        """Store how well a block of draws was solved."""
        rows = slice(begin, begin + len(solved.residual))
        for name in ("residual", "error", "sweeps", "status", "regret", "folded"):
            getattr(self.result, name)[rows] = getattr(solved, name)

    def jobs(self, begin: int, numbers: Numbers, solved: Block) -> Iterator[Callable[[], None]]:
        """Cut the reading of a block into calls that may run at the same time."""
        abreast = self.abreast if isinstance(solved, Exact) else None
        together = [other for other in self.also if abreast and isinstance(other, Companion)]
        alone = [o for o in self.also if not (abreast and isinstance(o, Companion))]
        single = [other.read for other in alone]
        for read in single if abreast else [self.read, *single]:
            for d in range(len(numbers)):
                yield partial(read, begin + d, d, numbers, solved)
        if abreast and isinstance(solved, Exact):
            for draws in batches(len(numbers)):
                yield partial(
                    abreast.read, draws, numbers, solved.solved.policy, into=self.result,
                    row=begin + draws.start, also=together,
                )  # fmt: skip

    def read(self, row: int, d: int, numbers: Numbers, solved: Block) -> None:
        """Read one draw: every answer, the play of every stage, beliefs after the record."""
        plays = {observer: solved.play(d, observer=observer) for observer in self.observers}
        for asked, chances in zip(self.readings.asked, self.result.chances, strict=True):
            found = answers(asked.lift, plays[asked.observer])
            total = found.sum()
            chances[row] = found / total if total > 0 else np.nan
        mine = plays[self._me]
        flow = edge_chances(self.game, mine, allowed=self.readings.allowed)
        played = self.column >= 0
        self.result.play[row] = np.bincount(
            self.column[played], flow[played], minlength=self.result.play.shape[1]
        )
        self.result.types[row] = self._types(numbers, d, solved.policy(d), mine)

    def _types(self, numbers: Numbers, d: int, policy: Floats, mine: Play) -> Floats:
        """Bayes on the record: prior times the chance of the record if the player has the type."""
        game = self.game
        posterior: Floats = numbers.prior[d, self._me].copy()
        for player, names in enumerate(game.types):
            if len(names) == 1:
                continue
            slots = slice(game.player_slot[player], game.player_slot[player + 1])
            for t in range(len(names)):
                own = np.where((self.mover == player)[:, None], policy[:, :, t], mine.chance)
                posterior[slots.start + t] *= answers(self.record, Play(own, mine.to))[1]
            posterior[slots] /= posterior[slots].sum()
        return posterior


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
    step_of = game.stage[game.source]
    decides = game.mover[game.source] >= 0
    plays = decides | natural[step_of]
    return np.where(plays, pair[step_of, game.move], -1), count
