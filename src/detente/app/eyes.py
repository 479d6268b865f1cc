"""`detente eyes`: the forecast through several pairs of eyes, and what a move does in each."""

from __future__ import annotations

from typing import Any

import click

from detente.app import documents, options


@click.command(short_help="See a crisis through each one's eyes, and what a move does.")
@options.scenario
@click.option(
    "--eyes",
    "observers",
    multiple=True,
    metavar="OBSERVER",
    help="Whose eyes; may be given again.  [default: whoever has types, and the analyst]",
)
@click.option(
    "--move",
    "moves",
    multiple=True,
    metavar="MOVE",
    help="A move to weigh; may be given again.  [default: the choices on record]",
)
@documents.written
@options.drawing
def eyes(
    scenario: str, *, observers: tuple[str, ...], moves: tuple[str, ...], quiet: bool, **given: Any
) -> None:
    """Answer SCENARIO's questions through several pairs of eyes.

    \b
    detente eyes us-iran-2020                      did the killing deter?
    detente eyes us-iran-2020 --move strike_iran   would a strike on Iran?
    detente eyes us-iran-2020 --eyes us --eyes militias --eyes analyst
    detente eyes us-iran-2020 --json | jq .effects

    Everybody reads the same solutions with beliefs of their own. The effect of a move compares it
    with the other choices of the same turn: as it is read, which also tells who made the choice,
    and with the chooser's type held, which leaves what the move itself sets off.
    """
    targets = documents.taken(given)
    from detente.app import studying

    with studying.study(scenario, quiet=quiet, **given) as study:
        for observer in observers:
            options.known_observer(study.crisis, observer)
        from detente.brief.compose.eyes import eyes_record, eyes_sections
        from detente.brief.compose.finding import told
        from detente.findings.eyes import eyes as seen

        found = seen(study, observers=observers, moves=moves)
    document = told(
        study.crisis,
        found,
        name="eyes",
        sections=eyes_sections,
        record=eyes_record,
        draws=len(study.draws.points),
        seed=study.seed,
    )
    documents.deliver(document, targets, quiet=quiet)
