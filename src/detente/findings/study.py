"""A study: one crisis, its draws, and the worlds made of it by edits, each solved once.

A *world* is a crisis at its points. What is to be read off its solutions is asked first; the draws
are then solved in one pass and everything asked is read. Worlds made by edits share the draws of
the study, so that differences between worlds are differences draw by draw.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from detente import pipeline
from detente.draws import Draws
from detente.findings.pairing import paired
from detente.forecast.assemble import Inquiry, assembled
from detente.forecast.conclusions import Measured
from detente.forecast.elsewhere import Check
from detente.forecast.readings import Readings
from detente.forecast.results import Forecast
from detente.forecast.run import Read, Reader, read_draws
from detente.game.compile import Compiled
from detente.model.crisis import ANALYST, Crisis, Edit
from detente.model.edits import edited
from detente.model.unknowns import unknowns
from detente.shapes import Floats, Longs

Progress = Callable[[str, int, int], None]


@dataclass(eq=False)
class World:
    """A crisis at its points (W, U'); `rows` (W) are the draws of the study that they belong to.

    `solved` counts the draws that were solved; asking something new after `read` solves again.
    Readers in `also` read every solution beside the readings.
    """

    crisis: Crisis
    compiled: Compiled
    points: Floats
    rows: Longs
    threads: int | None = None
    progress: Progress | None = None
    check: Check = field(default_factory=Check)
    solved: int = 0
    also: list[Reader] = field(default_factory=list, repr=False)
    _read: Read | None = field(default=None, repr=False)
    _served: int = field(default=0, repr=False)

    @cached_property
    def readings(self) -> Readings:
        """What is to be read off every solution; analyses add to it."""
        return Readings(self.compiled)

    @property
    def unknowns(self) -> tuple[str, ...]:
        """The paths of the columns of `points`."""
        return tuple(unknown.path for unknown in unknowns(self.crisis))

    @cached_property
    def inquiry(self) -> Inquiry:
        """Everything that a forecast asks; asked when first named."""
        ask = Inquiry.ask(self.readings, check=self.check)
        self.also.extend(ask.readers)
        return ask

    def questions(self, observer: str = ANALYST) -> tuple[Measured, ...]:
        """Ask all questions of the crisis, through an observer's eyes."""
        return tuple(
            Measured.of_question(self.readings, q, observer=observer) for q in self.crisis.questions
        )

    @property
    def read(self) -> Read:
        """What was read off the solutions; solves the draws when something new was asked."""
        if (
            self._read is None
            or len(self._read.chances) < len(self.readings.asked)
            or self._served < len(self.also)
        ):
            self._read = read_draws(
                self.readings,
                self.points,
                also=self.also,
                threads=self.threads,
                progress=self.progress,
            )
            self._served = len(self.also)
            self.solved += len(self.points)
        return self._read

    def values(self, measured: Measured) -> Floats:
        """Return what was measured in every draw (W); NaN where its condition cannot happen."""
        return measured.over(self.read.chances.__getitem__)


@dataclass(eq=False)
class Study:
    """A crisis and its draws, and the worlds that analyses make of it.

    In `kept` an analysis may keep, under its name, what it would otherwise make anew each time.
    """

    crisis: Crisis
    draws: Draws
    seed: int = 1
    method: pipeline.Method = "auto"
    threads: int | None = None
    progress: Progress | None = None
    check_unique: int | None = None
    kept: dict[str, object] = field(default_factory=dict, repr=False)
    _worlds: dict[tuple[Edit, ...], World] = field(default_factory=dict, repr=False)
    _elsewhere: dict[tuple[Edit, ...], World] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls,
        crisis: Crisis,
        *,
        draws: int = 1000,
        seed: int = 1,
        method: pipeline.Method = "auto",
        threads: int | None = None,
        progress: Progress | None = None,
        check_unique: int | None = None,
    ) -> Study:
        """Draw from what the claims allow; raises as `pipeline.draw` does.

        The forecast looks for other equilibria in `check_unique` of the draws, as `pipeline.run`.
        """
        points = pipeline.draw(crisis, draws=draws, seed=seed, threads=threads, progress=progress)
        return cls(crisis, points, seed, method, threads, progress, check_unique)

    @property
    def base(self) -> World:
        """The world as the argument has it."""
        return self.world()

    @property
    def forecast(self) -> Forecast:
        """The forecast of the argument as it stands; name `base.inquiry` before solving."""
        ask, base = self.base.inquiry, self.base
        return assembled(base.readings, self.draws, ask=ask, read=base.read, seed=self.seed)

    def world(self, *edits: Edit) -> World:
        """Return the world with the edits, at the study's draws; the same edits, the same world.

        Numbers that an edit adds or sets are drawn anew, evenly from what the claims allow beside
        the draw's other numbers; draws that allow none are left out of `World.rows`. Reversed
        claims leave none: use `elsewhere`. `GameError` where the edits make no game.
        """
        if edits not in self._worlds:
            crisis = edited(self.crisis, *edits)
            points, rows = paired(
                self.crisis, crisis, draws=self.draws, edits=edits, seed=self.seed
            )
            self._worlds[edits] = self._made(crisis, points, rows)
        return self._worlds[edits]

    def elsewhere(self, *edits: Edit) -> World:
        """Return the world with the edits at draws of its own: claims dropped or reversed.

        The draws are as many as the study's and have its seed. `ContradictionError` where what is
        left of the argument allows nothing.
        """
        if edits not in self._elsewhere:
            crisis, count = edited(self.crisis, *edits), len(self.draws.points)
            drawn = pipeline.draw(crisis, draws=count, seed=self.seed, threads=self.threads)
            self._elsewhere[edits] = self._made(crisis, drawn.points, np.arange(count))
        return self._elsewhere[edits]

    def _made(self, crisis: Crisis, points: Floats, rows: Longs) -> World:
        compiled = pipeline.compile(crisis, method=self.method)
        check = Check(self.check_unique, self.seed)
        return World(crisis, compiled, points, rows, self.threads, self.progress, check)
