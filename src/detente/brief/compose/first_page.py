"""Page one: what is new, why it matters, what should be done; forecast and advice kept apart."""

from __future__ import annotations

import numpy as np

from detente.brief.compose.course import looks_back, recorded, to_come
from detente.brief.compose.offramps import advice
from detente.brief.compose.reading import Reading, spaced
from detente.brief.document import Block, Inline, Listing, Note, Paragraph, Run, Section, inline
from detente.brief.words import day, judged, listed, sentence, several, window
from detente.findings.everything import Findings
from detente.forecast.results import Distribution, Spread
from detente.model.crisis import NATURE, Edit

UNWEIGHED = (
    "Their effects have not been weighed yet: nothing here says that one of them works, or works "
    "better than another."
)


def what_is_new(reading: Reading) -> Section:
    """Tell what is on record, from the course."""
    crisis = reading.forecast.crisis
    items = []
    for entry in recorded(crisis):
        move, actor = crisis.move(entry.stage.happened), entry.stage.actor
        mover = "" if actor == NATURE else f"{reading.actor(actor)}: "
        head = Run(f"{window(entry.start, entry.end)}. ", "strong")
        told = inline(head, sentence(f"{mover}{reading.move(move.name)}"))
        if move.text:
            told = inline(told, f" {sentence(move.text)}")
        if move.source:
            told = inline(told, " [", reading.cited(move.source), "]")
        items.append(told)
    if looks_back(crisis):
        return _how_it_came(reading, tuple(items))
    if not items:
        text = "Nothing of the course is on record yet. The forecast begins with its first stage."
        return Section("new", "What is new", (Paragraph(inline(text)),), first_page=True)
    opening = Paragraph(inline("On record, and taken by the forecast as having happened:"))
    return Section("new", "What is new", (opening, Listing(tuple(items))), first_page=True)


def _how_it_came(reading: Reading, items: tuple[Inline, ...]) -> Section:
    """Tell what is on record of a course that begins before the argument's own date."""
    crisis = reading.forecast.crisis
    told = (
        f"The course begins on {day(crisis.start)}. What is not listed here is forecast up to "
        f"{day(crisis.as_of)} as if it were still to come: the run knows nothing of it."
    )
    opening: tuple[Block, ...] = (Paragraph(inline(told)),)
    if items:
        opening = (Paragraph(inline(f"On record, and taken as having happened. {told}")),)
        opening = (*opening, Listing(items))
    return Section("new", "How it came to this", opening, first_page=True)


def why_it_matters(reading: Reading) -> Section:
    """Say in a few judgements how far this may go."""
    told = [*_force(reading), *_height(reading)]
    places = [reading.theatre(theatre.name) for theatre in reading.forecast.crisis.theatres]
    if places:
        told.append(inline(f"The theatres of the crisis: {'; '.join(places)}."))
    if not told:
        told.append(inline("The run has nothing to say about force."))
    return Section("why", "Why it matters", (Listing(tuple(told)),), first_page=True)


def _force(reading: Reading) -> list[Inline]:
    found = {dist.name: dist for dist in reading.forecast.first_force}
    who, where = found.get("who"), found.get("where")
    if who is None or len(who.labels) < 2:
        return []
    stick, told = reading.yardstick, []
    rung = reading.forecast.crisis.force_from
    again = Spread.of(1 - who.values[:, -1])
    last = max((play.end for play in to_come(reading.forecast)), default=None)
    until = f" by {day(last)}" if last else ""
    clause = f"force (rung {rung} or above) is used after the record{until}"
    told.append(inline(judged(again, stick, that=clause), _see("first-force")))
    label, spread = _foremost(who)
    clause = f"{reading.actor(label)} is the first to use it"
    text = judged(spread, stick, that=clause)
    told.append(inline(text, " For no other actor is the figure higher.", _see("first-force")))
    if where is not None and len(where.labels) > 1 and reading.forecast.crisis.theatres:
        label, spread = _foremost(where)
        named = label in {theatre.name for theatre in reading.forecast.crisis.theatres}
        place = f"in {reading.theatre(label)}" if named else "outside the theatres named here"
        text = judged(spread, stick, that=f"the first use of force is {place}")
        told.append(inline(text, " Nowhere else is the figure higher.", _see("first-force")))
    return told


