"""`detente check`: every mistake of a crisis at once, each with its place and a hint."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from detente.app import options, printed, problems
from detente.errors import DetenteError, Problem

if TYPE_CHECKING:
    from detente.model.crisis import Crisis


@click.command(short_help="Say everything that is wrong with a crisis.")
@options.scenario
@click.option("--json", "as_json", is_flag=True, help="Print problems and warnings as JSON.")
def check(scenario: str, *, as_json: bool) -> int:
    """Read SCENARIO and say everything that is wrong with it.

    \b
    detente check my-crisis.yaml
    detente check my-crisis.yaml --json

    Each mistake comes as file:line:column, the line itself and a hint. Exits with 1 if there is
    one. Warnings, such as a question in words that cannot be resolved, do not fail.
    """
    wrong, warnings = _examine(scenario)
    if as_json:
        report = {
            "file": scenario,
            "problems": [problems.as_json(problem) for problem in wrong],
            "warnings": [problems.as_json(warning) for warning in warnings],
        }
        printed.as_json(report)
    else:
        problems.warn(warnings)
        problems.show(wrong)
        if not wrong:
            click.echo(f"{scenario}: no mistakes{_also(warnings)}")
    return 1 if wrong else 0


def _examine(name: str) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    from detente.app.crises import load
    from detente.app.excerpts import with_lines
    from detente.scenario import warnings

    try:
        crisis = load(name)
    except DetenteError as error:
        return error.problems, ()
    return with_lines(_impossible(crisis)), with_lines(warnings(crisis))


def _impossible(crisis: Crisis) -> Iterator[Problem]:
    """Find what the text says well but cannot be: claims that clash, a course that has no end."""
    from detente.claims import contradiction, polytope
    from detente.game.course import unroll

    try:
        unroll(crisis)
    except DetenteError as error:
        yield from error.problems
    try:
        clash = contradiction(polytope(crisis))
    except DetenteError as error:
        yield from error.problems
    else:
        yield from clash.problems if clash else ()


def _also(warnings: tuple[Problem, ...]) -> str:
    if not warnings:
        return ""
    return f", {len(warnings)} warning{'s' if len(warnings) > 1 else ''}"
