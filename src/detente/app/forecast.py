"""`detente forecast`: the answers alone, as a table or as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.app import files, options

if TYPE_CHECKING:
    from detente.forecast.results import Answer, Forecast


@click.command(short_help="Answer the questions of a crisis.")
@options.scenario
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option("--out", metavar="FILE", type=Path, help="Write the JSON to a file.")
@options.unique
@options.sampling
def forecast(
    scenario: str,
    *,
    as_json: bool,
    out: Path | None,
    quiet: bool,
    **given: Any,
) -> None:
    """Answer the questions of SCENARIO.

    \b
    detente forecast border-raid
    detente forecast us-iran-2020 --as us           as Washington sees it
    detente forecast mine.yaml --json | jq .questions
    detente forecast mine.yaml --out forecast.json

    The median and the ranges are over the draws: how far apart the answers are that the argument
    allows. `detente brief` says what they follow from.
    """
    if out is not None:
        files.refuse_early([out])
    from detente.app import running

    result = running.forecast(scenario, quiet=quiet, **given)
    _warn(result)
    if as_json or out is not None:
        from detente.brief import compose, to_json

        text = to_json(compose(result))
        if out is not None:
            files.write(out, text)
        if as_json:
            click.echo(text, nl=False)
        return
    _show(result)
    if not quiet:
        _remark(result)


def _warn(result: Forecast) -> None:
    """Say whether other equilibria would move the questions."""
    from detente.app import problems
    from detente.errors import Problem
    from detente.forecast.uniqueness import FOLLOWED

    warning = result.uniqueness.warning(result.crisis.yardstick)
    if warning:
        problems.warn([Problem(warning, hint=FOLLOWED)])


def _show(result: Forecast) -> None:
    from detente.app import table

    headings = ("", "question", "answer", "half of the draws", "nine in ten")
    yardstick = result.crisis.yardstick
    table.show_entries(headings, [_row(answer, yardstick=yardstick) for answer in result.answers])


def _row(answer: Answer, *, yardstick: str) -> tuple[str, ...]:
    from detente.forecast.figures import percents, quantities, quantity, worded
    from detente.model.words import YARDSTICKS

    spread, question = answer.spread, answer.question
    if question.asks is None:
        middle, between = quantity(spread.median), quantities
    else:
        middle, between = worded(spread.median, YARDSTICKS[yardstick]), percents
    return (
        question.name,
        question.text,
        middle,
        between(spread.low50, spread.high50),
        between(spread.low90, spread.high90),
    )


def _remark(result: Forecast) -> None:
    sampling, convergence = result.manifest.sampling, result.manifest.convergence
    unsolved = sampling.draws - convergence.converged
    click.echo(
        f"{_several(sampling.draws, 'draw')} of {_several(sampling.unknowns, 'unknown')}, "
        f"seed {sampling.seed}, read by {_reader(result.observer)}"
        + (f"; {_several(unsolved, 'draw')} did not converge" if unsolved else ""),
        err=True,
    )
    found, yardstick = result.uniqueness, result.crisis.yardstick
    if found.several and not found.touched(yardstick):
        click.echo(f"Other equilibria: {found.sentence(yardstick)}", err=True)


def _several(count: int, one: str) -> str:
    return f"{count} {one}{'' if count == 1 else 's'}"


def _reader(observer: str) -> str:
    return "the analyst" if observer == "analyst" else observer
