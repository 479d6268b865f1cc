"""Boxes in which something holds: the Patient Rule Induction Method, for scenario discovery.

Friedman and Fisher (1999) peel a thin slice off one side of a box, again and again, each time the
slice whose loss raises the share of wanted cases most, and then paste slices back on. Bryant and
Lempert (2010) read the boxes as scenarios: what has to be true for the wanted to happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.shapes import Bools, Floats

ALPHA = 0.05
"""Share of a box's cases that one peel takes away, and one paste brings back."""
LEAST_MASS = 0.05
"""Share of all cases that a box keeps at least."""


@dataclass(frozen=True, eq=False)
class Box:
    """A box on the trajectory: limits per input, and what it holds.

    `coverage` is the share of the wanted cases that lie in it, `density` the share of its cases
    that are wanted, `mass` the share of all cases that it holds.
    """

    low: Floats  # U
    high: Floats  # U
    restricted: Bools  # U, 2: whether the lower, the upper limit cuts anything off
    inside: Bools  # D
    coverage: float
    density: float
    mass: float

    @property
    def dimensions(self) -> int:
        """How many inputs are restricted."""
        return int(self.restricted.any(axis=1).sum())


@dataclass(frozen=True)
class _Cases:
    x: Floats  # D, U
    wanted: Bools  # D
    low: Floats  # U: of the box that holds all cases
    high: Floats  # U


def trajectory(
    x: Floats,
    wanted: Bools,
    *,
    alpha: float = ALPHA,
    paste: float = ALPHA,
    least: float = LEAST_MASS,
) -> tuple[Box, ...]:
    """Return all boxes from the one that holds every case (D, U) down by peels, then up by pastes.

    Each step takes the candidate with the largest gain in density a case moved, the first
    criterion of Friedman and Fisher (1999, section 14.1); ties go to the box with fewer limits.

    >>> x = np.arange(100.0)[:, None]
    >>> last = trajectory(x, x[:, 0] >= 60, alpha=0.1)[-1]
    >>> float(last.low[0]), last.density, last.coverage
    (59.5, 1.0, 1.0)
    """
    cases = _Cases(x, np.asarray(wanted, np.bool_), x.min(axis=0), x.max(axis=0))
    boxes = [_box(cases, cases.low, cases.high, np.ones(len(x), np.bool_))]
    for step in (_peels, _pastes):
        share = alpha if step is _peels else paste
        while (found := _best(cases, boxes[-1], step(cases, boxes[-1], share), least)) is not None:
            boxes.append(found)
    return tuple(boxes)


def inside(x: Floats, box: Box) -> Bools:
    """Return which cases (D, U) lie within a box's limits."""
    return np.asarray(((x >= box.low) & (x <= box.high)).all(axis=1))


def pruned(x: Floats, wanted: Bools, box: Box, *, significant: float = 0.05) -> Box:
    """Return the box without the inputs whose quasi-p-value is above `significant`, worst first."""
    cases = _Cases(x, np.asarray(wanted, np.bool_), x.min(axis=0), x.max(axis=0))
    while box.dimensions > 0:
        worst, column = max(
            (max(quasi_p(x, wanted, box, column=int(u))), int(u))
            for u in np.flatnonzero(box.restricted.any(axis=1))
        )
        if worst <= significant:
            break
        low, high = box.low.copy(), box.high.copy()
        low[column], high[column] = cases.low[column], cases.high[column]
        held = np.asarray(((x >= low) & (x <= high)).all(axis=1))
        box = _box(cases, low, high, held)
    return box


def quasi_p(x: Floats, wanted: Bools, box: Box, *, column: int) -> tuple[float, ...]:
    """Return, for each limit of an input that cuts, its quasi-p-value.

    Bryant and Lempert (2010, appendix A): with the limit taken off, a larger box has some share
    of wanted cases; this is the chance that as many cases as the box holds, drawn at that share,
    include as many wanted ones. Small: the limit does something.
    """
    found = []
    for side in (0, 1):
        if box.restricted[column, side]:
            low, high = box.low.copy(), box.high.copy()
            (low, high)[side][column] = (-np.inf, np.inf)[side]
            larger = ((x >= low) & (x <= high)).all(axis=1)
            share = float(wanted[larger].mean())
            held = int(box.inside.sum())
            found.append(_upper_tail(held, int(wanted[box.inside].sum()), share))
    return tuple(found)


