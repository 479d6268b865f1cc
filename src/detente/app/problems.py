"""Mistakes on the screen: every one, with its place, its line and its hint, and then a count."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace

import click

from detente.errors import Problem


def show(problems: Iterable[Problem]) -> None:
    """Print problems to the error stream, and how many there are."""
    listed = tuple(problems)
    for problem in listed:
        _echo(problem, colour="red")
    if len(listed) > 1:
        _line(f"{len(listed)} problems")


def warn(warnings: Iterable[Problem]) -> None:
    """Print warnings to the error stream."""
    for warning in warnings:
        _echo(replace(warning, message=f"warning: {warning.message}"), colour="yellow")


def as_json(problem: Problem) -> dict[str, str | int | None]:
    """Return a problem as plain data; places are 1-based, and None if there is none."""
    span = problem.span
    return {
        "message": problem.message,
        "hint": problem.hint,
        "file": problem.source,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "length": span.length if span else None,
        "excerpt": problem.excerpt,
    }


def _echo(problem: Problem, *, colour: str) -> None:
    first, *rest = str(problem).split("\n")
    _line(click.style(first, bold=True))
    for line in rest:
        if line.strip("^ ") == "":
            _line(click.style(line, fg=colour))
        elif line.startswith("    hint: "):
            _line(click.style(line, fg="cyan"))
        else:
            _line(line)


def _line(text: str) -> None:
    # click leaves colours out of anything but a terminal; NO_COLOR asks for none there either
    click.echo(text, err=True, color=False if os.environ.get("NO_COLOR") else None)
