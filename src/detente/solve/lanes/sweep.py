"""One sweep, or one audit, of several draws side by side: beliefs run forward, values run back."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from detente.shapes import Floats, Ints
from detente.solve.lanes.back import answer_lanes, judge_lanes
from detente.solve.lanes.functions import exp, log
from detente.solve.lanes.layout import Layout
from detente.solve.lanes.register import larger, look, put, spread, take
from detente.solve.lanes.room import Desk, Hands, Views
from detente.solve.tree.back import LEAST


def sweep_lanes(layout: Layout, views: Views, hands: Hands, desk: Desk) -> None:
    """Sweep once from `desk.at`, each lane at its scale; write the policy and `desk.gap`."""
    remember_lanes(layout, desk)
    answer_lanes(layout, views, hands, desk, layout.swept)
    read_gap(layout, desk)


def audit_lanes(layout: Layout, views: Views, hands: Hands, desk: Desk) -> None:
    """Evaluate the policies as they stand, with the beliefs that follow from them.

    `desk.residual` becomes the largest distance of a choice from the logit of the values. Choices
    that no clue depends on are made here.
    """
    desk.at[:] = 0.0
    read_gap(layout, desk)
    desk.at[:] = desk.gap
    remember_lanes(layout, desk)
    nodes = np.arange(len(layout.role), dtype=np.int32)
    judge_lanes(layout, views, hands, desk, nodes)


def remember_lanes(layout: Layout, desk: Desk) -> None:
    """Add log-odds up along the chains of clues: `like` is L, largest one."""
    remember(
        layout.clue_types, layout.clue_last, layout.unknown, layout.types, desk.at, desk.trace,
        desk.like,
    )  # fmt: skip


def read_gap(layout: Layout, desk: Desk) -> None:
    """Write the log-odds of taking each clue's edge, against type 0, less what they were."""
    log_odds(
        layout.clue_types, layout.clue_row, layout.unknown, desk.policy, desk.at, desk.gap
    )  # fmt: skip


@njit(cache=True, nogil=True, error_model="numpy")
def remember(  # noqa: PLR0917 (compiled: arguments by place)
    clue_types: Ints,
    clue_last: Ints,
    unknown: Ints,
    types: int,
    at: Floats,
    trace: Floats,
    like: Floats,
) -> None:
    """Write log L and L (Q T, W) from the log-odds at the clues (X, W)."""
    for clue in range(len(clue_types)):
        before, top = look(clue_last, clue), spread(-math.inf)
        for t in range(clue_types[clue]):
            here = spread(0.0)
            if t > 0:
                here = take(at, look(unknown, clue) + t - 1)
            if before >= 0:
                here = here + take(trace, before * types + t)
            put(trace, clue * types + t, here)
            top = larger(here, top)
        for t in range(clue_types[clue]):
            row = clue * types + t
            put(trace, row, take(trace, row) - top)
            put(like, row, exp(take(trace, row)))


@njit(cache=True, nogil=True, error_model="numpy")
def log_odds(  # noqa: PLR0917 (compiled: arguments by place)
    clue_types: Ints, clue_row: Ints, unknown: Ints, policy: Floats, at: Floats, gap: Floats
) -> None:
    """Write the log-odds (X, W) of taking the edges whose policy has rows `clue_row`, less `at`."""
    least = spread(LEAST)
    for clue in range(len(clue_row)):
        row, x = look(clue_row, clue), look(unknown, clue)
        sure = larger(least, take(policy, row))
        for t in range(1, clue_types[clue]):
            ratio = larger(least, take(policy, row + t)) / sure
            put(gap, x + t - 1, log(ratio) - take(at, x + t - 1))
