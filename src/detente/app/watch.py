"""`detente watch`: what can be observed next, and what each observation would tell."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.app import documents, files, options

if TYPE_CHECKING:
    from detente.brief.compose.watch import Order
    from detente.findings.watch import Watch

ORDERS = ("value", "new", "date", "chance", "actor", "theatre")
TYPES = "types"


@click.command(short_help="List what to watch, and what it would tell.")
@options.scenario
@click.option(
    "--question",
    "questions",
    multiple=True,
    metavar="QUESTION",
    help="A question to weigh; may be given again.  [default: all]",
)
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="All stages up to a date."
)
@click.option(
    "--within", type=click.IntRange(min=0), metavar="DAYS", help="All stages within so many days."
)
@click.option("--all", "everything", is_flag=True, help="All stages to the end of the course.")
@click.option(
    "--hypotheses",
    multiple=True,
    metavar="NAME",
    help="What to tell apart: `types`, an actor, or a question; may be given again.  "
    "[default: types]",
)
@click.option(
    "--sort",
    "order",
    type=click.Choice(ORDERS),
    default="value",
    show_default=True,
    help="By information, by what is new of it, by date, chance, actor or theatre.",
)
@click.option(
    "--as",
    "observer",
    metavar="OBSERVER",
    default="analyst",
    show_default=True,
    help="Weigh the observations through an actor's eyes.",
)
@click.option("--ics", metavar="FILE", type=Path, help="Write the stages as a calendar.")
@click.option("--geojson", metavar="FILE", type=Path, help="Write what has a place as a map layer.")
@documents.written
@options.drawing
def watch(
    scenario: str,
    *,
    hypotheses: tuple[str, ...],
    order: Order,
    ics: Path | None,
    geojson: Path | None,
    quiet: bool,
    **given: Any,
) -> None:
    """List what can be observed next in SCENARIO, and what each observation would tell.

    \b
    detente watch us-iran-2020                       each actor's next move
    detente watch us-iran-2020 --within 14 --sort date
    detente watch us-iran-2020 --question F14 --hypotheses F14
    detente watch us-iran-2020 --ics watch.ics --geojson watch.geojson
    detente watch mine.yaml --all --json | jq .indicators

    Each line says how likely it is, how far it would move a question and which way, how much
    likelier it is under one hypothesis than under another, how often it would mislead, how early it
    comes, and how many bits it carries. By default each actor's first stage after the record is
    watched. What tells nothing is named.
    """  # fmt: skip
    targets = documents.taken(given)
    files.refuse_early(path for path in (ics, geojson) if path is not None)
    until = given.pop("until")
    _refuse_two_windows(until, given["within"], everything=given["everything"])
    found, draws, seed = _found(scenario, until=until, quiet=quiet, **given)
    from detente.brief.compose.finding import finding
    from detente.brief.compose.reading import Titles, cleaned
    from detente.brief.compose.watch import competing, watch_sections
    from detente.brief.compose.watch_record import watch_record
    from detente.findings.watch import matrix

    found = cleaned(found)
    titles = Titles(found.crisis)
    names = _named(found, hypotheses) if hypotheses else competing(found)
    _write(found, ics=ics, geojson=geojson, quiet=quiet)
    if not targets and (ics or geojson):
        return
    document = finding(
        titles.crisis,
        name="watch",
        sections=watch_sections(titles, found, order=order, hypotheses=names),
        record=watch_record(found, matrices=[matrix(found, name) for name in names]),
        draws=draws,
        seed=seed,
    )
    documents.deliver(document, targets, quiet=quiet)


def _refuse_two_windows(until: datetime | None, within: int | None, *, everything: bool) -> None:
    if sum((until is not None, within is not None, everything)) > 1:
        raise click.UsageError("--until, --within and --all exclude each other")


def _found(
    scenario: str,
    *,
    questions: tuple[str, ...],
    until: datetime | None,
    within: int | None,
    everything: bool,
    observer: str,
    quiet: bool,
    **sampling: Any,
) -> tuple[Watch, int, int]:
    """Return the watch list, how many draws it is over, and their seed."""
    from detente.app import studying

    last: date | None = until.date() if until is not None else None
    with studying.study(scenario, quiet=quiet, **sampling) as study:
        options.known_observer(study.crisis, observer)
        from detente.findings.watch import WatchInquiry

        ask = WatchInquiry.ask(
            study, questions=questions, until=last, within=within, everything=everything,
            observer=observer,
        )  # fmt: skip
        return ask.found(), len(study.draws.points), study.seed


def _named(found: Watch, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return the actors and questions to tell apart; a usage error for anything else."""
    typed = tuple(dict.fromkeys(h.name for h in found.hypotheses if h.is_type))
    known = (*typed, *(question.name for question in found.questions))
    names: dict[str, None] = {}
    for name in wanted:
        if name != TYPES and name not in known:
            raise click.BadParameter(
                f"`{name}` is no hypothesis here; there are {', '.join((TYPES, *known))}",
                param_hint="'--hypotheses'",
            )
        names |= dict.fromkeys(typed if name == TYPES else (name,))
    return tuple(names)


def _write(found: Watch, *, ics: Path | None, geojson: Path | None, quiet: bool) -> None:
    from detente.brief.compose.reading import Titles
    from detente.brief.render.geojson import to_geojson
    from detente.brief.render.icalendar import to_icalendar

    titles = Titles(found.crisis)
    for path, written in ((ics, to_icalendar), (geojson, to_geojson)):
        if path is not None:
            files.write(path, written(titles, found))
            if not quiet:
                click.echo(f"wrote {path}", err=True)
