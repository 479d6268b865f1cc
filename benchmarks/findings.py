"""What the findings cost: whole processes, as a user starts them, time and memory.

Run: `uv run python benchmarks/findings.py [NAME ...] [--draws 1000] [--json]`. Each command runs
twice: the first fills the cache of compiled code, the second is counted. One claim flipped on a
solved base is measured by `flips.py`, with its error.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from main_job import Run, run

COMMANDS: dict[str, tuple[str, ...]] = {
    "eyes": ("eyes", "us-iran-2020"),
    "whatif, one": ("whatif", "us-iran-2020", "no_killing"),
    "audit": ("audit", "us-iran-2020"),
    "watch": ("watch", "us-iran-2020"),
    "watch, every stage": ("watch", "us-iran-2020", "--all"),
    "offramps": ("offramps", "us-iran-2020"),
    "offramps, no search": ("offramps", "us-iran-2020", "--no-search"),
}
"""The commands by name; `--draws` and `--quiet` are added."""


def main() -> None:
    """Time the findings that are named, or all; print a table or JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("names", nargs="*", metavar="NAME", help=", ".join(COMMANDS))
    options.add_argument("--draws", type=int, default=1000)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    if unknown := set(chosen.names) - set(COMMANDS):
        options.error(f"there is no {', '.join(sorted(unknown))}")
    cache = tempfile.mkdtemp()
    try:
        runs = [_timed(name, chosen.draws, cache) for name in chosen.names or COMMANDS]
    finally:
        shutil.rmtree(cache)
    if chosen.json:
        print(json.dumps([asdict(one) for one in runs], indent=2))
        return
    print(f"{platform.machine()}, Python {platform.python_version()}, {chosen.draws} draws")
    for one in runs:
        print(f"{one.name:24}{one.wall_s:8.1f} s wall{one.cpu_s:8.1f} s cpu{one.peak_mb:8.0f} MB")


def _timed(name: str, draws: int, cache: str) -> Run:
    arguments = (*COMMANDS[name], "--quiet", "--draws", str(draws))
    run(name, *COMMANDS[name], "--quiet", "--draws", "8", cache=cache)
    return run(name, *arguments, cache=cache)


if __name__ == "__main__":
    main()