def _upper_tail(trials: int, successes: int, share: float) -> float:
    """Return P(at least so many successes) of a binomial."""
    if successes <= 0 or share >= 1.0:
        return 1.0
    if share <= 0.0:
        return 0.0
    k = np.arange(trials + 1)
    logs = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, trials + 1)))))
    terms = logs[trials] - logs[k] - logs[trials - k]
    terms += k * np.log(share) + (trials - k) * np.log1p(-share)
    return float(min(1.0, np.exp(terms[successes:]).sum()))


# --- one step ------------------------------------------------------------------------------------
Candidate = tuple[int, int, float, Bools]
"""Input, side (0 lower, 1 upper), the new limit, and the cases then held."""


def _peels(cases: _Cases, box: Box, share: float) -> Iterator[Candidate]:
    held = np.flatnonzero(box.inside)
    for u in range(cases.x.shape[1]):
        values = cases.x[held, u]
        ordered = np.sort(values)
        for side in (1, 0):
            limit = _quantile(ordered, 1.0 - share if side else share)
            kept = values <= limit if side else values >= limit
            after = np.zeros_like(box.inside)
            after[held[kept]] = True
            yield u, side, limit, after


def _pastes(cases: _Cases, box: Box, share: float) -> Iterator[Candidate]:
    for u in np.flatnonzero(box.restricted.any(axis=1)):
        for side in (0, 1):
            low, high = box.low.copy(), box.high.copy()
            if side:
                low[u], high[u] = box.high[u], cases.high[u]
            else:
                low[u], high[u] = cases.low[u], box.low[u]
            slab = ((cases.x >= low) & (cases.x <= high)).all(axis=1)
            ends = (cases.low[u], cases.high[u])
            limit = float(ends[side])
            if slab.any():
                limit = _quantile(np.sort(cases.x[slab, u]), share if side else 1.0 - share)
            low, high = box.low.copy(), box.high.copy()
            (low, high)[side][u] = limit
            after = ((cases.x >= low) & (cases.x <= high)).all(axis=1)
            yield int(u), side, limit, np.asarray(after)


def _best(cases: _Cases, box: Box, candidates: Iterator[Candidate], least: float) -> Box | None:
    """Return the box after the best step, or None where no step is worth taking."""
    before, wanted = int(box.inside.sum()), int((cases.wanted & box.inside).sum())
    density = wanted / before
    best: tuple[tuple[float, int], Candidate] | None = None
    for candidate in candidates:
        held = candidate[3]
        size = int(held.sum())
        if size == before:
            gain = 0.0
        else:
            share = float(cases.wanted[held].mean()) if size else 0.0
            gain = (share - density) / abs(before - size)
        score = (gain, -_limits(cases, box, candidate))
        if best is None or score > best[0]:
            best = (score, candidate)
    if best is None or best[0][0] <= 0.0:
        return None
    column, side, limit, held = best[1]
    if held.sum() / len(held) < least:
        return None
    low, high = box.low.copy(), box.high.copy()
    (low, high)[side][column] = limit
    return _box(cases, low, high, held)


def _limits(cases: _Cases, box: Box, candidate: Candidate) -> int:
    """Return how many inputs are restricted after a step."""
    column, side, limit, _ = candidate
    cut = box.restricted.copy()
    cut[column, side] = limit != (cases.high if side else cases.low)[column]
    return int(cut.any(axis=1).sum())


def _box(cases: _Cases, low: Floats, high: Floats, held: Bools) -> Box:
    hits = int((cases.wanted & held).sum())
    return Box(
        low, high, np.column_stack((low != cases.low, high != cases.high)), held,
        coverage=hits / max(1, int(cases.wanted.sum())), density=hits / max(1, int(held.sum())),
        mass=float(held.mean()),
    )  # fmt: skip


def _quantile(ordered: Floats, share: float) -> float:
    """Return the middle between the two values around a quantile, stepping off a run of equals.

    Ties would otherwise hold a limit where it cuts nothing off; so does the field's own tool.
    """
    place = (len(ordered) - 1) * share
    below, above = int(np.floor(place)), int(np.ceil(place))
    if share > 0.5:
        while ordered[below] == ordered[above] and below > 0:
            below -= 1
    else:
        while ordered[below] == ordered[above] and above < len(ordered) - 1:
            above += 1
    return float((ordered[below] + ordered[above]) / 2)
