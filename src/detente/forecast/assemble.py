"""From a crisis, its draws and its game to a forecast."""

from __future__ import annotations

import hashlib
from importlib import metadata

import numpy as np

from detente.draws import Draws
from detente.forecast.conclusions import Conclusion, Measured, conditional
from detente.forecast.force import FirstForce, LastForce, Legs
from detente.forecast.readings import Readings
from detente.forecast.results import (
    Answer,
    Convergence,
    Distribution,
    Forecast,
    Manifest,
    Sampling,
    StagePlay,
)
from detente.forecast.run import Progress, Read, read_draws
from detente.game import automata
from detente.game.compile import Compiled
from detente.model import conditions as c
from detente.model.crisis import ANALYST, Crisis, Question
from detente.model.relations import Expectation, Probability
from detente.scenario import write
from detente.shapes import Floats
from detente.solve.solution import Status

TOLERANCE = 1e-9


def forecast(
    compiled: Compiled,
    draws: Draws,
    *,
    seed: int,
    observer: str = ANALYST,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Forecast:
    """Solve a compiled crisis for every draw and read the forecast through an observer's eyes."""
    crisis = compiled.crisis
    readings = Readings(compiled, observer)
    questions = [(q, _measured(readings, q)) for q in crisis.questions]
    conclusions = [
        Conclusion.ask(readings, relation, claim=claim.name)
        for claim in crisis.claims
        for relation in claim.expects
    ]
    first, last, legs = (kind.ask(readings) for kind in (FirstForce, LastForce, Legs))
    top, exchanges = _Ranked.ask_top_rung(readings), _Ranked.ask_exchanges(readings)
    read = read_draws(readings, draws.points, threads=threads, tolerance=TOLERANCE, progress=progress)
    chances = read.chances.__getitem__
    count = len(draws.points)
    return Forecast(
        crisis=crisis, observer=observer,
        answers=tuple(Answer(q, measured.over(chances)) for q, measured in questions),
        tests=tuple(
            conclusion.test(chances, draws=count, yardstick=crisis.yardstick)
            for conclusion in conclusions
        ),
        play=_play(compiled, read),
        first_force=first.distributions(readings, chances(first.reading)),
        ever=None,
        top_rung=top.distribution(chances(top.reading)).possible,
        exchanges=exchanges.distribution(chances(exchanges.reading)).possible,
        last_force=Distribution(
            "last_force", "Last use of force", last.labels, chances(last.reading)
        ).possible,
        types=_types(compiled, read),
        tree=legs.tree(readings, chances(legs.reading)),
        points=draws.points, unknowns=draws.paths, bound=draws.bound,
        manifest=_manifest(compiled, draws, read, seed=seed),
    )


def _measured(readings: Readings, question: Question) -> Measured:
    if question.asks is not None:
        return Measured.ask(readings, Probability(question.asks))
    if question.counts is None:
        raise ValueError(question.name)
    return Measured.ask(readings, Expectation(question.counts))


class _Ranked:
    """A quantity as a distribution over its own values."""

    def __init__(self, name: str, title: str, reading: int, labels: tuple[str, ...]) -> None:
        self.name, self.title, self.reading, self.labels = name, title, reading, labels

    @classmethod
    def ask_top_rung(cls, readings: Readings) -> _Ranked:
        """Ask for the highest rung after the record."""
        raw = readings.memory.quantity(c.TopRung())
        after = automata.frozen(raw, readings.after_record)
        values = np.unique(after.output)
        ranked = after.map(lambda out: np.searchsorted(values, out).astype(np.int32))
        labels = tuple(str(value) for value in values)
        return cls("top_rung", "Highest rung reached", readings.ask(ranked), labels)

    @classmethod
    def ask_exchanges(cls, readings: Readings) -> _Ranked:
        """Ask for the number of exchanges, the record's use of force counted."""
        reading, values = readings.ask_quantity(c.Exchanges())
        labels = tuple(f"{int(value)}" for value in values[1:])
        return cls("exchanges", "Number of exchanges", reading, labels)

    def distribution(self, answers: Floats) -> Distribution:
        """Drop the answer `not given`, which an unconditional quantity never takes."""
        values = answers[:, 1:] if answers.shape[1] == len(self.labels) + 1 else answers
        full = np.zeros((len(values), len(self.labels)))
        full[:, : values.shape[1]] = values
        return Distribution(self.name, self.title, self.labels, full)


def _play(compiled: Compiled, read: Read) -> tuple[StagePlay, ...]:
    plays, at = [], 0
    for step in compiled.course.steps:
        width = len(step.stage.choose)
        chosen = read.play[:, at : at + width]
        skipped = np.clip(1.0 - chosen.sum(axis=1, keepdims=True), 0.0, 1.0)
        plays.append(StagePlay(
            step.index, step.label, step.stage.actor, step.start, step.end, step.stage.choose,
            np.hstack((chosen, skipped)),
        ))
        at += width
    return tuple(plays)


def _types(compiled: Compiled, read: Read) -> tuple[Distribution, ...]:
    game, crisis = compiled.game, compiled.crisis
    return tuple(
        Distribution(
            actor.name, f"What type {actor.title} is", game.types[p],
            read.types[:, game.player_slot[p] : game.player_slot[p + 1]],
        )
        for p, actor in enumerate(crisis.actors)
        if actor.types
    )


def _manifest(compiled: Compiled, draws: Draws, read: Read, *, seed: int) -> Manifest:
    game, crisis = compiled.game, compiled.crisis
    nodes, edges = game.size
    worst = read.regret.max(axis=0, initial=0.0)
    return Manifest(
        version=metadata.version("detente"), crisis=crisis.name, source_name=crisis.source_name,
        sha256=fingerprint(crisis),
        sampling=Sampling(
            draws=len(draws.points), seed=seed, unknowns=len(draws.paths),
            dimension=draws.dimension, half_spaces=draws.half_spaces,
            effective=draws.effective, rhat=draws.rhat,
        ),
        convergence=Convergence(
            nodes, edges, compiled.public_states, float(np.median(read.sweeps)),
            int(read.sweeps.max(initial=0)), int((read.status == Status.CONVERGED).sum()), TOLERANCE,
            float(read.residual.max(initial=0.0)),
            tuple(
                (game.players[p], game.types[p][t], float(worst[k]))
                for k, (p, t) in enumerate(zip(game.slot_player, game.slot_type, strict=True))
            ),
        ),
    )


def fingerprint(crisis: Crisis) -> str:
    """Return the SHA-256 of the crisis as printed: what it says, not how it was laid out."""
    return hashlib.sha256(write(crisis).encode()).hexdigest()
