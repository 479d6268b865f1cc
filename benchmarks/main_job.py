"""The main job as a user meets it: whole processes, first run and later runs, time and memory.

Run: `uv run python benchmarks/main_job.py [--draws 1000] [--json]`. The first run starts with an
empty cache of compiled code, as on a fresh machine; the others find it filled.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from detente.machine import processors

DETENTE = str(Path(sys.executable).with_name("detente"))


@dataclass(frozen=True)
class Run:
    """One whole process."""

    name: str
    wall_s: float
    cpu_s: float
    peak_mb: float
    code: int


def run(name: str, *arguments: str, cache: str) -> Run:
    """Start a command, wait for it, and read the operating system's account of it."""
    begin = time.perf_counter()
    child = os.posix_spawn(
        DETENTE,
        [DETENTE, *arguments],
        {**os.environ, "NUMBA_CACHE_DIR": cache},
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - begin
    return Run(
        name, wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024,
        os.waitstatus_to_exitcode(status),
    )  # fmt: skip


def main() -> None:
    """Time the main job and the small commands; print a table or JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--draws", type=int, default=1000)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    cache, out = tempfile.mkdtemp(), tempfile.mkdtemp()
    whole = ("brief", "us-iran-2020", "--quiet", "--draws", str(chosen.draws), "--out", out)
    brief = (*whole, "--quick")
    try:
        runs = [
            run("brief --quick us-iran-2020, first run", *brief, cache=cache),
            run("brief --quick us-iran-2020, later run", *brief, cache=cache),
            run(
                "brief --quick cuba-1962, later run",
                *("brief", "cuba-1962", "--quick", "--quiet", "--out", out),
                cache=cache,
            ),
            run("forecast border-raid", "forecast", "border-raid", "--quiet", cache=cache),
            run("check us-iran-2020", "check", "us-iran-2020", cache=cache),
            run("--help", "--help", cache=cache),
            run("brief us-iran-2020, whole", *whole, cache=cache),
        ]
    finally:
        shutil.rmtree(cache)
        shutil.rmtree(out)
    if chosen.json:
        machine = {"cores": processors(), "python": platform.python_version()}
        print(json.dumps({"machine": machine, "runs": [asdict(r) for r in runs]}, indent=2))
        return
    print(f"{processors()} cores, Python {platform.python_version()}, {chosen.draws} draws")
    for r in runs:
        failed = f"  exit {r.code}" if r.code else ""
        print(f"{r.name:32} {r.wall_s:8.2f} s  {r.cpu_s:8.2f} s cpu  {r.peak_mb:7.0f} MB{failed}")


if __name__ == "__main__":
    main()
