"""The argument tested: what every sentence of it is, and how it fares."""

from __future__ import annotations

from collections import Counter

from detente.brief.compose.reading import Reading, anchor
from detente.brief.compose.relations import left_side, premise, unmet, wanted
from detente.brief.document import (
    Block,
    Column,
    Definition,
    Definitions,
    Inline,
    Paragraph,
    Row,
    Run,
    Section,
    Table,
    inline,
)
from detente.brief.words import listed, several
from detente.forecast.figures import percent
from detente.forecast.results import Test
from detente.forecast.verdicts import verdict
from detente.model.crisis import Claim


def argument_tested(reading: Reading) -> Section:
    """Go through every claim: premises, conclusions, and what stays text."""
    crisis, tests = reading.forecast.crisis, reading.forecast.tests
    named: set[str] = set()
    parts: list[Block] = [Paragraph(inline(_summary(reading)))]
    if tests:
        told = _conclusions(reading, named)
        parts.append(Section("conclusions", "Conclusions", told, first_page=True))
    if any(claim.means for claim in crisis.claims):
        parts.append(Section("premises", "Premises", _premises(reading, named)))
    rest = [c for c in crisis.claims if c.name not in named]
    if rest:
        items = tuple(_kept(reading, claim) for claim in rest)
        head = Paragraph(inline("These sentences are kept as text, each with the reason."))
        parts.append(Section("text-only", "Kept as text", (head, Definitions(items))))
    stated = {claim.name for claim in crisis.claims}
    left = [(name, why) for name, why in crisis.not_formalised if name not in stated]
    if left:
        parts.append(Section("left-out", "Not formalised", (_left_out(left),)))
    return Section("argument", "The argument tested", tuple(parts), first_page=True)


def _summary(reading: Reading) -> str:
    tests, claims = reading.forecast.tests, reading.forecast.crisis.claims
    premises = sum(1 for claim in claims if claim.means)
    told = f"The argument has {several(len(claims), 'claim')}, {premises} of them premises. "
    told += "Premises restrict the draws; conclusions are tested in every draw, never assumed. "
    if not tests:
        return told + "It states no conclusion that could be tested."
    counts = Counter(verdict(test.support) for test in tests)
    order = ("follows", "mostly follows", "open", "mostly fails", "fails")
    told += f"Of {several(len(tests), 'conclusion')} tested: "
    return told + listed([f"{counts[name]} {name}" for name in order if counts[name]]) + "."


def _conclusions(reading: Reading, named: set[str]) -> tuple[Block, ...]:
    claims = {claim.name: claim for claim in reading.forecast.crisis.claims}
    rows = [
        _conclusion(reading, test, claims.get(test.claim), named) for test in reading.forecast.tests
    ]
    rule = (
        "A conclusion follows if it holds in at least 95\u00a0% of the draws, mostly follows from "
        "75\u00a0%, mostly fails at 25\u00a0% or less and fails at 5\u00a0% or less; between these "
        "it is open."
    )
    heads = (
        Column("Claim", weight=2.4),
        Column("Verdict", weight=0.8),
        Column("Holds in", numeric=True),
        Column("What the run shows", weight=1.1),
        Column("What the claim wants", weight=1.2),
        Column("Source"),
    )
    caption = "Conclusions and the share of draws in which they hold"
    return Paragraph(inline(rule)), Table(caption, heads, tuple(rows))


def _conclusion(reading: Reading, test: Test, claim: Claim | None, named: set[str]) -> Row:
    first = test.claim not in named
    named.add(test.claim)
    blank = unmet(test)
    shown = left_side(test) + (f"; no number in {several(blank, 'draw')}" if blank else "")
    cells = (
        _stated(test.claim, claim),
        inline(Run(verdict(test.support), "strong")),
        inline(percent(test.support)),
        inline(shown),
        inline(wanted(test, reading.yardstick)),
        reading.cited(claim.source if claim else None),
    )
    return Row(cells, anchor("claim", test.claim) if first else "")


def _stated(name: str, claim: Claim | None) -> Inline:
    return inline(Run(name, "strong"), f" {claim.text.strip()}" if claim else "")


def _premises(reading: Reading, named: set[str]) -> tuple[Block, ...]:
    crisis, bound = reading.forecast.crisis, reading.forecast.bound
    premises = [claim for claim in crisis.claims if claim.means]
    rows = []
    for i, claim in enumerate(premises):
        target = "" if claim.name in named else anchor("claim", claim.name)
        named.add(claim.name)
        share = percent(float(bound[:, i].mean())) if i < bound.shape[1] else "no number"
        asked = "" if claim.confidence == 1 else f" (asked {percent(claim.confidence)})"
        stated = "; ".join(premise(relation) for relation in claim.means)
        cells = (
            inline(_stated(claim.name, claim), " ", Run(f"As a relation: {stated}.", "small")),
            inline(share + asked),
            inline(claim.kind),
            reading.cited(claim.source),
        )
        rows.append(Row(cells, target))
    told = (
        "A premise held with less than full confidence binds in that share of the draws. "
        "Elsewhere the draws ignore it."
    )
    heads = (
        Column("Claim", weight=4),
        Column("Binds in", numeric=True),
        Column("Kind"),
        Column("Source", weight=1.3),
    )
    table = Table("Premises and the share of draws in which they bind", heads, tuple(rows))
    return Paragraph(inline(told)), table


def _kept(reading: Reading, claim: Claim) -> Definition:
    note = f" {claim.note.strip()}" if claim.note.strip() else " No reason is given."
    text = inline(claim.text.strip(), Run(note, "em"), " [", reading.cited(claim.source), "]")
    return Definition(inline(claim.name), text, anchor("claim", claim.name))


def _left_out(entries: list[tuple[str, str]]) -> Definitions:
    items = (
        Definition(inline(name), inline(reason.strip()), anchor("claim", name))
        for name, reason in entries
    )
    return Definitions(tuple(items))
