"""The exchange in rounds: how it may unfold, how high, how long, and where."""

from __future__ import annotations

import math

import numpy as np

from detente.brief.charts.map import Place, theatres
from detente.brief.charts.timeline import Window, timeline
from detente.brief.charts.tree import Twig, tree, trimmed
from detente.brief.compose.actions import (
    NEGLIGIBLE,
    RARELY,
    distribution_figure,
    how_often,
    times,
)
from detente.brief.compose.course import Kind, ahead, is_long, kinds, to_come
from detente.brief.compose.reading import SPREAD_COLUMNS, Reading, spread_row
from detente.brief.document import Block, Column, Figure, Paragraph, Row, Section, Table, inline
from detente.brief.words import day, listed, window
from detente.forecast.figures import percent
from detente.forecast.results import Branch, Distribution, Spread, StagePlay

LEVELS, LEAVES = 4, 16
"""How many moves deep the tree is drawn, and how many ends it may have."""
BOUNDARIES = (
    "Outlines show lines as they are drawn by Natural Earth; boundaries and names imply no "
    "judgement. The places of the theatres are the analyst's."
)


def the_exchange(reading: Reading) -> Section:
    """Show the exchange: tree, height, number of exchanges, last use of force, time, place."""
    forecast = reading.forecast
    side = (
        "An exchange is a use of force by one side after the last use of force was by another. A "
        "side is an actor without a patron together with its proxies."
    )
    blocks: list[Block] = [Paragraph(inline(side))]
    if forecast.tree.children:
        blocks.append(_tree(reading))
    blocks += [
        distribution_figure(reading, forecast.top_rung, target="top-rung"),
        distribution_figure(reading, forecast.exchanges, target="exchanges"),
    ]
    if not is_long(forecast):  # a long course has the curve of how long it may last
        blocks.append(distribution_figure(reading, forecast.last_force, target="last-force"))
    if to_come(forecast):
        blocks.append(_timeline(reading))
    blocks += _map(reading)
    return Section("exchange", "The exchange in rounds", tuple(blocks))


def _tree(reading: Reading) -> Figure:
    whole = twig(reading, reading.forecast.tree)
    cut = trimmed(whole, levels=LEVELS, leaves=LEAVES)
    title = "How the exchange may unfold"
    rows = tuple(_branch_rows(cut))
    heads = (
        Column("Path"),
        Column("Given what came before", numeric=True),
        Column("Over all", numeric=True),
    )
    caption = (
        "Read from left to right. The number is the chance of a branch given everything before "
        "it, the width the chance of getting there."
    )
    note = (
        "Each branch is a spell of force by one side, named by who began it; chances are means "
        f"over the draws. Shown {LEVELS} spells deep at most; the rarest branches may be folded."
    )
    return Figure("tree", tree(cut, title=title), caption, Table(title, heads, rows), note=note)


def twig(reading: Reading, branch: Branch) -> Twig:
    """Turn a branch into what is drawn of it."""
    known = branch.values[~np.isnan(branch.values)]
    given = float(known.mean()) if known.size else math.nan
    children = tuple(twig(reading, child) for child in branch.children)
    return Twig(_branch_label(reading, branch), given, branch.chance, children)


def _branch_label(reading: Reading, branch: Branch) -> str:
    if branch.label:
        return branch.label
    if not branch.move:
        return day(reading.forecast.crisis.start)
    return f"{reading.actor(branch.actor)}: {reading.move(branch.move)}"


def _branch_rows(root: Twig, *, path: tuple[str, ...] = ()) -> list[Row]:
    rows = []
    for child in root.children:
        steps = (*path, child.label)
        cells = (
            inline(" \u2192 ".join(steps)),
            inline(percent(child.given)),
            inline(percent(child.reached)),
        )
        rows += [Row(cells), *_branch_rows(child, path=steps)]
    return rows


def _timeline(reading: Reading) -> Figure:
    title = "The course in time"
    if is_long(reading.forecast):
        windows = [_turns(reading, kind) for kind in kinds(reading.forecast)]
    else:
        windows = [
            Window(reading.stage(play), play.start, play.end, likely_moves(reading, play))
            for play in to_come(reading.forecast)
        ]
    rows = tuple(
        Row((inline(window(w.start, w.end)), inline(w.actor), inline(w.moves))) for w in windows
    )
    table = Table(title, (Column("When"), Column("Actor"), Column("Leading moves")), rows)
    coming = ahead(reading.forecast.crisis)
    caption = (
        f"Each stage {coming} with its window, and the moves with the highest chances there, "
        "the medians over the draws. The full numbers are under Stage by stage."
    )
    if is_long(reading.forecast):
        caption = (
            f"The stages {coming} by their kind, from the first such turn to the last, and "
            "the moves made most often there: how many times, the medians over the draws."
        )
    return Figure("timeline", timeline(windows, title=title), caption, table)


def _turns(reading: Reading, kind: Kind) -> Window:
    """Sum up the turns of one kind."""
    often = [(reading.move(m), s.median) for m, s in how_often(kind) if s.median >= RARELY]
    often.sort(key=lambda pair: -pair[1])
    text = ", ".join(f"{title} {times(count)}" for title, count in often[:3])
    return Window(reading.stage(kind.plays[0], rounds=False), *kind.span, text or "seldom played")


def likely_moves(reading: Reading, play: StagePlay) -> str:
    """Write the three leading moves of a stage with their chances; nothing negligible."""
    named = [(reading.move(name), play.spread(name).median) for name in play.moves]
    shown = sorted((pair for pair in named if pair[1] >= NEGLIGIBLE), key=lambda pair: -pair[1])
    text = ", ".join(f"{title} {percent(chance)}" for title, chance in shown[:3])
    return text or f"skipped {percent(Spread.of(play.values[:, -1]).median)}"


def _map(reading: Reading) -> list[Block]:
    where = next((d for d in reading.forecast.first_force if d.name == "where"), None)
    crisis = reading.forecast.crisis
    placed = [theatre for theatre in crisis.theatres if theatre.at is not None]
    others = [theatre for theatre in crisis.theatres if theatre.at is None]
    if where is None or not placed:
        return []
    chances = {t.name: _chance(where, t.name) for t in crisis.theatres}
    places = [
        Place(reading.theatre(t.name), t.at, chances[t.name].median)
        for t in placed
        if t.at is not None
    ]
    title = "Where force is first used"
    rows = tuple(
        spread_row((inline(reading.theatre(t.name)),), chances[t.name]) for t in crisis.theatres
    )
    caption = (
        "The area of a disc is the chance that the first use of force after the record is there, "
        "the median over the draws."
    )
    if others:
        names = [f"{reading.theatre(t.name)} ({percent(chances[t.name].median)})" for t in others]
        caption += f" Theatres with no place on the map: {listed(names)}."
    table = Table(title, (Column("Theatre"), *SPREAD_COLUMNS), rows)
    return [Figure("map", theatres(places, title=title), caption, table, note=BOUNDARIES)]


def _chance(where: Distribution, theatre: str) -> Spread:
    if theatre in where.labels:
        return where.spread(theatre)
    return Spread(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
