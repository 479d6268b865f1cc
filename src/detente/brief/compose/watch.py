"""What to watch: what can be seen next, what each thing would tell, and what tells nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, TypeAlias

import numpy as np

from detente.brief.charts.intervals import Bar, intervals
from detente.brief.compose.indicators import (
    because,
    between,
    lowered,
    place,
    seen,
    times,
    when,
    who,
)
from detente.brief.compose.reading import SPREAD_COLUMNS, Titled, anchor, spaced, spread_row
from detente.brief.compose.watch_hypotheses import hypotheses_section
from detente.brief.compose.watch_questions import by_question, what_tells_nothing
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
from detente.findings.watch import Watch, matrix
from detente.findings.watch.results import Signal, Verdict
from detente.forecast.figures import percent, percents
from detente.forecast.results import Spread

Order: TypeAlias = Literal["value", "new", "date", "chance", "actor", "theatre"]
TOP = 6
"""Indicators that get a sentence each."""
MOST = 40
"""Indicators in the table, at most."""


def watch_sections(
    titled: Titled, watch: Watch, *, order: Order = "value", hypotheses: Sequence[str] = ()
) -> tuple[Section, ...]:
    """Return the section with its parts; `hypotheses` names actors and questions of the matrix."""
    parts: list[Block] = [Paragraph(inline(text)) for text in _intro(watch)]
    parts += [*_top(titled, watch), _table(titled, watch, order), *_figure(titled, watch)]
    if (watch.value > 0.0).any():
        parts.append(_trust(titled, watch, order))
    parts += [by_question(titled, watch), what_tells_nothing(titled, watch)]
    parts += [
        hypotheses_section(titled, matrix(watch, name)) for name in hypotheses or competing(watch)
    ]
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
        "how many times likelier it is seen if the question turns out yes than if no. Questions "
        "that it settles outright, or of which earlier stages have told as much, are passed over."
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
        f"If by {day(o.end)} this is seen, ",
        Run(f"{who(titled, o)}: {lowered(seen(titled, o))}", "strong"),
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


def _table(titled: Titled, watch: Watch, order: Order) -> Table:
    rows = ranked(titled, watch, order)
    heads = (
        Column("When", weight=0.9),
        Column("Who, where", weight=1.1),
        Column("What is seen", weight=1.9),
        Column("Chance", numeric=True, weight=0.8),
        Column("Moves most", weight=1.3),
        Column("Ratio", numeric=True, weight=0.9),
        Column("Bits", numeric=True, weight=0.9),
        Column("New", numeric=True, weight=0.6),
    )
    orders = {"value": "information", "new": "new information", "chance": "chance"}
    caption = f"What can be seen next, by {orders.get(order, order)}"
    if len(rows) > MOST:
        caption += f"; the first {MOST} of {len(rows)}"
    return Table(caption, heads, tuple(_row(titled, watch, i) for i in rows[:MOST]))


def subject(watch: Watch, i: int) -> int:
    """Return the hypothesis that an indicator's row is about.

    That is the question of which it tells most; else one that it settles; else the type of which
    it tells most, and of two types the one that it speaks for.
    """
    if watch.value[i] > 0.0:
        return int(watch.about[i])
    rows = [row[i] for row in watch.verdicts]
    if Verdict.SETTLES in rows:
        return rows.index(Verdict.SETTLES)
    told = [h for h, verdict in enumerate(rows) if verdict is Verdict.TELLS]
    if not told:
        return int(watch.about[i])
    best = max(float(watch.bits[h, i]) for h in told)
    leading = [h for h in told if np.isclose(watch.bits[h, i], best)]  # two types are one doubt
    return max(leading, key=lambda h: watch.signal(i, h).toward)


def _row(titled: Titled, watch: Watch, i: int) -> Row:
    h = subject(watch, i)
    signal, o = watch.signal(i, h), watch.indicators[i]
    where, chance = place(titled, o), watch.probability(i)
    ends = f" ({percents(signal.after.low90, signal.after.high90)})"
    return Row(
        (
            inline(when(o)),
            inline(who(titled, o), f", {where}" if where else ""),
            inline(Run(seen(titled, o), "strong")),
            inline(percent(chance.median), f" ({percents(chance.low90, chance.high90)})"),
            inline(
                _of(titled, watch, h),
                f" {percent(signal.before.median)} \u2192 ",
                Run(percent(signal.after.median), "strong"),
                " (settled)" if signal.verdict is Verdict.SETTLES else ends,
            ),
            inline(f"{times(signal.ratio.median)} ({between(signal.ratio)})"),
            inline(f"{signal.bits:.3f} ({signal.bits_low:.3f} to {signal.bits_high:.3f})"),
            inline("" if signal.news is None else f"{signal.news:.3f}"),
        ),
        anchor("watch", o.name),
    )  # fmt: skip


def _of(titled: Titled, watch: Watch, h: int) -> Run:
    """Name a hypothesis: a question, or an actor and its type."""
    found = watch.hypotheses[h]
    if not found.is_type:
        return titled.question_link(found.name)
    return Run(f"{titled.actor(found.name)} {spaced(found.type)}")


def _trust(titled: Titled, watch: Watch, order: Order) -> Table:
    """List how far each could be trusted as an alarm, and how early it would come."""
    heads = (
        Column("What is seen", weight=2.4),
        Column("Alarm for"),
        Column("False alarm", numeric=True),
        Column("Miss", numeric=True),
        Column("Draws that agree", numeric=True),
        Column("Lead", numeric=True, weight=1.2),
    )
    rows = []
    for i in [i for i in ranked(titled, watch, order) if watch.value[i] > 0.0][:MOST]:
        signal = watch.signal(i, int(watch.about[i]))
        o, name = signal.indicator, watch.questions[int(watch.about[i])].name
        rows.append(Row((
            inline(f"{who(titled, o)}: {lowered(seen(titled, o))}"),
            inline(titled.question_link(name), " yes" if signal.toward else " no"),
            inline(f"{percent(signal.false_alarm.median)} ({_ends(signal.false_alarm)})"),
            inline(f"{percent(signal.miss.median)} ({_ends(signal.miss)})"),
            inline(percent(signal.agree)),
            inline(_lead(signal)),
        )))  # fmt: skip
    return Table("How far each can be trusted as an alarm", heads, tuple(rows))


def _ends(spread: Spread) -> str:
    return percents(spread.low90, spread.high90)


def _lead(signal: Signal) -> str:
    """Write the days to the event that it warns of, or to the end of the window."""
    if signal.days_to_event is not None and signal.toward:
        return several(signal.days_to_event, "day")
    return f"{several(signal.days_to_end or 0, 'day')} to the end"


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
