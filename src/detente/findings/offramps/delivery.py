"""How far a package gets: what is answered at each of its stages, and where it breaks.

The first move of a stage's menu delivers. A package is delivered whole when every stage of its
own has delivered; it breaks at the first move that refuses; it stalls when a later stage never
opens, because play has ended or its guards do not hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from detente.findings.study import World
from detente.forecast.readings import Knowing
from detente.game import automata
from detente.game.automata import Automaton
from detente.game.course import Course, Step
from detente.model.crisis import ANALYST, NATURE, Crisis
from detente.shapes import Floats


@dataclass(frozen=True)
class Answers:
    """The answers at one stage of a package, as somebody sees them.

    `knowing` names the chooser's type where the chooser reads it itself. `chance` (D) is that the
    stage is played, `values` (D, M) the chance of each move given that it is; NaN where it is not.
    """

    stage: str
    actor: str
    start: date
    end: date
    moves: tuple[str, ...]  # the first delivers
    observer: str
    type: str
    chance: Floats  # D
    values: Floats  # D, M


@dataclass(frozen=True)
class Delivery:
    """How far a package gets in every draw (D), as the analyst sees it.

    `breaks` names stage and move; `values` has one column each, in the order of the course. The
    chances of never being begun, of whole delivery, of stalling and of all breaks sum to one.
    """

    stages: int
    begun: Floats  # D
    whole: Floats  # D
    stalled: Floats  # D
    breaks: tuple[tuple[str, str], ...]
    values: Floats  # D, breaks


@dataclass(frozen=True)
class AskedDelivery:
    """The readings of a package's own stages in one world."""

    steps: tuple[Step, ...]
    views: tuple[tuple[int, str, str, int], ...]  # step, observer, type, reading
    progress: int  # -1: the package has no stages

    @classmethod
    def ask(cls, world: World, *, pieces: int) -> AskedDelivery:
        """Ask about the stages in the last pieces of course spliced in, in everybody's eyes."""
        course = world.compiled.course
        steps = own_steps(course, pieces=pieces)
        if not steps:
            return cls((), (), -1)
        parties = tuple(dict.fromkeys(step.stage.actor for step in steps))
        views = tuple(
            (i, observer, type_, world.readings.ask(
                _answered(course, step), observer=observer, knowing=knowing
            ))
            for i, step in enumerate(steps)
            for observer, type_, knowing in _eyes(world.crisis, step, parties)
        )  # fmt: skip
        return cls(steps, views, world.readings.ask(_progress(course, steps)))

    def answers(self, chances: tuple[Floats, ...]) -> Iterator[Answers]:
        """Yield what was answered, stage by stage, view by view."""
        for i, observer, type_, reading in self.views:
            step = self.steps[i]
            full = _wide(chances[reading], 1 + len(step.stage.choose))
            played = full[:, 1:].sum(axis=1)
            with np.errstate(invalid="ignore", divide="ignore"):
                values = np.where(played[:, None] > 0, full[:, 1:] / played[:, None], np.nan)
            yield Answers(
                step.label, step.stage.actor, step.start, step.end, step.stage.choose,
                observer, type_, played, values,
            )  # fmt: skip

    def delivery(self, chances: tuple[Floats, ...]) -> Delivery | None:
        """Return how far the package gets, or None if it has no stages of its own."""
        if self.progress < 0:
            return None
        count, breaks = len(self.steps), _breaks(self.steps)
        full = _wide(chances[self.progress], 1 + count + len(breaks))
        return Delivery(
            count,
            begun=1.0 - full[:, 0],
            whole=full[:, count],
            stalled=full[:, 1:count].sum(axis=1),
            breaks=tuple((self.steps[s].label, move) for s, move in breaks),
            values=full[:, 1 + count :],
        )


def own_steps(course: Course, *, pieces: int) -> tuple[Step, ...]:
    """Return the steps of the last so many pieces spliced in that somebody decides."""
    count = len(course.crisis.inserted)
    mine = tuple(f"inserted.{piece}." for piece in range(count - pieces, count))
    return tuple(
        step for step in course.steps
        if step.path.startswith(mine) and step.stage.actor != NATURE
    )  # fmt: skip


def _eyes(
    crisis: Crisis, step: Step, parties: tuple[str, ...]
) -> Iterator[tuple[str, str, Knowing]]:
    """Yield who looks at a stage: the analyst, the parties, and the chooser of each type."""
    yield ANALYST, "", ()
    chooser = crisis.actor(step.stage.actor)
    for party in parties:
        if party != chooser.name:
            yield party, "", ()
    for type_ in chooser.types:
        yield chooser.name, type_.name, ((chooser.name, type_.name),)


def _answered(course: Course, step: Step) -> Automaton:
    """Answer 0 until the step is played, then 1 + the place of the move made in its menu."""
    moves = [course.crisis.moves[e.move].name for e in course.events]
    table = np.repeat(np.arange(1 + len(step.stage.choose))[:, None], len(moves), axis=1)
    for x, event in enumerate(course.events):
        if event.step == step.index:
            table[0, x] = 1 + step.stage.choose.index(moves[x])
    return automata.minimal(table, np.arange(len(table)))


def _breaks(steps: tuple[Step, ...]) -> list[tuple[int, str]]:
    return [(s, move) for s, step in enumerate(steps) for move in step.stage.choose[1:]]


def _progress(course: Course, steps: tuple[Step, ...]) -> Automaton:
    """Answer how many stages have delivered, or, beyond their number, which refusal came first."""
    place = {step.index: s for s, step in enumerate(steps)}
    breaks = {pair: len(steps) + 1 + i for i, pair in enumerate(_breaks(steps))}

    def follow(state: int, x: int) -> int:
        event = course.events[x]
        if event.step not in place or state > len(steps):
            return state
        s, move = place[event.step], course.crisis.moves[event.move].name
        return min(state + 1, len(steps)) if move == steps[s].stage.choose[0] else breaks[s, move]

    return automata.explore(0, follow, answer=lambda state: state, events=len(course.events))


def _wide(answers: Floats, columns: int) -> Floats:
    full = np.zeros((len(answers), columns))
    full[:, : answers.shape[1]] = answers
    return full
