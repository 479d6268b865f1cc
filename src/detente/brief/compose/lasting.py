"""How long the exchange may last, how often it comes back, and what the course cannot show."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np

from detente.brief.charts.survival import Point, survival
from detente.brief.compose.actions import distribution_figure
from detente.brief.compose.reading import SPREAD_COLUMNS, Reading, spread_row
from detente.brief.document import Block, Column, Figure, Paragraph, Row, Section, Table, inline
from detente.brief.words import day, judged, ranges, several
from detente.forecast.figures import percent, quantity
from detente.forecast.results import Exchange, Spread
from detente.shapes import Floats

LONGER = (30, 90, 180, 365)
"""Days for which the tail is told."""
SHARES = (0.5, 0.9, 0.95)


def how_long(reading: Reading) -> Section | None:
    """Tell how long force goes on; None where the course holds none."""
    exchange = reading.forecast.exchange
    if exchange.length.labels == ("none",):
        return None
    blocks: list[Block] = [
        Paragraph(inline(_leading(reading, exchange))),
        Paragraph(inline(_censoring(reading, exchange))),
        _curve(exchange),
        _days(exchange),
        distribution_figure(reading, exchange.uses, target="uses"),
        Paragraph(inline(_returning(exchange))),
        _quiet(exchange),
        distribution_figure(reading, exchange.gaps, target="gaps"),
        distribution_figure(reading, exchange.longest, target="longest-quiet"),
    ]
    return Section("how-long", "How long it may last", tuple(blocks))


def _started(exchange: Exchange) -> str:
    return f"after {day(exchange.begun)}" if exchange.begun else "after its first use"


def _leading(reading: Reading, exchange: Exchange) -> str:
    """Judge the tail at the first and the second of the days that the course can show."""
    told = [days for days in LONGER if days < exchange.horizon][:2]
    sentences = [
        judged(
            Spread.of(exchange.lasting(days)),
            reading.yardstick,
            that=f"force is still used more than {days} days {_started(exchange)}",
        )
        for days in told
    ]
    if len(told) > 1:
        first, second = (exchange.lasting(days) for days in told)
        known = first > 0
        go_on = Spread.of(np.where(known, second / np.where(known, first, 1.0), np.nan))
        sentences.append(
            f"Of the histories in which it goes on beyond day {told[0]}, {percent(go_on.median)} "
            f"go on beyond day {told[1]} ({ranges(go_on)})."
        )
    return " ".join(sentences)


def _censoring(reading: Reading, exchange: Exchange) -> str:
    """Say what the end of the course hides."""
    begun = exchange.begun or reading.forecast.crisis.start
    end = begun + timedelta(days=exchange.horizon)
    unended, cut = Spread.of(exchange.unended), _open(exchange)
    force = (
        f" A course that ends in force, as in open war, has a chance of {percent(cut.median)}, "
        "and no length is given to it."
        if cut.high90 > 0
        else ""
    )
    return (
        f"The course ends on {day(end)}, and what comes after it is not seen. In "
        f"{percent(unended.median)} of histories ({ranges(unended)}) the exchange has no end that "
        f"was seen: its last use of force lies within {Exchange.QUIET} days of that day, or the "
        f"course ends in force.{force} So every chance here is that of force within the course, "
        "and a lower bound for the time after it. How long the tail is hangs on the numbers that "
        "the argument leaves open; the ranges say how far."
    )


def _open(exchange: Exchange) -> Spread:
    return Spread.of(exchange.lasting(10**6))


def _curve(exchange: Exchange) -> Figure:
    title = "How long the exchange may last"
    days = sorted({0, *(int(d) for d in exchange.days if d <= exchange.horizon)})
    points = [Point(d, Spread.of(exchange.lasting(d))) for d in days]
    drawing = survival(
        points, title=title, horizon=exchange.horizon, seen=exchange.horizon - Exchange.QUIET
    )
    told = [d for d in (7, *LONGER) if d < exchange.horizon]
    rows = [
        spread_row((inline(f"more than {d} days"),), Spread.of(exchange.lasting(d))) for d in told
    ]
    late = [d for d in LONGER if d >= exchange.horizon]
    rows += [
        spread_row((inline(f"more than {d} days (at least)"),), _open(exchange)) for d in late[:1]
    ]
    rows.append(spread_row((inline("no end that was seen"),), Spread.of(exchange.unended)))
    caption = (
        "The chance that the last use of force comes later than so many days after the first. "
        "Read down: how much of the future has seen its last use of force by a day."
    )
    note = (
        "Days are the last days of the windows in which force is used. Where the course is not "
        "long enough, the chance is that of a course that ends in force: a lower bound."
    )
    table = Table(title, (Column("It lasts"), *SPREAD_COLUMNS), tuple(rows))
    return Figure("survival", drawing, caption, table, note=note)


def _days(exchange: Exchange) -> Table:
    """List the mean and the quantiles of the length."""
    heads = (Column("Days from the first use of force to the last"), *SPREAD_COLUMNS)
    names = {0.5: "median", 0.9: "90th percentile", 0.95: "95th percentile"}
    rows = [_length_row(exchange, "mean, what is open counted as the whole course", exchange.mean)]
    rows += [_length_row(exchange, names[share], exchange.quantile(share)) for share in SHARES]
    return Table("Length in days", heads, tuple(rows))


def _length_row(exchange: Exchange, name: str, days: Floats) -> Row:
    """Write a length and its ranges; what lies beyond the course is said to."""
    spread = Spread.of(np.minimum(days, exchange.horizon + 1.0))

    def told(value: float) -> str:
        return f"over {exchange.horizon}" if value > exchange.horizon else quantity(value)

    def both(low: float, high: float) -> str:
        return told(low) if told(low) == told(high) else f"{told(low)} to {told(high)}"

    return Row(
        (
            inline(name),
            inline(told(spread.median)),
            inline(both(spread.low50, spread.high50)),
            inline(both(spread.low90, spread.high90)),
        )
    )


def _returning(exchange: Exchange) -> str:
    known = [(days, Spread.of(share)) for days, share in exchange.returns]
    told = [(days, spread) for days, spread in known if not math.isnan(spread.median)]
    if not told:
        return "The course is too short for a quiet that could be broken."
    days, spread = next((pair for pair in told if pair[0] == 30), told[0])
    return (
        f"Quiet is not yet an end. Of the quiets that reach {several(days, 'day')}, "
        f"{percent(spread.median)} are broken by force later in the course ({ranges(spread)}). A "
        "quiet that begins late has less time to be broken, so this too is a lower bound."
    )


def _quiet(exchange: Exchange) -> Table:
    rows = [
        spread_row((inline(f"{several(days, 'day')} or more"),), Spread.of(share))
        for days, share in exchange.returns
        if not math.isnan(Spread.of(share).median)
    ]
    heads = (Column("Quiet that has lasted"), *SPREAD_COLUMNS)
    return Table("Chance that force comes back after such a quiet", heads, tuple(rows))
