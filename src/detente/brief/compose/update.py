"""What the evidence changed: before and after, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from detente.brief.compose.differences import chance, signed
from detente.brief.compose.plain import plain_spread
from detente.brief.compose.reading import Titled
from detente.brief.document import (
    Block,
    Column,
    Inline,
    Listing,
    Note,
    Paragraph,
    Row,
    Run,
    Section,
    Table,
    inline,
)
from detente.brief.words import day, listed, sentence, several
from detente.findings.update import Update
from detente.findings.update.results import Moved
from detente.forecast.figures import SPACE, percent, percents, quantities, quantity, worded
from detente.forecast.results import Spread
from detente.model.words import YARDSTICKS

TOLD, WORTH_SAYING = 4, 0.02
"""How many questions are told in sentences, and from what change of the median."""
SHIFTED, SHIFTS = 0.3, 8
"""Shift of an unknown's mean, in its own deviations, from which it is named; and how many are."""
SURPRISE = 0.1
"""Below this chance an observation is called a surprise."""


def update_sections(titled: Titled, update: Update) -> tuple[Section, ...]:
    """Return one section: what was seen, what moved, what it says of actors and numbers."""
    blocks: list[Block] = [_seen(titled, update), *_told(titled, update)]
    blocks += [_table(titled, update), *_types(titled, update), *_unknowns(update)]
    blocks.append(Note(inline(_how(update)), flagged=update.effective < 20))
    return (Section("changed", "What has changed, and why", tuple(blocks)),)


def update_record(update: Update) -> Mapping[str, object]:
    """Return everything as plain data."""
    return {
        "observed": [
            {
                "date": one.observed.date.isoformat(),
                "move": one.observed.move,
                "outcome": one.observed.outcome,
                "stage": one.step.label,
                "source": one.observed.source,
                "expected": plain_spread(Spread.of(update.expected[j])),
            }
            for j, one in enumerate(update.seen)
        ],
        "questions": [
            {
                "name": moved.question.name,
                "before": plain_spread(Spread.of(moved.before)),
                "after": plain_spread(moved.spread(update.weights)),
            }
            for moved in update.moved
        ],
        "types": [
            {
                "actor": before.name,
                "before": dict(zip(before.labels, map(float, before.values.mean(0)), strict=True)),
                "after": {
                    label: float(np.average(after.values[:, t], weights=update.weights))
                    for t, label in enumerate(after.labels)
                },
            }
            for before, after in update.types
        ],
        "effective_sample": round(update.effective, 3),
        "draws_that_rule_it_out": update.impossible,
        "draws_solved": update.solved,
        "rounds": [
            {"power": r.power, "effective_sample": r.effective, "accepted": r.accepted}
            for r in update.rounds
        ],
    }


def _seen(titled: Titled, update: Update) -> Listing:
    items = []
    for j, one in enumerate(update.seen):
        spread = Spread.of(update.expected[j])
        told = f"{sentence(titled.move(one.observed.move))}"
        if one.observed.outcome:
            told += f" Outcome: {sentence(one.observed.outcome.replace('_', ' '))}"
        ends = percents(spread.low90, spread.high90)
        told += f" We had put {percent(spread.median)} on it ({ends} in nine of ten draws)"
        told += "; it is a surprise." if spread.median < SURPRISE else "."
        source = f" [{one.observed.source}]" if one.observed.source else ""
        items.append(inline(Run(f"{day(one.observed.date)}. ", "strong"), told, source))
    return Listing(tuple(items))


def _told(titled: Titled, update: Update) -> Iterator[Block]:
    """Tell the answers that moved most, and the ones that are settled."""
    yardstick = YARDSTICKS[update.crisis.yardstick]
    asked = [m for m in update.moved if m.question.asks is not None]
    sizes = [(_size(m, update), m) for m in asked]
    moved = [m for size, m in sorted(sizes, key=lambda pair: -pair[0]) if size >= WORTH_SAYING]
    if not moved:
        bound = percent(WORTH_SAYING)
        yield Paragraph(inline(f"No answer moves by {bound} or more in the median."))
        return
    for m in [m for m in moved if not _settled(m)][:TOLD]:
        before, after = Spread.of(m.before), m.spread(update.weights)
        yield Paragraph(inline(
            titled.question_link(m.question.name), f" {sentence(m.question.text)} ",
            f"From {worded(before.median, yardstick)} to ",
            Run(worded(after.median, yardstick), "strong"),
            f" ({percents(after.low90, after.high90)} in nine of ten draws).",
        ))  # fmt: skip
    settled = [m.question.name for m in moved if _settled(m)]
    if settled:
        yield Paragraph(inline(f"Settled by what was seen: {listed(settled)}."))


