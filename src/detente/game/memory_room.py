"""How much memory the machine has left, for what would need a lot of it."""

from __future__ import annotations

import os
from pathlib import Path

PLENTY = 4e9
"""Bytes assumed free where the machine does not tell."""


def free_memory() -> float:
    """Return the bytes that are free, as far as the machine tells.

    >>> free_memory() > 0
    True
    """
    try:
        with Path("/proc/meminfo").open(encoding="ascii") as lines:
            told = dict(line.split(":", 1) for line in lines)
        return 1024.0 * float(told["MemAvailable"].split()[0])
    except (OSError, KeyError, ValueError):
        pass
    try:
        return float(os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, OSError, ValueError):
        return PLENTY
