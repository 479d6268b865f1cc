"""What can be observed next: the moves and outcomes of the stages to come, and that nothing comes.

The indicators of one stage exclude each other, and one of them comes true. Whoever has a turn makes
a move, if only to hold still; that a stage passes without one says that its actor had no turn, and
earlier stages have said so already.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from detente.errors import GameError, Problem
from detente.forecast.readings import Readings
from detente.game.course import Course, Step
from detente.game.flow import edge_chances
from detente.game.play import Play
from detente.model.crisis import DEFAULT_OUTCOME
from detente.shapes import Bools, Ints


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something that can be seen at a stage; without a move, that its actor has no turn.

    `stage` is the stage's own name and `turn` its round; it can be seen from `start` to `end`.
    """

    step: int
    stage: str
    turn: str
    actor: str
    start: date
    end: date
    move: str = ""
    outcome: str = ""  # empty if the move can turn out in one way only
    where: str = ""
    channel: str = ""
    event: int = -1  # index into the events of the course

    @property
    def follows(self) -> bool:
        """Say whether it follows from what was seen before."""
        return not self.move

    @property
    def name(self) -> str:
        """Name it for a program: the place of its stage in the course, the move and the outcome."""
        return ".".join(filter(None, (str(self.step), self.move or "nothing", self.outcome)))


def steps_ahead(readings: Readings, *, until: date | None, everything: bool = False) -> list[Step]:
    """Return the stages to watch: by default each actor's first one, else all up to a date.

    Stages on record, and those at which nothing can happen after the record, are left out.
    `GameError` where no stage is left.
    """
    course = readings.compiled.course
    acts = _acted(readings)
    ahead = [s for s in course.steps if acts[s.index] and s.index not in readings.recorded]
    if everything:
        kept = ahead
    elif until is not None:
        kept = [step for step in ahead if step.end <= until]
    else:
        first = {step.stage.actor: step.index for step in reversed(ahead)}
        kept = [step for step in ahead if first[step.stage.actor] == step.index]
    if not kept:
        raise GameError(_nothing(course, ahead, until))
    return kept


def _nothing(course: Course, ahead: list[Step], until: date | None) -> Problem:
    if not ahead or until is None:
        return Problem("nothing can be observed any more: no stage of the course is left to play")
    return Problem(
        f"nothing can be observed by {until}",
        hint=f"the first stage after {course.crisis.as_of} ends on {ahead[0].end}",
    )


def _acted(readings: Readings) -> Bools:
    """Return at which steps (S) something may happen after the record."""
    game = readings.compiled.game
    degree = np.diff(game.first)[game.source]
    flow = edge_chances(game, Play.exact(1.0 / degree), allowed=readings.allowed)
    taken = (game.event >= 0) & (flow > 0.0)
    acts = np.zeros(len(readings.compiled.course.steps), bool)
    acts[readings.compiled.course.event_step[game.event[taken]]] = True
    return acts


def numbered(course: Course, steps: list[Step]) -> Ints:
    """Number the events (X) of the steps in their order, -1 for all others."""
    number = np.full(len(course.events), -1, np.int32)
    at = np.flatnonzero(np.isin(course.event_step, [step.index for step in steps]))
    number[at] = np.arange(len(at))
    return number


def indicators(course: Course, step: Step) -> Iterator[Indicator]:
    """Yield the indicators of a stage: its events in their order, then that nothing happens."""
    stage = step.stage
    nothing = Indicator(
        step=step.index,
        stage=stage.name,
        turn=".".join(str(r + 1) for r in step.rounds),
        actor=stage.actor,
        start=step.start,
        end=step.end,
    )
    for x in np.flatnonzero(course.event_step == step.index):
        event = course.events[x]
        move = course.crisis.moves[event.move]
        outcome = move.outcomes[event.outcome].name
        sure = len(move.outcomes) == 1 and outcome == DEFAULT_OUTCOME
        yield replace(
            nothing,
            move=move.name,
            outcome="" if sure else outcome,
            where=move.where,
            channel=move.channel,
            event=int(x),
        )
    yield nothing
