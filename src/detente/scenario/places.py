"""Where each thing and each number of the crisis stands in the text, by its path."""

from __future__ import annotations

import re

from detente.errors import Span
from detente.model.crisis import DEFAULT_OUTCOME
from detente.scenario.reader import Reader

_NUMBERS = (
    (re.compile(r"actors\.(\w+)\.types\.(\w+)\.prior"), r"beliefs.analyst.\1.\2"),
    (re.compile(r"actors\.(\w+)\.beliefs\.(\w+)\.(\w+)"), r"beliefs.\1.\2.\3"),
    (re.compile(r"actors\.(\w+)\.rationality"), r"rationality.\1"),
    (re.compile(r"moves\.(\w+)\.outcomes\.(\w+)\.chance"), r"moves.\1.outcomes.\2.chance"),
    (re.compile(r"stakes\.(\w+)\.(\w+)\.worth\.(\w+)"), r"stakes.\1.\2.\3"),
)
"""Where a number is written, and the path by which the model knows it."""
_INNER = re.compile(r"\.repeat\.stages\.|\.together\.(?=\d)")
"""Stages within `repeat` and `together` are known as `course.3.stages.0`."""


def number_places(reader: Reader) -> dict[str, Span]:
    """Return the places by path: names at their names, numbers at their numbers.

    Paths are those of the file (`facts.x`, `claims.C07`, `course.3`, counted from 0) and those of
    `model.unknowns`. A number left at its default stands at its actor or move.
    """
    written = {path: span for path, span in reader.places.items() if path} | reader.keys
    places = {_INNER.sub(".stages.", path): span for path, span in written.items()}
    for path, span in reader.places.items():
        for pattern, name in _NUMBERS:
            if match := pattern.fullmatch(path):
                places[match.expand(name)] = span
    for path, span in reader.keys.items():
        kind, _, rest = path.partition(".")
        if kind == "actors" and "." not in rest:
            places.setdefault(f"rationality.{rest}", span)
        if kind == "moves" and "." not in rest:
            places.setdefault(f"moves.{rest}.outcomes.{DEFAULT_OUTCOME}.chance", span)
    return places
