"""Best responses of all players in one pass back over the blocks of `layout`.

Units stand after all that lead to them, so everything after a set is decided when the pass comes to
it. That holds for a player with perfect recall none of whose sets is held.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.shapes import Bools, Floats, Ints
from detente.solve.extensive.layout import Blocks, Form
from detente.solve.extensive.loose import hand_out


def responses(form: Form, policy: Floats, *, answers: Bools) -> Floats:
    """Return what each player gets by its best response, or as it plays if it does not answer (P).

    What nodes are worth is written over; what the root is worth stays.
    """
    choice = np.exp(form.logs)
    choice[form.place] = policy
    hand_out(form.loose, choice, choice)
    mover = np.full(len(choice), -1, np.int32)
    worth, root = form.worth, form.worth[:, -1].copy()
    others = np.ones((len(worth), len(form.up)))
    reach_others(form.blocks, form.parent, form.way, choice, mover, others)
    respond(form.blocks, form.up, choice, others, answers, worth)
    found = worth[:, -1].copy()
    worth[:, -1] = root
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def reach_others(  # noqa: PLR0917 (compiled: arguments by place)
    blocks: Blocks, parent: Ints, way: Ints, choice: Floats, mover: Ints, others: Floats
) -> None:
    """Write the chance to reach every node, the player's own choices left out (P, M).

    `mover` (S) is room for the players of the actions. The root's row stays as it is.
    """
    for b in range(len(blocks.units)):
        action, node = blocks.action[b], blocks.node[b]
        mover[action : action + blocks.units[b] * blocks.width[b]] = blocks.player[b]
        for n in range(max(node, 1), node + blocks.units[b] * blocks.nodes[b]):
            above, taken = parent[n], way[n]
            for p in range(len(others)):
                odds = 1.0 if mover[taken] == p else choice[taken]
                others[p, n] = others[p, above] * odds


@njit(cache=True, nogil=True, error_model="numpy")
def respond(  # noqa: PLR0917 (compiled: arguments by place)
    blocks: Blocks, up: Ints, choice: Floats, others: Floats, answers: Bools, worth: Floats
) -> None:
    """Write what nodes are worth to each player that answers best, block by block."""
    longest = 1
    for b in range(len(blocks.units)):
        longest = max(longest, blocks.units[b])
    row, most, best = np.empty(longest), np.empty(longest), np.empty(longest, np.int32)
    for b in range(len(blocks.units) - 1, -1, -1):
        units, width, node, i = blocks.units[b], blocks.width[b], blocks.node[b], blocks.player[b]
        free = i >= 0 and answers[i]
        if free:
            choose(blocks, b, others[i], worth[i], row[:units], most[:units], best[:units])
        for j in range(blocks.nodes[b]):
            begin, above = blocks.edge[b] + j * width * units, node + j * units
            for p in range(len(worth)):
                own = worth[p]
                if free and p == i:
                    for u in range(units):
                        own[up[above + u]] = own[begin + best[u] * units + u]
                    continue
                row[:] = 0.0
                for k in range(width):
                    odds = choice[blocks.action[b] + k * units :]
                    after = own[begin + k * units :]
                    for u in range(units):
                        row[u] += odds[u] * after[u]
                for u in range(units):
                    own[up[above + u]] = row[u]


@njit(cache=True, nogil=True, error_model="numpy")
def choose(  # noqa: PLR0917 (compiled: arguments by place)
    blocks: Blocks, b: int, reach: Floats, own: Floats, row: Floats, most: Floats, best: Ints
) -> None:
    """Write the best action of each set of a block: the first one, if several are."""
    units = len(row)
    for k in range(blocks.width[b]):
        row[:] = 0.0
        for j in range(blocks.nodes[b]):
            weight = reach[blocks.node[b] + j * units :]
            after = own[blocks.edge[b] + (j * blocks.width[b] + k) * units :]
            for u in range(units):
                row[u] += weight[u] * after[u]
        for u in range(units):
            if k == 0 or row[u] > most[u]:
                most[u], best[u] = row[u], k
