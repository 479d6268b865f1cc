"""An unfolding run back over its points: what strategies earn, and what better ones would."""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.game.arrays import CHANCE, END
from detente.shapes import Floats, Ints
from detente.solve.grid.draw import Plan, Unfolding
from detente.solve.grid.mix import weigh_cell
from detente.solve.tree.index import Numbered


def audit(
    plan: Plan, numbers: Numbered, found: Unfolding, *, worth: Floats, regret: Floats
) -> None:
    """Write what every slot expects at the root (K), and the most it could gain, in utils.

    Both are against the slot's own beliefs at the points, so the merging of evidence weighs on
    both alike.
    """
    game = plan.game
    _run_back(
        game.mover, game.first, game.child, game.chance, game.reward, game.final,
        game.player_slot, plan.axes.start, numbers.prior,
        np.ascontiguousarray(numbers.chance[:, game.slot_player]), numbers.value,
        found.policy, found.to, found.ratios, found.used, worth, regret,
    )  # fmt: skip


@njit(cache=True, nogil=True, error_model="numpy")
def _run_back(  # noqa: PLR0917 (compiled: arguments by place)
    mover: Ints,
    first: Ints,
    child: Ints,
    chance: Ints,
    reward: Ints,
    final: Ints,
    player_slot: Ints,
    axis: Ints,
    prior: Floats,
    odds: Floats,
    value: Floats,
    policy: Floats,
    to: Ints,
    ratios: Floats,
    used: Ints,
    earned: Floats,
    regret: Floats,
) -> None:
    nodes, points, slots = len(mover), policy.shape[1], len(regret)
    widest = 1
    for node in range(nodes):
        widest = max(widest, first[node + 1] - first[node])
    worth, best = np.empty((nodes, points, slots)), np.empty((nodes, points, slots))
    choice, share = np.zeros((widest, policy.shape[2])), np.zeros((widest, slots))
    likely, most = np.zeros(policy.shape[2]), np.zeros(slots)
    for node in range(nodes - 1, -1, -1):
        i, a0 = mover[node], first[node]
        edges = first[node + 1] - a0
        for m in range(used[node]):
            if i == END:
                for slot in range(slots):
                    worth[node, m, slot] = value[final[node], slot]
                    best[node, m, slot] = value[final[node], slot]
                continue
            for a in range(edges):
                for t in range(policy.shape[2]):
                    choice[a, t] = policy[a0 + a, m, t]
            if i >= 0:
                weigh_cell(
                    i, edges, ratios[node, m, axis[i] :], player_slot, prior, choice, share, likely
                )
            begin, end = (player_slot[i], player_slot[i + 1]) if i >= 0 else (0, 0)
            here, high = worth[node, m], best[node, m]
            for slot in range(slots):
                here[slot], high[slot] = 0.0, 0.0
            for slot in range(begin, end):
                most[slot] = -np.inf
            for a in range(edges):
                e = a0 + a
                after, beyond, pay = worth[child[e], to[e, m]], best[child[e], to[e, m]], reward[e]
                weight = odds[chance[e]] if i == CHANCE else share[a]
                for slot in range(slots):
                    here[slot] += weight[slot] * (after[slot] + value[pay, slot])
                    high[slot] += weight[slot] * (beyond[slot] + value[pay, slot])
                for slot in range(begin, end):
                    most[slot] = max(most[slot], beyond[slot] + value[pay, slot])
            for slot in range(begin, end):
                high[slot] = most[slot]
    for slot in range(slots):
        earned[slot] = worth[0, 0, slot]
        regret[slot] = max(0.0, best[0, 0, slot] - worth[0, 0, slot])
