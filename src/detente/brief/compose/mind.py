"""What would change our mind: the sentences that answers hang on, and what to look at next."""

from __future__ import annotations

import numpy as np

from detente.brief.compose.indicators import seen as sight_of
from detente.brief.compose.indicators import who
from detente.brief.compose.reading import Reading
from detente.brief.compose.watch import ranked
from detente.brief.document import Block, Inline, Listing, Paragraph, Run, Section, inline
from detente.brief.words import day, sentence
from detente.findings.audit import Audit, Flip
from detente.findings.everything import Findings
from detente.findings.watch import Watch
from detente.forecast.figures import percent, word

SHOWN = 3
"""How many claims, and how many observations, are named on page one."""


def what_would_change_our_mind(reading: Reading, findings: Findings) -> Section | None:
    """Name, for page one, the claims whose reversal moves an answer most and what to watch."""
    blocks: list[Block] = []
    if findings.audit is not None and (items := _claims(reading, findings.audit)):
        blocks += [Paragraph(inline("If one of these sentences were wrong:")), Listing(items)]
    if findings.watch is not None and (items := _sights(reading, findings.watch)):
        blocks += [Paragraph(inline("What to look at next:")), Listing(items)]
    if not blocks:
        return None
    return Section("mind", "What would change our mind", tuple(blocks), first_page=True)


def _claims(reading: Reading, audit: Audit) -> tuple[Inline, ...]:
    """Return the reversals that move some yes-or-no answer most, one a claim."""
    chances = [i for i, q in enumerate(audit.questions) if q.asks is not None]
    found = []
    for flip in audit.flips:
        clear = [i for i in chances if flip.way == "reversed" and not flip.reason and flip.clear[i]]
        if clear:
            most = max(clear, key=lambda i: abs(flip.effect[i]))
            found.append((abs(float(flip.effect[most])), flip, most))
    found.sort(key=lambda entry: -entry[0])
    return tuple(_claim(reading, audit, flip, i) for _, flip, i in found[:SHOWN])


def _claim(reading: Reading, audit: Audit, flip: Flip, question: int) -> Inline:
    name, asked = flip.claims[0], audit.questions[question]
    told = next(claim.text for claim in reading.crisis.claims if claim.name == name)
    before, after = float(flip.before[question]), float(np.clip(flip.after[question], 0.0, 1.0))
    term = word(after, reading.yardstick)
    return inline(
        reading.claim_links((name,)), f" {sentence(told)} ", reading.question_link(asked.name),
        f" would go from {percent(before)} to ",
        Run(f"{term} ({percent(after)})" if term else percent(after), "strong"),
        f": {sentence(asked.text)} ", Run("Figures", "small", "#audit"),
    )  # fmt: skip


def _sights(reading: Reading, watch: Watch) -> tuple[Inline, ...]:
    """Return the observations that tell most, one an actor and stage."""
    items: list[Inline] = []
    seen: set[int] = set()
    for i in ranked(reading, watch, "value"):
        indicator = watch.indicators[i]
        if indicator.step in seen or len(items) == SHOWN:
            continue
        seen.add(indicator.step)
        items.append(_sight(reading, watch, i))
    return tuple(items)


def _sight(reading: Reading, watch: Watch, i: int) -> Inline:
    indicator = watch.indicators[i]
    after = np.nanmedian(watch.posterior[:, : len(watch.questions), i], axis=0)
    before = np.nanmedian(watch.prior[:, : len(watch.questions)], axis=0)
    q = int(np.nanargmax(np.abs(after - before)))
    return inline(
        Run(f"By {day(indicator.end)}. ", "strong"),
        f"{who(reading, indicator)}: {sight_of(reading, indicator)} "
        f"({percent(float(np.nanmedian(watch.chance[:, i])))}). Then ",
        reading.question_link(watch.questions[q].name),
        f" goes from {percent(float(before[q]))} to {percent(float(after[q]))}. ",
        Run("The list", "small", "#watch"),
    )
