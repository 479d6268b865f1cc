"""What to watch: what can be seen next, what each thing would tell, and what tells nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, TypeAlias

import numpy as np

from detente.brief.charts.intervals import Bar, intervals
from detente.brief.compose.indicators import because, place, seen, when, who
from detente.brief.compose.reading import SPREAD_COLUMNS, Titled, anchor, spaced, spread_row
from detente.brief.document import (
    Block,
    Column,
    Figure,
    Inline,
    Listing,
    Paragraph,
    Row,
    Run,
    Section,
    Table,
    inline,
)
from detente.brief.words import day, listed, sentence, several
from detente.findings.watch import Matrix, Watch, matrix
from detente.findings.watch.matrix import Line
from detente.findings.watch.results import FLAT, LEAST_BITS, Signal, Verdict
from detente.forecast.figures import percent, percents
from detente.forecast.results import Spread

Order: TypeAlias = Literal["value", "new", "date", "chance", "actor", "theatre"]
TOP = 6
"""Indicators that get a sentence each."""
MOST = 40
"""Indicators in the table, at most."""
LARGE = 1000.0
"""A ratio above this, or below its inverse, is only said to be so."""


def watch_sections(
    titled: Titled, watch: Watch, *, order: Order = "value", hypotheses: Sequence[str] = ()
) -> tuple[Section, ...]:
    """Return the section with its parts; `hypotheses` names actors and questions of the matrix."""
    parts: list[Block] = [Paragraph(inline(text)) for text in _intro(watch)]
    parts += [*_top(titled, watch), _table(titled, watch, order), *_figure(titled, watch)]
    parts += [_movers(titled, watch), _silent(titled, watch)]
    parts += [_matrix(titled, matrix(watch, name)) for name in hypotheses or competing(watch)]
    return (Section("watch", "What to watch", tuple(parts)),)


def competing(watch: Watch) -> tuple[str, ...]:
    """Return whose types a matrix is made for by default; the first question if nobody has any."""
    typed = dict.fromkeys(h.name for h in watch.hypotheses if h.is_type)
    return tuple(typed) or tuple(question.name for question in watch.questions[:1])


# --- the order -----------------------------------------------------------------------------------
def ranked(titled: Titled, watch: Watch, order: Order) -> list[int]:
    """Return the indicators that tell something, in an order of the reader's choice."""
    told = [
        i for i, indicator in enumerate(watch.indicators)
        if not watch.seldom[i] and not watch.silent[i] and not indicator.follows
    ]  # fmt: skip
    new = watch.news.max(axis=0, initial=0.0)
    keys: dict[Order, Callable[[int], tuple[object, ...]]] = {
        "value": lambda i: (-watch.value[i],),
        "new": lambda i: (-new[i],),
        "date": lambda i: (watch.indicators[i].end, -watch.value[i]),
        "chance": lambda i: (-watch.probability(i).median,),
        "actor": lambda i: (who(titled, watch.indicators[i]), -watch.value[i]),
        "theatre": lambda i: (place(titled, watch.indicators[i]), -watch.value[i]),
    }
    return sorted(told, key=lambda i: (*keys[order](i), i))


def _intro(watch: Watch) -> Iterator[str]:
    stages = len({indicator.step for indicator in watch.indicators})
    last = max(indicator.end for indicator in watch.indicators)
    yield (
        f"What can be seen at {several(stages, 'stage')} up to {day(last)}. Each line says what a "
        "question's chance would be for somebody who sees this and nothing before it. The ratio is "
        "how many times likelier it is seen if the question turns out yes than if no. False alarm "
        "and miss are those of an alarm for the answer to which it points."
    )
    yield (
        "Bits are the expected information about the question, the doubt over the draws and the "
        "chance within a draw taken together, with the range over bootstrap samples of the draws; "
        "the part that is new is what it adds, within a draw, to all that earlier stages show. "
        "Bits of overlapping questions do not add up."
    )
    if watch.left_out:
        yield f"Questions that ask for a number are not weighed: {listed(watch.left_out)}."


# --- the indicators ------------------------------------------------------------------------------
def _top(titled: Titled, watch: Watch) -> Iterator[Block]:
    items = tuple(
        _if_seen(titled, watch, i)
        for i in ranked(titled, watch, "value")[:TOP]
        if watch.value[i] > 0.0
    )
    if items:
        yield Listing(items)
    else:
        yield Paragraph(inline("Nothing that can be seen here tells anything about a question."))


