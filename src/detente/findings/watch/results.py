"""A watch list as data: what can be seen, the hypotheses it may bear on, and how far it does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property

import numpy as np

from detente.findings.watch.indicators import Indicator
from detente.findings.watch.measures import (
    about_the_draw,
    cleared,
    divided,
    information,
    likelihood_ratio,
)
from detente.forecast.results import Spread
from detente.model.crisis import Crisis, Question
from detente.shapes import Bools, Floats, Longs

FLAT = (0.8, 1.25)
"""A likelihood ratio between these tells nothing."""
LEAST_BITS = 0.001
"""Information below this is next to none."""
SELDOM = 0.005
"""What stays below this in 95 of 100 draws is hardly ever seen."""
RESAMPLES = 200
"""Bootstrap samples of the draws behind the range of a value."""
SURE = 1e-9


class Verdict(Enum):
    """What an indicator says about a hypothesis; the value is what the reader sees."""

    TELLS = "tells"
    SETTLES = "settles it"
    FLAT = "tells nothing: as likely either way"
    UNSURE = "tells nothing sure: which way depends on the draw"
    ECHO = "tells nothing new: earlier stages have told it"
    LATE = "comes after the question is closed"
    SMALL = "tells next to nothing: too rare or too weak"


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Something that an indicator may bear on: a question's yes, or that an actor has a type."""

    name: str  # of the question or the actor
    type: str = ""

    @property
    def is_type(self) -> bool:
        """Say whether it is about an actor's type."""
        return bool(self.type)


@dataclass(frozen=True)
class Signal:
    """What one indicator says about one hypothesis, over the draws.

    `toward` says whether it points to the hypothesis or away from it, `agree` in what share of the
    draws. `hit` is its chance if what it points to is so, `false_alarm` if it is not, and `miss`
    that it is not seen although it is so. `days_to_end` leads to the end of the question's window
    and `days_to_event` to the median date at which the answer yes is settled after it.
    """

    indicator: Indicator
    hypothesis: Hypothesis
    before: Spread
    after: Spread
    shift: Spread
    ratio: Spread
    toward: bool
    agree: float
    hit: Spread
    false_alarm: Spread
    miss: Spread
    bits: float
    bits_low: float  # 5 % and 95 % of bootstrap samples of the draws
    bits_high: float
    within: float  # bits in a draw whose numbers are known, mean over the draws
    news: float | None  # of these, what earlier stages have not told already; none for a type
    verdict: Verdict
    days_to_end: int | None
    days_to_event: int | None


