"""Suggested analytic confidence in a judgement, with its reason.

Confidence is about the ground that a judgement stands on, not about how likely anything is, so the
sentences made here never use a word of probability. Each of five signs may cost a level or two:
the range over the draws, the grades of the sources behind the question's claims, the share of
draws that were solved, premises that the argument itself holds with less than certainty, and other
equilibria that answer the question in another word. The analyst may overrule the
suggestion with a reason.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

from detente.brief.grades import good
from detente.brief.words import listed, several
from detente.forecast.figures import SPACE, quantity
from detente.forecast.results import Answer, Forecast
from detente.model.crisis import Claim, Crisis

Level: TypeAlias = Literal["low", "moderate", "high"]

WIDE, VERY_WIDE = 0.25, 0.5
"""Width of the range in nine of ten draws that costs one level, and two."""
SOLVED = 0.99
"""Share of draws converged below which a level is lost."""
ELSEWHERE = 0.05
"""Share of the draws looked at in which another equilibrium costs a level."""
STAKED = 0.5
"""Share of the premises held with less than certainty above which a level is lost."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that speaks for or against trust in a judgement, as a clause, and its cost."""

    clause: str
    cost: int


@dataclass(frozen=True, slots=True)
class Confidence:
    """A level with the clauses that explain it."""

    level: Level
    reasons: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Say the level and its reason.

        >>> Confidence("low", ("the range is wide",)).sentence
        'Analytic confidence is low, because the range is wide.'
        """
        return f"Analytic confidence is {self.level}, because {listed(self.reasons, serial=True)}."


def suggest(forecast: Forecast, answer: Answer) -> Confidence:
    """Suggest the confidence in one answer: high if nothing costs a level, moderate if one does."""
    signs = (
        _width(answer),
        _grades(forecast.crisis, answer),
        _premises(forecast.crisis),
        _solved(forecast),
        _alone(forecast, answer),
    )
    cost = sum(sign.cost for sign in signs)
    level: Level = "high" if cost == 0 else "moderate" if cost == 1 else "low"
    against = tuple(sign.clause for sign in signs if sign.cost)
    return Confidence(level, against or tuple(sign.clause for sign in signs[:2]))


def _width(answer: Answer) -> Sign:
    spread = answer.spread
    if math.isnan(spread.median):
        return Sign("no draw gives a number", 2)
    width = round(spread.high90 - spread.low90, 2)
    if answer.question.asks is None:
        share = width / max(1.0, abs(spread.median))
        size = f"nine of ten draws lie within {quantity(width)} of each other"
    else:
        share = width
        size = f"nine of ten draws lie within {several(round(width * 100), 'point')} of each other"
    cost = 2 if share > VERY_WIDE else 1 if share > WIDE else 0
    return Sign(f"the range is {('narrow', 'wide', 'very wide')[cost]} ({size})", cost)


def behind(crisis: Crisis, answer: Answer) -> tuple[Claim, ...]:
    """Return the claims that a question says it rests on, in its order."""
    known = {claim.name: claim for claim in crisis.claims}
    return tuple(known[name] for name in answer.question.claims if name in known)


def grade_of(crisis: Crisis, claim: Claim) -> str:
    """Return the grade of a claim's source: the citation's own, or else the source's."""
    if claim.source is None:
        return "F6"
    grades = {source.name: source.grade for source in crisis.sources}
    return claim.source.grade or grades.get(claim.source.source, "F6")


def _grades(crisis: Crisis, answer: Answer) -> Sign:
    claims = behind(crisis, answer)
    if not claims:
        return Sign("the question names no claim behind it", 1)
    sound = sum(good(grade_of(crisis, claim)) for claim in claims)
    count = several(len(claims), "claim")
    if 3 * sound >= 2 * len(claims):
        every = f"all {count}" if sound == len(claims) else f"{sound} of the {count}"
        text = f"{every} behind it rest" if len(claims) > 1 else "the claim behind it rests"
        return Sign(f"{text} on sources graded C3 or better", 0)
    if len(claims) == 1:
        text = "the claim behind it does not rest"
    elif sound:
        text = f"only {sound} of the {count} behind it {'rests' if sound == 1 else 'rest'}"
    else:
        text = f"none of the {count} behind it rests"
    return Sign(f"{text} on sources graded C3 or better", 1)


def _premises(crisis: Crisis) -> Sign:
    premises = [claim for claim in crisis.claims if claim.means]
    staked = [claim for claim in premises if claim.confidence < 1]
    if premises and len(staked) > STAKED * len(premises):
        text = f"{len(staked)} of the {several(len(premises), 'premise')} bind in some draws only"
        return Sign(text, 1)
    return Sign("most premises bind in every draw", 0)


def _solved(forecast: Forecast) -> Sign:
    solved, draws = forecast.manifest.convergence.converged, forecast.manifest.sampling.draws
    if draws and solved < SOLVED * draws:
        share = f"{100 * solved / draws:.0f}{SPACE}%"
        return Sign(f"the game was solved to the tolerance in only {share} of the draws", 1)
    return Sign("the game was solved in every draw", 0)


def _alone(forecast: Forecast, answer: Answer) -> Sign:
    found = forecast.uniqueness
    for moved in found.moved(forecast.crisis.yardstick):
        if moved.question == answer.question.name and moved.draws >= ELSEWHERE * found.looked:
            share = f"{moved.draws:,} of {several(found.looked, 'draw')} looked at"
            return Sign(f"another equilibrium answers it in another word in {share}", 1)
    return Sign("no other equilibrium was seen to answer it in another word", 0)
