"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

import click

from detente.errors import ScenarioError

if TYPE_CHECKING:
    from detente.model.crisis import Crisis

Command = TypeVar("Command", bound=Callable[..., Any])


def scenario(command: Command) -> Command:
    """Add the argument SCENARIO: a file, or a name from the catalog; one of them is there."""
    return click.argument("scenario", callback=_found)(command)


def drawing(command: Command) -> Command:
    """Add how the draws are made and solved: `--draws`, `--seed`, `--threads`, `--method`."""
    options = (
        click.option(
            "--draws",
            type=click.IntRange(min=1),
            metavar="N",
            default=1000,
            show_default=True,
            help="How many sets of numbers to draw from what the argument allows.",
        ),
        click.option(
            "--seed",
            type=click.IntRange(min=0),
            metavar="N",
            default=1,
            show_default=True,
            help="The same seed gives the same bytes.",
        ),
        click.option(
            "--threads",
            type=click.IntRange(min=1),
            metavar="N",
            help="How many cores to use.  [default: all]",
        ),
        click.option(
            "--method",
            type=click.Choice(["auto", "tree", "grid"]),
            default="auto",
            show_default=True,
            help="Solve exactly on the tree, or on a grid of beliefs, which long horizons need.",
        ),
        click.option("--quiet", is_flag=True, help="No progress bar, no closing remarks."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def sampling(command: Command) -> Command:
    """Add how a forecast is made and read: `drawing`, `--as` and `--yardstick`."""
    options = (
        click.option(
            "--as",
            "observer",
            metavar="OBSERVER",
            default="analyst",
            show_default=True,
            help="Read the forecast through an actor's eyes.",
        ),
        click.option(
            "--yardstick",
            type=click.Choice(["icd203", "phia"]),
            help="Whose words of probability to print.  [default: the crisis's own]",
        ),
    )
    command = drawing(command)
    for option in reversed(options):
        command = option(command)
    return command


def unique(command: Command) -> Command:
    """Add in how many draws other equilibria are looked for: `--check-unique`."""
    return click.option(
        "--check-unique",
        type=click.IntRange(min=0),
        metavar="N",
        show_default="100; fewer in a large game",
        help="Look for other equilibria in N of the draws, and warn where they matter; 0: do not.",
    )(command)


def known_observer(crisis: Crisis, name: str) -> str:
    """Return the name if it is an observer of the crisis; a usage error with a hint if not."""
    names = ["analyst", *(actor.name for actor in crisis.actors)]
    if name in names:
        return name
    near = get_close_matches(name, names, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(names)}."
    raise click.BadParameter(f"nobody is called `{name}`; {hint}", param_hint="'--as'")


def _found(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    from detente.app.crises import find

    try:
        find(value)
    except ScenarioError as error:
        problem = error.problems[0]
        raise click.BadParameter("; ".join(filter(None, (problem.message, problem.hint)))) from None
    return value
