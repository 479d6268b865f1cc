"""A crisis by the name that a person gives it: a file, or one that ships with the package."""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from detente.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from detente.model.crisis import Crisis


def find(scenario: str | Path) -> Path:
    """Return the file of a crisis: the file itself, or the catalog's file of that name.

    A file wins over a crisis of the catalog with the same name. Raises `ScenarioError` if there
    is neither.

    >>> find("border-raid").name
    'border-raid.yaml'
    """
    from detente import catalog

    path = Path(scenario)
    if path.is_file():
        return path
    names = list(catalog.names())
    if str(scenario) in names:
        return Path(catalog.path(str(scenario)))
    if path.is_dir():
        raise ScenarioError(Problem(f"`{scenario}` is a folder, not a file"))
    if os.path.lexists(path):
        raise ScenarioError(Problem(f"`{scenario}` is no regular file"))
    raise ScenarioError(
        Problem(f"no file and no crisis of the catalog is called `{scenario}`", hint=_hint(path))
    )


def load(scenario: str | Path) -> Crisis:
    """Read a crisis from a file or, by its name, from the catalog.

    Raises `ScenarioError` with every problem of the text, or if there is no such crisis.

    >>> load("border-raid").as_of.isoformat()
    '2024-05-01'
    """
    from detente.scenario import parse, read

    path = find(scenario)
    if path == Path(scenario):
        return read(path)
    # named without its folder, so that a brief is the same bytes wherever the package lies
    return parse(path.read_text(encoding="utf-8"), name=path.name)


def _hint(path: Path) -> str:
    from detente import catalog

    folder = path.parent if path.parent.is_dir() else Path()
    near = {file.name: file for file in folder.glob("*.y*ml")}
    names = {name: Path(name) for name in catalog.names()}
    best = get_close_matches(path.name, [*names, *near], n=1, cutoff=0.7)
    if best:
        return f"did you mean `{(names | near)[best[0]]}`?"
    return f"the catalog has {', '.join(names)}; `detente new NAME` starts a file"
