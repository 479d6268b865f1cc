"""What an audit finds, as data."""

from __future__ import annotations

from dataclasses import dataclass

from detente.findings.audit.changes import Flip
from detente.findings.audit.coherence import Coherence
from detente.findings.audit.contradictions import Contradictions
from detente.findings.audit.crossing import Crossings
from detente.findings.audit.gaps import Gaps
from detente.findings.audit.importance import Importance
from detente.findings.audit.supports import Quarrel, Supported
from detente.findings.audit.volume import Share
from detente.model.crisis import Crisis, Question


@dataclass(frozen=True, eq=False)
class Audit:
    """An argument audited. Where the premises clash, there is nothing beside `contradictions`."""

    crisis: Crisis
    contradictions: Contradictions
    draws: int = 0
    line: float = 0.5
    questions: tuple[Question, ...] = ()  # Q: those of the arrays in `flips`
    shown: tuple[str, ...] = ()  # the questions that the reader asked about; all by default
    premises: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()  # what each premise leaves of what the others leave
    pairs: tuple[Share, ...] = ()  # the same for pairs, the smallest first
    pairs_in_all: int = 0  # pairs of premises that are about numbers tied together
    conclusions: tuple[Supported, ...] = ()  # T: those of the arrays in `flips`
    quarrels: tuple[Quarrel, ...] = ()
    flips: tuple[Flip, ...] = ()  # two for each premise: dropped, reversed
    in_part: tuple[Flip, ...] = ()  # where that cannot be: the relation that moves most, reversed
    crossings: Crossings | None = None  # the fewest reversals over a line
    importance: Importance | None = None  # None: too few draws
    gaps: Gaps | None = None
    coherence: Coherence | None = None  # None: nobody gave a number of their own
    solved: int = 0  # draws solved beside the base

    def flip(self, claim: str, way: str) -> Flip:
        """Return one of the flips; `KeyError` if there is none."""
        for found in self.flips:
            if found.claims == (claim,) and found.way == way:
                return found
        raise KeyError((claim, way))

    def turned(self, claim: str) -> Flip | None:
        """Return the flip of a part of a claim that cannot be reversed whole; None if none can."""
        return next((found for found in self.in_part if found.claims == (claim,)), None)
