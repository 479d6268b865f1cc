"""Who does what, when, where and through whom."""

from __future__ import annotations

from detente.brief.charts.columns import columns
from detente.brief.charts.intervals import Bar, intervals
from detente.brief.compose.reading import SPREAD_COLUMNS, Reading, spread_row
from detente.brief.document import Block, Column, Figure, Paragraph, Row, Run, Section, Table, inline
from detente.brief.words import several, window
from detente.forecast.results import Distribution, StagePlay

NEGLIGIBLE = 0.005
"""A chance that stays below this in 95 of 100 draws is left out of tables, and counted."""
MOST_COLUMNS = 9
"""More labels than this are drawn under each other."""


def who_does_what(reading: Reading) -> Section:
    """Tell of the first use of force, and of every move that may be made."""
    forecast = reading.forecast
    rung = forecast.crisis.force_from
    intro = (
        f"A move of rung {rung} or above is a use of force. What follows is the first one after "
        "the record, whoever makes it: who, what, where, when, and through which channel. In each "
        'group the chances add up to one in every draw, with "none" for no force at all.'
    )
    blocks: list[Block] = []
    if forecast.first_force:
        blocks += [Paragraph(inline(intro)), _first_force(reading)]
        blocks += [
            distribution_figure(reading, dist, target="first-when")
            for dist in forecast.first_force
            if dist.name == "when"
        ]
    if forecast.ever is not None:
        blocks.append(_ever(reading, forecast.ever))
    return Section(
        "actions", "Who does what, when, where, through whom",
        (Section("first-force", "The first use of force", tuple(blocks)), _stages(reading)),
    )


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
    labels = kept(dist)
    bars = [Bar(reading.title(label), dist.spread(label)) for label in labels]
    few = len(bars) <= MOST_COLUMNS
    drawing = (columns if few else intervals)(bars, title=dist.title)
    rows = tuple(
        spread_row((inline(reading.title(label)),), dist.spread(label)) for label in labels
    )
    table = Table(dist.title, (Column("Answer"), *SPREAD_COLUMNS), rows)
    ranges = "the line holds nine of ten." if few else "the bars hold half and nine of ten."
    caption = f"{dist.title}. The number is the median over the draws, {ranges}"
    return Figure(target, drawing, caption, table, note=left_out(dist))


def _first_force(reading: Reading) -> Table:
    rows: list[Row] = []
    for dist in reading.forecast.first_force:
        if dist.name == "when":
            continue
        for i, label in enumerate(kept(dist)):
            head = inline(Run(dist.name.capitalize() if i == 0 else "", "strong"))
            rows.append(spread_row((inline(reading.title(label)), head), dist.spread(label)))
    heads = (Column("Answer"), Column("Asked"), *SPREAD_COLUMNS)
    return Table("The first use of force after the record", heads, tuple(rows))


def _ever(reading: Reading, dist: Distribution) -> Table:
    crisis = reading.forecast.crisis
    by = {move.name: move for move in crisis.moves}
    rows = []
    for label in kept(dist):
        move = by.get(label)
        mover = reading.title(move.by) if move else ""
        where = reading.title(move.where) if move and move.where else ""
        channel = move.channel if move else ""
        first = (inline(reading.title(label)), inline(mover), inline(where), inline(channel))
        rows.append(spread_row(first, dist.spread(label)))
    heads = (Column("Move"), Column("By"), Column("Where"), Column("Channel"), *SPREAD_COLUMNS)
    return Table("Chance that each move is made at least once after the record", heads, tuple(rows))


def _stages(reading: Reading) -> Section:
    intro = (
        "Every stage of the course that is still to come. The chances of a stage add up to one in "
        'every draw; "skipped" means that nobody can act in it, or that play has ended before.'
    )
    rows = [row for play in reading.forecast.play for row in _stage_rows(reading, play)]
    heads = (Column("Move"), Column("Stage"), Column("When"), Column("Actor"), *SPREAD_COLUMNS)
    table = Table("What may happen at each stage", heads, tuple(rows))
    return Section("stages", "Stage by stage", (Paragraph(inline(intro)), table))


def _stage_rows(reading: Reading, play: StagePlay) -> list[Row]:
    rows = []
    for i, label in enumerate((*play.moves, "skipped")):
        spread = Distribution("", "", (*play.moves, "skipped"), play.values).spread(label)
        if spread.high90 < NEGLIGIBLE:
            continue
        name = play.name.replace("_", " ") or f"stage {play.stage + 1}"
        first = (
            inline(reading.title(label) if i < len(play.moves) else label),
            inline(name if not rows else ""),
            inline(window(play.start, play.end) if not rows else ""),
            inline(reading.title(play.actor) if not rows else ""),
        )
        rows.append(spread_row(first, spread))
    return rows
