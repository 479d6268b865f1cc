"""`detente solve`: one equilibrium, of a crisis or of a game file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from detente.app import options

if TYPE_CHECKING:
    from detente.forecast.equilibrium import Equilibrium
    from detente.forecast.information_sets import InformationSet

SHOWN = 0.01
"""The table leaves out points of choice that are reached with a smaller chance."""


@click.command(short_help="Solve a crisis or a game file once.")
@options.scenario
@click.option(
    "--lam",
    type=click.FloatRange(min=0),
    metavar="NUMBER",
    help="The precision of every player, in 1/utils.  [default: 1 for a game file; each actor's own"
    " for a crisis]",
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
    help="Seed of the draws.",
)
@click.option("--json", "as_json", is_flag=True, help="Print every information set as JSON.")
def solve(scenario: str, *, lam: float | None, as_json: bool, **where: Any) -> None:
    """Solve SCENARIO once and print who chooses what, and with which probability.

    \b
    detente solve border-raid                  a crisis, at the middle of its ranges
    detente solve us-iran-2020 --draw 17       at the seventeenth draw
    detente solve game.efg --lam 1.5 --json    an extensive game, numbered as in the file

    SCENARIO may also be an extensive game in a file that ends in .efg. The solution is the agent
    quantal response equilibrium on the principal branch.
    """
    if not scenario.endswith(".efg"):
        _crisis(scenario, as_json=as_json, lam=lam, **where)
        return
    if where["draw"] is not None:
        raise click.UsageError("--draw is for a crisis; a game file has no ranges to draw from.")
    _game_file(scenario, lam=1.0 if lam is None else lam, as_json=as_json)


def _crisis(
    scenario: str, *, as_json: bool, lam: float | None, draw: int | None, seed: int
) -> None:
    from detente import pipeline
    from detente.app.crises import load
    from detente.app.equilibrium import as_json as described

    found = pipeline.equilibrium(load(scenario), at=draw, lam=lam, seed=seed)
    if as_json:
        _print(described(found))
    else:
        _show(found)


def _game_file(path: str, *, lam: float, as_json: bool) -> None:
    from detente.app import table
    from detente.game.efg import read_efg
    from detente.solve.as_json import as_json as described
    from detente.solve.extensive import solve_extensive

    game = read_efg(path)
    found = described(game, solve_extensive(game, lam))
    if as_json:
        _print(found)
        return
    rows = [
        (
            one["player_label"],
            f"{one['infoset']} {one['infoset_label']}".strip(),
            ", ".join(f"{a['label'] or a['action']} {a['prob']:.4f}" for a in one["actions"]),
        )
        for one in found["infosets"]
    ]
    table.show(("player", "information set", "choice"), rows)
    click.echo(f"lambda {lam:g}, residual {found['residual']:.1e}", err=True)


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


def _print(data: dict[str, Any]) -> None:
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))