@dataclass(frozen=True)
class Watch:
    """Indicators (I) and hypotheses (H; the questions first) over the draws (D).

    Everything is after the record and through the eyes of `observer`; NaN where the record has no
    chance. P(h | o) is that of somebody who sees o and nothing before it. `settled[s, q]` is the
    mean over the draws of P(question q is settled as yes at step s).
    """

    crisis: Crisis
    observer: str
    seed: int
    indicators: tuple[Indicator, ...]
    questions: tuple[Question, ...]
    hypotheses: tuple[Hypothesis, ...]
    left_out: tuple[str, ...]  # questions that ask for a number
    chance: Floats  # D, I
    prior: Floats  # D, H
    joint: Floats  # D, H, I
    settled: Floats  # S, questions
    news: Floats  # questions, I: bits within a draw beyond what earlier stages tell, mean
    ends: tuple[date, ...]  # of the steps (S)

    # --- every pair of indicator and hypothesis --------------------------------------------------
    @cached_property
    def posterior(self) -> Floats:
        """P(h | o) in every draw (D, H, I); NaN where o cannot be seen."""
        return divided(self.joint, self.chance[:, None, :])

    @cached_property
    def ratio(self) -> Floats:
        """P(o | h) / P(o | not h) in every draw (D, H, I)."""
        return likelihood_ratio(self.chance[:, None, :], self.joint, self.prior[:, :, None])

    @cached_property
    def within(self) -> Floats:
        """Bits that an indicator carries about h when the draw is known, mean over them (H, I)."""
        bits = information(self.chance[:, None, :], self.joint, self.prior[:, :, None])
        return np.asarray(np.nanmean(bits, axis=0))

    @cached_property
    def bits(self) -> Floats:
        """Bits that an indicator carries about h for somebody who does not know the draw (H, I)."""
        return np.asarray(self._bits(np.ones((1, len(self.chance))))[0])

    @cached_property
    def bits_range(self) -> Floats:
        """5 % and 95 % of `bits` over bootstrap samples of the draws (2, H, I)."""
        random = np.random.default_rng([self.seed, RESAMPLES])
        count = len(self.chance)
        weights = random.multinomial(count, np.full(count, 1.0 / count), size=RESAMPLES)
        return np.asarray(np.quantile(self._bits(weights.astype(float)), [0.05, 0.95], axis=0))

    def _bits(self, weights: Floats) -> Floats:
        """Return bits in the mixture of the draws, for rows of weights (B, D): (B, H, I)."""
        known = ~np.isnan(self.chance).any(axis=1)
        weights = weights[:, known] / np.maximum(weights[:, known].sum(axis=1, keepdims=True), 1.0)
        joint = self.joint[known]
        mixed = (weights @ joint.reshape(len(joint), -1)).reshape(len(weights), *joint.shape[1:])
        chance, prior = weights @ self.chance[known], weights @ self.prior[known]
        return information(chance[:, None, :], mixed, prior[:, :, None])

    @cached_property
    def about_draw(self) -> Floats:
        """Bits that an indicator carries about the draw itself (I)."""
        return about_the_draw(self.chance)

    @cached_property
    def settles(self) -> Bools:
        """Say which indicators settle which hypothesis in every draw (H, I)."""
        after, before = self.posterior, self.prior[:, :, None]
        yes, no = after > 1.0 - SURE, after < SURE
        open_ = ((before > SURE) & (before < 1.0 - SURE)).any(axis=0)
        seen = ~np.isnan(after)
        sure = (yes | ~seen).all(axis=0) | (no | ~seen).all(axis=0)
        return np.asarray(sure & open_ & seen.any(axis=0))

    @cached_property
    def late(self) -> Bools:
        """Say which indicators come after the window of which question (H, I)."""
        last = [self.questions[h].by if h < len(self.questions) else date.max
                for h in range(len(self.hypotheses))]  # fmt: skip
        seen = [indicator.end for indicator in self.indicators]
        return np.array([[end > by for end in seen] for by in last], dtype=bool)

    @cached_property
    def echoes(self) -> Bools:
        """Say which indicators tell of a question only what earlier stages tell (questions, I)."""
        told = self.within[: len(self.questions)]
        return np.asarray((self.news < LEAST_BITS) & (told >= LEAST_BITS))

    @cached_property
    def verdicts(self) -> tuple[tuple[Verdict, ...], ...]:
        """Judge every hypothesis and indicator (H, I)."""
        low, middle, high = _quantiles(self.ratio, [0.05, 0.5, 0.95])
        told = np.full(middle.shape, Verdict.TELLS, object)
        told[(low <= 1.0) & (high >= 1.0)] = Verdict.UNSURE
        told[self.bits < LEAST_BITS] = Verdict.SMALL
        told[: len(self.questions)][self.echoes] = Verdict.ECHO
        told[((middle >= FLAT[0]) & (middle <= FLAT[1])) | np.isnan(middle)] = Verdict.FLAT
        told[self.settles] = Verdict.SETTLES
        told[self.late] = Verdict.LATE
        return tuple(tuple(row) for row in told)

    # --- every indicator -------------------------------------------------------------------------
    @cached_property
    def value(self) -> Floats:
        """The most bits that an indicator carries about a question that it tells of (I).

        Zero for an indicator that tells of none.
        """
        return np.asarray(self._most().max(axis=0, initial=0.0))

    @cached_property
    def about(self) -> Longs:
        """The question (H) of which an indicator tells most (I); of none, that of the most bits."""
        told, bits = self._most(), np.nan_to_num(self.bits[: len(self.questions)])
        return np.asarray(np.where(told.any(axis=0), told.argmax(axis=0), bits.argmax(axis=0)))

    def _most(self) -> Floats:
        follows = np.array([indicator.follows for indicator in self.indicators], dtype=bool)
        tells = np.array(
            [[v is Verdict.TELLS for v in row] for row in self.verdicts[: len(self.questions)]],
            dtype=bool,
        ).reshape(len(self.questions), len(self.indicators))
        return np.where(tells & ~follows, self.bits[: len(self.questions)], 0.0)

    @cached_property
    def seldom(self) -> Bools:
        """Say which indicators are hardly ever seen (I)."""
        return np.asarray(np.nanquantile(self.chance, 0.95, axis=0) < SELDOM)

    @cached_property
    def silent(self) -> Bools:
        """Say which indicators tell nothing about any hypothesis (I), seldom ones left out."""
        says = np.array(
            [[v in {Verdict.TELLS, Verdict.SETTLES} for v in row] for row in self.verdicts],
            dtype=bool,
        ).reshape(len(self.hypotheses), len(self.indicators))
        follows = np.array([indicator.follows for indicator in self.indicators], dtype=bool)
        return np.asarray(~says.any(axis=0) & ~self.seldom & ~follows)

    def probability(self, indicator: int) -> Spread:
        """Summarise the chance of an indicator over the draws."""
        return Spread.of(self.chance[:, indicator])

    def same_stage(self, indicator: int) -> list[int]:
        """Return the indicators of the same stage; they exclude each other."""
        step = self.indicators[indicator].step
        return [i for i, other in enumerate(self.indicators) if other.step == step]

    # --- one pair --------------------------------------------------------------------------------
    def signal(self, indicator: int, hypothesis: int) -> Signal:
        """Return what one indicator says about one hypothesis."""
        i, h = indicator, hypothesis
        after, before, ratio = self.posterior[:, h, i], self.prior[:, h], self.ratio[:, h, i]
        known = ratio[~np.isnan(ratio)]
        toward = bool(np.median(known) >= 1.0) if known.size else True
        hit, other = self._seen(h, i)
        right, wrong = (hit, other) if toward else (other, hit)
        end, event = self._lead(h, i)
        return Signal(
            self.indicators[i], self.hypotheses[h],
            before=Spread.of(before), after=Spread.of(after), shift=Spread.of(after - before),
            ratio=Spread.of(ratio), toward=toward,
            agree=float(((known >= 1.0) == toward).mean()) if known.size else float("nan"),
            hit=Spread.of(right), false_alarm=Spread.of(wrong),
            miss=Spread.of(cleared(1.0 - right)),
            bits=float(self.bits[h, i]), bits_low=float(self.bits_range[0, h, i]),
            bits_high=float(self.bits_range[1, h, i]), within=float(self.within[h, i]),
            news=None if self.hypotheses[h].is_type else float(self.news[h, i]),
            verdict=self.verdicts[h][i], days_to_end=end, days_to_event=event,
        )  # fmt: skip

    def _seen(self, h: int, i: int) -> tuple[Floats, Floats]:
        """Return P(o | h) and P(o | not h) in every draw."""
        joint, prior = self.joint[:, h, i], self.prior[:, h]
        other = cleared(self.chance[:, i] - joint)
        return divided(joint, prior), divided(other, cleared(1.0 - prior))

    def _lead(self, h: int, i: int) -> tuple[int | None, int | None]:
        """Return the days to the end of the question's window, and to the event it warns of."""
        seen = self.indicators[i]
        if self.hypotheses[h].is_type:
            return None, None
        end = (self.questions[h].by - seen.end).days
        later = self.settled[seen.step + 1 :, h]
        if later.sum() < ZERO_LATER:
            return end, None
        half = np.searchsorted(np.cumsum(later), later.sum() / 2)
        return end, (self.ends[seen.step + 1 + int(half)] - seen.end).days


ZERO_LATER = 1e-6
"""A chance below this that yes is settled later is none."""


def _quantiles(values: Floats, wanted: list[float]) -> Floats:
    """Return quantiles over the draws; NaN where there is no number."""
    empty = np.isnan(values).all(axis=0)
    found = np.asarray(np.nanquantile(np.where(empty, 0.0, values), wanted, axis=0))
    return np.where(empty, np.nan, found)
