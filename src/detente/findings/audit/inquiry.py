"""The audit of an argument: asked of the base first, found after it has been solved."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from detente.claims import polytope
from detente.errors import GameError, Problem
from detente.findings.audit.changes import Change, Way
from detente.findings.audit.coherence import coherence
from detente.findings.audit.contradictions import contradictions
from detente.findings.audit.crossing import crossings
from detente.findings.audit.flips import FIRST, MOST, Flipper
from detente.findings.audit.gaps import Gaps, gaps
from detente.findings.audit.importance import FEWEST, Importance, groups_of, importance
from detente.findings.audit.in_part import turned_in_part
from detente.findings.audit.results import Audit
from detente.findings.audit.side_by_side import side_by_side
from detente.findings.audit.supports import quarrels, supported
from detente.findings.audit.targets import Targets
from detente.findings.audit.volume import POINTS, Share, pairs, share
from detente.findings.study import Study
from detente.model.crisis import Crisis
from detente.shapes import Floats

WAYS: tuple[Way, ...] = ("dropped", "reversed")
PAIRS = 12
"""Pairs of premises whose common share is measured."""


@dataclass(frozen=True, eq=False)
class AuditInquiry:
    """What an audit asks of every draw of a study."""

    targets: Targets
    line: float
    shown: tuple[str, ...]
    gut: Mapping[str, float] = field(default_factory=dict)
    most: int = MOST

    @classmethod
    def ask(
        cls,
        study: Study,
        *,
        line: float = 0.5,
        questions: Collection[str] = (),
        gut: Mapping[str, float] | None = None,
        most: int = MOST,
    ) -> AuditInquiry:
        """Add the readings; `GameError` for a question that the crisis does not ask.

        `line` is what reversals are to carry a question over, `questions` the names of those to
        look at (default: all), `gut` somebody's own probabilities (default: what the file says);
        at most `most` of the draws that one edit moves are solved.
        """
        crisis = study.crisis
        if gut is None:
            gut = {q.name: q.said for q in crisis.questions if q.said is not None}
        _known(crisis, gut)
        return cls(Targets.ask(study), line, _known(crisis, questions), gut, most)

    @property
    def study(self) -> Study:
        """The study that is audited."""
        return self.targets.study

    def found(self) -> Audit:
        """Solve what has to be solved, and audit."""
        study = self.study
        conclusions = supported(self.targets.tests)
        flipper = Flipper(self.targets, line=self.line, first=min(FIRST, self.most), most=self.most)
        premises = study.draws.premises
        flips = flipper.flips([Change((c,), way) for c in premises for way in WAYS])
        in_part = turned_in_part(flipper, flips)
        over = crossings(flipper, self.shown)
        space = polytope(study.crisis)
        shares, tied, count = self._volumes(flipper)
        answers = self.targets.base.answers
        return Audit(
            study.crisis,
            contradictions(space),
            draws=len(study.draws.points),
            line=self.line,
            questions=study.crisis.questions,
            shown=self.shown,
            premises=study.draws.premises,
            shares=shares,
            pairs=tied,
            pairs_in_all=count,
            conclusions=conclusions,
            quarrels=quarrels(conclusions),
            flips=flips,
            in_part=in_part,
            crossings=over,
            importance=self._importance(),
            gaps=self._gaps(),
            coherence=coherence(study.crisis.questions, answers, said=self.gut),
            solved=flipper.solved,
        )

    def _importance(self) -> Importance | None:
        draws, answers = self.study.draws, self.targets.base.answers
        if len(draws.points) < FEWEST or not answers.shape[1] or not draws.paths:
            return None
        groups = groups_of(self.study.crisis, draws.paths)
        return importance(
            groups, draws.paths, points=draws.points, values=answers, seed=self.study.seed,
            threads=self.study.threads,
        )  # fmt: skip

    def _gaps(self) -> Gaps:
        draws, questions = self.study.draws, self.study.crisis.questions
        shown = [i for i, q in enumerate(questions) if q.name in self.shown]
        return gaps(
            self.study.crisis, tuple(questions[i] for i in shown), paths=draws.paths,
            points=draws.points, values=self.targets.base.answers[:, shown],
            entering=self.targets.entering,
        )  # fmt: skip

    def _volumes(self, flipper: Flipper) -> tuple[tuple[Share, ...], tuple[Share, ...], int]:
        study = self.study
        space, premises = polytope(study.crisis), study.draws.premises
        singles = side_by_side(
            lambda claim: share(
                space, [claim], seed=study.seed, threads=1, points=self._outside(flipper, claim)
            ),
            premises, threads=study.threads,
        )  # fmt: skip
        tied, count = pairs(
            space, dict(zip(premises, singles, strict=True)), seed=study.seed,
            threads=study.threads, most=PAIRS,
            progress=lambda done, total: self._report("measuring pairs of claims", done, total),
        )  # fmt: skip
        return tuple(singles), tuple(sorted(tied, key=lambda one: one.share)), count

    def _outside(self, flipper: Flipper, claim: str) -> Floats | None:
        """Return the points drawn for the claim's loss, if they are many and all premises bind."""
        if len(self.study.draws.points) < POINTS or not self.study.draws.bound.all():
            return None
        (moved, _), *_ = flipper.moved([Change((claim,), "dropped")])
        return moved.drawn

    def _report(self, phase: str, done: int, total: int) -> None:
        if self.study.progress:
            self.study.progress(phase, done, total)


def _known(crisis: Crisis, questions: Collection[str]) -> tuple[str, ...]:
    names = [question.name for question in crisis.questions]
    for name in questions:
        if name not in names:
            hint = f"it asks {', '.join(names)}" if names else "it asks none"
            raise GameError(Problem(f"the crisis asks no question `{name}`", hint=hint))
    return tuple(questions) or tuple(names)


def audit(
    study: Study,
    *,
    line: float = 0.5,
    questions: Collection[str] = (),
    gut: Mapping[str, float] | None = None,
    most: int = MOST,
) -> Audit:
    """Audit the argument of a study; arguments as in `AuditInquiry.ask`.

    >>> import detente
    >>> found = audit(Study.of(detente.load("border-raid"), draws=200))
    >>> round(found.shares[0].share, 1), found.contradictions.any
    (0.2, False)
    """
    return AuditInquiry.ask(study, line=line, questions=questions, gut=gut, most=most).found()
