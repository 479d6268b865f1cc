"""What the actors may be, and what we do not know."""

from __future__ import annotations

from detente.brief.compose.reading import SPREAD_COLUMNS, Reading, anchor, spread_row
from detente.brief.compose.unstated import asked_first
from detente.brief.document import (
    Block,
    Column,
    Listing,
    Note,
    Paragraph,
    Row,
    Run,
    Section,
    Table,
    inline,
)
from detente.brief.words import several
from detente.findings.everything import Findings
from detente.forecast.figures import percent, percents, quantities, quantity
from detente.forecast.results import Distribution, Spread
from detente.model.crisis import ANALYST, Actor, Claim
from detente.model.unknowns import linear, prior_path, unknowns

SHOWN = 15
"""How many of the widest unknowns are listed."""
SCALES = {"stakes": 20.0, "rationality": 2.0}
"""What counts as the whole width: utils from -10 to 10, precision about 2, chances 1."""


def what_each_is(reading: Reading) -> Section | None:
    """Tell the beliefs about every actor's type after the record; None if nobody has types."""
    forecast = reading.forecast
    if not forecast.types:
        return None
    who = "the analyst" if forecast.observer == ANALYST else reading.actor(forecast.observer)
    intro = (
        f"A type is what an actor may privately be. These are the beliefs of {who}: before the "
        "record as the argument gives them, and after it, since every recorded choice is a sign "
        "of the chooser's type."
    )
    tables = [_types(reading, dist) for dist in forecast.types]
    return Section("types", "What each actor may be", (Paragraph(inline(intro)), *tables))


def _types(reading: Reading, dist: Distribution) -> Table:
    actor = next((a for a in reading.forecast.crisis.actors if a.name == dist.name), None)
    told = {t.name: t.text for t in actor.types} if actor else {}
    rows = []
    for label in dist.labels:
        text = f": {told[label]}" if told.get(label) else ""
        first = inline(Run(label.replace("_", " "), "strong"), text)
        prior = _prior(reading, actor, label) if actor else None
        before = f"{percent(prior.median)} ({percents(prior.low90, prior.high90)})" if prior else ""
        rows.append(spread_row((first, inline(before)), dist.spread(label)))
    heads = (Column("Type"), Column("Before the record", numeric=True), *SPREAD_COLUMNS)
    title = reading.actor(dist.name) if actor else dist.title
    return Table(f"{title}: its type, before and after the record", heads, tuple(rows))


def _prior(reading: Reading, actor: Actor, label: str) -> Spread | None:
    forecast = reading.forecast
    forms = linear(forecast.crisis)
    form = forms.get(prior_path(forecast.observer, actor.name, label))
    form = form or forms.get(prior_path(ANALYST, actor.name, label))
    if form is None or not set(form.weights) <= set(forecast.unknowns):
        return None
    return Spread.of(form.at(forecast.points, forecast.unknowns))


def what_we_do_not_know(reading: Reading, findings: Findings) -> Section:
    """List what the argument leaves open: orders never stated, the widest unknowns, assumptions."""
    limits = (
        "The run covers what the argument allows, and nothing else: an actor, a move or a fact "
        "that the argument leaves out has no chance here at all."
    )
    blocks: list[Block] = []
    if findings.audit is not None:
        blocks += asked_first(reading, findings.audit)
    else:
        limits += " Which claim decides a judgement has not been weighed in this run."
    blocks.append(Note(inline(limits)))
    if reading.forecast.unknowns:
        blocks.append(Section("unknowns", "The widest unknowns", tuple(_widest(reading))))
    if assumed := [c for c in reading.crisis.claims if c.kind == "assumption"]:
        blocks.append(_assumptions(assumed))
    return Section("unknown", "What we do not know", tuple(blocks), first_page=True)


def _assumptions(assumed: list[Claim]) -> Section:
    head = f"The argument rests on {several(len(assumed), 'assumption')}:"
    items = tuple(
        inline(
            Run(claim.name, "strong", f"#{anchor('claim', claim.name)}"), f" {claim.text.strip()}"
        )
        for claim in assumed
    )
    return Section("assumptions", "Assumptions", (Paragraph(inline(head)), Listing(items)))


def _widest(reading: Reading) -> list[Block]:
    forecast = reading.forecast
    bounds = {u.path: (u.low, u.high) for u in unknowns(forecast.crisis)}
    spreads = [(p, Spread.of(forecast.points[:, i])) for i, p in enumerate(forecast.unknowns)]
    spreads.sort(key=lambda pair: (-_relative(*pair), pair[0]))
    rows = []
    for path, spread in spreads[:SHOWN]:
        share = path.split(".")[0] not in SCALES
        one, many = (percent, percents) if share else (quantity, quantities)
        low, high = bounds.get(path, (float("nan"), float("nan")))
        cells = (
            inline(path),
            inline(many(low, high)),
            inline(one(spread.median)),
            inline(many(spread.low90, spread.high90)),
        )
        rows.append(Row(cells))
    count = several(len(forecast.unknowns), "number")
    told = (
        f"The argument leaves {count} open. These are the widest after the claims have been taken "
        "into account, each measured on its own scale: chances from 0 to 100\u00a0%, stakes from "
        "\u221210 to 10 utils, precision in 1/utils."
    )
    heads = (
        Column("Unknown"),
        Column("As written", numeric=True),
        Column("Median", numeric=True),
        Column("Nine of ten", numeric=True),
    )
    return [Paragraph(inline(told)), Table("The widest unknowns", heads, tuple(rows))]


def _relative(path: str, spread: Spread) -> float:
    return (spread.high90 - spread.low90) / SCALES.get(path.split(".", maxsplit=1)[0], 1.0)
