"""Other equilibria of some of a forecast's draws, and what they answer to its questions."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from detente.forecast.conclusions import Measured, conditional
from detente.forecast.methods import Block, Exact
from detente.forecast.readings import Readings
from detente.forecast.uniqueness import NOT_ASKED, Shift, Uniqueness
from detente.game.arrays import Numbers
from detente.model.crisis import Question
from detente.shapes import Floats, Longs
from detente.solve.lanes.reading import Glasses
from detente.solve.lanes.register import WIDTH
from detente.solve.others import Looker, choices, looker, side_by_side, single
from detente.solve.solution import Status

STARTS = 8
"""Starts in each draw."""
MOST = 100
"""Draws looked at unless another number is asked for, in a game that is not too large."""
WORK, DEARER, LEAST = 20_000_000, 16, 4000
"""Choice probabilities times draws that are looked at unasked; how much more a start costs alone,
and what the smallest game counts."""


@dataclass(frozen=True)
class Check:
    """How many draws to look at for other equilibria (None: as fits the game), and the seed."""

    draws: int | None = None
    seed: int = 1


@dataclass
class Elsewhere:
    """Looks at evenly spread draws as they are solved; a `Reader` of forecasts."""

    readings: Readings
    questions: tuple[tuple[Question, Measured], ...]
    check: Check
    reason: str = ""  # why no draw is looked at
    rows: Longs = field(default_factory=lambda: np.zeros(0, np.int64))
    _found: dict[int, tuple[int, Floats]] = field(default_factory=dict, repr=False)
    _spare: deque[tuple[Looker, Glasses]] = field(default_factory=deque, repr=False)

    @classmethod
    def ask(
        cls,
        readings: Readings,
        questions: tuple[tuple[Question, Measured], ...],
        *,
        check: Check,
    ) -> Elsewhere:
        """Take the questions that turn out yes or no, and see whether there is anything to do."""
        asked = tuple((q, measured) for q, measured in questions if q.asks is not None)
        return cls(readings, asked, check, _reason(readings, check.draws))

    def begin(self, draws: int) -> None:
        """Choose the draws."""
        self._found.clear()
        wanted = 0 if self.reason else self.check.draws or affordable(self.readings)
        spread = np.linspace(0, draws - 1, min(wanted, draws))
        self.rows = np.unique(spread.round().astype(np.int64))

    def read(self, row: int, d: int, numbers: Numbers, solved: Block) -> None:
        """Look at a draw, if it is one of the chosen and was solved."""
        at = int(np.searchsorted(self.rows, row))
        if at == len(self.rows) or self.rows[at] != row or not isinstance(solved, Exact):
            return
        if solved.status[d] != Status.CONVERGED:
            return
        search, glasses = self._bench(solved)
        known = solved.solved.policy[d]
        others, settled = search.look(numbers, d, known, starts=STARTS, seed=(self.check.seed, row))
        chances = np.zeros((0, len(self.questions)))
        if others:
            chances = self._answers(glasses, single(numbers, d), [known, *others])
        self._found[row] = settled, chances
        self._spare.append((search, glasses))

    def _bench(self, solved: Exact) -> tuple[Looker, Glasses]:
        """Take a workplace that nobody uses, or make one."""
        try:
            return self._spare.pop()
        except IndexError:
            me = self.readings.observer_index(self.readings.observer)
            return looker(solved.game), Glasses(solved.game, solved.tree, observers=[me])

    def _answers(self, glasses: Glasses, one: Numbers, policies: list[Floats]) -> Floats:
        """Read every question off the policies of one draw (policies, questions)."""
        found = np.zeros((len(policies), len(self.questions)))
        me = self.readings.observer_index(self.readings.observer)
        for begin in range(0, len(policies), WIDTH):
            batch = np.array(policies[begin : begin + WIDTH])
            rows = np.zeros(len(batch), np.int64)
            alike = Numbers(one.rationality[rows], one.value[rows], one.chance[rows],
                            one.prior[rows])  # fmt: skip
            glasses.look(alike, batch, list(range(len(batch))))
            for column, (_, measured) in enumerate(self.questions):
                lift = self.readings.asked[measured.reading].lift
                answers = glasses.answers(lift, glasses.chance[me])[:, : len(batch)].T
                found[begin : begin + len(batch), column] = conditional(answers)
        return found

    @property
    def uniqueness(self) -> Uniqueness:
        """What was found."""
        if not self._found:
            return Uniqueness(reason=self.reason or "no draw was solved")
        rows = sorted(self._found)
        several = [row for row in rows if len(self._found[row][1])]
        return Uniqueness(
            looked=len(rows),
            starts=STARTS,
            settled=sum(self._found[row][0] for row in rows),
            several=len(several),
            shifts=tuple(
                self._shift(question, column, several)
                for column, (question, _) in enumerate(self.questions)
                if several
            ),
        )

    def _shift(self, question: Question, column: int, rows: list[int]) -> Shift:
        """Put together what the other equilibria of some draws answer to a question."""
        answers = [self._found[row][1][:, column] for row in rows]
        others = [len(one) - 1 for one in answers]
        return Shift(
            question.name,
            np.repeat(rows, others),
            np.repeat([one[0] for one in answers], others),
            np.concatenate([one[1:] for one in answers]),
        )


def affordable(readings: Readings) -> int:
    """Return how many draws are looked at unasked: fewer in a large game."""
    game = readings.compiled.game
    cost = max(LEAST, choices(game)) * (1 if side_by_side(game) else DEARER)
    return min(MOST, WORK // cost)


def ambiguous(readings: Readings) -> bool:
    """Say whether play hangs on what is believed, so that there may be several equilibria."""
    game = readings.compiled.game
    typed = np.diff(game.player_slot) > 1
    decides = (game.mover >= 0) & typed[np.maximum(game.mover, 0)]
    return game.blind is not None or bool((game.evidence[decides] >= 0).any())


def _reason(readings: Readings, draws: int | None) -> str:
    """Say why no draw is looked at; empty if some are."""
    if draws == 0:
        return NOT_ASKED.reason
    if not readings.compiled.evidence:
        return "this course is solved on a grid of beliefs, and they are looked for on the tree"
    if not ambiguous(readings):
        return "there is one, since no choice is a sign of a type and none is made without sight"
    if draws is None and not affordable(readings):
        return "the game is too large to look unasked (`--check-unique N` does)"
    return ""
