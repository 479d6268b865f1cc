"""Who does what, when, where and through whom."""

from __future__ import annotations

import numpy as np

from detente.brief.charts.columns import columns
from detente.brief.charts.intervals import Bar, intervals
from detente.brief.compose.course import Kind, ahead, is_long, kinds, to_come
from detente.brief.compose.reading import SPREAD_COLUMNS, Reading, anchor, spread_row
from detente.brief.document import (
    Block,
    Column,
    Figure,
    Inline,
    Paragraph,
    Row,
    Run,
    Section,
    Table,
    inline,
)
from detente.brief.words import several, window
from detente.forecast.figures import percent, percents
from detente.forecast.results import Distribution, Spread, StagePlay

UNORDERED = {"who", "what", "where", "channel"}
NEGLIGIBLE = 0.005
"""A chance that stays below this in 95 of 100 draws is left out of tables, and counted."""
RARELY = 0.05
"""An expected number of times that is left out of the tables of a long course."""
MOST_COLUMNS = 10
"""More labels than this are drawn under each other."""


def who_does_what(reading: Reading) -> Section:
    """Tell of the first use of force, of every move that may be made, and of every stage."""
    forecast = reading.forecast
    parts: list[Block] = []
    if forecast.first_force:
        parts.append(_first_force(reading))
    parts.append(Section("ever", "Move by move", (_ever(reading, forecast.ever),)))
    if to_come(forecast):
        parts.append(_stages(reading))
    return Section("actions", "Who does what, when, where, through whom", tuple(parts))


def kept(dist: Distribution) -> tuple[str, ...]:
    """Return the labels that are not negligible, in their order."""
    return tuple(label for label in dist.labels if dist.spread(label).high90 >= NEGLIGIBLE)


def left_out(dist: Distribution) -> str:
    """Say how many labels of a distribution are left out for being negligible; empty if none."""
    count = len(dist.labels) - len(kept(dist))
    if count == 0:
        return ""
    some = several(count, "answer is", many="answers are")
    return f"{some} left out: under 0.5\u00a0% in 95 of 100 draws."


def distribution_figure(reading: Reading, dist: Distribution, *, target: str) -> Figure:
    """Draw a distribution: columns if the labels are few, bars under each other if many."""
    bars = [Bar(reading.label(dist.name, label), dist.spread(label)) for label in kept(dist)]
    few = len(bars) <= MOST_COLUMNS
    drawing = (columns if few else intervals)(bars, title=dist.title)
    ranges = "the line holds nine of ten." if few else "the bars hold half and nine of ten."
    caption = f"The number is the median over the draws, {ranges}"
    return Figure(target, drawing, caption, distribution_table(reading, dist), note=left_out(dist))


def distribution_table(reading: Reading, dist: Distribution) -> Table:
    """List the labels of a distribution that are not negligible."""
    labels = sorted(kept(dist), key=lambda label: _rank(dist, label))
    rows = tuple(
        spread_row((inline(reading.label(dist.name, label)),), dist.spread(label))
        for label in labels
    )
    return Table(dist.title, (Column("Answer"), *SPREAD_COLUMNS), rows)


def _rank(dist: Distribution, label: str) -> tuple[bool, float]:
    """Order labels that have no order of their own by their chance, "none" last."""
    return label == "none", -dist.spread(label).median if dist.name in UNORDERED else 0.0


def _first_force(reading: Reading) -> Section:
    rung = reading.forecast.crisis.force_from
    intro = (
        f"A move of rung {rung} or above is a use of force. What follows is the first one after "
        "the record, whoever makes it. Within each table the chances add up to one in every draw."
    )
    blocks: list[Block] = [Paragraph(inline(intro))]
    for dist in reading.forecast.first_force:
        if dist.name == "when":
            blocks.append(distribution_figure(reading, dist, target="first-when"))
            continue
        blocks.append(distribution_table(reading, dist))
        if left_out(dist):
            blocks.append(Paragraph(inline(Run(left_out(dist), "small"))))
    return Section("first-force", "The first use of force", tuple(blocks))


