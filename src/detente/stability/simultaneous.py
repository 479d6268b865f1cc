"""SIM: an improvement is undone when the others better themselves at the same moment.

From s, decision maker i improves to x. One or more of the others improve from s as well, each by
one move of its own R+(s); the state in which all have changed their own options is y. If y is
feasible and u(y) <= u(s) for i, the improvement is deterred (Fraser and Hipel 1984, *Conflict
Analysis*, section 3.3; for more than two, any of the others may take part). An infeasible y deters
nothing. The result needs option form: in a bare graph nobody can say where two moves end.

For two decision makers fix i's own choice a at s and let the other's choice at s run through its
ranks from the best down: what it would improve to only grows, so a running minimum over its
choices is kept for all of i's choices at once, one vector operation a state. For more of them the
joint improvements are listed at each state.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.shapes import Bools, Ints, Longs
from detente.stability.conflict import Conflict

_FAR = np.iinfo(np.int32).max


def simultaneous(conflict: Conflict) -> Bools:
    """Say for each decision maker which states are simultaneously stable (M, states)."""
    if len(conflict.makers) == 2 and not conflict.barred:
        return np.array([_against_one(conflict, maker) for maker in (0, 1)])
    sources, targets, owner = _bars(conflict)
    masks = np.array([maker.mask for maker in conflict.makers], np.int64)
    locks = np.array(conflict.locks(), np.int64)
    stable = np.zeros((len(masks), conflict.size), bool)
    for maker in range(len(masks)):
        _jointly(
            maker, masks, locks, conflict.feasible, conflict.ranks, sources, targets, owner,
            stable[maker],
        )  # fmt: skip
    return stable


def joint_improvements(conflict: Conflict, group: tuple[int, ...], state: int) -> list[int]:
    """List the changes that some of the decision makers outside a group may make together.

    Each who takes part improves from the state by its own move; a change is the set of bits.
    """
    joint = [0]
    for maker in range(len(conflict.makers)):
        if maker not in group:
            own = [target ^ state for target in conflict.improvements(maker, state)]
            joint += [change | mine for change in joint for mine in own]
    return joint[1:]


def _bars(conflict: Conflict) -> tuple[Bools, Bools, Longs]:
    none = np.zeros((0, conflict.size), bool)
    return (
        np.array([bar.source for bar in conflict.barred]) if conflict.barred else none,
        np.array([bar.target for bar in conflict.barred]) if conflict.barred else none,
        np.array([bar.maker for bar in conflict.barred], np.int64),
    )


def _against_one(conflict: Conflict, maker: int) -> Bools:
    """Answer for one of two decision makers, on the grid of own by the other's choices."""
    own = _settings(conflict.makers[maker].mask)
    other = _settings(conflict.makers[1 - maker].mask)
    grid = own[:, None] | other[None, :]  # states: own choice, the other's choice
    feasible = conflict.feasible[grid]
    rank = np.where(feasible, conflict.ranks[maker][grid], -_FAR).astype(np.int32)
    theirs = np.where(feasible, conflict.ranks[1 - maker][grid], -_FAR).astype(np.int32)
    order = np.argsort(-theirs, axis=1, kind="stable").astype(np.int32)
    stable = np.zeros(grid.shape, bool)
    take, drop = conflict.locks()
    _sweep(
        np.ascontiguousarray(rank.T), theirs, order, feasible,
        _allowed(own, take, drop), _allowed(other, take, drop), _classes(other, take | drop),
        stable,
    )  # fmt: skip
    result = np.zeros(conflict.size, bool)
    result[grid] = stable
    return result


def _settings(mask: int) -> Longs:
    settings = np.zeros(1, np.int64)
    for k in range(mask.bit_length()):
        if mask >> k & 1:
            settings = np.concatenate((settings, settings | 1 << k))
    return settings


