"""A small decision tree: two questions or three that tell where something holds from where not.

Classification trees of Breiman, Friedman, Olshen and Stone (1984): every split is the one that
leaves the least impurity (Gini) behind; the halfway point between two values is the limit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.shapes import Bools, Floats


@dataclass(frozen=True)
class Branching:
    """A node of the tree: its cases, how many are wanted, and its split if it has one.

    Cases whose input `column` is at most `limit` go to `below`, the others to `above`.
    """

    cases: int
    wanted: int
    column: int = -1
    limit: float = float("nan")
    below: Branching | None = None
    above: Branching | None = None

    @property
    def share(self) -> float:
        """The share of its cases that are wanted."""
        return self.wanted / self.cases


def tree(x: Floats, wanted: Bools, *, depth: int = 2, least: int = 1) -> Branching:
    """Grow a tree on cases (D, U) of at most so many questions a path, `least` cases a leaf.

    >>> x = np.array([[0.0, 5.0], [1.0, 3.0], [2.0, 4.0], [3.0, 1.0]])
    >>> grown = tree(x, np.array([False, False, True, True]))
    >>> grown.column, grown.limit, grown.below.share, grown.above.share
    (0, 1.5, 0.0, 1.0)
    """
    cases, hits = len(wanted), int(wanted.sum())
    split = _split(x, wanted, least) if depth > 0 and 0 < hits < cases else None
    if split is None:
        return Branching(cases, hits)
    column, limit = split
    low = x[:, column] <= limit
    return Branching(
        cases, hits, column, limit,
        tree(x[low], wanted[low], depth=depth - 1, least=least),
        tree(x[~low], wanted[~low], depth=depth - 1, least=least),
    )  # fmt: skip


def _split(x: Floats, wanted: Bools, least: int) -> tuple[int, float] | None:
    """Return the input and the limit that leave the least impurity, if they lessen it at all."""
    cases = len(wanted)
    left = np.arange(1.0, cases)
    best, found = float(_impurity(np.asarray(float(wanted.sum())), cases)) - 1e-12, None
    for column in range(x.shape[1]):
        order = np.argsort(x[:, column], kind="stable")
        values = x[order, column]
        hits = np.cumsum(wanted[order].astype(float))
        after = _impurity(hits[:-1], left) + _impurity(hits[-1] - hits[:-1], cases - left)
        allowed = (values[1:] > values[:-1]) & (left >= least) & (cases - left >= least)
        after = np.where(allowed, after, np.inf)
        at = int(after.argmin())
        if after[at] < best:
            best, found = after[at], (column, float((values[at] + values[at + 1]) / 2))
    return found


def _impurity(hits: Floats, cases: Floats | float) -> Floats:
    """Return the Gini impurity times the number of cases: `2 n p (1 - p)`."""
    return np.asarray(2.0 * hits * (cases - hits) / cases)
