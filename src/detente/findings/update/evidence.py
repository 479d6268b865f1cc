"""What the evidence asks of every draw: its likelihood, and all answers given it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.findings.update.seen import Seen, automaton
from detente.forecast.conclusions import Measured
from detente.forecast.readings import Readings
from detente.forecast.run import Read
from detente.game import automata
from detente.game.automata import Automaton
from detente.model.crisis import Question
from detente.shapes import Bools, Floats


@dataclass(frozen=True)
class Weighed:
    """Particles with what the evidence says of each; arrays have a row a particle (P)."""

    points: Floats  # P, U
    binding: Bools  # P, H
    prefixes: Floats  # P, J: chance of the first j + 1 observations, given the record
    answers: Floats  # P, Q: given all observations
    types: tuple[Floats, ...]  # per typed actor: P, types

    @property
    def likelihood(self) -> Floats:
        """The chance of all observations (P)."""
        return np.asarray(self.prefixes[:, -1])

    def taken(self, rows: np.ndarray) -> Weighed:
        """Return some of the particles, in that order."""
        return Weighed(
            self.points[rows], self.binding[rows], self.prefixes[rows], self.answers[rows],
            tuple(values[rows] for values in self.types),
        )  # fmt: skip

    def where(self, kept: Bools, other: Weighed) -> Weighed:
        """Return the particles, and in the rows that are kept those of the other."""

        def chosen(mine: Floats, theirs: Floats) -> Floats:
            return np.where(kept.reshape(-1, *[1] * (mine.ndim - 1)), theirs, mine)

        types = zip(self.types, other.types, strict=True)
        return Weighed(
            chosen(self.points, other.points), self.binding,
            chosen(self.prefixes, other.prefixes), chosen(self.answers, other.answers),
            tuple(chosen(mine, theirs) for mine, theirs in types),
        )  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """The readings of the evidence."""

    prefixes: tuple[int, ...]
    questions: tuple[Measured, ...]
    types: tuple[tuple[int, ...], ...]  # per typed actor and type
    slots: tuple[slice, ...]  # per typed actor

    @classmethod
    def ask(cls, readings: Readings, seen: Sequence[Seen]) -> Evidence:
        """Add the readings."""
        course, crisis = readings.compiled.course, readings.compiled.crisis
        whole = automaton(course, seen)
        typed = [actor for actor in crisis.actors if actor.types]
        return cls(
            tuple(readings.ask(automaton(course, seen[: j + 1])) for j in range(len(seen))),
            tuple(_question(readings, q, whole) for q in crisis.questions),
            tuple(
                tuple(readings.ask(whole, knowing=((actor.name, t.name),)) for t in actor.types)
                for actor in typed
            ),
            tuple(readings.slots(actor.name) for actor in typed),
        )

    def weighed(self, read: Read, *, points: Floats, binding: Bools) -> Weighed:
        """Put together what was read off every particle."""
        chances = read.chances.__getitem__
        prefixes = np.array([_yes(chances(number)) for number in self.prefixes]).T
        return Weighed(
            points,
            binding,
            prefixes,
            np.array([measured.over(chances) for measured in self.questions]).T,
            tuple(
                _posterior(read.types[:, slots], [_yes(chances(number)) for number in numbers])
                for slots, numbers in zip(self.slots, self.types, strict=True)
            ),
        )


def _question(readings: Readings, question: Question, seen: Automaton) -> Measured:
    """Ask a question given what was seen: 0 not as seen, then its answers in order."""
    memory = readings.memory
    if question.asks is not None:
        both = automata.product(
            memory.condition(question.asks), seen, lambda is_so, given: given * (1 + is_so)
        )
        return Measured(readings.ask(both), None)
    if question.counts is None:
        raise ValueError(question.name)
    counted = memory.quantity(question.counts)
    values = np.unique(counted.output)
    ranked = counted.map(lambda out: np.searchsorted(values, out).astype(np.int32))
    both = automata.product(ranked, seen, lambda rank, given: given * (1 + rank))
    return Measured(readings.ask(both), np.concatenate(([np.nan], values.astype(float))))


def _yes(answers: Floats) -> Floats:
    return answers[:, 1] if answers.shape[1] > 1 else np.zeros(len(answers))


def _posterior(before: Floats, likelihood: list[Floats]) -> Floats:
    """Return Bayes on an actor's types (P, types); NaN where the evidence has no chance."""
    joint = before * np.nan_to_num(np.array(likelihood).T)
    whole = joint.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(joint, whole, out=np.full_like(joint, np.nan), where=whole > 0))
