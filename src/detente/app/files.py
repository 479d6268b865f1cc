"""Files that are written whole or not at all, and refused before the work if they cannot be.

Devices and pipes, such as `/dev/null` or `/dev/stdout`, are written to and never replaced.
"""

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

    Makes missing folders and follows links. Raises `OutputError` if the file cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        if _stream(path):
            path.write_bytes(data)
        else:
            _replace(_followed(path), data)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(_cannot(path, error)) from error


def _stream(path: Path) -> bool:
    """Say whether a path is there and is neither a file nor a folder."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _followed(path: Path) -> Path:
    """Return where a link leads; `Path.resolve` would raise for links that go in a circle."""
    return Path(os.path.realpath(path))


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        draft = Path(file.name)
        try:
            file.write(data)
            file.close()
            _as_if_created(draft)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise


def _as_if_created(draft: Path) -> None:
    mask = os.umask(0)
    os.umask(mask)
    draft.chmod(0o666 & ~mask)


def _obstacle(path: Path) -> Problem | None:
    if path.is_dir():
        return Problem(f"cannot write `{path}`: it is a folder", hint="name a file in it")
    if _stream(path):
        return None
    folder = _followed(path).parent
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
