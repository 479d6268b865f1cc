"""Independent pieces of work on the threads of a study, in the order in which they were given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from detente.machine import processors

Item = TypeVar("Item")
Found = TypeVar("Found")


def side_by_side(
    work: Callable[[Item], Found],
    items: Iterable[Item],
    *,
    threads: int | None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Found]:
    """Return what the work makes of every item; the same for any number of threads.

    >>> side_by_side(abs, [-2, 1], threads=2)
    [2, 1]
    """
    wanted: Sequence[Item] = list(items)
    found = []
    with ThreadPoolExecutor(max(1, threads or processors())) as pool:
        for number, one in enumerate(pool.map(work, wanted)):
            found.append(one)
            if progress:
                progress(number + 1, len(wanted))
    return found
