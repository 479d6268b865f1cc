"""`detente solve`: one equilibrium, of a crisis or of a game file, or all that can be found."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.app import files, options

if TYPE_CHECKING:
    from detente.app.progress import Report
    from detente.forecast.equilibrium import Equilibrium
    from detente.forecast.information_sets import InformationSet
    from detente.game.extensive import ExtensiveGame
    from detente.solve.extensive import ExtensiveSolution

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

    SCENARIO may also be an extensive game in a file that ends in .efg. The solution is the agent
    quantal response equilibrium on the principal branch.
    """
    if scenario.endswith(".efg"):
        _refuse(wanted, ("draw", "efg", "observer"), "for a crisis, and this is a game file.")
        _game_file(scenario, lam=lam, **wanted)
        return
    _refuse(wanted, ("every", "limit"), "for a game file; write the crisis as one with --efg.")
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

    found = pipeline.equilibrium(crisis, at=draw, lam=lam, seed=seed)
    if efg is not None:
        _write(found, efg, observer=observer, quiet=quiet)
        if not as_json:
            return
    if as_json:
        _print(described(found))
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


def _game_file(
    path: str,
    *,
    lam: list[float] | None,
    every: bool,
    limit: bool,
    as_json: bool,
    seed: int,
    quiet: bool,
    **_: Any,
) -> None:
    if limit and (every or lam is not None):
        raise click.UsageError("--limit chooses its own precision, and follows one branch.")
    from detente.app.progress import progress
    from detente.game.efg import read_efg

    with progress(quiet=quiet) as report:
        game = read_efg(path, progress=report)
    _warn_forgetting(game, quiet=quiet)
    if limit:
        _limit(game, as_json=as_json, quiet=quiet)
    elif every:
        _every(game, lam=lam or [1.0], seed=seed, as_json=as_json, quiet=quiet)
    else:
        _once(game, lam=lam or [1.0], as_json=as_json, quiet=quiet)


def _warn_forgetting(game: ExtensiveGame, *, quiet: bool) -> None:
    from detente.game.recall import forgotten

    if (flaw := forgotten(game)) and not quiet:
        click.echo(
            f"warning: {flaw}. Each of its information sets is taken for an agent of its own, and "
            "its regret counts changes at one set only.",
            err=True,
        )


def _once(game: ExtensiveGame, *, lam: list[float], as_json: bool, quiet: bool) -> None:
    from detente.solve.as_json import as_json as described
    from detente.solve.extensive import solve_extensive

    solutions = solve_extensive(game, lam)
    if as_json:
        found = [described(game, one) for one in solutions]
        _print(found if len(found) > 1 else found[0])
        return
    for number, one in enumerate(solutions):
        _show_solution(game, one, above=number > 0)
        if not quiet:
            click.echo(_closing(one), err=True)


def _every(game: ExtensiveGame, *, lam: list[float], seed: int, as_json: bool, quiet: bool) -> None:
    from detente.solve.as_json import equilibrium_as_json
    from detente.solve.several import equilibria

    found = [equilibria(game, one, seed=seed) for one in lam]
    if as_json:
        records = [[equilibrium_as_json(game, one) for one in group] for group in found]
        _print(records if len(records) > 1 else records[0])
        return
    for precision, group in zip(lam, found, strict=True):
        many = "one equilibrium" if len(group) == 1 else f"{len(group)} equilibria"
        click.echo(f"lambda {precision:g}: {many} found")
        for number, one in enumerate(group, 1):
            kind = "the principal one" if one.principal else one.branch
            click.echo(
                f"\n{number}. {kind}; residual {one.solution.residual:.1e}, largest regret "
                f"{one.solution.regret.max(initial=0.0):.3g}{_stable(one.spread)}"
            )
            _show_solution(game, one.solution, above=False)
    if not quiet:
        click.echo("Others may exist: the search starts from many points, not from all.", err=True)


def _stable(spread: float) -> str:
    if math.isnan(spread):
        return ""
    kind = "stable" if spread < 1 else "not stable"
    return f"; {kind} if everybody answers at once ({spread:.2f})"


def _limit(game: ExtensiveGame, *, as_json: bool, quiet: bool) -> None:
    from detente.app.progress import progress
    from detente.solve.as_json import as_json as described
    from detente.solve.limits import nash_limit

    with progress(quiet=quiet) as report:
        found = nash_limit(game, progress=_towards(report))
    if as_json:
        _print({**described(game, found.solution), "regret_share": found.share})
        return
    _show_solution(game, found.solution, above=False)
    click.echo(found.sentence, err=True)


def _towards(report: Report | None) -> Any:
    """Show the way to the goal in tenths of the powers of ten that are left."""
    if report is None:
        return None
    return lambda _, share: report(
        "following the branch", min(30, max(0, round(-10 * math.log10(max(share, 1e-9))))), 30
    )


def _show_solution(game: ExtensiveGame, solution: ExtensiveSolution, *, above: bool) -> None:
    from detente.app import table
    from detente.solve.as_json import as_json as described

    if above:
        click.echo()
    rows = [
        (
            one["player_label"],
            f"{one['infoset']} {one['infoset_label']}".strip(),
            ", ".join(f"{a['label'] or a['action']} {a['prob']:.4f}" for a in one["actions"]),
        )
        for one in described(game, solution)["infosets"]
    ]
    table.show(("player", "information set", "choice"), rows)


def _closing(solution: ExtensiveSolution) -> str:
    said = f"lambda {solution.lam:g}, residual {solution.residual:.1e}"
    if solution.status:
        said += f". {solution.status.sentence}"
    if not math.isnan(solution.fork):
        said += (
            f". The branch forks at lambda {solution.fork:.4g}: this is one of several equilibria, "
            "chosen by a convention; --all lists them"
        )
    return said


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


def _print(data: Any) -> None:
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))
