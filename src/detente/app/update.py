"""`detente update`: take observed moves in, and say what changed and why."""

from __future__ import annotations

from typing import Any

import click

from detente.app import documents, options


@click.command(short_help="Take in what has been observed.")
@options.scenario
@click.argument("observed", metavar="OBSERVED")
@click.option(
    "--keep-draws",
    is_flag=True,
    help="Only weigh the draws, even where few of them carry all the weight.",
)
@documents.written
@options.drawing
def update(scenario: str, observed: str, *, keep_draws: bool, quiet: bool, **given: Any) -> None:
    r"""Weigh SCENARIO's draws and types by the moves listed in OBSERVED, a YAML or CSV file.

    \b
    detente update us-iran-2020 seen.yaml
    detente update us-iran-2020 seen.csv --json | jq .questions

    \b
    observed:
      - {date: 2020-01-06, move: take_planned_step, source: a newspaper}
      - {date: 2020-01-08, move: missiles_warned, outcome: none}

    A move belongs to the first stage that offers it on its date; `stage:` names another. Nothing
    else updates a forecast: what is not listed counts as not known.
    """
    targets = documents.taken(given)
    from detente.app import studying
    from detente.scenario.observed import read_observed

    moves = read_observed(observed)
    with studying.study(scenario, quiet=quiet, **given) as study:
        from detente.findings.update import update as taken_in

        found = taken_in(study, moves, move=not keep_draws)
    from detente.brief.compose.finding import told
    from detente.brief.compose.update import update_record, update_sections

    document = told(
        study.crisis,
        found,
        name="update",
        sections=update_sections,
        record=update_record,
        draws=len(study.draws.points),
        seed=study.seed,
    )
    documents.deliver(document, targets, quiet=quiet)
