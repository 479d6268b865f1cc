"""What `detente solve` does with a game file."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.app import printed

if TYPE_CHECKING:
    from detente.app.progress import Report
    from detente.game.extensive import ExtensiveGame
    from detente.solve.extensive.agents import ExtensiveSolution

GAMES = (b"EFG ", b"NFG ")
"""How Gambit's files begin, those that can be read and those that are refused."""


def is_game(path: Path) -> bool:
    """Say whether a path is that of a game file, by its name or by how the file begins."""
    if path.suffix.lower() in {".efg", ".nfg"}:
        return True
    try:
        with path.open("rb") as file:
            return file.read(8).removeprefix(b"\xef\xbb\xbf").startswith(GAMES)
    except OSError:
        return False


def solve(
    path: str,
    *,
    lam: list[float] | None,
    every: bool,
    limit: bool,
    nash: bool,
    share: float,
    as_json: bool,
    seed: int,
    quiet: bool,
    **_: Any,
) -> None:
    """Solve a game file as wanted, and print it."""
    if limit and (every or lam is not None):
        raise click.UsageError("--limit chooses its own precision, and follows one branch.")
    if nash and (every or limit or lam is not None):
        raise click.UsageError("--nash looks for play without mistakes, and for one such only.")
    from detente.app.progress import progress
    from detente.game.efg import read_efg

    with progress(quiet=quiet) as report:
        game = read_efg(path, progress=report)
    warn_forgetting(game, quiet=quiet)
    if limit:
        _limit(game, share=share, as_json=as_json, quiet=quiet)
    elif nash:
        _nash(game, share=share, as_json=as_json, quiet=quiet)
    elif every:
        _every(game, lam=lam or [1.0], seed=seed, as_json=as_json, quiet=quiet)
    else:
        _once(game, lam=lam or [1.0], as_json=as_json, quiet=quiet)


def warn_forgetting(game: ExtensiveGame, *, quiet: bool = False) -> None:
    """Say who forgets, and what is then meant; nothing of games that are refused anyway."""
    from detente.game.recall import absent_minded, forgotten

    if not quiet and not absent_minded(game) and (flaw := forgotten(game)):
        click.echo(
            f"warning: {flaw}. Each of its information sets is taken for an agent of its own, and "
            "its regret counts changes at one set only.",
            err=True,
        )


def _once(game: ExtensiveGame, *, lam: list[float], as_json: bool, quiet: bool) -> None:
    from detente.solve.extensive.agents import solve_extensive
    from detente.solve.extensive.as_json import as_json as described

    solutions = solve_extensive(game, lam)
    if as_json:
        found = [described(game, one) for one in solutions]
        printed.as_json(found if len(found) > 1 else found[0])
        return
    for number, one in enumerate(solutions):
        _show_solution(game, one, above=number > 0)
        if not quiet or one.status:  # what did not converge is never shown without a word
            click.echo(_closing(one), err=True)


def _every(game: ExtensiveGame, *, lam: list[float], seed: int, as_json: bool, quiet: bool) -> None:
    from detente.solve.extensive.as_json import equilibrium_as_json
    from detente.solve.extensive.several import equilibria

    found = [equilibria(game, one, seed=seed) for one in lam]
    if as_json:
        records = [[equilibrium_as_json(game, one) for one in group] for group in found]
        printed.as_json(records if len(records) > 1 else records[0])
        return
    for precision, group in zip(lam, found, strict=True):
        many = "one equilibrium" if len(group) == 1 else f"{len(group)} equilibria"
        known = group[0].known
        cut = f", of which {len(group):,} are listed" if known > len(group) else ""
        many = f"{known:,} equilibria" if cut else many
        click.echo(f"lambda {precision:g}: {many} found{cut}")
        for number, one in enumerate(group, 1):
            kind = "the principal one" if one.principal else one.branch
            status = one.solution.status
            lacking = f". {status.sentence}" if status else ""
            click.echo(
                f"\n{number}. {kind}; residual {one.solution.residual:.1e}, largest regret "
                f"{one.solution.regret.max(initial=0.0):.3g}{_stable(one.spread)}{lacking}"
            )
            _show_solution(game, one.solution, above=False)
    if not quiet:
        click.echo("Others may exist: the search starts from many points, not from all.", err=True)


def _stable(spread: float) -> str:
    if math.isnan(spread):
        return ""
    kind = "stable" if spread < 1 else "not stable"
    return f"; {kind} if everybody answers at once ({spread:.2f})"


def _nash(game: ExtensiveGame, *, share: float, as_json: bool, quiet: bool) -> None:
    from detente.app.progress import progress
    from detente.solve.extensive.as_json import near_nash_as_json
    from detente.solve.extensive.matching import regret_matching

    with progress(quiet=quiet) as report:
        found = regret_matching(game, share=share, progress=_towards(report, share))
    described = near_nash_as_json(game, found)
    if as_json:
        printed.as_json(described)
        return
    _show_choices(described)
    if not quiet:
        click.echo(found.sentence, err=True)


def _limit(game: ExtensiveGame, *, share: float, as_json: bool, quiet: bool) -> None:
    from detente.app.progress import progress
    from detente.solve.extensive.as_json import as_json as described
    from detente.solve.extensive.limits import nash_limit

    with progress(quiet=quiet) as report:
        found = nash_limit(game, share=share, progress=_towards(report, share))
    if as_json:
        printed.as_json({**described(game, found.solution), "regret_share": found.share})
        return
    _show_solution(game, found.solution, above=False)
    if not quiet:
        click.echo(found.sentence, err=True)


def _towards(report: Report | None, goal: float) -> Any:
    """Show the way to the goal in tenths of the powers of ten that are left."""
    if report is None:
        return None
    whole = max(1, round(-10 * math.log10(goal)))

    def tell(_: float, share: float) -> None:
        report(
            "regrets go down", min(whole, max(0, round(-10 * math.log10(max(share, goal))))), whole
        )

    return tell


def _show_solution(game: ExtensiveGame, solution: ExtensiveSolution, *, above: bool) -> None:
    from detente.solve.extensive.as_json import as_json as described

    if above:
        click.echo()
    _show_choices(described(game, solution))


def _show_choices(described: dict[str, Any]) -> None:
    from detente.app import table

    rows = [
        (
            one["player_label"],
            f"{one['infoset']} {one['infoset_label']}".strip(),
            ", ".join(f"{a['label'] or a['action']} {a['prob']:.4f}" for a in one["actions"]),
        )
        for one in described["infosets"]
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
