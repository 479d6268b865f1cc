"""From a crisis, its draws and its game to a forecast."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.draws import Draws
from detente.forecast.conclusions import Conclusion, Measured
from detente.forecast.elsewhere import Check, Elsewhere
from detente.forecast.force import FirstForce, Legs
from detente.forecast.lasting import Lasting
from detente.forecast.manifest import manifest
from detente.forecast.moves import EverMade
from detente.forecast.ranked import Ranked
from detente.forecast.readings import Readings
from detente.forecast.results import Answer, Distribution, Forecast, StagePlay, Test
from detente.forecast.run import Progress, Read, Reader, read_draws
from detente.game.compile import Compiled
from detente.model.crisis import ANALYST, Question


@dataclass(frozen=True)
class Inquiry:
    """Everything that a forecast asks of every draw, as readings."""

    questions: tuple[tuple[Question, Measured], ...]
    conclusions: tuple[Conclusion, ...]
    first: FirstForce
    legs: Legs
    top_rung: Ranked
    lasting: Lasting
    ever: EverMade
    elsewhere: Elsewhere

    @classmethod
    def ask(cls, readings: Readings, *, check: Check | None = None) -> Inquiry:
        """Add the readings; `check` says in how many draws to look for other equilibria."""
        crisis = readings.compiled.crisis
        questions = tuple((q, Measured.of_question(readings, q)) for q in crisis.questions)
        return cls(
            questions=questions,
            conclusions=tuple(
                Conclusion.ask(readings, relation, claim=claim.name)
                for claim in crisis.claims
                for relation in claim.expects
            ),
            first=FirstForce.ask(readings),
            legs=Legs.ask(readings),
            top_rung=Ranked.ask_top_rung(readings),
            lasting=Lasting.ask(readings),
            ever=EverMade.ask(readings),
            elsewhere=Elsewhere.ask(readings, questions, check=check or Check()),
        )

    @property
    def readers(self) -> tuple[Reader, ...]:
        """What reads every solution beside the readings."""
        return self.lasting, self.elsewhere

    def answers(self, read: Read) -> tuple[Answer, ...]:
        """Return every question's answer in every draw."""
        chances = read.chances.__getitem__
        return tuple(Answer(q, measured.over(chances)) for q, measured in self.questions)

    def tests(self, read: Read, *, yardstick: str) -> tuple[Test, ...]:
        """Return every conclusion tested in every draw."""
        chances, draws = read.chances.__getitem__, len(read.status)
        return tuple(
            conclusion.test(chances, draws=draws, yardstick=yardstick)
            for conclusion in self.conclusions
        )


def forecast(
    compiled: Compiled,
    draws: Draws,
    *,
    seed: int,
    observer: str = ANALYST,
    check_unique: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Forecast:
    """Solve a compiled crisis for every draw and read the forecast through an observer's eyes.

    Other equilibria are looked for in `check_unique` of the draws.
    """
    readings = Readings(compiled, observer)
    ask = Inquiry.ask(readings, check=Check(check_unique, seed))
    read = read_draws(readings, draws.points, also=ask.readers, threads=threads, progress=progress)
    return assembled(readings, draws, ask=ask, read=read, seed=seed)


def assembled(readings: Readings, draws: Draws, *, ask: Inquiry, read: Read, seed: int) -> Forecast:
    """Put the forecast together from what was asked and read; other readings may stand beside."""
    compiled, chances = readings.compiled, read.chances
    return Forecast(
        crisis=compiled.crisis,
        observer=readings.observer,
        answers=ask.answers(read),
        tests=ask.tests(read, yardstick=compiled.crisis.yardstick),
        play=tuple(_play(compiled, read)),
        first_force=ask.first.distributions(readings, chances[ask.first.reading]),
        ever=ask.ever.distribution(read),
        top_rung=ask.top_rung.distribution(chances[ask.top_rung.reading]),
        exchanges=ask.lasting.exchanges,
        last_force=ask.lasting.last_force,
        exchange=ask.lasting.exchange,
        types=_types(compiled, read),
        tree=ask.legs.tree(readings, chances[ask.legs.reading]),
        points=draws.points,
        unknowns=draws.paths,
        bound=draws.bound,
        manifest=manifest(compiled, draws, read=read, seed=seed),
        uniqueness=ask.elsewhere.uniqueness,
    )


def _play(compiled: Compiled, read: Read) -> Iterator[StagePlay]:
    """Return, per stage, the chance of each of its moves and that it is skipped."""
    at = 0
    for step in compiled.course.steps:
        stage = step.stage
        chosen = read.play[:, at : at + len(stage.choose)]
        skipped = np.clip(1.0 - chosen.sum(axis=1, keepdims=True), 0.0, 1.0)
        yield StagePlay(
            stage=step.index,
            name=step.label,
            actor=stage.actor,
            start=step.start,
            end=step.end,
            moves=stage.choose,
            values=np.hstack((chosen, skipped)),
        )
        at += len(stage.choose)


def _types(compiled: Compiled, read: Read) -> tuple[Distribution, ...]:
    game = compiled.game
    return tuple(
        Distribution(
            actor.name,
            f"What type {actor.title} is",
            game.types[p],
            read.types[:, game.player_slot[p] : game.player_slot[p + 1]],
        )
        for p, actor in enumerate(compiled.crisis.actors)
        if actor.types
    )
