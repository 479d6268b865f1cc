"""Ways out as they are answered: who accepts, where they break, who goes first, what others add."""

from __future__ import annotations

import numpy as np

from detente.brief.compose.offramps_names import move_title, tenths, title, within
from detente.brief.compose.reading import Titled, spaced
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
from detente.brief.words import listed, window
from detente.findings.offramps import Offramps, Tried, WayOut
from detente.forecast.figures import percent, quantity
from detente.model.crisis import ANALYST, Edit

MATTERS = 0.05
"""A difference between two orders in the chance of whole delivery from which it is named."""


def acceptance(titled: Titled, found: Offramps) -> Section | None:
    """Tell who accepts in whose eyes and where each package breaks; None without stages."""
    staged = [w for w in found.ways if w.delivery is not None and not w.variant.beside]
    if not staged:
        return None
    heads = (
        Column("Stage", weight=1.6), Column("When"), Column("As seen by", weight=1.2),
        Column("Stage is played", numeric=True), Column("What is answered", weight=2.6),
    )  # fmt: skip
    parts: list[Block] = [Paragraph(inline(
        "Each stage of a package through several pairs of eyes, and by the type of whoever "
        "chooses, as that type sees it. Medians over the draws."
    ))]  # fmt: skip
    for way in staged:
        rows = tuple(
            Row((
                inline(f"{titled.actor(a.actor)}: {spaced(a.stage)}"),
                inline(window(a.start, a.end, short=True)),
                inline(_seen_by(titled, a.observer, a.type)),
                inline(percent(float(np.median(a.chance)))),
                inline("; ".join(
                    f"{move_title(titled, found, m)} {percent(float(np.nanmedian(a.values[:, i])))}"
                    if not np.isnan(a.values[:, i]).all() else move_title(titled, found, m)
                    for i, m in enumerate(a.moves)
                )),
            ))
            for a in way.answers
        )  # fmt: skip
        caption = f"Answers: {within(titled, way.variant)}"
        parts += [Paragraph(_breaks(titled, found, way)), Table(caption, heads, rows)]
    return Section("help-answers", "Who accepts, and where it breaks", tuple(parts))


def _seen_by(titled: Titled, observer: str, type_: str) -> str:
    if observer == ANALYST:
        return "The analyst"
    return f"{titled.actor(observer)}, if {spaced(type_)}" if type_ else titled.actor(observer)


def _breaks(titled: Titled, found: Offramps, way: WayOut) -> Inline:
    delivery = way.delivery
    if delivery is None:
        return inline("")
    parts = [
        (float(delivery.values[:, i].mean()), f"\u201c{move_title(titled, found, move)}\u201d")
        for i, (_, move) in enumerate(delivery.breaks)
    ]
    parts = sorted((p for p in parts if p[0] >= 0.005), reverse=True)
    told = inline(
        Run(f"{title(titled, way.variant)}. ", "strong"),
        f"On the mean of the draws it is delivered whole in "
        f"{percent(float(delivery.whole.mean()))}",
    )
    if parts:
        told = inline(told, ", and breaks at ", listed([f"{n} ({percent(v)})" for v, n in parts]))
    if (stalled := float(delivery.stalled.mean())) >= 0.005:
        told = inline(told, f"; it stalls in {percent(stalled)}")
    if (never := float(1 - delivery.begun.mean())) >= 0.005:
        told = inline(told, f"; in {percent(never)} it is never begun")
    return inline(told, ".")


def who_first(titled: Titled, found: Offramps) -> Section | None:
    """Compare the orders of each package; None without a search."""
    if not found.orders:
        return None
    rows, told = [], []
    for group in found.orders:
        rows += [_order_row(titled, tried) for tried in group]
        told.append(_order_words(titled, group))
    heads = (
        Column("Package", weight=1.4), Column("Order", weight=2),
        Column(f"{found.risks[0].name}, mean change in points", numeric=True),
        Column("Delivered whole", numeric=True), Column("Costs, utils", numeric=True),
        Column("Draws", numeric=True),
    )  # fmt: skip
    table = Table("The orders that the guards allow, at the package's own date", heads, tuple(rows))
    return Section("help-order", "Who delivers first", (Listing(tuple(told)), table))


def _order_row(titled: Titled, tried: Tried) -> Row:
    low, high = tried.noise
    return Row((
        inline(spaced(tried.variant.package.name if tried.variant.package else "")),
        inline(", then ".join(titled.actor(a) for a in tried.variant.order)),
        inline(f"{tenths(tried.change[0])} ({tenths(low)} to {tenths(high)})"),
        inline(percent(tried.whole)),
        inline(quantity(tried.cost)),
        inline(f"{tried.draws:,}"),
    ))  # fmt: skip


def _order_words(titled: Titled, group: tuple[Tried, ...]) -> Inline:
    ranked = sorted(group, key=lambda t: -t.whole)
    top, last = ranked[0], ranked[-1]
    name = spaced(top.variant.package.name if top.variant.package else "")
    head = Run(f"{name[:1].upper()}{name[1:]}: ", "strong")
    if top.whole - last.whole < MATTERS:
        return inline(head, "the order makes little difference to whether it is delivered.")
    return inline(
        head,
        f"{titled.actor(top.variant.order[0])} has to go first. Then it is delivered whole in "
        f"{percent(top.whole)}, with {titled.actor(last.variant.order[0])} first in "
        f"{percent(last.whole)}.",
    )


def levers(titled: Titled, found: Offramps) -> Section | None:
    """Tell what each lever adds beside a package and what it costs; None without a search."""
    if not found.added:
        return None
    heads = (
        Column("Lever", weight=1.6), Column("Beside", weight=2.2),
        Column(f"{found.risks[0].name}, further change in points", numeric=True),
        Column("Costs its giver, utils"), Column("Draws", numeric=True),
    )  # fmt: skip
    rows = tuple(
        Row((
            inline(spaced(added.lever.name)),
            inline(within(titled, added.package)),
            inline(
                f"{tenths(added.change[0])} ({tenths(added.noise[0])} to {tenths(added.noise[1])})"
            ),
            inline(_given(titled, added.lever, added.cost)),
            inline(f"{added.draws:,}"),
        ))
        for added in found.added
    )  # fmt: skip
    told = (
        "What a lever, or a package that needs no stage, adds to a package that did well, in the "
        "mean of the draws; in brackets, where nine of ten resampled means lie. The cost is what "
        "its giver expects to lose by giving it, consequences included."
    )
    table = Table("Levers beside packages", heads, rows)
    return Section("help-levers", "What others can add", (Paragraph(inline(told)), table))


def _given(titled: Titled, lever: Edit, cost: tuple[tuple[str, float], ...]) -> str:
    if not cost:
        return "its giver is no actor here" if not lever.by else "not counted"
    return "; ".join(f"{titled.actor(who)} {quantity(value)}" for who, value in cost)
