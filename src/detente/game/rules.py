"""What the game has to remember, and until when: the automata that guards and payoffs read.

A variable of the game is one minimal automaton. It is live at a step if some guard, payoff or end
still reads it there or later; what is dead is forgotten, and histories that differ only in
forgotten things merge.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from detente.game.automata import Automaton
from detente.game.course import Course
from detente.game.memory import Memory
from detente.model.conditions import Condition
from detente.model.crisis import Change
from detente.shapes import Bools, Floats, Ints


@dataclass(frozen=True, slots=True)
class Reading:
    """Where an automaton's answer is found: a variable, or a constant if `variable` is -1."""

    variable: int
    constant: int = 0


@dataclass(frozen=True)
class Rules:
    """The guards and payoffs of a course as readings of V variables."""

    course: Course
    variables: tuple[Automaton, ...]
    stage_open: tuple[Reading, ...]  # per step
    move_open: tuple[tuple[Reading, ...], ...]  # per step, per move of the stage
    ends: Reading
    at_end: tuple[tuple[int, Reading], ...]  # stake, reading
    on_change: tuple[tuple[int, Reading], ...]  # stake, reading that turns from 0 to 1
    per_event: Floats  # X, S: how often each `each` stake is collected
    live: Bools  # steps + 1, V: is the variable still read at the step or later (last row: the end)
    tables: Ints = field(repr=False)  # all tables, flat
    offset: Ints = field(repr=False)  # V: where each table begins
    outputs: Ints = field(repr=False)
    output_offset: Ints = field(repr=False)

    def can_open(self, step: int) -> bool:
        """Say whether a step is not closed from the start, whatever happens."""
        never = Reading(-1, 0)
        return self.stage_open[step] != never and any(r != never for r in self.move_open[step])

    def step(self, memory: Ints, event: int, live: Bools) -> Ints:
        """Return the variables (n, V) after an event, dead ones at zero."""
        moved = np.zeros_like(memory)
        width = len(self.course.events)
        moved[:, live] = self.tables[self.offset[live] + memory[:, live] * width + event]
        return moved

    def read(self, reading: Reading, memory: Ints) -> Ints:
        """Return the answer of a reading for each row of variables (n, V)."""
        if reading.variable < 0:
            return np.full(len(memory), reading.constant, np.int32)
        at = self.output_offset[reading.variable] + memory[:, reading.variable]
        return np.asarray(self.outputs[at])


class _Collector:
    """Gives each distinct automaton one variable and notes the last step that reads it."""

    def __init__(self, course: Course) -> None:
        self.memory = Memory(course)
        self.course = course
        self.index: dict[bytes, int] = {}
        self.variables: list[Automaton] = []
        self.last: list[int] = []

    def condition(self, condition: Condition, step: int) -> Reading:
        return self.automaton(self.memory.condition(condition), step)

    def automaton(self, automaton: Automaton, step: int) -> Reading:
        if len(automaton.table) == 1:
            return Reading(-1, int(automaton.output[0]))
        variable = self.index.setdefault(automaton.key, len(self.variables))
        if variable == len(self.variables):
            self.variables.append(automaton)
            self.last.append(-1)
        self.last[variable] = max(self.last[variable], step)
        return Reading(variable)

    def change(self, change: Change) -> Reading:
        automaton = self.memory.changed(change)
        moving = (automaton.table != np.arange(len(automaton.table))[:, None]).any(axis=0)
        steps = self.course.event_step[moving]
        return self.automaton(automaton, int(steps.max()) if steps.size else -1)


def rules(course: Course) -> Rules:
    """Compile the guards and payoffs of a course; `GameError` for what conditions cannot say."""
    crisis, collector = course.crisis, _Collector(course)
    end = len(course.steps)
    moves = {move.name: move for move in crisis.moves}
    stage_open = tuple(collector.condition(s.stage.when, s.index) for s in course.steps)
    move_open = tuple(
        tuple(collector.condition(moves[name].when, s.index) for name in s.stage.choose)
        for s in course.steps
    )
    ends = collector.condition(crisis.ends, end)
    per_event = np.zeros((len(course.events), len(crisis.stakes)))
    at_end: list[tuple[int, Reading]] = []
    on_change: list[tuple[int, Reading]] = []
    for s, stake in enumerate(crisis.stakes):
        if stake.when is not None:
            at_end.append((s, collector.condition(stake.when, end)))
        elif isinstance(stake.each, Change):
            on_change.append((s, collector.change(stake.each)))
        elif stake.each is not None:
            per_event[:, s] = collector.memory.events.moves(stake.each)
    last = np.array(collector.last, np.int32)
    variables = tuple(collector.variables)
    return Rules(
        course,
        variables,
        stage_open,
        move_open,
        ends,
        tuple(at_end),
        tuple(on_change),
        per_event,
        live=last[None, :] >= np.arange(end + 1)[:, None],
        tables=_flat([a.table.reshape(-1) for a in variables]),
        offset=_offsets([a.table.size for a in variables]),
        outputs=_flat([a.output for a in variables]),
        output_offset=_offsets([a.output.size for a in variables]),
    )


def _flat(parts: list[Ints]) -> Ints:
    return np.concatenate(parts).astype(np.int32) if parts else np.zeros(0, np.int32)


def _offsets(sizes: list[int]) -> Ints:
    return np.cumsum([0, *sizes[:-1]], dtype=np.int32)[: len(sizes)]
