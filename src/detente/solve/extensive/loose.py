"""Held sets: they keep their choice during a pass, and answer when all values are known."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from detente.shapes import Floats
from detente.solve.extensive.layout import Loose
from detente.solve.extensive.passes import DECIDE, decide, distance


@njit(cache=True, nogil=True, error_model="numpy")
def spread(loose: Loose, point: Floats, logs: Floats, choice: Floats) -> None:
    """Write the choices of held sets from the log-odds of their actions, also where blocks read."""
    for h in range(len(loose.player)):
        head, stop, slot = loose.action[h], loose.action[h + 1], loose.slot[h]
        top, total = 0.0, 0.0
        for k in range(stop - head - 1):
            top = max(top, point[slot + k])
        for k in range(head, stop):
            logs[k] = (point[slot + k - head - 1] if k > head else 0.0) - top
            total += math.exp(logs[k])
        for k in range(head, stop):
            logs[k] -= math.log(total)
            choice[k] = math.exp(logs[k])
    hand_out(loose, logs, choice)


@njit(cache=True, nogil=True, error_model="numpy")
def hand_out(loose: Loose, logs: Floats, choice: Floats) -> None:
    """Write the choices of held sets where blocks read them."""
    for h in range(len(loose.player)):
        for y in range(loose.first[h], loose.first[h + 1]):
            to = loose.copy[y]
            for k in range(loose.action[h], loose.action[h + 1]):
                logs[to], choice[to] = logs[k], choice[k]
                to += loose.step[y]


@njit(cache=True, nogil=True, error_model="numpy")
def read_loose(loose: Loose, logs: Floats, after: Floats) -> None:
    """Write the log-odds of the actions of held sets."""
    for h in range(len(loose.player)):
        head = loose.action[h]
        for k in range(head + 1, loose.action[h + 1]):
            after[loose.slot[h] + k - head - 1] = logs[k] - logs[head]


@njit(cache=True, nogil=True, error_model="numpy")
def settle_loose(  # noqa: PLR0917 (compiled: arguments by place)
    loose: Loose,
    reach: Floats,
    lam: float,
    how: int,
    nudge: Floats,
    logs: Floats,
    choice: Floats,
    values: Floats,
    worth: Floats,
) -> float:
    """Answer or audit the held sets with the beliefs of the last reach; return the largest gap."""
    gap, row, rest = 0.0, np.empty(1), np.empty(1)
    for h in range(len(loose.player)):
        head, stop, own = loose.action[h], loose.action[h + 1], worth[loose.player[h]]
        top, total = -math.inf, 0.0
        for y in range(loose.first[h], loose.first[h + 1]):
            top = max(top, reach[loose.node[y]])
        values[head:stop] = 0.0
        for y in range(loose.first[h], loose.first[h + 1]):
            weight = math.exp(reach[loose.node[y]] - top)
            total += weight
            for k in range(head, stop):
                values[k] += weight * own[loose.edge[y] + (k - head) * loose.step[y]]
        values[head:stop] /= total
        raised = lam * values[head:stop]
        if len(nudge):
            raised += lam * nudge[head:stop]
        if how == DECIDE:
            decide(raised, row, rest, logs[head:stop], choice[head:stop])
        else:
            gap = max(gap, distance(raised, row, rest, choice[head:stop]))
    hand_out(loose, logs, choice)
    return gap
