"""Runs the commands that stand in the pages and compares, or rewrites, what they print.

A block fenced as `console` holds commands after `$ ` and their output. A comment
`<!-- run: ... -->` is a command that the reader does by hand, such as an edit. All commands of a
page run in one empty folder. `python tests/examples/pages.py` rewrites the pages with what the
commands print now.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from detente import catalog

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path
    for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    if "```console\n" in path.read_text()
)
_CRISIS = re.compile(r"(?<=```yaml\n)title: A raid.*?(?=```)", re.DOTALL)
_PART = re.compile(r"<!-- run: (?P<quiet>.*?) -->|```console\n(?P<block>.*?)```", re.DOTALL)


def executed(text: str) -> str:
    """Return a page with the crisis of the catalog and the output of its commands as they are."""
    with tempfile.TemporaryDirectory() as folder:

        def replaced(part: re.Match[str]) -> str:
            if part["quiet"]:
                _output(part["quiet"], folder)
                return part[0]
            commands = re.findall(r"^\$ (.*)$", part["block"], re.MULTILINE)
            shown = [f"$ {command}\n{_output(command, folder)}" for command in commands]
            return f"```console\n{''.join(shown)}```"

        crisis = Path(catalog.path("border-raid")).read_text()
        return _PART.sub(replaced, _CRISIS.sub(lambda _: crisis, text))


def _output(command: str, folder: str) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    kept = {name: os.environ[name] for name in ("HOME", "TMPDIR") if name in os.environ}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={**kept, "PATH": path, "COLUMNS": "96", "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
    )
    lines = (line.rstrip() for line in done.stdout.splitlines())
    return "".join(f"{line}\n" for line in lines)


if __name__ == "__main__":
    for page in PAGES:
        page.write_text(executed(page.read_text()))
