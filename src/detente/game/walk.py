"""Who can act at each step of a course and what then happens, on whole columns of variables.

The tree grows along this walk, and the count of how large it would grow follows it too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.game.course import Happening, Step, is_nature
from detente.game.frontier import Frontier
from detente.game.rules import Rules
from detente.shapes import Bools, Ints, Longs


@dataclass(frozen=True)
class Options:
    """The moves of a step: index, number of outcomes and first event of each (M of them)."""

    move: Longs
    outcomes: Longs
    event: Longs


class Walk:
    """The steps of a course as functions of the variables after them (n, V)."""

    def __init__(self, rules: Rules) -> None:
        self.rules, self.course, self.crisis = rules, rules.course, rules.course.crisis
        self._index = {move.name: m for m, move in enumerate(self.crisis.moves)}

    def last_turn(self, actor: str) -> int:
        """Return the last step at which an actor may move, -1 if there is none."""
        turns = (step.index for step in self.course.steps if step.stage.actor == actor)
        return max((turn for turn in turns if self.rules.can_open(turn)), default=-1)

    def inside(self, step: int) -> bool:
        """Say whether a step belongs to the block of choices without sight that is under way."""
        steps = self.course.steps
        return 0 <= steps[step].block == (steps[step - 1].block if step else -1)

    def settle(self, frontier: Frontier, step: int, *, evidence: Bools) -> Frontier:
        """Forget what no step from this one on reads; `evidence` says which columns are kept."""
        kept = np.where(evidence[None, :], frontier.evidence, -1)
        memory = np.where(self.rules.live[step][None, :], frontier.memory, 0)
        entry = frontier.entry if self.inside(step) else np.full(len(frontier), -1, np.int64)
        return Frontier(memory, kept, frontier.edge, frontier.to, entry)

    def over(self, memory: Ints) -> Bools:
        """Return after which rows of variables play is over."""
        return np.asarray(self.rules.read(self.rules.ends, memory) == 1)

    def possible(self, memory: Ints, step: Step) -> Bools:
        """Return which moves of a step can be made after each row of variables (n, M)."""
        rules = self.rules
        opened = [rules.read(reading, memory) == 1 for reading in rules.move_open[step.index]]
        stage = rules.read(rules.stage_open[step.index], memory) == 1
        found: Bools = np.column_stack(opened) & stage[:, None]
        if is_nature(step):
            found &= np.cumsum(found, axis=1) == 1  # the first possible move happens
        return found

    def options(self, step: Step) -> Options:
        """Return the moves of a step."""
        move = np.array([self._index[name] for name in step.stage.choose])
        outcomes = np.array([len(self.crisis.moves[m].outcomes) for m in move])
        return Options(move, outcomes, np.array([self.event(step, int(m)) for m in move]))

    def event(self, step: Step, move: int) -> int:
        """Return the first event of a move at a step (its first outcome)."""
        return self.course.at[Happening(step.index, move, 0)]

    def outcomes(self, moves: Longs, step: Step) -> tuple[Longs, Longs, Longs]:
        """Return, for each outcome of each move (n), its row, its number and its event."""
        degree = np.array([len(self.crisis.moves[m].outcomes) for m in moves])
        source = np.repeat(np.arange(len(moves)), degree)
        number = np.arange(len(source)) - np.repeat(np.cumsum(degree) - degree, degree)
        starts = {int(m): self.event(step, int(m)) for m in np.unique(moves)}
        return source, number, np.array([starts[int(m)] for m in moves])[source] + number

    def happen(self, memory: Ints, event: Longs, step: Step) -> Ints:
        """Return the variables after each row's event (n; -1: nothing happens yet)."""
        after = memory.copy()
        live = self.rules.live[step.index]  # payoffs of this step's changes are still read
        for x in np.unique(event[event >= 0]):
            rows = np.flatnonzero(event == x)
            after[rows] = self.rules.step(memory[rows], int(x), live)
        return after
