"""What a benchmark tells while it runs: lines of text, the same as rows, and the machine."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import numpy as np
from crises import crisis
from peers import Peer

from detente.game.efg import read_efg, write_efg
from detente.game.extensive import ExtensiveGame
from detente.machine import processors


@dataclass
class Report:
    """What a run tells: lines as they come, and the same as rows for `--json`."""

    peers: tuple[Peer, ...]
    folder: Path
    as_json: bool
    rows: list[dict] = field(default_factory=list)

    def say(self, line: str, **row: object) -> None:
        """Print a line; a row goes with it."""
        self.clear()
        print(line, file=sys.stderr if self.as_json else sys.stdout, flush=True)
        if row:
            self.rows.append(row)

    def now(self, doing: str) -> None:
        """Show on a terminal what is being done."""
        if sys.stderr.isatty():
            self.clear()
            print(f"{doing} ...", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take away what is being shown."""
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def file(self, depth: int, *, zero_sum: bool = False) -> tuple[Path, ExtensiveGame]:
        """Write a crisis where peers can read it; return the file and what we read from it."""
        self.now(f"writing a crisis of {depth} turns")
        path = self.folder / f"crisis-{depth}.efg"
        path.write_text(write_efg(crisis(depth, zero_sum=zero_sum)))
        return path, read_efg(path)


def head(peers: tuple[Peer, ...]) -> dict[str, object]:
    """Say what the figures were taken on and with."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text().splitlines() if cpu.exists() else []
    models = [line for line in lines if line.startswith("model name")]
    packages = {name: version(name) for name in ("detente", "numpy", "numba")}
    return {
        "machine": models[0].split(":")[1].strip() if models else platform.machine(),
        "cores": processors(), "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(), **packages, "peers": [peer.names for peer in peers],
    }  # fmt: skip


def one_line(about: dict[str, object]) -> str:
    """Write the machine and the versions in a line."""
    parts = [f"{about['machine']}, {about['cores']} cores, load {about['load']}"]
    parts += [f"{n} {about[n]}" for n in ("python", "detente", "numpy", "numba")]
    return ", ".join([*parts, *about["peers"]])


def fastest(job: Callable[[], object], *, rounds: int) -> tuple[float, object]:
    """Return the least processor time of some rounds, and what the last one returned."""
    seconds, result = np.inf, None
    for _ in range(rounds):
        begin = time.process_time()
        result = job()
        seconds = min(seconds, time.process_time() - begin)
    return seconds, result
