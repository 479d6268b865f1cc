"""What would help: packages and levers by what they do to the risks, how surely, and at what cost.

Advice is kept apart from the forecast: every section here is about what might be done.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from detente.brief.compose.differences import points, signed
from detente.brief.compose.offramps_answers import acceptance, levers, who_first
from detente.brief.compose.offramps_names import best, lowers, title, within
from detente.brief.compose.offramps_record import offramps_record
from detente.brief.compose.offramps_weighed import argued, pareto_set, robust, what_must_be_true
from detente.brief.compose.reading import Titled
from detente.brief.document import (
    Block,
    Column,
    Inline,
    Note,
    Paragraph,
    Row,
    Run,
    Section,
    Table,
    inline,
)
from detente.brief.words import listed, several
from detente.findings.offramps import Offramps, WayOut
from detente.findings.offramps.robustness import TELLING
from detente.forecast.figures import percent, quantity
from detente.forecast.results import Spread

__all__ = ["advice", "offramps_record", "offramps_sections"]


def offramps_sections(titled: Titled, found: Offramps) -> tuple[Section, ...]:
    """Return the sections about ways out."""
    parts = (
        robust(titled, found),
        acceptance(titled, found),
        who_first(titled, found),
        levers(titled, found),
        what_must_be_true(titled, found),
        pareto_set(titled, found),
        argued(titled, found),
    )
    blocks = (*_verdict(titled, found), _overview(titled, found))
    kept = tuple(part for part in parts if part is not None)
    return (Section("help", "What would help", (*blocks, *kept)),)


def advice(titled: Titled, found: Offramps) -> Section:
    """Return what should be done, for page one: the best that is robust, or that nothing helps."""
    told = inline(*_best_words(titled, found), " ", Run("Ways out, weighed", "small", "#help"))
    return Section("advice", "What should be done", (Paragraph(told),), first_page=True)


def _verdict(titled: Titled, found: Offramps) -> tuple[Block, ...]:
    names = listed([q.name for q in found.risks])
    intro = (
        f"Every package and every lever of the argument is spliced into the course and the game "
        f"solved anew on the same {several(found.common, 'draw')}. Less is better; the risks are "
        f"{names}. Everybody knows from the start that the package will be on the table. "
    )
    lead = Paragraph(inline(*_best_words(titled, found)), lead=True)
    caution = Note(inline(
        "This is what follows from the argument's own numbers, not a promise: the ranges are over "
        "all numbers that it allows."
    ))  # fmt: skip
    return (lead, Paragraph(inline(intro)), caution)


def _best_words(titled: Titled, found: Offramps) -> Iterator[str | Run | Inline]:
    risk = found.risks[0]
    at = best(found)
    if at is None:
        yield "Nothing that was tried lowers "
        yield titled.question_link(risk.name)
        yield (
            " in most of the draws, beyond what chance in the draws explains. The argument gives "
            "no way out that works by its own numbers."
        )
        return
    way = found.ways[at]
    change = Spread.of(way.change[:, 0])
    better = percent(lowers(way))
    yield f"Of what was tried, {within(titled, way.variant)} is the most robust: it moves "
    yield titled.question_link(risk.name)
    yield (
        f" by {signed(change.median)} points ({signed(change.low90)} to {signed(change.high90)} in "
        f"nine of ten draws) and lowers it in {better} of the draws."
    )
    if way.delivery is not None:
        yield f" It is delivered whole in {percent(float(way.delivery.whole.mean()))} of the plays."
    tied = [
        within(titled, found.ways[i].variant)
        for i in np.flatnonzero(found.robustness[0].tied[:, 0]) if i not in (0, at)
    ]  # fmt: skip
    if tied:
        yield f" On the mean it ties with {listed(tied[:3])}."


def _overview(titled: Titled, found: Offramps) -> Table:
    heads = (
        Column("Way out", weight=2.2),
        *(Column(f"{risk.name}, points", numeric=True) for risk in found.risks),
        Column("Delivered whole", numeric=True),
        Column("Costs those who act, utils", numeric=True),
    )
    rows = tuple(_overview_row(titled, way) for way in found.ways[1:])
    caption = "What each changes: medians of the difference draw by draw, nine of ten in brackets"
    return Table(caption, heads, rows)


def _overview_row(titled: Titled, way: WayOut) -> Row:
    whole = "" if way.delivery is None else percent(float(np.median(way.delivery.whole)))
    note = "" if _beyond(way) else " (within noise)"
    return Row((
        inline(title(titled, way.variant), Run(note, "small")),
        *(points(way.change[:, q]) for q in range(way.change.shape[1])),
        inline(whole),
        inline(quantity(float(np.median(way.cost)))),
    ))  # fmt: skip


def _beyond(way: WayOut) -> bool:
    return any(low > TELLING or high < -TELLING for low, high in way.noise)
