"""What decides: the claims by what dropping and reversing them does, and the fewest reversals."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from detente.brief.compose.reading import Titled
from detente.brief.compose.relations import premise
from detente.brief.document import (
    Block,
    Column,
    Inline,
    Paragraph,
    Row,
    Run,
    Section,
    Table,
    inline,
)
from detente.brief.words import listed, several
from detente.findings.audit import Audit, Flip
from detente.findings.audit.crossing import Crossing
from detente.findings.audit.moved import relation_reversed
from detente.forecast.figures import percent, quantity, word
from detente.forecast.verdicts import verdict
from detente.model.crisis import Question
from detente.shapes import Bools

LED = 3
"""Claims named for each question."""
NAMED = 4
"""Conclusions named for each flip."""
TOLD, TENSE = 5, 0.05
"""Premises that work against a conclusion: how many are told, and the least gain in support."""
WORTH = 0.01
"""Change of a chance from which it is named."""


def what_decides(titled: Titled, audit: Audit) -> Section | None:
    """For every question, the claims whose reversal and whose loss move it most."""
    shown = [i for i, q in enumerate(audit.questions) if q.name in audit.shown]
    if not shown or not audit.flips:
        return None
    rows = tuple(
        Row((
            inline(titled.question_link(audit.questions[i].name), f" {audit.questions[i].text}"),
            inline(_number(audit.questions[i], float(audit.flips[0].before[i]))),
            _most(titled, audit, i, way="reversed"),
            _most(titled, audit, i, way="dropped"),
        ))
        for i in shown
    )  # fmt: skip
    told = (
        "For each question, the premises that move it most: what it would be if the opposite were "
        "true, and if the claim were not made at all. The number after \u00b1 is one standard "
        "error."
    )
    heads = (
        Column("Question", weight=2),
        Column("Now", numeric=True),
        Column("If the opposite were true", weight=1.6),
        Column("If the claim were dropped", weight=1.6),
    )
    table = Table("What each answer hangs on", heads, rows)
    return Section("audit-decides", "What decides", (Paragraph(inline(told)), table))


def _most(titled: Titled, audit: Audit, question: int, *, way: str) -> Inline:
    every = (*audit.flips, *audit.in_part)
    found = [f for f in every if f.way == way and not f.reason and _moves(audit, f)[question]]
    found.sort(key=lambda f: -abs(float(f.effect[question])))
    parts: list[Inline] = []
    for flip in found[:LED]:
        told = _number(audit.questions[question], float(flip.after[question]))
        error = _error(audit.questions[question], float(flip.error[question]))
        part = " in part" if flip.part else ""
        parts.append(inline(titled.claim_links(flip.claims), f"{part} {told} \u00b1 {error}"))
    if not parts:
        return inline("none moves it by a point")
    return inline(*[piece for part in parts for piece in (part, "; ")][:-1])


def _moves(audit: Audit, flip: Flip) -> Bools:
    """Say which questions (Q) a flip moves: beyond noise, and chances by a point at least."""
    asked = np.array([q.asks is not None for q in audit.questions])
    return np.asarray(flip.clear & (~asked | (np.abs(flip.effect) >= WORTH)))


def _number(question: Question, value: float) -> str:
    return percent(value) if question.asks is not None else quantity(value)


def _error(question: Question, value: float) -> str:
    return f"{100 * value:.1f}" if question.asks is not None else f"{value:.2g}"


# --- the fewest reversals ------------------------------------------------------------------------
def fewest_reversals(titled: Titled, audit: Audit) -> Section | None:
    """Say which smallest set of reversals carries each question over a line."""
    found = audit.crossings
    if found is None or not found.found or not audit.flips:
        return None
    solved = listed([
        f"{count} of {there} {size}"
        for count, there, size in zip(
            found.solved, found.there, ("single reversals", "pairs", "triples"), strict=True
        )
        if there
    ])  # fmt: skip
    told = (
        f"The smallest set of reversed claims that carries a question over "
        f"{percent(audit.line)}, and the one that changes its word. Solved for this: {solved}; "
        "pairs and triples were tried where no smaller set is surely enough, in the order in "
        "which a regression on all solved draws puts them over the line. A smaller or other set "
        "may have been missed."
    )
    index = {question.name: i for i, question in enumerate(audit.questions)}
    rows = tuple(
        _crossing(titled, audit, (line, edge), index[line.question])
        for line, edge in pairwise(found.found)
        if line.question == edge.question
    )
    heads = (
        Column("Question", weight=1.8),
        Column("Now", numeric=True),
        Column(f"Over {percent(audit.line)}", weight=1.5),
        Column("To another word", weight=1.5),
    )
    table = Table("The fewest reversals", heads, rows)
    return Section("audit-reversals", "The fewest reversals", (Paragraph(inline(told)), table))


def _crossing(titled: Titled, audit: Audit, both: tuple[Crossing, Crossing], question: int) -> Row:
    asked = audit.questions[question]
    now = float(audit.flips[0].before[question])
    return Row((
        inline(titled.question_link(asked.name), f" {asked.text}"),
        inline(percent(now)),
        *(_carried(titled, one, question) for one in both),
    ))  # fmt: skip


def _carried(titled: Titled, one: Crossing, question: int) -> Inline:
    if one.flip is None:
        return inline("none found")
    after = float(one.flip.after[question])
    term = word(after, titled.yardstick)
    told = f": {f'{term}, ' if term else ''}{percent(after)}"
    return inline(titled.claim_links(one.flip.claims), told, "" if one.sure else " (within noise)")


# --- claim by claim ------------------------------------------------------------------------------
def claims_flipped(titled: Titled, audit: Audit) -> Section | None:
    """Go through the premises: what each moves most, and which conclusions hang on it."""
    if not audit.premises:
        return None
    texts = {claim.name: claim.text.strip() for claim in titled.crisis.claims}
    rows = tuple(
        Row((
            inline(titled.claim_links([name]), f" {texts[name]}"),
            _effects(titled, audit, audit.flip(name, "dropped")),
            _reversed(titled, audit, name),
            inline(*_conclusions(audit, name)),
        ))
        for name in audit.premises
    )  # fmt: skip
    told = (
        "Every premise in turn. Where the opposite is impossible, what excludes it is named. A "
        "claim of several relations that cannot be reversed whole is turned around in part, if it "
        "can be: of its relations, the one is reversed that a regression says moves most. A "
        "premise works against a conclusion if the conclusion would hold more often without it, "
        "or with its opposite; such pairs are tensions within the argument itself."
    )
    heads = (
        Column("Premise", weight=1.6),
        Column("Dropped", weight=1.2),
        Column("Reversed", weight=1.2),
        Column("Conclusions", weight=1.6),
    )
    blocks: list[Block] = [Paragraph(inline(told)), *_tensions(titled, audit)]
    table = Table("Each premise dropped and reversed", heads, rows)
    return Section("audit-flips", "Claim by claim", (*blocks, table))


def _reversed(titled: Titled, audit: Audit, name: str) -> Inline:
    """Say what reversing a premise does; where that cannot be, what reversing a part of it does."""
    found = _effects(titled, audit, audit.flip(name, "reversed"))
    part = audit.turned(name)
    if part is None:
        return found
    told = f". {name} turned around in part ({opposite(titled, part)}): "
    return inline(found, told, _effects(titled, audit, part))


def opposite(titled: Titled, flip: Flip) -> str:
    """Write the one relation of a claim that is reversed, as it then reads."""
    claim = next(one for one in titled.crisis.claims if one.name in flip.claims)
    return premise(relation_reversed(claim, flip.part))


def _effects(titled: Titled, audit: Audit, flip: Flip) -> Inline:
    if flip.reason:
        return _impossible(titled, flip)
    if flip.solved == 0:
        return inline("moves nothing")
    shares = [i for i, q in enumerate(audit.questions) if q.asks is not None]
    clear = [i for i in shares if _moves(audit, flip)[i]]
    if not clear:
        return inline("moves no question by a point")
    clear.sort(key=lambda i: -abs(float(flip.effect[i])))
    parts = [
        f"{audit.questions[i].name} {percent(float(flip.before[i]))} to "
        f"{percent(float(flip.after[i]))}"
        for i in clear[:2]
    ]
    more = f" and {len(clear) - 2} more" if len(clear) > 2 else ""
    return inline("; ".join(parts) + more)


def _impossible(titled: Titled, flip: Flip) -> Inline:
    if not flip.clashes:
        return inline(f"cannot be: {flip.reason}")
    others = [n for clash in flip.clashes for n in clash.claims if n not in flip.claims]
    if others:
        names = list(dict.fromkeys(others))
        return inline("excluded by ", titled.claim_links(names))
    return inline(f"excluded by the ranges of {listed(flip.clashes[0].ranges)} alone")


def _conclusions(audit: Audit, name: str) -> Iterator[str | Run | Inline]:
    """Name the conclusions whose verdict changes when a premise is reversed, or else dropped."""
    flip = audit.flip(name, "reversed")
    flip = audit.flip(name, "dropped") if flip.reason else flip
    changed = []
    for i, one in enumerate(audit.conclusions):
        now, then = one.support, float(flip.support_after[i])
        if verdict(now) != verdict(then) and abs(then - now) > 2 * float(flip.support_error[i]):
            changed.append((abs(then - now), f"{one.name} {one.verdict} becomes {verdict(then)}"))
    changed.sort(reverse=True)
    if not changed:
        yield "no verdict changes" if flip.solved else ""
        return
    yield "dropped: " if flip.way == "dropped" else ""
    yield "; ".join(text for _, text in changed[:NAMED])
    if len(changed) > NAMED:
        yield f" and {several(len(changed) - NAMED, 'more')}"


def _tensions(titled: Titled, audit: Audit) -> Iterator[Block]:
    """Tell the premises that work most against a conclusion of the same argument."""
    found: dict[tuple[str, str], tuple[float, Flip, int]] = {}
    for flip in audit.flips:
        if flip.reason:
            continue
        gains = flip.support_after - flip.support_before
        for i in np.flatnonzero(gains > np.maximum(2 * flip.support_error, TENSE)).tolist():
            key = (flip.claims[0], audit.conclusions[i].name)
            found[key] = max(found.get(key, (0.0, flip, 0)), (float(gains[i]), flip, i),
                             key=lambda entry: entry[0])  # fmt: skip
    for gain, flip, i in sorted(found.values(), key=lambda entry: -entry[0])[:TOLD]:
        one = audit.conclusions[i]
        how = "without it" if flip.way == "dropped" else "were the opposite true,"
        yield Paragraph(inline(
            titled.claim_links(flip.claims), " works against ", titled.claim_links([one.claim]),
            f"{one.name.removeprefix(one.claim)}: {how} the conclusion would hold in "
            f"{percent(min(1.0, one.support + gain))} of the draws and not in "
            f"{percent(one.support)}.",
        ))  # fmt: skip