def _if_seen(titled: Titled, watch: Watch, i: int) -> Inline:
    """Write the sentence: if this is seen by then, the question goes from here to there."""
    h = int(watch.about[i])
    signal, question = watch.signal(i, h), watch.questions[h]
    o, after = signal.indicator, signal.after
    says = "rises" if signal.shift.median >= 0.0 else "falls"
    return inline(
        f"If by {day(o.end)} ", Run(f"{who(titled, o)}: {_lower(seen(titled, o))}", "strong"),
        f" (chance {percent(watch.probability(i).median)}), ",
        titled.question_link(question.name),
        f" {says} from {percent(signal.before.median)} to {percent(after.median)} "
        f"({percents(after.low90, after.high90)} in nine of ten draws), because "
        f"{because(titled, watch, i, h)}. ",
        Run(f"{question.name}: {sentence(question.text)}", "small"),
        *_argued(titled, question.claims),
    )  # fmt: skip


def _argued(titled: Titled, claims: tuple[str, ...]) -> Iterator[Inline]:
    if claims:
        yield inline(" Argued in ", titled.claim_links(claims), ".")


def _lower(text: str) -> str:
    """Start a title small within a sentence, but leave names and abbreviations."""
    first = text.partition(" ")[0]
    return text[0].lower() + text[1:] if first.isalpha() and first[1:].islower() else text


def _table(titled: Titled, watch: Watch, order: Order) -> Table:
    rows = ranked(titled, watch, order)
    heads = (
        Column("When", weight=0.9),
        Column("Who, where", weight=1.1),
        Column("What is seen", weight=1.9),
        Column("Chance", numeric=True, weight=0.8),
        Column("Moves most", weight=1.3),
        Column("Ratio", numeric=True, weight=0.9),
        Column("False alarm, miss", numeric=True, weight=0.9),
        Column("Lead", numeric=True, weight=0.8),
        Column("Bits, of which new", numeric=True, weight=1.1),
    )
    orders = {"value": "information", "new": "new information", "chance": "chance"}
    caption = f"What can be seen next, by {orders.get(order, order)}"
    if len(rows) > MOST:
        caption += f"; the first {MOST} of {len(rows)}"
    return Table(caption, heads, tuple(_row(titled, watch, i) for i in rows[:MOST]))


def _row(titled: Titled, watch: Watch, i: int) -> Row:
    h = int(watch.about[i])
    signal, o = watch.signal(i, h), watch.indicators[i]
    where, chance = place(titled, o), watch.probability(i)
    ends = f" ({percents(signal.after.low90, signal.after.high90)})"
    new = signal.news or 0.0
    return Row(
        (
            inline(when(o)),
            inline(who(titled, o), f", {where}" if where else ""),
            inline(Run(seen(titled, o), "strong")),
            inline(percent(chance.median), f" ({percents(chance.low90, chance.high90)})"),
            inline(
                titled.question_link(watch.questions[h].name),
                f" {percent(signal.before.median)} \u2192 ",
                Run(percent(signal.after.median), "strong"), ends,
            ),
            inline(f"{_times(signal.ratio.median)} ({_between(signal.ratio)})"),
            inline(f"{percent(signal.false_alarm.median)}, {percent(signal.miss.median)}"),
            inline(_lead(signal)),
            inline(
                f"{signal.bits:.3f} ({signal.bits_low:.3f}\u2013{signal.bits_high:.3f}), {new:.3f}"
            ),
        ),
        anchor("watch", o.name),
    )  # fmt: skip


def _lead(signal: Signal) -> str:
    """Write the days to the event that it warns of, or to the end of the window."""
    if signal.days_to_event is not None and signal.toward:
        return several(signal.days_to_event, "day")
    return f"{several(signal.days_to_end or 0, 'day')} to the end"


def _times(ratio: float) -> str:
    if np.isnan(ratio):
        return "no number"
    if ratio >= LARGE:
        return f"over {LARGE:,.0f}"
    if ratio <= 1.0 / LARGE:
        return f"under {1.0 / LARGE:g}"
    return f"{ratio:.0f}" if ratio >= 10.0 else f"{ratio:.1f}" if ratio >= 1.0 else f"{ratio:.2f}"


