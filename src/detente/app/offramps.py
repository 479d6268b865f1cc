"""`detente offramps`: what would help, how surely, at what cost, and who has to go first."""

from __future__ import annotations

from typing import Any

import click

from detente.app import documents, options

FEWER = {"default_map": {"draws": 200}}
"""Differences on common draws settle sooner than chances do, and there are many worlds to solve."""


@click.command(short_help="Weigh the ways out, and search for better ones.", context_settings=FEWER)
@options.scenario
@click.option(
    "--risk", "risks", multiple=True, metavar="QUESTION",
    help="A question to make less likely; may be given again.  [default: the gravest]",
)  # fmt: skip
@click.option(
    "--package", "packages", multiple=True, metavar="NAME",
    help="A package to weigh; may be given again.  [default: all]",
)  # fmt: skip
@click.option(
    "--search/--no-search", default=True, show_default=True,
    help="Try other orders, other dates, and levers beside the packages.",
)  # fmt: skip
@documents.written
@options.drawing
def offramps(
    scenario: str,
    *,
    risks: tuple[str, ...],
    packages: tuple[str, ...],
    search: bool,
    quiet: bool,
    **given: Any,
) -> None:
    """Say what would help in SCENARIO, and what would not.

    \b
    detente offramps us-iran-2020                  every package and lever, and the search
    detente offramps us-iran-2020 --no-search      as they are written
    detente offramps us-iran-2020 --risk F14 --package tactical_detente
    detente offramps us-iran-2020 --draws 1000     surer, and five times as long
    detente offramps us-iran-2020 --json | jq .pareto

    Each is spliced into the course and solved on the same draws: what it does to the risks, who
    accepts, where it breaks, what must be true for it to work, and what it costs those who act. The
    first risk named is the one that robustness is judged by.
    """
    targets = documents.taken(given)
    from detente.app import studying

    with studying.study(scenario, quiet=quiet, **given) as study:
        from detente.findings.offramps import OfframpsInquiry

        found = OfframpsInquiry.ask(study, risks=risks, packages=packages, search=search).found()
    from detente.brief.compose.finding import told
    from detente.brief.compose.offramps import offramps_record, offramps_sections

    document = told(
        study.crisis,
        found,
        name="offramps",
        sections=offramps_sections,
        record=offramps_record,
        draws=len(study.draws.points),
        seed=study.seed,
    )
    documents.deliver(document, targets, quiet=quiet)
