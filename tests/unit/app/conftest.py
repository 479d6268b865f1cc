from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from detente.app.cli import run

COMMAND = [sys.executable, "-c", "from detente.app.cli import main; main()"]


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def detente(capsys):
    """Run a command in this process."""

    def ran(*arguments: str) -> Ran:
        code = run(arguments)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return ran


@pytest.fixture
def crisis(tmp_path) -> Path:
    """A copy of the small crisis, to change."""
    from detente import catalog

    path = tmp_path / "raid.yaml"
    path.write_text(Path(catalog.path("border-raid")).read_text())
    return path


def on_a_terminal(arguments: Sequence[str], **environment: str) -> str:
    """Run a command in a process of its own on a terminal and return all that it showed."""
    ours, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "CI"}}
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=theirs,
        stderr=theirs,
        stdin=theirs,
        env={**kept, "TERM": "xterm", "COLUMNS": "80", **environment},
    ) as process:
        os.close(theirs)
        shown = b"".join(iter(lambda: _chunk(ours), b""))
        os.close(ours)
    assert process.returncode is not None
    return shown.decode()


def _chunk(terminal: int) -> bytes:
    select.select([terminal], [], [])
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux's word for the end of a terminal
        return b""
