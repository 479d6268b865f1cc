"""Question by question: what would move it; and what tells nothing of any."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from detente.brief.compose.indicators import lowered, seen, when, who
from detente.brief.compose.reading import Titled
from detente.brief.document import (
    Block,
    Column,
    Inline,
    Listing,
    Paragraph,
    Row,
    Run,
    Section,
    Table,
    inline,
)
from detente.brief.words import several
from detente.findings.watch import Watch
from detente.findings.watch.results import FLAT, LEAST_BITS, Verdict
from detente.forecast.figures import percent
from detente.forecast.results import Spread

LOUDEST = 6
"""Observations named that only repeat what came before, at most."""


def by_question(titled: Titled, watch: Watch) -> Section:
    """Say for every question what would move it most."""
    told = (
        "For every question the two observations that would raise it most and lower it most, in "
        "the median, among those that tell of it; where none does, those that settle it."
    )
    heads = (
        Column("Question", weight=1.6),
        Column("Now", numeric=True, weight=0.6),
        Column("Raised most by", weight=1.6),
        Column("Lowered most by", weight=1.6),
    )
    rows = tuple(_mover(titled, watch, h) for h in range(len(watch.questions)))
    table = Table("What would move each question", heads, rows)
    return Section("watch-questions", "Question by question", (Paragraph(inline(told)), table))


def _mover(titled: Titled, watch: Watch, h: int) -> Row:
    question = watch.questions[h]
    shifts = watch.posterior[:, h] - watch.prior[:, h, None]
    told = [
        (Spread.of(shifts[:, i]).median, i)
        for i, indicator in enumerate(watch.indicators)
        if watch.verdicts[h][i] is Verdict.TELLS and not indicator.follows and not watch.seldom[i]
    ]
    up = sorted((pair for pair in told if pair[0] > 0.0), reverse=True)[:2]
    down = sorted(pair for pair in told if pair[0] < 0.0)[:2]
    return Row((
        inline(titled.question_link(question.name), f" {question.text}"),
        inline(percent(Spread.of(watch.prior[:, h]).median)),
        _moved(titled, watch, h, up) or _settled(titled, watch, h, yes=True),
        _moved(titled, watch, h, down) or _settled(titled, watch, h, yes=False),
    ))  # fmt: skip


def _moved(titled: Titled, watch: Watch, h: int, pairs: list[tuple[float, int]]) -> Inline:
    parts = []
    for _, i in pairs:
        o = watch.indicators[i]
        after = percent(Spread.of(watch.posterior[:, h, i]).median)
        parts.append(f"{who(titled, o)}: {lowered(seen(titled, o))}, to {after}")
    return inline("; ".join(parts))


def _settled(titled: Titled, watch: Watch, h: int, *, yes: bool) -> Inline:
    """Name the likeliest observations that settle a question this way."""
    found = [
        i for i, indicator in enumerate(watch.indicators)
        if watch.verdicts[h][i] is Verdict.SETTLES
        and not indicator.follows
        and (Spread.of(watch.posterior[:, h, i]).median > 0.5) == yes
    ]  # fmt: skip
    found.sort(key=lambda i: -watch.probability(i).median)
    named = [watch.indicators[i] for i in found[:2]]
    told = "; ".join(f"{who(titled, o)}: {lowered(seen(titled, o))}" for o in named)
    return inline(f"settled by {told}" if told else "nothing here")


def what_tells_nothing(titled: Titled, watch: Watch) -> Section:
    """Name what tells nothing, and what only seems to tell something."""
    told = (
        f"A ratio between {FLAT[0]} and {FLAT[1]} tells nothing; a range over the draws that holds "
        f"1 leaves open which way it points; below {LEAST_BITS:g} bits there is next to nothing to "
        "learn; an echo tells only what earlier stages have told."
    )
    blocks: list[Block] = [Paragraph(inline(told))]
    silent = [int(i) for i in np.flatnonzero(watch.silent)]
    if silent:
        items = tuple(
            inline(
                Run(f"{who(titled, o)}: {seen(titled, o)}", "strong"),
                f" ({when(o)}; chance {percent(watch.probability(i).median)}): {_why(watch, i)}.",
            )
            for i in silent
            for o in (watch.indicators[i],)
        )
        blocks.append(Listing(items))
    else:
        blocks.append(Paragraph(inline("Everything in the list tells of some question or type.")))
    blocks += _echoes(titled, watch)
    seldom = int(watch.seldom.sum())
    if seldom:
        some = several(seldom, "observation is", many="observations are")
        rest = f"{some} left out: under 0.5\u00a0% in 95 of 100 draws."
        blocks.append(Paragraph(inline(Run(rest, "small"))))
    return Section("watch-silent", "What tells nothing", tuple(blocks))


def _echoes(titled: Titled, watch: Watch) -> Iterator[Block]:
    """Name what looks most like a sign of a question, and only repeats what came before."""
    pairs = [
        (float(watch.within[h, i]), h, i)
        for h in range(len(watch.questions))
        for i, indicator in enumerate(watch.indicators)
        if watch.verdicts[h][i] is Verdict.ECHO and not indicator.follows and not watch.seldom[i]
    ]
    if not pairs:
        return
    yield Paragraph(inline("What looks most like a sign, and only repeats what came before:"))
    items = []
    for _, h, i in sorted(pairs, key=lambda pair: (-pair[0], *pair[1:]))[:LOUDEST]:
        o, name = watch.indicators[i], watch.questions[h].name
        after = percent(Spread.of(watch.posterior[:, h, i]).median)
        items.append(inline(
            Run(f"{who(titled, o)}: {seen(titled, o)}", "strong"),
            f" ({when(o)}): seen alone it would put ", titled.question_link(name),
            f" at {after} instead of {percent(Spread.of(watch.prior[:, h]).median)}, but whoever "
            "has watched the stages before it learns nothing from it.",
        ))  # fmt: skip
    yield Listing(tuple(items))


def _why(watch: Watch, i: int) -> str:
    found = {row[i] for row in watch.verdicts}
    for verdict in (Verdict.UNSURE, Verdict.ECHO, Verdict.SMALL, Verdict.FLAT, Verdict.LATE):
        if verdict in found:
            return str(verdict.value)
    return str(Verdict.FLAT.value)
