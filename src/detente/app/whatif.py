"""`detente whatif`: the crisis with a cause removed or a number changed, on the same draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from detente.app import documents, options

if TYPE_CHECKING:
    from detente.model.crisis import Crisis, Edit


@click.command(short_help="Change something and see what moves, on the same draws.")
@options.scenario
@click.argument("names", nargs=-1)
@click.option(
    "--set", "sets", multiple=True, metavar="PATH=VALUE", help="Replace a number or a fact's start."
)
@click.option("--never", multiple=True, metavar="MOVE", help="Take a move away.")
@click.option("--drop", "drops", multiple=True, metavar="CLAIM", help="Do without a claim.")
@click.option("--reverse", "reverses", multiple=True, metavar="CLAIM", help="Turn a claim around.")
@documents.written
@options.drawing
def whatif(
    scenario: str,
    names: tuple[str, ...],
    *,
    sets: tuple[str, ...],
    never: tuple[str, ...],
    drops: tuple[str, ...],
    reverses: tuple[str, ...],
    quiet: bool,
    **given: Any,
) -> None:
    r"""Compare SCENARIO with what it would be otherwise.

    \b
    detente whatif us-iran-2020                    every counterfactual that the file names
    detente whatif us-iran-2020 no_killing         this one alone
    detente whatif us-iran-2020 --never strike_iran
    detente whatif us-iran-2020 --set stakes.us.war=-9..-7 --set facts.alert.start=high
    detente whatif us-iran-2020 --reverse C07      what if the opposite were true?

    NAMES are counterfactuals, packages or levers of the file, each weighed on its own; the options
    make one more, all of them together. Both worlds are solved on the same draws, so differences
    are draw by draw. Dropping or reversing claims alone changes which draws there are.
    """
    targets = documents.taken(given)
    from detente.app import studying

    with studying.study(scenario, quiet=quiet, **given) as study:
        edits = _edits(study.crisis, names, sets=sets, never=never, drops=drops, reverses=reverses)
        from detente.findings.whatif import what_if

        found = what_if(study, *edits)
    from detente.brief.compose.finding import told
    from detente.brief.compose.whatif import whatif_record, whatif_sections

    document = told(
        study.crisis,
        found,
        name="whatif",
        sections=whatif_sections,
        record=whatif_record,
        draws=len(study.draws.points),
        seed=study.seed,
    )
    documents.deliver(document, targets, quiet=quiet)


def _edits(
    crisis: Crisis,
    names: tuple[str, ...],
    *,
    sets: tuple[str, ...],
    never: tuple[str, ...],
    drops: tuple[str, ...],
    reverses: tuple[str, ...],
) -> list[Edit]:
    """Return the edits by name and the one on the spot; by default all counterfactuals."""
    from detente.findings.whatif import named
    from detente.model.crisis import Edit
    from detente.scenario.settings import read_setting

    edits = [named(crisis, name) for name in names]
    if sets or never or drops or reverses:
        settings = tuple(read_setting(text, crisis=crisis) for text in sets)
        told = [
            *(f"{path} is set" for path, _ in settings), *(f"never {name}" for name in never),
            *(f"without {name}" for name in drops), *(f"{name} turned around" for name in reverses),
        ]  # fmt: skip
        edits.append(Edit(
            "as_asked", "counterfactual", "; ".join(told),
            sets=settings, never=never, drops=drops, reverses=reverses,
        ))  # fmt: skip
    if not edits:
        edits = list(crisis.counterfactuals)
    if not edits:
        raise click.UsageError(
            f"{crisis.name} names no counterfactual; try --set, --never, --drop or --reverse"
        )
    return edits
