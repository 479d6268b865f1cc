"""What can go wrong, where, and what to do about it.

Every mistake of a user is a `Problem`: a sentence, a place and a hint. Stages collect problems and
raise them all at once as one `DetenteError`, whose class says which stage refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a text: 1-based line and column, and the length of what is meant."""

    line: int
    column: int
    length: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake, in the analyst's words.

    `source` is the file as the user named it and `excerpt` the line itself; both are empty
    for a crisis that was built in Python.
    """

    message: str
    span: Span | None = None
    hint: str = ""
    source: str = ""
    excerpt: str = ""

    def __str__(self) -> str:
        place = self.source
        if self.span is not None:
            place = f"{self.source or '<crisis>'}:{self.span.line}:{self.span.column}"
        lines = [f"{place}: {self.message}" if place else self.message]
        if self.excerpt and self.span is not None:
            width = max(1, min(self.span.length, len(self.excerpt) - self.span.column + 1))
            lines += [f"    {self.excerpt}", f"    {' ' * (self.span.column - 1)}{'^' * width}"]
        if self.hint:
            lines.append(f"    hint: {self.hint}")
        return "\n".join(lines)


@dataclass
class DetenteError(Exception):
    """A user's mistake, or a crisis that cannot be worked with; `str()` shows every problem."""

    problems: tuple[Problem, ...] = field(default=())

    def __init__(self, problems: Problem | Iterable[Problem] | str) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        if isinstance(problems, Problem):
            problems = (problems,)
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class ScenarioError(DetenteError):
    """The text is not a crisis: syntax, names, numbers, conditions."""


class ContradictionError(DetenteError):
    """No set of numbers satisfies every premise."""


class GameError(DetenteError):
    """The crisis is no game that can be built: no end, no mover, too large, chances off one."""


class TooLargeError(GameError):
    """The game would hold more nodes than it may."""


class SolveError(DetenteError):
    """The solver was asked for something that it cannot do."""


class OutputError(DetenteError):
    """A result could not be written."""
