"""Indicators by competing hypotheses, as a table with marks."""

from __future__ import annotations

from detente.brief.compose.indicators import between, seen, times, when, who
from detente.brief.compose.reading import Titled, anchor, spaced
from detente.brief.document import (
    Block,
    Column,
    Paragraph,
    Row,
    Run,
    Section,
    Table,
    inline,
)
from detente.brief.words import listed, several
from detente.findings.watch import Matrix
from detente.findings.watch.matrix import Line, Mark
from detente.findings.watch.results import FLAT
from detente.forecast.figures import percent


def hypotheses_section(titled: Titled, found: Matrix) -> Section:
    """Set the observations against an actor's types, or a question's yes and no."""
    about = (
        f"the types of {titled.actor(found.name)}" if found.is_type else f"{found.name}: yes, no"
    )
    labels = [spaced(label) for label in found.labels]
    now = listed([
        f"{label} {percent(prior.median)}" for label, prior in zip(labels, found.prior, strict=True)
    ])  # fmt: skip
    told = (
        f"How likely each observation is under each hypothesis ({now} as things stand), the "
        "medians over the draws. ++ and + fit a hypothesis better than the others by a ratio of 4 "
        f"and of {FLAT[1]}, \u2212\u2212 and \u2212 speak against it as much, 0 is neutral, ? "
        "depends on the draw. Diagnosticity is the largest likelihood over the smallest; at 1 an "
        "observation cannot tell the hypotheses apart."
    )
    heads = (
        Column("What is seen", weight=2.2),
        Column("When", weight=0.9),
        *(Column(label[0].upper() + label[1:], numeric=True) for label in labels),
        Column("Diagnosticity", numeric=True),
        Column("Bits", numeric=True, weight=0.6),
    )
    telling = [line for line in found.lines if {*line.marks} != {Mark.NEUTRAL}]
    title = f"Telling apart {about}"
    blocks: list[Block] = [Paragraph(inline(told))]
    if telling:
        rows = tuple(_line(titled, line) for line in telling)
        blocks.append(Table(f"{title}, most diagnostic first", heads, rows))
    if neutral := len(found.lines) - len(telling):
        some = several(neutral, "other observation", many="other observations")
        rest = f"{some} cannot tell them apart: every ratio between {FLAT[0]} and {FLAT[1]}."
        blocks.append(Paragraph(inline(Run(rest, "small"))))
    return Section(anchor("hypotheses", found.name), title, tuple(blocks))


def _line(titled: Titled, line: Line) -> Row:
    likelihoods = (
        inline(f"{percent(spread.median)} ", Run(mark.value, "strong"))
        for spread, mark in zip(line.likelihood, line.marks, strict=True)
    )
    apart = f"{times(line.diagnosticity.median)} ({between(line.diagnosticity)})"
    told = f"{who(titled, line.indicator)}: {seen(titled, line.indicator)}"
    return Row((
        inline(told), inline(when(line.indicator)), *likelihoods, inline(apart),
        inline(f"{line.bits:.3f}"),
    ))  # fmt: skip
