"""`detente brief`: the whole job, from the argument to the brief."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from detente.app import documents, options

FORMATS = ("html", "pdf", "md", "json")


@click.command(short_help="Write the brief of a crisis.")
@options.scenario
@click.option("--html", metavar="FILE", type=Path, help="Write a page that works offline.")
@click.option("--pdf", metavar="FILE", type=Path, help="Write it for paper.")
@click.option("--md", metavar="FILE", type=Path, help="Write Markdown; - prints it.")
@click.option("--json", metavar="FILE", type=Path, help="Write JSON; - prints it.")
@click.option("--out", metavar="FOLDER", type=Path, help="Write all four into a folder.")
@click.option("--quick", is_flag=True, help="The forecast alone, without its findings.")
@options.unique
@options.sampling
def brief(scenario: str, *, out: Path | None, quick: bool, quiet: bool, **given: Any) -> None:
    """Solve SCENARIO and write the brief: what follows, what does not, why, and what would help.

    \b
    detente brief us-iran-2020                     read it here
    detente brief us-iran-2020 --html brief.html   as a page
    detente brief us-iran-2020 --out brief/        html, pdf, md and json
    detente brief us-iran-2020 --quick             the forecast alone, in a tenth of the time
    detente brief mine.yaml --as iran --draws 200  through Iran's eyes: the forecast alone

    The brief holds the forecast, several pairs of eyes, the audit of the argument, the file's
    counterfactuals, the watch list and the ways out. Each has a command of its own, which does
    more. Of a course so long that it needs the grid, only eyes and watch list stand beside the
    forecast. Without a file to write, the first page is shown on the terminal.
    """
    targets = [(form, path) for form in FORMATS if (path := given.pop(form)) is not None]
    if out is not None:
        targets += [(form, out / f"brief.{form}") for form in FORMATS]
    documents.refuse_early(targets)
    from detente.app import running

    if quick or given["observer"] != "analyst":
        forecast, findings = running.forecast(scenario, quiet=quiet, **given), None
    else:
        del given["observer"]
        forecast, findings = running.everything(scenario, quiet=quiet, **given)
    from detente.brief import compose

    documents.deliver(compose(forecast, findings), targets, quiet=quiet, full=False)