def _foremost(dist: Distribution) -> tuple[str, Spread]:
    """Return the label with the highest median, leaving out the last, which is "none"."""
    best = int(np.argmax(np.median(dist.values[:, :-1], axis=0)))
    return dist.labels[best], Spread.of(dist.values[:, best])


def _height(reading: Reading) -> list[Inline]:
    crisis, dist = reading.forecast.crisis, reading.forecast.top_rung
    rungs = [(int(label), i) for i, label in enumerate(dist.labels) if label.isdigit()]
    top = max((move.rung for move in crisis.moves), default=0)
    at = [i for rung, i in rungs if rung >= top]
    if not at or top == 0:
        return []
    spread = Spread.of(dist.values[:, at].sum(axis=1))
    acts = [reading.move(move.name) for move in crisis.moves if move.rung == top]
    clause = f"the exchange reaches rung {top}, the highest open to anyone"
    named = f" Moves of that rung: {listed(acts)}." if len(acts) <= 4 else ""
    return [inline(judged(spread, reading.yardstick, that=clause), named, _see("top-rung"))]


def _see(target: str) -> Inline:
    return inline(" ", Run("Figures", "small", f"#{target}"))


def what_should_be_done(reading: Reading, findings: Findings) -> Section:
    """Give the advice that the ways out weighed support, or say that they were not weighed."""
    if findings.offramps is not None:
        return advice(reading, findings.offramps)
    crisis = reading.forecast.crisis
    title = "What should be done"
    if not (crisis.packages or crisis.levers):
        text = "The argument names no package and no lever, so this brief has no advice to give."
        return Section("advice", title, (Paragraph(inline(text)),), first_page=True)
    counts = [
        several(len(members), kind)
        for kind, members in (("package", crisis.packages), ("lever", crisis.levers))
        if members
    ]
    told = inline(
        f"The argument itself names {listed(counts)}. {UNWEIGHED} ",
        Run("All of them, with reasons", "small", "#ways-out"),
    )
    names = tuple(inline(sentence(edit.text or spaced(edit.name))) for edit in crisis.packages)
    blocks: tuple[Block, ...] = (Paragraph(told), Listing(names)) if names else (Paragraph(told),)
    return Section("advice", title, blocks, first_page=True)


def ways_out(reading: Reading, findings: Findings) -> Section | None:
    """List every package and lever with its reason; None if the argument names none."""
    crisis = reading.forecast.crisis
    weighed = "They are weighed under What would help."
    blocks: list[Block] = [Note(inline(UNWEIGHED if findings.offramps is None else weighed))]
    for kind, members in (("package", crisis.packages), ("lever", crisis.levers)):
        if members:
            head = f"The argument names {several(len(members), kind)}:"
            blocks.append(Paragraph(inline(head)))
            blocks.append(Listing(tuple(_edit(reading, edit) for edit in members)))
    if len(blocks) == 1:
        return None
    return Section("ways-out", "Ways out that the argument names", tuple(blocks))


def _edit(reading: Reading, edit: Edit) -> Inline:
    told = inline(Run(sentence(edit.text or spaced(edit.name)), "strong"))
    if edit.reason:
        told = inline(told, f" Reason given: {sentence(edit.reason)}")
    if edit.by:
        names = [reading.actor(name) for name in edit.by]
        text = f" In this order: {listed(names)}." if len(names) > 1 else f" By {names[0]}."
        told = inline(told, text)
    if edit.claims:
        told = inline(told, " Argued in ", reading.claim_links(edit.claims), ".")
    return told