def _settled(moved: Moved) -> bool:
    known = moved.after[~np.isnan(moved.after)]
    return bool(known.size) and bool((known < 1e-9).all() or (known > 1 - 1e-9).all())


def _size(moved: Moved, update: Update) -> float:
    change = moved.spread(update.weights).median - Spread.of(moved.before).median
    return 0.0 if np.isnan(change) else abs(change)


def _table(titled: Titled, update: Update) -> Table:
    heads = (
        Column("Question", weight=2.4), Column("Before"), Column("Now"),
        Column("Change, points", numeric=True),
    )  # fmt: skip
    rows = tuple(
        Row((
            inline(titled.question_link(m.question.name), f" {m.question.text}"),
            chance(m.question, m.before), _now(m, update),
            inline(_change(m, update)),
        ))
        for m in update.moved
    )  # fmt: skip
    return Table("Medians before and after the evidence, nine of ten in brackets", heads, rows)


def _now(moved: Moved, update: Update) -> Inline:
    spread = moved.spread(update.weights)
    share = moved.question.asks is not None
    one, many = (percent, percents) if share else (quantity, quantities)
    ends = "" if np.isnan(spread.median) else f" ({many(spread.low90, spread.high90)})"
    return inline(Run(one(spread.median), "strong"), ends)


def _change(moved: Moved, update: Update) -> str:
    if moved.question.asks is None:
        return ""
    change = moved.spread(update.weights).median - Spread.of(moved.before).median
    return "no number" if np.isnan(change) else signed(change)


def _types(titled: Titled, update: Update) -> Iterator[Block]:
    for before, after in update.types:
        parts = [
            f"{label.replace('_', ' ')} from {percent(float(before.values[:, t].mean()))} to "
            f"{percent(float(np.average(after.values[:, t], weights=update.weights)))}"
            for t, label in enumerate(after.labels)
        ]
        told = f"What it says of {titled.actor(after.name)}: {listed(parts)} (means)."
        yield Paragraph(inline(told))


def _unknowns(update: Update) -> Iterator[Block]:
    """Name the numbers that the evidence shifted most, in their own deviations."""
    before, deviation = update.before.mean(0), update.before.std(0)
    after = np.average(update.points, axis=0, weights=update.weights)
    size = np.divide(after - before, deviation, out=np.zeros_like(before), where=deviation > 1e-12)
    # what chance alone would shift a mean of so many effective draws by, twice over
    noise = 2.0 / np.sqrt(max(update.effective, 1.0))
    named = [u for u in np.argsort(-np.abs(size)) if abs(size[u]) > max(SHIFTED, noise)][:SHIFTS]
    if not named:
        yield Paragraph(inline("No unknown number moved by more than chance would move it."))
        return
    parts = [
        f"{update.unknowns[u]} from {quantity(before[u])} to {quantity(after[u])}"
        if update.unknowns[u].startswith(("stakes", "rationality"))
        else f"{update.unknowns[u]} from {percent(before[u])} to {percent(after[u])}"
        for u in named
    ]
    yield Paragraph(inline(f"The numbers that it speaks to most (means): {listed(parts)}."))


def _how(update: Update) -> str:
    draws = len(update.before)
    told = (
        f"Weighed by how well they foresaw what was seen, {several(draws, 'draw')} are worth "
        f"{update.effective:,.0f}."
    )
    if update.impossible:
        told += f" {several(update.impossible, 'draw')} had ruled it out."
    if update.rounds:
        kept = float(np.mean([r.accepted for r in update.rounds]))
        told += (
            f" That is too few, so they were drawn anew by weight and moved within what the claims "
            f"allow, in {several(len(update.rounds), 'round')}; {percent(kept)} of the moves were "
            f"kept, and {update.solved:,}{SPACE}games were solved in all."
        )
    return told
