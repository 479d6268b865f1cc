"""Files that are written whole or not at all, and refused before the work if they cannot be."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from detente.errors import OutputError, Problem


def refuse_early(paths: Iterable[Path]) -> None:
    """Raise `OutputError` for every file that could not be written, before anything is computed.

    Folders that do not exist yet are fine as long as they can be made.
    """
    problems = [problem for path in paths if (problem := _obstacle(path)) is not None]
    if problems:
        raise OutputError(problems)


def write(path: Path, content: bytes | str) -> None:
    """Write a file through a temporary one in the same folder, so that it is whole or absent.

    Makes missing folders. Raises `OutputError` if the file cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as draft:
            try:
                draft.write(data)
                draft.close()
                _as_if_created(Path(draft.name))
                Path(draft.name).replace(path)
            except BaseException:
                Path(draft.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise OutputError(_cannot(path, error)) from error


def _as_if_created(draft: Path) -> None:
    mask = os.umask(0)
    os.umask(mask)
    draft.chmod(0o666 & ~mask)


def _obstacle(path: Path) -> Problem | None:
    if path.is_dir():
        return Problem(f"cannot write `{path}`: it is a folder", hint="name a file in it")
    folder = path.parent
    while not os.path.lexists(folder):
        folder = folder.parent
    try:
        with tempfile.TemporaryFile(dir=folder):
            return None
    except OSError as error:
        return _cannot(path, error)


def _cannot(path: Path, error: OSError) -> Problem:
    reason = (error.strerror or str(error)).lower()
    return Problem(f"cannot write `{path}`: {reason}", hint="choose another place")
