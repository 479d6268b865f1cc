"""What the brief stands on: given facts, the scale of words, sources, and the run itself."""

from __future__ import annotations

from detente.brief.compose.reading import Reading, anchor
from detente.brief.document import (
    Block,
    Column,
    Definition,
    Definitions,
    Inline,
    Note,
    Paragraph,
    Row,
    Run,
    Section,
    Table,
    inline,
)
from detente.brief.grades import spelled
from detente.brief.words import several
from detente.forecast.figures import percents, quantity
from detente.forecast.results import Convergence, Forecast
from detente.forecast.uniqueness import FOLLOWED
from detente.model.crisis import Source

MIXED = 1.05
"""Split R-hat above which the sampler has not mixed well (Vehtari and others 2021 ask for 1.01)."""
FEW = 100.0
"""Effective sample size below which the ranges are rough."""


def given(reading: Reading) -> Section | None:
    """List the facts as they stand at the start; None if there are none."""
    facts = reading.forecast.crisis.facts
    if not facts:
        return None
    rows = tuple(
        Row(
            (
                inline(fact.text or fact.name.replace("_", " ")),
                inline(Run(fact.start.replace("_", " "), "strong")),
                inline(reading.theatre(fact.where) if fact.where else ""),
                inline() if fact.source is None else reading.cited(fact.source),
            )
        )
        for fact in facts
    )
    heads = (Column("Fact"), Column("At the start"), Column("Where"), Column("Source"))
    told = Paragraph(inline("Public facts as the argument sets them before the first stage."))
    return Section("given", "What is taken as given", (told, Table("The facts", heads, rows)))


def scale(reading: Reading) -> Section:
    """Spell out the words of probability."""
    stick = reading.yardstick
    rows = tuple(
        Row((inline(Run(band.word, "strong")), inline(percents(band.low, band.high))))
        for band in stick.bands
    )
    told = (
        "A band begins with its lower edge and ends before its upper edge; a number between two "
        "bands takes the nearer word. Under 1\u00a0% and over 99\u00a0% the number stands alone. "
        "How sure we are of the ground of a judgement is said in a sentence of its own."
    )
    table = Table(stick.title, (Column("Word"), Column("Chance", numeric=True)), rows)
    return Section("words", "Words of probability", (Paragraph(inline(told)), table))


def sources(reading: Reading) -> Section:
    """List the sources with their grades spelled out, and the claims that cite them."""
    crisis = reading.forecast.crisis
    if not crisis.sources:
        text = "The crisis names no sources."
        return Section("sources", "Sources", (Paragraph(inline(text)),))
    items = tuple(_source(reading, source) for source in crisis.sources)
    told = (
        "Admiralty grades: a letter for the source, a digit for the information. F and 6 mean "
        "that it cannot be judged, not that it is bad. A claim may carry a grade of its own."
    )
    return Section("sources", "Sources", (Paragraph(inline(told)), Definitions(items)))


def _source(reading: Reading, source: Source) -> Definition:
    fields = dict(source.fields)
    title = fields.get("title", "")
    maker = fields.get("author") or fields.get("publisher") or fields.get("container-title") or ""
    parts = [part for part in (maker, fields.get("issued", "")) if part]
    text = inline(Run(title, "em"), ". " if title else "", f"{', '.join(parts)}. " if parts else "")
    address = fields.get("URL", "")
    if address:
        text = inline(text, _web(address), " ")
    text = inline(text, f"Grade {spelled(source.grade)}.")
    citing = [
        c.name
        for c in reading.forecast.crisis.claims
        if c.source and c.source.source == source.name
    ]
    if citing:
        text = inline(text, " Cited by ", reading.claim_links(citing), ".")
    return Definition(inline(source.name), text, anchor("source", source.name))


def _web(address: str) -> Run:
    """Link to a web address; anything that is not plainly http stays text."""
    safe = address.startswith(("https://", "http://")) and not any(c in address for c in " \"'<>\\")
    return Run(address, target=address if safe else "")


