"""What is allowed and still unwise: questions that cannot be resolved, claims without a source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detente.errors import Problem
from detente.model.conditions import EventRef
from detente.model.crisis import (
    Claim,
    CourseItem,
    Crisis,
    Edit,
    Fact,
    Move,
    Question,
    Stage,
)
from detente.model.numbers import Fixed, Number, Range
from detente.scenario.walk import parts

VAGUE = re.compile(
    r"\b(war|peace|permanent|escalat(?:e|es|ion)|de-?escalat(?:e|es|ion)|retaliat(?:e|es|ion)|ends"
    r"|consensus of credible reporting)\b",
    re.IGNORECASE,
)
"""Words that two readers can hold to mean different things when the day comes."""
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATED = re.compile(rf"\b\d{{4}}\b|\b\d{{1,2}} (?:{_MONTHS})\b|\b(?:{_MONTHS}) \d", re.IGNORECASE)
WORST = 10.0


def warnings(crisis: Crisis) -> tuple[Problem, ...]:
    """Return what an analyst should look at again; nothing here stops a crisis from being solved.

    Places are those of the text that the crisis was read from, if any.
    """
    found = [
        *_questions(crisis),
        *_claims(crisis),
        *_worths(crisis),
        *_actors(crisis),
        *_unused(crisis),
    ]
    return tuple(sorted(found, key=lambda p: (p.span.line, p.span.column) if p.span else (0, 0)))


def _warning(crisis: Crisis, path: str, message: str, *, hint: str = "") -> Problem:
    return Problem(message, crisis.places.get(path), hint, crisis.source_name)


def _questions(crisis: Crisis) -> Iterator[Problem]:
    for question in crisis.questions:
        path = f"questions.{question.name}"
        if word := _vague(question):
            yield _warning(
                crisis, f"{path}.text",
                f"question {question.name}: `{word}` can be read in two ways",
                hint="say who does what to whom, where, and how much of it counts",
            )  # fmt: skip
        if not _DATED.search(question.text):
            yield _warning(
                crisis, f"{path}.text", f"question {question.name} names no date",
                hint=f"add `by {question.by.day} {question.by:%B %Y}`",
            )  # fmt: skip
        if not question.resolves:
            yield _warning(
                crisis, path, f"question {question.name} does not say who decides it",
                hint="name a source and a fallback under `resolves`",
            )  # fmt: skip


def _vague(question: Question) -> str:
    match = VAGUE.search(question.text) or VAGUE.search(question.resolves)
    return match.group() if match else ""


def _claims(crisis: Crisis) -> Iterator[Problem]:
    for claim in crisis.claims:
        path = f"claims.{claim.name}"
        if claim.source is None and claim.kind != "assumption":
            yield _warning(
                crisis, path, f"claim {claim.name} has no source",
                hint="give `source`, or mark it `kind: assumption`",
            )  # fmt: skip
        if not claim.means and not claim.expects and not claim.note:
            yield _warning(
                crisis, path, f"claim {claim.name} is neither a premise nor a conclusion",
                hint="say why under `note`",
            )  # fmt: skip


def _worths(crisis: Crisis) -> Iterator[Problem]:
    for stake in crisis.stakes:
        for _, number in stake.worth:
            if _worst(number) > WORST:
                yield _warning(
                    crisis, f"stakes.{stake.actor}.{stake.name}.worth",
                    f"the stake {stake.name} of {stake.actor} lies outside -10..10",
                    hint="10 utils is the worst that can happen to that actor in this crisis",
                )  # fmt: skip


def _worst(number: Number) -> float:
    if isinstance(number, Range):
        return max(-number.low, number.high)
    return abs(number.value) if isinstance(number, Fixed) else 0.0


def _actors(crisis: Crisis) -> Iterator[Problem]:
    stakes = {stake.actor for stake in crisis.stakes}
    movers = {stage.actor for stage in stages(crisis.course)}
    for actor in crisis.actors:
        if actor.name in movers and actor.name not in stakes:
            yield _warning(
                crisis, f"actors.{actor.name}",
                f"{actor.name} decides but has no stakes, so it chooses at random",
            )  # fmt: skip


def _unused(crisis: Crisis) -> Iterator[Problem]:
    played = {name for stage in stages(crisis.course) for name in stage.choose}
    for move in crisis.moves:
        if move.name not in played:
            message = f"the move {move.name} is in no stage, so it is never made"
            yield _warning(crisis, f"moves.{move.name}", message)
    named = _named(crisis)
    for event in crisis.events:
        if event.name not in named:
            yield _warning(crisis, f"events.{event.name}", f"the event {event.name} is never used")
    cited = {thing.source.source for thing in _cites(crisis) if thing.source is not None}
    for source in crisis.sources:
        if source.name not in cited:
            yield _warning(
                crisis, f"sources.{source.name}", f"the source {source.name} is never cited"
            )


def _named(crisis: Crisis) -> set[str]:
    edits = (*crisis.counterfactuals, *crisis.packages, *crisis.levers)
    everything = (
        crisis.moves, crisis.events, crisis.course, crisis.ends, crisis.stakes, crisis.claims,
        crisis.questions, edits,
    )  # fmt: skip
    return {part.name for part in parts(everything) if isinstance(part, EventRef)}


def _cites(crisis: Crisis) -> Iterator[Fact | Move | Claim | Edit]:
    edits = (*crisis.counterfactuals, *crisis.packages, *crisis.levers)
    for things in (crisis.facts, crisis.moves, crisis.claims, edits):
        yield from things
    for edit in edits:
        yield from edit.facts
        yield from edit.moves


def stages(items: tuple[CourseItem, ...]) -> Iterator[Stage]:
    """Yield the stages of a course, those within `repeat` and the like too, once each."""
    for item in items:
        if isinstance(item, Stage):
            yield item
        else:
            yield from stages(item.stages)
