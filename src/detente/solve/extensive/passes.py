"""The passes of a sweep, compiled: values run back block by block, beliefs run forward.

What they read and write is described in `layout`. The units of a block are worked on side by
side: every inner loop runs over them.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.shapes import Floats, Ints
from detente.solve.extensive.layout import Blocks
from detente.solve.extensive.row_functions import exp, log

DECIDE, WAIT = 0, 1
"""What a pass back does at a set: answer the values, or keep the choice and note the gap."""


@njit(cache=True, nogil=True, error_model="numpy")
def run_back(  # noqa: PLR0917 (compiled: arguments by place)
    blocks: Blocks,
    begin: int,
    end: int,
    up: Ints,
    point: Floats,
    lam: float,
    how: int,
    nudge: Floats,
    logs: Floats,
    choice: Floats,
    values: Floats,
    worth: Floats,
) -> float:
    """Answer or audit blocks from the last to the first; return the largest gap noted."""
    gap, most, widest, longest = 0.0, 1, 1, 1
    for b in range(begin, end):
        most = max(most, blocks.units[b] * blocks.nodes[b])
        widest = max(widest, blocks.units[b] * blocks.width[b])
        longest = max(longest, blocks.units[b])
    belief, raised = np.empty(most), np.empty(widest)
    top, total = np.empty(longest), np.empty(longest)
    for b in range(end - 1, begin - 1, -1):
        count = blocks.units[b]
        if blocks.free[b]:
            action, size = blocks.action[b], count * blocks.width[b]
            if blocks.nodes[b] > 1:
                believe(point[blocks.slot[b] :], blocks.nodes[b], belief, top[:count])
            over = raised[:size]
            expect(blocks, b, belief, worth, over)
            if how == WAIT:
                values[action : action + size] = over
            for x in range(size):
                over[x] *= lam
            if len(nudge):
                for x in range(size):
                    over[x] += lam * nudge[action + x]
            log_odds, odds = logs[action : action + size], choice[action : action + size]
            if how == DECIDE:
                decide(over, top[:count], total[:count], log_odds, odds)
            else:
                gap = max(gap, distance(over, top[:count], total[:count], odds))
        pass_up(blocks, b, up, choice, worth, top[:count])
    return gap


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def believe(point: Floats, nodes: int, belief: Floats, row: Floats) -> None:
    """Write the beliefs of the sets of a block from the log-odds of nodes against the first."""
    count = len(row)
    row[:] = 0.0
    for j in range(nodes - 1):
        odds = point[j * count : (j + 1) * count]
        for u in range(count):
            row[u] = max(row[u], odds[u])
    here = belief[:count]
    for u in range(count):
        here[u] = exp(-row[u])
    for j in range(nodes - 1):
        odds, here = point[j * count : (j + 1) * count], belief[(j + 1) * count : (j + 2) * count]
        for u in range(count):
            here[u] = exp(odds[u] - row[u])
    share(belief, nodes, row)


@njit(cache=True, nogil=True, error_model="numpy")
def share(weight: Floats, rows: int, row: Floats) -> None:
    """Divide so many rows of weights by their sums, whose inverses are left in `row`."""
    count = len(row)
    row[:] = 0.0
    for k in range(rows):
        here = weight[k * count : (k + 1) * count]
        for u in range(count):
            row[u] += here[u]
    for u in range(count):
        row[u] = 1.0 / row[u]
    for k in range(rows):
        here = weight[k * count : (k + 1) * count]
        for u in range(count):
            here[u] *= row[u]


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def expect(  # noqa: PLR0917 (compiled: arguments by place)
    blocks: Blocks, b: int, belief: Floats, worth: Floats, values: Floats
) -> None:
    """Write what the actions of a block are worth to their player."""
    count, width, own = blocks.units[b], blocks.width[b], worth[blocks.player[b]]
    for k in range(width):
        after = own[blocks.edge[b] + k * count :]
        value = values[k * count : (k + 1) * count]
        if blocks.nodes[b] == 1:
            value[:] = after[:count]
        else:
            blend(belief, after, blocks.nodes[b], width * count, value)


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def blend(  # noqa: PLR0917 (compiled: arguments by place)
    weight: Floats, value: Floats, rows: int, step: int, row: Floats
) -> None:
    """Write the sum of so many rows of values, `step` apart, each times its row of weights."""
    count = len(row)
    row[:] = 0.0
    if rows % 2 == 1:
        for u in range(count):
            row[u] = weight[u] * value[u]
    for k in range(rows % 2, rows, 2):
        even, odd = weight[k * count : (k + 1) * count], weight[(k + 1) * count : (k + 2) * count]
        here, next_to = value[k * step : k * step + count], value[(k + 1) * step :]
        for u in range(count):
            row[u] += even[u] * here[u] + odd[u] * next_to[u]


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def soften(raised: Floats, row: Floats, weight: Floats) -> None:
    """Write the exponentials of the values of a block's actions, each set's largest taken off."""
    count = len(row)
    row[:] = raised[:count]
    for k in range(1, len(raised) // count):
        here = raised[k * count : (k + 1) * count]
        for u in range(count):
            row[u] = max(row[u], here[u])
    for k in range(len(raised) // count):
        here, heavy = raised[k * count : (k + 1) * count], weight[k * count : (k + 1) * count]
        for u in range(count):
            here[u] -= row[u]
            heavy[u] = exp(here[u])


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def decide(  # noqa: PLR0917 (compiled: arguments by place)
    raised: Floats, top: Floats, total: Floats, logs: Floats, choice: Floats
) -> None:
    """Write the logit choice of the sets of a block, and its log."""
    count = len(top)
    soften(raised, top, choice)
    share(choice, len(raised) // count, total)
    for u in range(count):
        total[u] = -log(total[u])
    for k in range(len(raised) // count):
        here, found = raised[k * count : (k + 1) * count], logs[k * count : (k + 1) * count]
        for u in range(count):
            found[u] = here[u] - total[u]


@njit(cache=True, nogil=True, error_model="numpy")
def distance(raised: Floats, top: Floats, total: Floats, choice: Floats) -> float:
    """Return the largest distance of a block's choices from the logit."""
    gap, count, logit = 0.0, len(top), np.empty(len(raised))
    soften(raised, top, logit)
    share(logit, len(raised) // count, total)
    top[:] = 0.0
    for k in range(len(raised) // count):
        here, kept = logit[k * count : (k + 1) * count], choice[k * count : (k + 1) * count]
        for u in range(count):
            top[u] = max(top[u], abs(here[u] - kept[u]))
    for u in range(count):
        gap = max(gap, top[u])
    return gap


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def pass_up(  # noqa: PLR0917 (compiled: arguments by place)
    blocks: Blocks, b: int, up: Ints, choice: Floats, worth: Floats, row: Floats
) -> None:
    """Write what the nodes of a block are worth to all players."""
    count, width, node = blocks.units[b], blocks.width[b], blocks.node[b]
    odds = choice[blocks.action[b] :]
    for j in range(blocks.nodes[b]):
        above = up[node + j * count : node + (j + 1) * count]
        edge = blocks.edge[b] + j * width * count
        for p in range(len(worth)):
            own = worth[p]
            blend(odds, own[edge:], width, count, row)
            for u in range(count):
                own[np.uintp(above[u])] = row[u]


@njit(cache=True, nogil=True, error_model="numpy")
def run_forward(  # noqa: PLR0917 (compiled: arguments by place)
    blocks: Blocks,
    begin: int,
    end: int,
    parent: Ints,
    way: Ints,
    logs: Floats,
    reach: Floats,
    after: Floats,
) -> None:
    """Write the log of every node's chance, and the log-odds of nodes that follow from it."""
    for b in range(begin, end):
        count, node, slot = blocks.units[b], blocks.node[b], blocks.slot[b]
        for j in range(blocks.nodes[b]):
            here = reach[node + j * count : node + (j + 1) * count]
            above = parent[node + j * count : node + (j + 1) * count]
            taken = way[node + j * count : node + (j + 1) * count]
            for u in range(count):
                here[u] = reach[np.uintp(above[u])] + logs[np.uintp(taken[u])]
            if j > 0:
                odds = after[slot + (j - 1) * count : slot + j * count]
                base = reach[node : node + count]
                for u in range(count):
                    odds[u] = here[u] - base[u]
        if node == 0 and count:
            reach[0] = 0.0
