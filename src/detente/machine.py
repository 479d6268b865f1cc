"""What the machine leaves to this process: processors and memory, a container's limits counted."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
GROUPS = Path("/sys/fs/cgroup")
PLENTY = 4e9
"""Bytes assumed free where the machine does not tell."""


def processors() -> int:
    """Return how many threads can run at once: what affinity and the container's quota leave.

    >>> processors() >= 1
    True
    """
    count = _allowed()
    for folder in _groups("cpu"):
        quota = _numbers(folder / "cpu.max") or _numbers(folder / "cpu.cfs_quota_us")
        period = quota[1:] or _numbers(folder / "cpu.cfs_period_us")
        if quota and period and quota[0] > 0:
            count = min(count, math.ceil(quota[0] / period[0]))
    return max(1, count)


def free_memory() -> float:
    """Return the bytes that are free, as far as the machine tells.

    >>> free_memory() > 0
    True
    """
    free = _machine_memory()
    for folder in _groups("memory"):
        most = _numbers(folder / "memory.max") or _numbers(folder / "memory.limit_in_bytes")
        used = _numbers(folder / "memory.current") or _numbers(folder / "memory.usage_in_bytes")
        if most and used:
            free = min(free, max(0.0, most[0] - used[0] + _cached(folder)))
    return free


def _allowed() -> int:
    """Return the processors that the scheduler may put this process on."""
    if hasattr(os, "process_cpu_count"):  # Python 3.13
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _machine_memory() -> float:
    try:
        told = dict(line.split(":", 1) for line in _lines(PROC / "meminfo"))
        return 1024.0 * float(told["MemAvailable"].split()[0])
    except (KeyError, ValueError):
        pass
    try:
        return float(os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, OSError, ValueError):
        return PLENTY


def _cached(folder: Path) -> float:
    """Return the bytes of files that a group holds and gives back when they are needed."""
    told = dict(line.split(" ", 1) for line in _lines(folder / "memory.stat") if " " in line)
    return float(told.get("total_inactive_file", told.get("inactive_file", "0")))


def _groups(controller: str) -> Iterator[Path]:
    """Yield the control groups that hold this process, from its own up to the root's."""
    for line in _lines(PROC / "self" / "cgroup"):
        number, names, path = line.split(":", 2)
        if number != "0" and controller not in names.split(","):
            continue
        root = GROUPS if number == "0" else GROUPS / controller
        here = root / path.lstrip("/")
        yield here
        yield from (above for above in here.parents if above == root or root in above.parents)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return []


def _numbers(path: Path) -> list[float]:
    """Return the numbers that a file begins with; none if it is not there or says `max`."""
    found = []
    for word in " ".join(_lines(path)).split():
        try:
            found.append(float(word))
        except ValueError:
            break
    return found