def _classes(settings: Longs, locked: int) -> Longs:
    """Number the settings by their locked options: moves depend on nothing else."""
    return np.unique(settings & locked, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _allowed(settings: Longs, take: int, drop: int) -> Bools:
    """Say from which setting (row) one may go to which (column)."""
    up = ~settings[:, None] & settings[None, :] & take
    down = settings[:, None] & ~settings[None, :] & drop
    return np.asarray((up | down) == 0)


@njit(cache=True, nogil=True)
def _sweep(
    rank: Ints,  # other's choice, own choice; far below where infeasible
    theirs: Ints,  # own, other's
    order: Ints,  # own, the other's choices from the best down
    feasible: Bools,  # own, other's
    allowed: Bools,  # own, own
    theirs_allowed: Bools,  # other's, other's
    theirs_class: Longs,  # other's choices whose moves are alike
    stable: Bools,  # own, other's: the answer
) -> None:
    choices, replies = feasible.shape
    classes = theirs_class.max() + 1
    worst = np.empty(choices, np.int32)
    cap = np.empty(choices, np.int32)
    for a in range(choices):
        for x in range(choices):
            cap[x] = _FAR if allowed[a, x] else -_FAR
        for alike in range(classes):
            worst[:] = _FAR
            met = 0  # replies better than the one at hand, all of them in `worst`
            for place in range(replies):
                b = order[a, place]
                if not feasible[a, b]:
                    break
                if theirs_class[b] != alike:
                    continue
                while theirs[a, order[a, met]] > theirs[a, b]:
                    reply = order[a, met]
                    if theirs_allowed[b, reply]:
                        for x in range(choices):
                            value = rank[reply, x]
                            value = _FAR if value == -_FAR else value
                            worst[x] = min(worst[x], value)
                    met += 1
                highest = np.int32(-_FAR)
                for x in range(choices):
                    highest = max(highest, min(min(rank[b, x], worst[x]), cap[x]))
                stable[a, b] = highest <= rank[b, a]


@njit(cache=True, nogil=True)
def _can(
    s: int, t: int, maker: int, locks: Longs, feasible: Bools, sources: Bools, targets: Bools,
    owner: Longs,
) -> bool:  # fmt: skip
    """Say whether a decision maker, whose own options alone differ, can go from s to t."""
    if not feasible[t] or (s ^ t) & ((t & locks[0]) | (s & locks[1])):
        return False
    for b in range(len(owner)):
        if owner[b] == maker and sources[b, s] and targets[b, t]:
            return False
    return True


@njit(cache=True, nogil=True)
def _joint(
    s: int, maker: int, masks: Longs, locks: Longs, feasible: Bools, ranks: Ints, sources: Bools,
    targets: Bools, owner: Longs, joint: Longs,
) -> int:  # fmt: skip
    """List what the others can change together from s, nothing at all first; return how many."""
    joint[0] = 0
    count = 1
    for j in range(len(masks)):
        if j == maker:
            continue
        before = count
        change = masks[j]
        while change:
            t = s ^ change
            better = feasible[t] and ranks[j, t] > ranks[j, s]
            if better and _can(s, t, j, locks, feasible, sources, targets, owner):
                for k in range(before):
                    joint[count] = joint[k] | change
                    count += 1
            change = (change - 1) & masks[j]
    return count


@njit(cache=True, nogil=True)
def _jointly(
    maker: int, masks: Longs, locks: Longs, feasible: Bools, ranks: Ints, sources: Bools,
    targets: Bools, owner: Longs, stable: Bools,
) -> None:  # fmt: skip
    """Answer for one decision maker by listing, at each state, what the others do together."""
    size = len(feasible)
    rank = ranks[maker]
    others = size - 1 & ~masks[maker]
    room = 1
    for k in range(32):
        room <<= others >> k & 1
    joint = np.empty(room, np.int64)
    for s in range(size):
        if not feasible[s]:
            continue
        stable[s] = True
        count = 0
        change = masks[maker]
        while change and stable[s]:
            t = s ^ change
            better = feasible[t] and rank[t] > rank[s]
            if better and _can(s, t, maker, locks, feasible, sources, targets, owner):
                if count == 0:
                    count = _joint(
                        s, maker, masks, locks, feasible, ranks, sources, targets, owner, joint
                    )
                deterred = False
                for k in range(1, count):
                    y = t ^ joint[k]
                    if feasible[y] and rank[y] <= rank[s]:
                        deterred = True
                        break
                stable[s] = deterred
            change = (change - 1) & masks[maker]
