"""How large a tree may be, and the refusal of one that would be larger, with what makes it so."""

from __future__ import annotations

from detente.errors import TooLargeError
from detente.game.course import Course, Step, refusal
from detente.game.distinct import distinct
from detente.machine import free_memory
from detente.shapes import Ints

MOST_NODES = 20_000_000
"""The default limit on nodes."""
BYTES_A_NODE = 170
"""Memory that a node takes in the arrays while they are joined, as measured."""
BYTES_A_VARIABLE = 20
"""Memory that a variable of a situation takes, with its copies, while the tree grows: measured."""


class Limit:
    """Watches how many nodes a tree has after each step, and refuses it when they are too many.

    `elsewhere` says that the grid of beliefs could solve the crisis instead.
    """

    def __init__(self, course: Course, *, most_nodes: int, elsewhere: bool) -> None:
        self.course, self.most_nodes, self.elsewhere = course, most_nodes, elsewhere
        self.free = free_memory()
        self.sizes: list[float] = []

    def afresh(self) -> Limit:
        """Return the same limit for another walk from the start."""
        return Limit(self.course, most_nodes=self.most_nodes, elsewhere=self.elsewhere)

    def check(self, step: Step, *, nodes: float, waiting: float, memory: Ints) -> None:
        """Refuse a tree of so many nodes and situations that wait (variables `memory`: m, V)."""
        self.sizes.append(nodes)
        ahead = nodes + waiting
        need = ahead * BYTES_A_NODE + waiting * memory.shape[1] * BYTES_A_VARIABLE
        if ahead <= self.most_nodes and need <= self.free:
            return
        limit = f"the limit is {self.most_nodes:,}"
        if ahead <= self.most_nodes:
            limit = f"that takes about {need / 1e9:,.1f} GB, and {self.free / 1e9:,.1f} GB are free"
        count = len(self.course.steps)
        situations = len(distinct(memory)[0])
        histories = max(1, int(waiting) // max(1, situations))
        raise refusal(
            self.course.crisis,
            step.path,
            f"the game would be too large: {ahead:,.0f} nodes by stage {step.index + 1} of {count} "
            f"({step.label}, {step.end}), {_roughly(self._expected(step, ahead))} in all; {limit}",
            hint=f"{situations:,} distinct situations times {histories:,} histories of typed "
            "actors' choices meet here; play fewer rounds, guard moves that no longer matter, give "
            "fewer actors types, or let fewer stakes look back (`each` instead of `when`)"
            + self._instead(),
            kind=TooLargeError,
        )

    def _expected(self, step: Step, ahead: float) -> float:
        """Extend the growth of the last five steps to the end of the course."""
        growth = (ahead / max(1, self.sizes[max(0, len(self.sizes) - 6)])) ** (1 / 5)
        left = len(self.course.steps) - step.index - 1
        return float(ahead * max(growth, 1.0) ** min(left, 60))

    def _instead(self) -> str:
        """Say what can do without the tree."""
        blocks = any(step.block >= 0 for step in self.course.steps)
        if not self.elsewhere or blocks:
            return ""
        return (
            "; `detente forecast`, `brief` and `play-out` do without the tree where it is too "
            "large, unless `--method tree` asks for it"
        )


def _roughly(count: float) -> str:
    """Say a large number in words."""
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if count >= size:
            many = count / size
            return f"about {many:,.0f} {word}" if many < 1e4 else f"over 10,000 {word}"
    return f"about {count:,.0f}"
