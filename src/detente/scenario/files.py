"""From a text or a file to a crisis: read, elaborate, check; every mistake at once."""

from __future__ import annotations

import re
import stat
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from detente.errors import Problem, ScenarioError
from detente.model.crisis import Crisis
from detente.scenario.checks import check
from detente.scenario.document import read_document
from detente.scenario.elaboration import elaborate
from detente.scenario.keys import SCENARIO
from detente.scenario.names import declared
from detente.scenario.places import number_places
from detente.scenario.problems import Problems
from detente.scenario.reader import Reader

MOST_BYTES = 2_000_000


def parse(text: str, *, name: str = "<text>") -> Crisis:
    """Return the crisis that a text describes; `name` is what its mistakes call it.

    Raises `ScenarioError` with every mistake, in the order of the text.
    """
    _refuse_long(len(text), source=name)
    text = text.removeprefix("\ufeff")
    problems = Problems(text, source=name)
    document = read_document(text, problems=problems)
    names = declared(document, sections=[key.name for key in SCENARIO.keys])
    if "*" in names.unread:
        problems.refuse()
    reader = Reader(names, problems)
    crisis = elaborate(reader.read_record(document.root, SCENARIO, path=""), name=_label(name))
    check(crisis, reader=reader)
    problems.refuse()
    places = MappingProxyType(number_places(reader))
    return replace(crisis, places=places, source_name=name)


def read(path: str | Path) -> Crisis:
    """Return the crisis that a file describes: a regular file of UTF-8 text, at most 2 MB.

    Raises `ScenarioError` if it cannot be read or is no crisis.
    """
    return parse(text_of(path), name=str(path))


def text_of(path: str | Path, *, what: str = "scenario") -> str:
    """Return the text of a file that holds a scenario, or `what` it is called in errors.

    Raises `ScenarioError` if it is no regular file of UTF-8 text of at most 2 MB.
    """
    source = str(path)
    try:
        status = Path(path).stat()
        if stat.S_ISDIR(status.st_mode):
            raise _unreadable(source, f"this is a folder, not a {what} file")
        if not stat.S_ISREG(status.st_mode):
            raise _unreadable(source, "this is no regular file")
        _refuse_long(status.st_size, source=source, what=what)
        with Path(path).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        hint = "`detente catalog` lists the crises that ship with the package"
        raise _unreadable(source, "there is no such file", hint=hint) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise _unreadable(source, f"the file cannot be read: {reason}") from None
    _refuse_long(len(data), source=source, what=what)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"the file is not UTF-8 text (byte {error.start + 1:,})"
        raise _unreadable(source, message, hint=f"a {what} is a YAML text file") from None


def _refuse_long(size: int, *, source: str, what: str = "scenario") -> None:
    if size > MOST_BYTES:
        message = f"the file has {size / 1e6:,.1f} MB; a {what} has at most 2 MB"
        raise _unreadable(source, message)


def _unreadable(source: str, message: str, *, hint: str = "") -> ScenarioError:
    return ScenarioError(Problem(message, hint=hint, source=source))


def _label(name: str) -> str:
    """Return the short name that a file gives its crisis."""
    stem = Path(name).stem if not name.startswith("<") else ""
    label = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-_")
    return label or "crisis"
