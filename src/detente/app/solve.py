"""`detente solve`: one equilibrium, of a crisis or of a game file, or all that can be found."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.app import files, options, printed

if TYPE_CHECKING:
    from detente.forecast.equilibrium import Equilibrium
    from detente.forecast.information_sets import InformationSet

SHOWN = 0.01
"""The table leaves out points of choice that are reached with a smaller chance."""


class Precisions(click.ParamType[list[float]]):
    """One precision, or several with commas between."""

    name = "numbers"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> list[float]:
        """Read the numbers; each has to be finite, zero or more."""
        found = []
        for part in str(value).split(","):
            try:
                number = float(part)
            except ValueError:
                self.fail(f"`{part.strip()}` is not a number.", param, ctx)
            if not 0 <= number < math.inf:
                self.fail(
                    f"a precision is a finite number, zero or more, not {part.strip()}; for play "
                    "without mistakes use --limit.",
                    param,
                    ctx,
                )
            found.append(number)
        return found


@click.command(short_help="Solve a crisis or a game file once.")
@options.scenario
@click.option(
    "--lam",
    type=Precisions(),
    metavar="NUMBERS",
    help="The precision of every player, in 1/utils; several with commas between.  [default: 1 for"
    " a game file; each actor's own for a crisis]",
)
@click.option(
    "--all", "every", is_flag=True, help="List all equilibria of a game file that can be found."
)
@click.option("--limit", is_flag=True, help="Follow a game file's branch to play without mistakes.")
@click.option("--nash", is_flag=True, help="Some Nash equilibrium of a game file, soonest.")
@click.option(
    "--share",
    type=click.FloatRange(min=0, min_open=True),
    metavar="X",
    default=1e-3,
    show_default=True,
    help="Where --limit and --nash stop: all regrets together, as a share of the payoffs' range.",
)
@click.option(
    "--draw",
    type=click.IntRange(min=1),
    metavar="N",
    help="Solve a crisis at its N-th draw.  [default: the middle of what the claims allow]",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    metavar="N",
    default=1,
    show_default=True,
    help="Seed of the draws, and of the starts of --all.",
)
@click.option(
    "--efg",
    metavar="FILE",
    type=Path,
    help="Write a crisis at its draw as an extensive game, for other solvers.",
)
@click.option(
    "--as",
    "observer",
    metavar="OBSERVER",
    default="",
    help="Whose priors and chances --efg writes, where the actors disagree.",
)
@click.option("--json", "as_json", is_flag=True, help="Print every information set as JSON.")
@click.option("--quiet", is_flag=True, help="No progress bar, no closing remarks.")
def solve(scenario: str, *, lam: list[float] | None, **wanted: Any) -> None:
    """Solve SCENARIO once and print who chooses what, and with which probability.

    \b
    detente solve border-raid                  a crisis, at the middle of its ranges
    detente solve us-iran-2020 --draw 17       at the seventeenth draw
    detente solve border-raid --efg raid.efg   the same as a game for other solvers
    detente solve game.efg --lam 1.5 --json    an extensive game, numbered as in the file
    detente solve game.efg --lam 0.5,1,2,4     at several precisions
    detente solve game.efg --lam 4 --all       are there other equilibria?
    detente solve game.efg --limit             the Nash equilibrium that the branch leads to
    detente solve game.efg --nash --share 1e-6 some Nash equilibrium, as soon as may be

    SCENARIO may also be an extensive game in a file that ends in .efg. The solution is the agent
    quantal response equilibrium on the principal branch.
    """
    from detente.app import game_files

    if game_files.is_game(Path(scenario)):
        _refuse(wanted, ("draw", "efg", "observer"), "for a crisis, and this is a game file.")
        game_files.solve(scenario, lam=lam, **wanted)
        return
    _refuse(
        wanted, ("every", "limit", "nash"), "for a game file; write the crisis as one with --efg."
    )
    if lam is not None and len(lam) > 1:
        raise click.UsageError("several precisions are for a game file.")
    _crisis(scenario, lam=None if lam is None else lam[0], **wanted)


def _refuse(wanted: dict[str, Any], names: tuple[str, ...], reason: str) -> None:
    said = {"every": "all", "observer": "as"}
    for name in names:
        if wanted[name]:
            raise click.UsageError(f"--{said.get(name, name)} is {reason}")


def _crisis(
    scenario: str,
    *,
    as_json: bool,
    lam: float | None,
    draw: int | None,
    seed: int,
    efg: Path | None,
    observer: str,
    quiet: bool,
    **_: Any,
) -> None:
    from detente.app.crises import load
    from detente.app.equilibrium import as_json as described

    if efg is not None:
        files.refuse_early([efg])
    crisis = load(scenario)
    if observer:
        options.known_observer(crisis, observer)
    from detente import pipeline
    from detente.app.progress import progress

    with progress(quiet=quiet) as report:
        found = pipeline.equilibrium(crisis, at=draw, lam=lam, seed=seed, progress=report)
    if efg is not None:
        _write(found, efg, observer=observer, quiet=quiet)
        if not as_json:
            return
    if as_json:
        printed.as_json(described(found))
    else:
        _show(found)


def _write(found: Equilibrium, path: Path, *, observer: str, quiet: bool) -> None:
    """Write the crisis at its draw in extensive form."""
    from detente.game.efg import write_efg
    from detente.game.spelled_out import precision_of, spell_out

    game = spell_out(found.compiled, found.numbers, observer=observer)
    files.write(path, write_efg(game))
    if not quiet:
        click.echo(
            f"{path}: {len(game.mover):,} nodes, {len(game.infoset_player):,} information sets; "
            f"its equilibrium at lambda {precision_of(found.numbers):g} is the crisis's",
            err=True,
        )


def _show(found: Equilibrium) -> None:
    from detente.app import table

    likely = [one for one in found.sets if one.reach >= SHOWN]
    headings = ("by", "actor", "reached", "after", "believed to be", "choice")
    table.show(headings, [_row(one) for one in likely])
    rest = len(found.sets) - len(likely)
    note = f" {rest:,} less likely points of choice are in --json." if rest else ""
    click.echo(f"{found.sentence} Residual {found.residual:.1e}.{note}", err=True)


def _row(one: InformationSet) -> tuple[str, ...]:
    from detente.forecast.figures import percent

    types = [f"{type_} {percent(p)}" for type_, p in one.belief.items() if type_]
    return (
        one.end.isoformat(),
        one.actor,
        percent(one.reach),
        ", ".join(one.history),
        ", ".join(types),
        ", ".join(f"{move} {percent(one.chance(move))}" for move in one.choices),
    )
