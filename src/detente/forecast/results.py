"""What a forecast is, as data. Arrays have one row a draw (D); nothing here is computed twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from detente.forecast.uniqueness import NOT_ASKED, Uniqueness
from detente.model.crisis import Crisis, Question
from detente.model.relations import Expected
from detente.shapes import Bools, Floats

if TYPE_CHECKING:
    import polars as pl
    import xarray as xr

    from detente.forecast.frames import Content


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of a quantity over the draws: median, mean, and the 50 % and 90 % ranges."""

    median: float
    mean: float
    low50: float
    high50: float
    low90: float
    high90: float

    @classmethod
    def of(cls, values: Floats, *, weights: Floats | None = None) -> Spread:
        """Summarise one number a draw; NaN (a condition that cannot be met) is left out.

        `weights` (D) count draws by how well they fit what has been observed.

        >>> Spread.of(np.array([1.0, 2.0, 3.0]), weights=np.array([0.0, 0.0, 5.0])).median
        3.0
        """
        kept = ~np.isnan(values) if weights is None else ~np.isnan(values) & (weights > 0)
        known, counts = values[kept], None if weights is None else weights[kept]
        if known.size == 0:
            return cls(*(float("nan"),) * 6)
        wanted = [0.05, 0.25, 0.5, 0.75, 0.95]
        low90, low50, median, high50, high90 = (
            np.quantile(known, wanted)
            if counts is None
            else np.quantile(known, wanted, method="inverted_cdf", weights=counts)
        )
        return cls(
            float(median),
            float(np.average(known, weights=counts)),
            float(low50),
            float(high50),
            float(low90),
            float(high90),
        )


@dataclass(frozen=True)
class Answer:
    """A question answered: P(yes) a draw, or the mean of its quantity a draw."""

    question: Question
    values: Floats  # D

    @property
    def spread(self) -> Spread:
        """Summarise over the draws."""
        return Spread.of(self.values)


@dataclass(frozen=True)
class Distribution:
    """Chances of exclusive labels; rows sum to one."""

    name: str
    title: str
    labels: tuple[str, ...]
    values: Floats  # D, labels

    @property
    def possible(self) -> Distribution:
        """The same without the labels that no draw gives any chance."""
        kept = np.flatnonzero(self.values.max(axis=0, initial=0.0) > 0.0)
        labels = tuple(self.labels[i] for i in kept)
        return Distribution(self.name, self.title, labels, self.values[:, kept])

    def spread(self, label: str) -> Spread:
        """Summarise the chance of one label over the draws."""
        return Spread.of(self.values[:, self.labels.index(label)])


OPEN = "open"
"""The label of a length without end: the course itself ends in force, as in open war."""


@dataclass(frozen=True)
class Exchange:
    """How long force goes on, from its first use, on record or not, to its last in the course.

    The course is all that is seen. `horizon` is the longest length that it can show, in days from
    `begun`, or from the course's start where no force is on record. `unended` is the chance that
    the exchange is not seen to end: force within `QUIET` days of the course's end, or a course that
    ends in force. Where there is no use of force, its length counts as nothing.
    """

    QUIET: ClassVar[int] = 30
    """So many days without force at the course's end count as an end that was seen."""

    begun: date | None
    horizon: int
    length: Distribution  # "length": days, "none" where there is no force, `OPEN`
    uses: Distribution  # "uses": how many, the record's counted
    gaps: Distribution  # "gaps": quiet before a next use of force, given that there is one
    longest: Distribution  # "longest_quiet": the longest quiet that force ended; "never" first
    returns: tuple[tuple[int, Floats], ...]  # days, D: share of quiets so long that force ended
    unended: Floats  # D

    @property
    def days(self) -> Floats:
        """The length behind each label of `length`: infinite where it is open, 0 for none."""
        words = {"none": 0.0, OPEN: float("inf")}
        return np.array([words[x] if x in words else float(x) for x in self.length.labels])

    def lasting(self, days: int) -> Floats:
        """Return the chance that force is still used more than so many days after its first (D).

        Beyond the horizon that is the chance of a course that ends in force: a lower bound.
        """
        return np.asarray(self.length.values @ (self.days > days))

    def quantile(self, share: float) -> Floats:
        """Return the days within which a share of the histories has seen its last force (D).

        Infinite where the course ends in force before that.
        """
        below = np.cumsum(self.length.values, axis=1)
        at = (below < share - 1e-12).sum(axis=1)
        return np.asarray(np.append(self.days, np.inf)[at])

    @property
    def mean(self) -> Floats:
        """Return the mean length within the course (D): what is open counts as the horizon."""
        return np.asarray(self.length.values @ np.minimum(self.days, self.horizon))


@dataclass(frozen=True)
class Test:
    """A conclusion of the argument tested: both sides of the relation a draw."""

    __test__ = False  # no pytest class

    claim: str
    relation: Expected
    left: Floats  # D
    right: Floats  # D: for a word, the edge that decides
    holds: Bools  # D

    @property
    def support(self) -> float:
        """The share of draws in which the conclusion holds."""
        return float(self.holds.mean())


