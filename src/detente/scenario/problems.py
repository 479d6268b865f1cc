"""The one place where the mistakes of a text are collected, so that none lacks its place."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from detente.errors import Problem, ScenarioError, Span
from detente.scenario.nodes import BREAK

MOST = 100
"""Mistakes reported at once; a file with more is told how many more there are."""
_LONGEST_EXCERPT = 240
_MOST_COMPARED = 2000


class Problems:
    """The mistakes of one text, each with its place and the line itself; `what` the text is."""

    def __init__(self, text: str, *, source: str, what: str = "scenario") -> None:
        self.source, self.what = source, what
        self._lines = BREAK.split(text)
        self._found: dict[tuple[str, Span | None], Problem] = {}

    def __bool__(self) -> bool:
        return bool(self._found)

    @property
    def full(self) -> bool:
        """Say whether as many mistakes are noted as will be shown."""
        return len(self._found) >= MOST

    def add(self, message: str, *, span: Span | None, hint: str = "", show: bool = True) -> None:
        """Note a mistake, once at a place; `show` its line unless the mistake is not on it."""
        excerpt = self.line(span) if show else ""
        problem = Problem(message, span, hint, self.source, excerpt)
        self._found.setdefault((message, span), problem)

    def line(self, span: Span | None) -> str:
        """Return the line of a place; empty for one that is too long to be shown."""
        if span is None or not span.line <= len(self._lines):
            return ""
        line = self._lines[span.line - 1]
        return line if len(line) <= _LONGEST_EXCERPT and span.column <= len(line) + 1 else ""

    def on_line(self, line: int) -> bool:
        """Say whether a mistake is noted on that line already."""
        return any(span is not None and span.line == line for _, span in self._found)

    def nearest(self, word: str, among: Iterable[str]) -> str:
        """Return the hint that names what the word most resembles, or an empty one."""
        return "" if self.full else did_you_mean(word, among)

    def all(self) -> tuple[Problem, ...]:
        """Return the mistakes in the order of the text, at most `MOST` of them."""
        ordered = sorted(self._found.values(), key=_place)
        if len(ordered) <= MOST:
            return tuple(ordered)
        rest = Problem(f"and {len(ordered) - MOST} more mistakes", source=self.source)
        return (*ordered[:MOST], rest)

    def refuse(self) -> None:
        """Raise `ScenarioError` with every mistake, if there is any."""
        if self._found:
            raise ScenarioError(self.all())


def did_you_mean(word: str, among: Iterable[str]) -> str:
    """Return a hint that names the nearest of some names.

    >>> did_you_mean("irna", ["iran", "iraq", "us"])
    'did you mean `iran`?'
    """
    names = [name for name in among if name][:_MOST_COMPARED]
    close = get_close_matches(word, names, n=3, cutoff=0.6)
    if close:
        swapped = (name for name in close if sorted(name) == sorted(word))
        return f"did you mean `{next(swapped, close[0])}`?"
    if 0 < len(names) <= 8:
        return f"there {'is' if len(names) == 1 else 'are'} {listed(names)}"
    return ""


def listed(names: Iterable[str]) -> str:
    """Write names as a list.

    >>> listed(["a", "b", "c"])
    '`a`, `b` and `c`'
    """
    quoted = [f"`{name}`" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else quoted[0]


def _place(problem: Problem) -> tuple[int, int]:
    return (problem.span.line, problem.span.column) if problem.span else (0, 0)
