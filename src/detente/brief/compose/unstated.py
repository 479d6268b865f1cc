"""What the argument leaves open: which unknowns matter, orders never stated, gut numbers."""

from __future__ import annotations

import numpy as np

from detente.brief.compose.reading import Titled, spaced
from detente.brief.document import (
    Block,
    Column,
    Inline,
    Listing,
    Paragraph,
    Row,
    Section,
    Table,
    inline,
)
from detente.brief.words import listed, several
from detente.findings.audit import Audit
from detente.findings.audit.gaps import Gap
from detente.findings.audit.importance import FEWEST
from detente.forecast.figures import SPACE, percent, percents, quantity

LED = 3
"""Groups of unknowns named for each question."""
SEEN = 0.5
"""Share of the variance that the regression must explain before ranks are read from it."""


def which_unknowns(titled: Titled, audit: Audit) -> Section | None:
    """Say which groups of unknowns each answer's range comes from."""
    found = audit.importance
    if found is None:
        if not audit.premises or audit.draws >= FEWEST:
            return None
        text = f"{FEWEST} draws are needed to tell which unknowns matter; there were {audit.draws}."
        return Section("audit-unknowns", "Which unknowns matter", (Paragraph(inline(text)),))
    told = (
        "The share of an answer's variance over the draws that each group of unknowns accounts "
        "for (Shapley effects, which hold for dependent unknowns too), with 90"
        f"{SPACE}% intervals. A rank is given only where the draws support it. What the regression "
        "behind it does not see is left unexplained."
    )
    heads = (
        Column("Question", weight=1.8),
        Column("Where the range comes from", weight=3),
        Column("Explained", numeric=True),
    )
    rows = tuple(
        Row((
            inline(titled.question_link(q.name), f" {q.text}"),
            inline(_groups(audit, i)),
            inline(percent(max(0.0, float(found.explained[i])))),
        ))
        for i, q in enumerate(audit.questions) if q.name in audit.shown
    )  # fmt: skip
    table = Table("Which unknowns matter", heads, rows)
    return Section("audit-unknowns", "Which unknowns matter", (Paragraph(inline(told)), table))


def _groups(audit: Audit, question: int) -> str:
    found = audit.importance
    if found is None or found.explained[question] < SEEN:
        return "too little is explained to tell"
    order = np.argsort(-found.share[:, question], kind="stable")
    parts = []
    for g in order[:LED]:
        low, high = max(0.0, float(found.low[g, question])), float(found.high[g, question])
        share = percent(max(0.0, float(found.share[g, question])))
        rank = int(found.rank[g, question])
        ends = int(found.best[g, question]), int(found.worst[g, question])
        placed = f"rank {rank}" if rank else f"rank {ends[0]} to {ends[1]}"
        title = found.groups[g].title
        parts.append(f"{title} {share} ({percents(low, max(low, high))}; {placed})")
    return "; ".join(parts)


def open_orders(titled: Titled, audit: Audit) -> Section | None:
    """Ask the analyst for the orders of stakes that were never stated and matter most."""
    if audit.gaps is None or not audit.gaps.compared:
        return None
    told = (
        "Orders of stakes that the argument leaves open either way, and on which its answers "
        "depend. Nothing was solved for this: the draws fall into two parts, and their answers "
        f"are compared. {several(audit.gaps.compared, 'comparison')} were made; only differences "
        "that so many would hardly bring by chance are shown."
    )
    blocks: list[Block] = [Paragraph(inline(told))]
    if audit.gaps.found:
        blocks.append(Listing(tuple(_asked(titled, audit, gap) for gap in audit.gaps.found)))
    else:
        blocks.append(Paragraph(inline("None is large enough to be told from chance.")))
    return Section("audit-gaps", "Questions to the analyst", tuple(blocks))


def asked_first(titled: Titled, audit: Audit) -> list[Block]:
    """Return the orders never stated that matter most, for page one."""
    if audit.gaps is None or not audit.gaps.found:
        return []
    items = tuple(_asked(titled, audit, gap) for gap in audit.gaps.found[:LED])
    return [Paragraph(inline("Questions that only the analyst can answer:")), Listing(items)]


def _asked(titled: Titled, audit: Audit, gap: Gap) -> Inline:
    question = next(q for q in audit.questions if q.name == gap.question)
    write = percent if question.asks is not None else quantity
    types = dict.fromkeys(t for path in (gap.worse, gap.better) for t in path.split(".")[3:])
    kind = f" ({listed([spaced(t) for t in types])})" if types else ""
    return inline(
        f"For {titled.actor(gap.actor)}{kind}, is {_stake(titled, gap.worse)} worse than "
        f"{_stake(titled, gap.better)}? You never say; ", titled.question_link(gap.question),
        f" is {write(gap.if_so)} if so and {write(gap.if_not)} if not.",
    )  # fmt: skip


def _stake(titled: Titled, path: str) -> str:
    _, actor, name, *_ = path.split(".")
    text = next(
        (s.text.strip() for s in titled.crisis.stakes if (s.actor, s.name) == (actor, name)), ""
    )
    return f"{name} (\u201c{text}\u201d)" if text else name


def gut_numbers(titled: Titled, audit: Audit) -> Section | None:
    """Set a reader's own numbers against what the argument allows together."""
    found = audit.coherence
    if found is None:
        return None
    told = (
        "A reader's own numbers (given with the audit, or those that the file puts to the "
        "argument's words) beside the nearest set that some weighing of the draws allows."
    )
    blocks: list[Block] = [Paragraph(inline(told))]
    furthest = found.furthest
    if furthest is None:
        blocks.append(Paragraph(inline("The argument allows these numbers together.")))
    else:
        where = (
            f"no draw gives it: they say {percents(furthest.low, furthest.high)}"
            if not furthest.alone else "it is allowed alone, but not beside the others"
        )  # fmt: skip
        blocks.append(Paragraph(inline(
            "Furthest out is ", titled.question_link(furthest.question),
            f" at {percent(furthest.said)}; {where}. Taken back, the distance of the rest falls "
            f"from {found.distance:.2f} to {furthest.without:.2f}.",
        )))  # fmt: skip
    texts = {question.name: question.text for question in audit.questions}
    rows = tuple(
        Row((
            inline(titled.question_link(one.question), f" {texts[one.question]}"),
            inline(percent(one.said)),
            inline(percent(one.nearest)),
            inline(percents(one.low, one.high)),
        ))
        for one in sorted(found.numbers, key=lambda one: -one.off)
    )  # fmt: skip
    heads = (
        Column("Question", weight=2.4),
        Column("Own number", numeric=True),
        Column("Nearest allowed", numeric=True),
        Column("The draws say", numeric=True),
    )
    table = Table("Own numbers and the nearest that the argument allows", heads, rows)
    return Section("audit-gut", "Gut numbers", (*blocks, table))