@dataclass(frozen=True)
class StagePlay:
    """What happens at one stage: chance of each move, the last column that the stage is skipped.

    `start` and `end` bound the stage's window; equal for a day.
    """

    stage: int
    name: str
    actor: str
    start: date
    end: date
    moves: tuple[str, ...]
    values: Floats  # D, moves + 1

    def spread(self, move: str) -> Spread:
        """Summarise the chance of a move over the draws."""
        return Spread.of(self.values[:, self.moves.index(move)])


@dataclass(frozen=True)
class Branch:
    """A branch of the exchange as it may unfold; `values` is its chance given its parent."""

    label: str
    actor: str
    stage: int
    end: date | None
    move: str
    outcome: str
    chance: float  # mean over the draws of the chance of reaching it from the record's end
    values: Floats  # D: chance given the parent (draws that never reach the parent: NaN)
    children: tuple[Branch, ...] = ()


@dataclass(frozen=True)
class Sampling:
    """How well the draws cover what the claims allow."""

    draws: int
    seed: int
    unknowns: int
    dimension: int  # of the polytope, after implicit equalities
    half_spaces: int
    effective: float  # smallest effective sample size over the unknowns
    rhat: float  # largest split R-hat over the unknowns
    volume_note: str = ""


@dataclass(frozen=True)
class Convergence:
    """How well the game was solved, over the draws.

    `method` is `tree` (exact to `tolerance`, the largest change of a choice in one more sweep) or
    `grid` (to `tolerance` in the chance of any move, against a grid of double or half the cells);
    `error_max` is the largest estimate of that error over the draws, zero on the tree. Many draws
    share one grid, whose error is measured on a sample of them: `measured` is how many draws carry
    an estimate of their own. `folded` draws play where more than one equilibrium was seen.
    """

    method: str
    nodes: int
    edges: int
    public_states: int  # distinct (stage, facts still read)
    sweeps_median: float
    sweeps_max: int
    converged: int  # draws within the tolerance
    tolerance: float
    residual_max: float
    error_max: float
    regret: tuple[tuple[str, str, float], ...]  # actor, type, largest over the draws, in utils
    measured: int = 0  # draws whose error was measured, the rest is judged by them
    folded: int = 0  # draws that play, with a chance above the tolerance, beside a fold


@dataclass(frozen=True)
class Manifest:
    """Where the numbers came from; the same inputs give the same manifest, byte for byte."""

    version: str
    crisis: str
    source_name: str
    sha256: str  # of the printed crisis
    sampling: Sampling
    convergence: Convergence


@dataclass(frozen=True)
class Forecast:
    """The whole forecast of a crisis, as one observer reads it."""

    crisis: Crisis
    observer: str
    answers: tuple[Answer, ...]
    tests: tuple[Test, ...]
    play: tuple[StagePlay, ...]
    first_force: tuple[Distribution, ...]  # names: who, what, where, when, channel; "none" is last
    ever: Distribution  # name "ever": not exclusive; chance that each move is ever made
    top_rung: Distribution
    exchanges: Distribution
    last_force: Distribution  # day of the last use of force, by stage window; "none" first
    exchange: Exchange
    types: tuple[Distribution, ...]  # per typed actor: belief about its type after the record
    tree: Branch
    points: Floats  # D, U: the draws themselves
    unknowns: tuple[str, ...]
    bound: Bools  # D, premises with `means`: whether the premise bound in the draw
    manifest: Manifest
    uniqueness: Uniqueness = NOT_ASKED

    def answer(self, name: str) -> Answer:
        """Return the answer to a question; `KeyError` if it was not asked."""
        for answer in self.answers:
            if answer.question.name == name:
                return answer
        raise KeyError(name)

    def table(self, content: Content = "questions") -> pl.DataFrame:
        """Return a part of the forecast as a data frame, summarised over the draws.

        `questions`, `conclusions` (the tested ones), `play` (every stage's moves), `exchange` (how
        long it lasts) or `distributions`. Medians, means, and the 50 % and 90 % ranges stand in
        columns of those names; what there is no number for is null. `DetenteError` for any other
        part.

        >>> import detente
        >>> forecast = detente.run(detente.load("border-raid"), draws=20)
        >>> forecast.table().select("name", "by", "kind").row(0)
        ('Q1', datetime.date(2024, 5, 15), 'probability')
        """
        from detente.forecast.frames import table

        return table(self, content)

    def dataset(self) -> xr.Dataset:
        """Return every draw with its labels: numbers drawn, answers, tests, play, beliefs.

        >>> import detente
        >>> draws = detente.run(detente.load("border-raid"), draws=20).dataset()
        >>> draws.chosen.sel(step=1, move="strike").dims, draws.answer.sel(question="Q1").size
        (('draw',), 20)
        """
        from detente.forecast.dataset import dataset

        return dataset(self)

    def _repr_html_(self) -> str:
        from detente.forecast.at_a_glance import at_a_glance

        return at_a_glance(self)
