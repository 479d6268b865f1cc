"""A watch list asked of a study and read off its solutions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches

import numpy as np

from detente.errors import GameError, Problem
from detente.findings.study import Study, World
from detente.findings.watch.indicators import Indicator, indicators, numbered, steps_ahead
from detente.findings.watch.measures import ZERO, cleared
from detente.findings.watch.results import Hypothesis, Watch
from detente.findings.watch.together import Together, typed
from detente.forecast.conclusions import Measured
from detente.game.course import Step
from detente.model.crisis import ANALYST, Crisis, Question
from detente.shapes import Floats


@dataclass(frozen=True)
class WatchInquiry:
    """What a watch list asks of every draw of the base."""

    world: World
    seed: int
    steps: tuple[Step, ...]
    questions: tuple[Question, ...]
    reader: Together

    @classmethod
    def ask(
        cls,
        study: Study,
        *,
        questions: tuple[str, ...] = (),
        until: date | None = None,
        within: int | None = None,
        everything: bool = False,
        observer: str = ANALYST,
    ) -> WatchInquiry:
        """Ask for the stages to come: each actor's first, or all within so many days or until.

        `questions` are yes-or-no questions by name, all of them if none is named. `GameError` for
        an unknown or unfit question or if nothing is left to see, `SolveError` for an observer.
        """
        world = study.base
        if within is not None:
            until = study.crisis.as_of + timedelta(days=within)
        steps = steps_ahead(world.readings, until=until, everything=everything)
        chosen = _chosen(study.crisis, questions)
        measured = [Measured.of_question(world.readings, q, observer=observer) for q in chosen]
        reader = Together(
            world.readings,
            tuple(world.readings.asked[m.reading] for m in measured),
            typed(world.readings),
            observer,
            numbered(world.compiled.course, steps),
        )
        world.also.append(reader)
        return cls(world, study.seed, tuple(steps), chosen, reader)

    def found(self) -> Watch:
        """Read the list; solves the draws if that has not been done."""
        _ = self.world.read
        reader, course = self.reader, self.world.compiled.course
        seen = [(step, list(indicators(course, step))) for step in self.steps]
        chance, joint = self._parts(seen)
        kept = np.flatnonzero(np.nan_to_num(chance).max(axis=0) > 0.0)
        every = [indicator for _, some in seen for indicator in some]
        counted = {question.name for question in self.questions}
        return Watch(
            crisis=self.world.crisis,
            observer=reader.observer,
            seed=self.seed,
            indicators=tuple(every[i] for i in kept),
            questions=self.questions,
            hypotheses=(
                *(Hypothesis(q.name) for q in self.questions),
                *(Hypothesis(*pair) for pair in reader.types),
            ),
            left_out=tuple(
                q.name for q in self.world.crisis.questions
                if q.asks is None and q.name not in counted
            ),
            chance=chance[:, kept],
            prior=np.concatenate((reader.whole[:, 1:], self._beliefs()), axis=1),
            joint=joint[:, :, kept],
            settled=np.nanmean(reader.settled, axis=0),
            news=self._news(seen)[:, kept],
            ends=tuple(step.end for step in course.steps),
        )  # fmt: skip

    def _beliefs(self) -> Floats:
        """Return the belief in every type after the record, by Bayes (D, K)."""
        belief = self.reader.weight.copy()
        actors = np.array([actor for actor, _ in self.reader.types])
        for actor in dict.fromkeys(actors):
            own = actors == actor
            belief[:, own] /= belief[:, own].sum(axis=1, keepdims=True)
        return belief

    def _news(self, seen: list[tuple[Step, list[Indicator]]]) -> Floats:
        """Return what every indicator tells beyond earlier stages, mean over the draws (Q, I)."""
        mean = cleared(np.nanmean(self.reader.news, axis=0))
        nothing = np.zeros(len(self.questions))
        columns = [
            mean[self.reader.number[o.event]] if o.event >= 0 else nothing
            for _, some in seen for o in some
        ]  # fmt: skip
        return np.array(columns).T.reshape(len(self.questions), -1)

    def _parts(self, seen: list[tuple[Step, list[Indicator]]]) -> tuple[Floats, Floats]:
        """Return P(o) (D, I) and P(o and h) (D, H, I), the nothing of every stage put in."""
        reader = self.reader
        typed_parts = reader.given * self._beliefs()[:, :, None]
        events = np.concatenate((reader.parts.transpose(0, 2, 1), typed_parts), axis=1)
        whole = np.concatenate((reader.whole, self._beliefs()), axis=1)
        columns: list[Floats] = []
        for _, some in seen:
            own = events[:, :, [reader.number[o.event] for o in some if o.event >= 0]]
            nothing = whole - own.sum(axis=2)
            columns += [own, nothing[:, :, None]]
        both = cleared(np.concatenate(columns, axis=2))
        both = np.where((both[:, :1] < ZERO) & ~np.isnan(both), 0.0, both)
        return both[:, 0], np.minimum(both[:, 1:], both[:, :1])


def _chosen(crisis: Crisis, names: tuple[str, ...]) -> tuple[Question, ...]:
    """Return the yes-or-no questions of those names, or all of them."""
    known = {question.name: question for question in crisis.questions}
    if not names:
        every = tuple(question for question in crisis.questions if question.asks is not None)
        if not every:
            hint = "a watch list weighs what is seen by the yes-or-no questions of the crisis"
            raise GameError(Problem("the crisis asks nothing that turns out yes or no", hint=hint))
        return every
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(known)}"
            raise GameError(Problem(f"no question is called `{name}`", hint=hint))
        if known[name].asks is None:
            hint = "a watch list weighs questions that turn out yes or no"
            raise GameError(Problem(f"question {name} asks for a number", hint=hint))
    return tuple(known[name] for name in dict.fromkeys(names))


def watch(
    study: Study,
    *,
    questions: tuple[str, ...] = (),
    until: date | None = None,
    within: int | None = None,
    everything: bool = False,
    observer: str = ANALYST,
) -> Watch:
    """List what can be observed next, and what each observation would tell.

    By default each actor's first stage after the record is watched; `within` so many days, `until`
    a date, or `everything`. See `WatchInquiry.ask` for what is raised.

    >>> from detente import load
    >>> found = watch(Study.of(load("border-raid"), draws=20))
    >>> tuple(indicator.move for indicator in found.indicators)
    ('strike', 'wait', 'raid', 'hold')
    """
    return WatchInquiry.ask(
        study, questions=questions, until=until, within=within, everything=everything,
        observer=observer,
    ).found()  # fmt: skip
