"""What an audit looks at: the questions' answers and the conclusions, at the draws or elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detente.findings.study import Study
from detente.forecast.conclusions import Conclusion, Measured
from detente.forecast.readings import Readings
from detente.forecast.results import Test
from detente.forecast.run import Read, read_draws
from detente.model.crisis import Crisis, Question
from detente.shapes import Bools, Floats


@dataclass(frozen=True, eq=False)
class Values:
    """Answers (n, Q), and margins and truth of the conclusions' relations (n, T)."""

    answers: Floats  # NaN where the condition cannot happen
    margins: Floats  # by how much the relation holds; negative where it fails
    holds: Floats  # 0 or 1

    @property
    def columns(self) -> Floats:
        """Answers and truth side by side (n, Q + T): what effects are measured on."""
        return np.concatenate([self.answers, self.holds], axis=1)

    def part(self, rows: slice) -> Values:
        """Return the values of some draws."""
        return Values(self.answers[rows], self.margins[rows], self.holds[rows])

    def joined(self, other: Values) -> Values:
        """Return these values and then others."""
        return Values(
            np.concatenate([self.answers, other.answers]),
            np.concatenate([self.margins, other.margins]),
            np.concatenate([self.holds, other.holds]),
        )


@dataclass(frozen=True, eq=False)
class Asked:
    """The readings of all questions and conclusions among those of one crisis."""

    questions: tuple[tuple[Question, Measured], ...]
    conclusions: tuple[Conclusion, ...]
    yardstick: str

    @classmethod
    def ask(cls, readings: Readings, crisis: Crisis) -> Asked:
        """Add the readings."""
        return cls(
            tuple((q, Measured.of_question(readings, q)) for q in crisis.questions),
            tuple(
                Conclusion.ask(readings, relation, claim=claim.name)
                for claim in crisis.claims
                for relation in claim.expects
            ),
            crisis.yardstick,
        )

    def tests(self, read: Read) -> tuple[Test, ...]:
        """Return every conclusion tested."""
        chances, draws = read.chances.__getitem__, len(read.status)
        return tuple(
            c.test(chances, draws=draws, yardstick=self.yardstick) for c in self.conclusions
        )

    def values(self, read: Read) -> Values:
        """Return answers and tests as arrays."""
        tests, draws = self.tests(read), len(read.status)
        nothing = np.zeros((draws, 0))
        answers = [m.over(read.chances.__getitem__) for _, m in self.questions]
        return Values(
            np.column_stack(answers) if answers else nothing,
            np.column_stack([_margin(t) for t in tests]) if tests else nothing,
            np.column_stack([t.holds.astype(float) for t in tests]) if tests else nothing,
        )


def _margin(test: Test) -> Floats:
    gap = test.left - test.right
    match test.relation.op:
        case ">=" | ">" | "better than":
            return gap
        case "<=" | "<" | "worse than":
            return -gap
        case _:
            return -np.abs(gap)


@dataclass(frozen=True, eq=False)
class Targets:
    """Questions and conclusions of a study's crisis, asked on its base before it is solved."""

    study: Study
    asked: Asked
    count: int = 0
    """Readings of the base when these are all of them; 0 where others came first."""

    @classmethod
    def ask(cls, study: Study) -> Targets:
        """Add the readings to the base; a study is asked once and keeps the answer."""
        known = study.kept.get("audit")
        if isinstance(known, cls):
            return known
        readings = study.base.readings
        first = not readings.asked
        asked = Asked.ask(readings, study.crisis)
        made = cls(study, asked, len(readings.asked) if first else 0)
        study.kept["audit"] = made
        return made

    @cached_property
    def base(self) -> Values:
        """The values at the study's draws."""
        return self.asked.values(self.study.base.read)

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        """The conclusions tested at the study's draws."""
        return self.asked.tests(self.study.base.read)

    @cached_property
    def _alone(self) -> tuple[Readings, Asked]:
        # other analyses' readings of the base need no reading elsewhere
        if self.count == len(self.study.base.readings.asked):
            return self.study.base.readings, self.asked
        readings = Readings(self.study.base.compiled)
        return readings, Asked.ask(readings, self.study.crisis)

    def at(self, points: Floats) -> Values:
        """Solve the game at other points (n, U) and return the values there."""
        readings, asked = self._alone
        report, threads = self.study.progress, self.study.threads
        return asked.values(read_draws(readings, points, threads=threads, progress=report))

    @cached_property
    def entering(self) -> Bools:
        """Which unknowns (U) enter the game's numbers at all."""
        given = self.study.base.compiled.parameters
        used = np.zeros(len(given.weights), dtype=np.bool_)
        for rows in (given.rationality, given.chance, given.prior):
            used[rows] = True
        used[given.worth[(given.rewards != 0.0).any(axis=0)]] = True
        return np.asarray((given.weights[used] != 0.0).any(axis=0))
