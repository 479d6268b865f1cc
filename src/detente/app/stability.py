"""`detente stability`: where everybody stays put, and why, by the graph model for conflicts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.app import printed

if TYPE_CHECKING:
    from detente.stability.analysis import Analysis
    from detente.stability.concepts import Concept
    from detente.stability.conflict import Conflict
    from detente.stability.inverse import Inverse

CONCEPTS: tuple[Concept, ...] = ("Nash", "GMR", "SMR", "SEQ", "SIM")


def _names(_context: click.Context, _parameter: click.Parameter, value: str | None) -> list[str]:
    return [name.strip() for name in (value or "").split(",") if name.strip()]


@click.command(short_help="Where nobody moves in a conflict of options, and why.")
@click.argument("conflict")
@click.option(
    "--by",
    "concepts",
    type=click.Choice(CONCEPTS, case_sensitive=False),
    multiple=True,
    help="A solution concept; may be given again.  [default: all five]",
)
@click.option("--state", metavar="STATE", help="Tell about this state, not the status quo.")
@click.option("--coalitions", is_flag=True, help="Also ask what coalitions could do together.")
@click.option(
    "--inverse",
    metavar="STATE",
    help="Which preferences would make this state stable, for each decision maker.",
)
@click.option("--conflict", "chosen", metavar="NAME", help="One of several conflicts in a file.")
@click.option(
    "--actors", callback=_names, metavar="A,B", help="Of a crisis: whose moves are options."
)
@click.option("--moves", callback=_names, metavar="A,B", help="Of a crisis: these are options.")
@click.option(
    "--draw",
    type=click.IntRange(min=1),
    metavar="N",
    help="Of a crisis: rank by its N-th draw.  [default: the middle of what the claims allow]",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    metavar="N",
    default=1,
    show_default=True,
    help="Of a crisis: seed of the draws.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def stability(conflict: str, *, as_json: bool, inverse: str | None, **wanted: Any) -> None:
    """Say which states of CONFLICT are stable, for whom, and why.

    \b
    detente stability january-2020                     a conflict of the catalog
    detente stability mine.yaml --coalitions           also what two could do together
    detente stability mine.yaml --inverse YNNY         whose wishes would have to differ
    detente stability border-raid                      a crisis: its moves as options
    detente stability us-iran-2020 --moves missiles_warned,bide_time,strike_iran,let_pass

    CONFLICT is a file with decision makers, options and preferences, or a crisis. A state says
    which options are taken. It is stable for a decision maker by

    \b
    Nash  if it has no move to a state that it prefers
    GMR   if each such move could be answered so that it ends no better
    SMR   if each could be answered so, and it could not mend that
    SEQ   if each could be answered so by moves that the others want to make
    SIM   if each is undone when the others better themselves at the same time

    and an equilibrium if it is stable for all. A STATE is a Y or N for each option, the options
    taken (`a + b`), or `nothing`.
    """
    from detente.stability.analysis import analyse

    model = _load(conflict, chosen=wanted.pop("chosen"), **_of_crisis(wanted))
    concepts = wanted["concepts"] or CONCEPTS
    told = _known_state(model, wanted["state"], "--state")
    asked = _known_state(model, inverse, "--inverse")
    found = analyse(
        model, concepts=[c for c in CONCEPTS if c in concepts], together=wanted["coalitions"]
    )
    turned = [] if asked is None else _turned(found, asked)
    if as_json:
        _print(found, told, turned)
        return
    state = model.status_quo if told is None else told
    _show(found, state, called="the status quo" if told is None else "the state")
    for one in turned:
        _tell_inverse(model, one)


def _of_crisis(wanted: dict[str, Any]) -> dict[str, Any]:
    return {name: wanted.pop(name) for name in ("actors", "moves", "draw", "seed")}


def _load(
    name: str,
    *,
    chosen: str | None,
    actors: list[str],
    moves: list[str],
    draw: int | None,
    seed: int,
) -> Conflict:
    """Read a conflict file, a conflict of the catalog, or a crisis as a conflict."""
    from detente import catalog
    from detente.stability.reading import is_conflict, read

    path = Path(name)
    if not path.is_file() and name in catalog.conflicts():
        path = catalog.conflict(name)
    if path.is_file() and (path.suffix == ".json" or is_conflict(_glance(path))):
        if actors or moves or draw is not None:
            raise click.UsageError("--actors, --moves and --draw are for a crisis.")
        return read(path, conflict=chosen or "")
    if chosen is not None:
        raise click.UsageError("--conflict is for a file that holds several conflicts.")
    return _crisis(name, actors=actors, moves=moves, draw=draw, seed=seed)


def _glance(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(2_000_000).decode("utf-8", errors="replace")
    except OSError:
        return ""


def _crisis(
    name: str, *, actors: list[str], moves: list[str], draw: int | None, seed: int
) -> Conflict:
    from detente import catalog
    from detente.app.crises import find, load
    from detente.errors import ScenarioError

    try:
        find(name)
    except ScenarioError as error:
        problem = error.problems[0]
        conflicts = f"a conflict of the catalog is {', '.join(catalog.conflicts())}"
        message = "; ".join(filter(None, (problem.message, problem.hint, conflicts)))
        raise click.BadParameter(message, param_hint="'CONFLICT'") from None
    from detente import pipeline
    from detente.game.course import unroll
    from detente.stability.from_crisis import conflict_of, options_of

    crisis = load(name)
    options_of(unroll(crisis), actors=actors, moves=moves)  # refuses before the draws are made
    count = pipeline.CENTRE if draw is None else draw
    points = pipeline.draw(crisis, draws=count, seed=seed).points
    point = points.mean(axis=0) if draw is None else points[-1]
    return conflict_of(crisis, point, actors=actors, moves=moves)


def _known_state(conflict: Conflict, text: str | None, option: str) -> int | None:
    from detente.stability.statements import state_of

    if text is None:
        return None
    state = state_of(text, conflict)
    names = ", ".join(o.name for o in conflict.options)
    if state is None:
        message = f"`{text}` is no state; write a Y or N for each of {names}, or those taken with +"
        raise click.BadParameter(message, param_hint=f"'{option}'")
    if not conflict.feasible[state]:
        message = f"`{conflict.words(state)}` ({conflict.written(state)}) is not feasible."
        raise click.BadParameter(message, param_hint=f"'{option}'")
    return state


def _turned(found: Analysis, state: int) -> list[Inverse]:
    from detente.stability.inverse import inverse

    makers = range(len(found.conflict.makers))
    return [
        inverse(found.conflict, state, maker=maker, concept=concept)
        for concept in found.concepts
        for maker in makers
    ]


def _show(found: Analysis, state: int | None, *, called: str) -> None:
    from detente.app import table
    from detente.stability import narration

    conflict = found.conflict
    click.echo(_bold(conflict.title))
    options = ", ".join(option.name for option in conflict.options)
    click.echo(f"{int(conflict.feasible.sum()):,} feasible states of {options}.\n")
    for remark in conflict.remarks:
        click.echo(f"{conflict.title}: {remark}.", err=True)
    if state is not None:
        for sentence in narration.about_state(found, state, called=called):
            click.echo(f"- {sentence}")
        click.echo()
    headings = ("stable", *(maker.name for maker in conflict.makers), "equilibria")
    table.show(headings, narration.concept_counts(found))
    rows = list(narration.equilibria(found))
    if rows:
        click.echo()
        heads = ("equilibrium", "taken", "by", "from the status quo")
        width = 4 if conflict.status_quo is not None else 3
        table.show(heads[:width], [row[:width] for row in rows])
        more = len(found.some_equilibrium()) - len(rows)
        if more > 0:
            click.echo(f"and {more:,} more; --json has them all")
        if found.together:
            click.echo("* stable for every coalition too")
    if conflict.notes:
        click.echo(f"\n{_bold('What the conflict leaves out of the crisis')}")
        for note in conflict.notes:
            click.echo(f"- {note}")


def _tell_inverse(conflict: Conflict, found: Inverse) -> None:
    from detente.stability.narration import demanded

    click.echo()
    for line in demanded(conflict, found):
        click.echo(line)


def _print(found: Analysis, told: int | None, turned: list[Inverse]) -> None:
    from detente.stability.answers import reason
    from detente.stability.as_json import as_json, inverse_as_json, reason_as_json

    conflict = found.conflict
    state = conflict.status_quo if told is None else told
    data = as_json(found)
    data["reasons"] = [
        reason_as_json(conflict, reason(conflict, state, maker=maker))
        for maker in range(len(conflict.makers))
        if state is not None
    ]
    data["inverse"] = [inverse_as_json(conflict, one) for one in turned]
    printed.as_json(data)


def _bold(text: str) -> str:
    # click leaves styles out of anything but a terminal; NO_COLOR asks for none there either
    return text if os.environ.get("NO_COLOR") else click.style(text, bold=True)
