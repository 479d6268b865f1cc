"""The command `detente`: its commands, and what becomes of mistakes, closed pipes and Ctrl-C.

Exit codes: 0 all is well, 1 the crisis or a result has a problem, 2 the command was misused,
130 stopped by Ctrl-C, 141 nobody reads the output any more.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from detente.app import (
    audit,
    brief,
    catalog,
    check,
    eyes,
    forecast,
    new,
    offramps,
    play_out,
    regret,
    solve,
    stability,
    update,
    watch,
    whatif,
)
from detente.errors import DetenteError

PROBLEM, STOPPED, UNREAD = 1, 130, 141


def _version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:  # noqa: FBT001  # click's signature
    if wanted:
        import detente

        click.echo(f"detente {detente.__version__}")
        context.exit()


class _UnreadError(Exception):
    """Nobody reads the output any more."""


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a closed pipe leaves as no `OSError`, which click would answer itself."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _UnreadError from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version.",
)
def cli() -> None:
    """From a written, sourced argument about a crisis to a forecast and a brief.

    \b
    Try it:
      detente brief us-iran-2020                 a brief, on the terminal
      detente brief us-iran-2020 --html us.html  the same as a page
    Write your own:
      detente new my-crisis                      a commented file to fill in
      detente check my-crisis.yaml               every mistake, with its place
      detente forecast my-crisis.yaml            the answers to its questions

    SCENARIO is a file, or the name of a crisis from `detente catalog`.
    """


for command in (
    new.new,
    check.check,
    brief.brief,
    forecast.forecast,
    audit.audit,
    eyes.eyes,
    whatif.whatif,
    watch.watch,
    offramps.offramps,
    update.update,
    play_out.play_out,
    solve.solve,
    regret.regret,
    stability.stability,
    catalog.catalog,
):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    # many small systems: threads of the linear algebra library would only wait for each other
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        code = run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # what is left in the buffer would raise again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = UNREAD
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; `BrokenPipeError` passes through."""
    try:
        code = cli.main(arguments, prog_name="detente", standalone_mode=False)
    except _UnreadError as error:
        raise BrokenPipeError from error
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. Nothing was left half-written.", err=True)
        return STOPPED
    except DetenteError as error:
        from detente.app import excerpts, problems

        problems.show(excerpts.of(error))
        return PROBLEM
    return code if isinstance(code, int) else 0