def cautions(forecast: Forecast) -> tuple[Note, ...]:
    """Return a flagged note of everything in the run that the reader must not overlook."""
    solved, sampling = forecast.manifest.convergence, forecast.manifest.sampling
    told = []
    missed = sampling.draws - solved.converged
    if missed > 0:
        told.append(
            f"In {missed:,} of {several(sampling.draws, 'draw')} the game was not solved to the "
            f"tolerance of {solved.tolerance:.0e}; the largest residual is "
            f"{solved.residual_max:.1e}. Their numbers are in the ranges all the same."
        )
    if sampling.rhat > MIXED:
        told.append(
            f"The draws have not mixed well (R-hat {sampling.rhat:.2f}, wanted below {MIXED}). "
            "More draws would help."
        )
    if sampling.effective < FEW and sampling.unknowns:
        told.append(
            f"The draws are worth only {sampling.effective:,.0f} independent ones for the worst "
            "unknown, so the ranges are rough."
        )
    if elsewhere := forecast.uniqueness.warning(forecast.crisis.yardstick):
        told.append(f"{elsewhere} {FOLLOWED}")
    return (Note(inline(" ".join(told)), flagged=True),) if told else ()


def manifest(reading: Reading) -> Section:
    """Tell where the numbers came from."""
    forecast = reading.forecast
    run, sampling, solved = (
        forecast.manifest,
        forecast.manifest.sampling,
        forecast.manifest.convergence,
    )
    told = {
        "Program": f"detente {run.version}",
        "Crisis": f"{run.crisis}{f', from {run.source_name}' if run.source_name else ''}",
        "SHA-256 of the crisis as printed": run.sha256,
        "Read by": reading.actor(forecast.observer),
        "Draws and seed": f"{several(sampling.draws, 'draw')}, seed {sampling.seed}",
        "Unknowns": (
            f"{several(sampling.unknowns, 'unknown')}; {several(sampling.dimension, 'dimension')} "
            f"after equalities; {several(sampling.half_spaces, 'half-space')}"
        ),
        "Sampling": (
            f"effective sample size {sampling.effective:,.0f} for the worst unknown, R-hat "
            f"{sampling.rhat:.3f}. {sampling.volume_note}"
        ).strip(),
        "Game": (
            f"{several(solved.nodes, 'node')}, {several(solved.edges, 'edge')}, "
            f"{several(solved.public_states, 'public state')}"
        ),
        "Solved": _solved(solved, draws=sampling.draws),
        "Other equilibria": forecast.uniqueness.sentence(forecast.crisis.yardstick),
    }
    items = tuple(Definition(inline(term), inline(text)) for term, text in told.items())
    blocks: list[Block] = [*cautions(forecast), Definitions(items)]
    if solved.regret:
        blocks.append(_regret(reading, solved.regret))
    return Section("run", "The run", tuple(blocks))


def _solved(solved: Convergence, *, draws: int) -> str:
    reached = f"{solved.converged:,} of {several(draws, 'draw')} to {solved.tolerance:.0e}"
    if solved.method == "grid":
        return (
            f"on a grid of beliefs, {reached} in the chance of any move; largest "
            f"error {solved.error_max:.1e}, measured on {several(solved.measured, 'draw')} against "
            f"another grid{_folded(solved.folded)}"
        )
    return (
        f"on the whole tree, {reached}; largest residual {solved.residual_max:.1e}; "
        f"{quantity(solved.sweeps_median)} sweeps in the median, {solved.sweeps_max:,} at most"
    )


def _folded(draws: int) -> str:
    if draws == 0:
        return ""
    return (
        f"; in {several(draws, 'draw')} play comes where a second equilibrium was seen, and the "
        "forecast follows the one that leads on from indifference"
    )


def _regret(reading: Reading, regret: tuple[tuple[str, str, float], ...]) -> Table:
    rows = tuple(
        Row((_who(reading, actor, kind), inline(f"{value:.2g}"))) for actor, kind, value in regret
    )
    heads = (Column("Actor and type"), Column("Largest regret, utils", numeric=True))
    caption = (
        "The most that an actor could gain by another strategy, over all draws. Play is noisy by "
        "assumption, so even an exact solution leaves some"
    )
    return Table(caption, heads, rows)


def _who(reading: Reading, actor: str, kind: str) -> Inline:
    return inline(reading.actor(actor), f", {kind.replace('_', ' ')}" if kind else "")
