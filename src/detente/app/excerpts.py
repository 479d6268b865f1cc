"""The line itself beside a mistake that was found when the text was no longer at hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from detente.errors import DetenteError, Problem, ScenarioError


def of(error: DetenteError) -> tuple[Problem, ...]:
    """Return the problems of an error, each with its line.

    Those of a text have been given theirs by the reader, or none for a reason.
    """
    return error.problems if isinstance(error, ScenarioError) else with_lines(error.problems)


def with_lines(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Give each problem that has a place the line that stands there, if the file can be read."""
    return tuple(_with_line(problem) for problem in problems)


def _with_line(problem: Problem) -> Problem:
    from detente.scenario.problems import Problems

    if problem.excerpt or problem.span is None:
        return problem
    text = _text(problem.source)
    return replace(problem, excerpt=Problems(text, source=problem.source).line(problem.span))


@lru_cache(maxsize=1)
def _text(source: str) -> str:
    """Return the text of a file, or of a crisis of the catalog, which is named by its file."""
    from detente import catalog

    path = Path(source)
    if not path.is_file() and path.stem in catalog.names():
        path = Path(catalog.path(path.stem))
    try:
        return path.read_bytes().decode("utf-8-sig") if path.is_file() else ""
    except (OSError, UnicodeDecodeError):
        return ""