def _ever(reading: Reading, dist: Distribution) -> Table:
    by = {move.name: move for move in reading.forecast.crisis.moves}
    rows = []
    for label in kept(dist):
        move = by.get(label)
        mover = reading.actor(move.by) if move else ""
        where = reading.theatre(move.where) if move and move.where else ""
        channel = move.channel if move else ""
        first = (inline(reading.move(label)), inline(mover), inline(where), inline(channel))
        rows.append(spread_row(first, dist.spread(label)))
    heads = (Column("Move"), Column("By"), Column("Where"), Column("Channel"), *SPREAD_COLUMNS)
    return Table("Chance that each move is made at least once after the record", heads, tuple(rows))


def _stages(reading: Reading) -> Section:
    intro = (
        f"Every stage that is {ahead(reading.forecast.crisis)}. After each move stands the median "
        "of its chance at that stage, and its range in nine of ten draws. A stage is skipped when "
        "nobody can act in it, or when play has ended before."
    )
    if is_long(reading.forecast):
        return _kinds_of_stages(reading)
    rows = tuple(_stage(reading, play) for play in to_come(reading.forecast))
    heads = (Column("Stage"), Column("When", weight=0.8), Column("What may be done", weight=3.2))
    table = Table("What may happen at each stage", heads, rows)
    return Section("stages", "Stage by stage", (Paragraph(inline(intro)), table))


def _kinds_of_stages(reading: Reading) -> Section:
    found = kinds(reading.forecast)
    count = sum(len(kind.plays) for kind in found)
    intro = (
        f"The course has {count:,} stages {ahead(reading.forecast.crisis)}, told here by their "
        "kind. After each move stands how many times it is made over the course, the median over "
        "the draws, and its range in nine of ten draws. Stage by stage the numbers are in the "
        "JSON of this brief."
    )
    heads = (Column("Stage"), Column("Turns", numeric=True), Column("When", weight=0.8),
             Column("How often each move is made", weight=3.2))  # fmt: skip
    rows = tuple(_kind(reading, kind) for kind in found)
    table = Table("What may happen at each kind of stage", heads, rows)
    return Section("stages", "Stage by stage", (Paragraph(inline(intro)), table))


def how_often(kind: Kind) -> list[tuple[str, Spread]]:
    """Return how many times each move is made at the stages of a kind, over the draws."""
    moves = dict.fromkeys(move for play in kind.plays for move in play.moves)
    return [
        (move, Spread.of(np.sum([p.values[:, p.moves.index(move)] for p in kind.plays
                                 if move in p.moves], axis=0)))
        for move in moves
    ]  # fmt: skip


def times(count: float) -> str:
    """Write how many times something happens on average.

    >>> times(0.25), times(3.04)
    ('0.25 times', '3.0 times')
    """
    return f"{count:.1f} times" if count >= 1 else f"{count:.2f} times"


def _kind(reading: Reading, kind: Kind) -> Row:
    told: list[Inline] = []
    for move, spread in sorted(how_often(kind), key=lambda pair: -pair[1].median):
        if spread.high90 >= RARELY:
            low, high = f"{spread.low90:.2f}", f"{spread.high90:.2f}"
            told.append(
                inline(
                    "; " if told else "",
                    f"{reading.move(move)}\u00a0",
                    Run(times(spread.median), "strong"),
                    f" ({low} to {high})",
                )
            )
    first = kind.plays[0]
    when = window(*kind.span, short=True)
    cells = (inline(reading.stage(first, rounds=False)), inline(f"{len(kind.plays)}"),
             inline(when), inline(*told))  # fmt: skip
    return Row(cells, anchor("stage", str(first.stage)))


def _stage(reading: Reading, play: StagePlay) -> Row:
    told: list[Inline] = []
    chances = Distribution("", "", (*play.moves, "skipped"), play.values)
    spreads = [(label, chances.spread(label)) for label in chances.labels]
    for label, spread in sorted(spreads, key=lambda pair: -pair[1].median):
        if spread.high90 >= NEGLIGIBLE:
            name = "skipped" if label == "skipped" else reading.move(label)
            number = Run(percent(spread.median), "strong")
            told.append(
                inline(
                    "; " if told else "",
                    f"{name}\u00a0",
                    number,
                    f" ({percents(spread.low90, spread.high90)})",
                )
            )
    when = window(play.start, play.end, short=True)
    cells = (inline(reading.stage(play)), inline(when), inline(*told))
    return Row(cells, anchor("stage", str(play.stage)))