def _between(ratio: Spread) -> str:
    low, high = _times(ratio.low90), _times(ratio.high90)
    return low if low == high else f"{low} to {high}"


def _figure(titled: Titled, watch: Watch) -> Iterator[Block]:
    """Draw where the leading indicators would take the question that they move most."""
    top = [i for i in ranked(titled, watch, "value")[: 2 * TOP] if watch.value[i] > 0.0]
    if not top:
        return
    bars, rows = [], []
    for i in top:
        signal = watch.signal(i, int(watch.about[i]))
        name = watch.questions[int(watch.about[i])].name
        label = f"{name}  {who(titled, signal.indicator)}: {seen(titled, signal.indicator)}"
        bars.append(Bar(label, signal.after, signal.before.median))
        rows.append(spread_row((inline(label),), signal.after))
    title = "Where each observation would take the question that it moves most"
    caption = (
        "The dot is the median chance of the question once this is seen, the bars hold half and "
        "nine of ten draws; diamonds mark the median before."
    )
    table = Table(title, (Column("Question and observation"), *SPREAD_COLUMNS), tuple(rows))
    drawing = intervals(bars, title=title, yardstick=titled.yardstick, said="the chance before")
    yield Figure("watch-moves", drawing, caption, table)


# --- by question, and what tells nothing ---------------------------------------------------------
def _movers(titled: Titled, watch: Watch) -> Section:
    told = (
        "For every question the two observations that would raise it most and lower it most, in "
        "the median, among those that tell of it without settling it."
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
        _moved(titled, watch, h, up),
        _moved(titled, watch, h, down),
    ))  # fmt: skip


def _moved(titled: Titled, watch: Watch, h: int, pairs: list[tuple[float, int]]) -> Inline:
    if not pairs:
        return inline("nothing here")
    parts = []
    for _, i in pairs:
        o = watch.indicators[i]
        after = percent(Spread.of(watch.posterior[:, h, i]).median)
        parts.append(f"{who(titled, o)}: {_lower(seen(titled, o))}, to {after}")
    return inline("; ".join(parts))


def _silent(titled: Titled, watch: Watch) -> Section:
    told = (
        f"A ratio between {FLAT[0]} and {FLAT[1]} tells nothing; a range over the draws that holds "
        "1 leaves open which way it points; below "
        f"{LEAST_BITS:g} bits there is next to nothing to learn."
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
    seldom = int(watch.seldom.sum())
    if seldom:
        some = several(seldom, "observation is", many="observations are")
        rest = f"{some} left out: under 0.5\u00a0% in 95 of 100 draws."
        blocks.append(Paragraph(inline(Run(rest, "small"))))
    return Section("watch-silent", "What tells nothing", tuple(blocks))


def _why(watch: Watch, i: int) -> str:
    found = {row[i] for row in watch.verdicts}
    for verdict in (Verdict.UNSURE, Verdict.SMALL, Verdict.FLAT, Verdict.LATE):
        if verdict in found:
            return str(verdict.value)
    return str(Verdict.FLAT.value)


# --- competing hypotheses ------------------------------------------------------------------------
def _matrix(titled: Titled, found: Matrix) -> Section:
    about = f"which {titled.actor(found.name)} this is" if found.is_type else found.name
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
    rows = tuple(_line(titled, line) for line in found.lines)
    title = f"Telling apart {about}"
    table = Table(f"{title}, most diagnostic first", heads, rows)
    return Section(
        anchor("hypotheses", found.name), title, (Paragraph(inline(told)), table)
    )  # fmt: skip


def _line(titled: Titled, line: Line) -> Row:
    likelihoods = (
        inline(f"{percent(spread.median)} ", Run(mark.value, "strong"))
        for spread, mark in zip(line.likelihood, line.marks, strict=True)
    )
    apart = f"{_times(line.diagnosticity.median)} ({_between(line.diagnosticity)})"
    told = f"{who(titled, line.indicator)}: {seen(titled, line.indicator)}"
    return Row((
        inline(told), inline(when(line.indicator)), *likelihoods, inline(apart),
        inline(f"{line.bits:.3f}"),
    ))  # fmt: skip
