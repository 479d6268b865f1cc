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

from typing import NamedTuple

import numpy as np
from numba import njit

from detente.shapes import Bools, Ints, Longs
from detente.stability.conflict import Conflict

_FAR = np.iinfo(np.int32).max


class Terms(NamedTuple):
    """A conflict as the compiled loops take it."""

    masks: Longs  # M: the own options of each
    locks: Longs  # the options that cannot be taken, and those that cannot be dropped
    feasible: Bools  # 2^options
    ranks: Ints  # M, 2^options
    owner: Longs  # bars: whose moves
    sources: Bools  # bars, 2^options
    targets: Bools  # bars, 2^options


def simultaneous(conflict: Conflict) -> Bools:
    """Say for each decision maker which states are simultaneously stable (M, states)."""
    if len(conflict.makers) == 2 and not conflict.barred:
        return np.array([_against_one(conflict, maker) for maker in (0, 1)])
    terms = _terms(conflict)
    stable = np.zeros((len(terms.masks), conflict.size), bool)
    for maker in range(len(terms.masks)):
        _jointly(terms, maker, stable[maker])
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


def _terms(conflict: Conflict) -> Terms:
    bars = conflict.barred
    none = np.zeros((0, conflict.size), bool)
    return Terms(
        np.array([maker.mask for maker in conflict.makers], np.int64),
        np.array(conflict.locks(), np.int64),
        conflict.feasible,
        np.ascontiguousarray(conflict.ranks),
        np.array([bar.maker for bar in bars], np.int64),
        np.array([bar.source for bar in bars]) if bars else none,
        np.array([bar.target for bar in bars]) if bars else none,
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
    return np.asarray(np.unique(settings & locked, return_inverse=True)[1].reshape(-1), np.int64)


def _allowed(settings: Longs, take: int, drop: int) -> Bools:
    """Say from which setting (row) one may go to which (column)."""
    up = ~settings[:, None] & settings[None, :] & take
    down = settings[:, None] & ~settings[None, :] & drop
    return np.asarray((up | down) == 0)


@njit(cache=True, nogil=True)
def _sweep(  # noqa: PLR0917 (compiled: arguments by place)
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
                    highest = max(highest, min(rank[b, x], worst[x], cap[x]))
                stable[a, b] = highest <= rank[b, a]


@njit(cache=True, nogil=True)
def _improves(terms: Terms, maker: int, s: int, t: int) -> bool:
    """Say whether t, in which its own options alone differ, is in R+(s) of a decision maker."""
    if not terms.feasible[t] or terms.ranks[maker, t] <= terms.ranks[maker, s]:
        return False
    if (s ^ t) & ((t & terms.locks[0]) | (s & terms.locks[1])):
        return False
    for b in range(len(terms.owner)):
        if terms.owner[b] == maker and terms.sources[b, s] and terms.targets[b, t]:
            return False
    return True


@njit(cache=True, nogil=True)
def _joint(terms: Terms, maker: int, s: int, joint: Longs) -> int:
    """List what the others can change together from s, nothing at all first; return how many."""
    joint[0] = 0
    count = 1
    for j in range(len(terms.masks)):
        if j == maker:
            continue
        before = count
        change = terms.masks[j]
        while change:
            if _improves(terms, j, s, s ^ change):
                for k in range(before):
                    joint[count] = joint[k] | change
                    count += 1
            change = (change - 1) & terms.masks[j]
    return count


@njit(cache=True, nogil=True)
def _jointly(terms: Terms, maker: int, stable: Bools) -> None:
    """Answer for one decision maker by listing, at each state, what the others do together."""
    size = len(terms.feasible)
    rank = terms.ranks[maker]
    others = (size - 1) & ~terms.masks[maker]
    room = 1
    for k in range(32):
        room <<= others >> k & 1
    joint = np.empty(room, np.int64)
    for s in range(size):
        if not terms.feasible[s]:
            continue
        stable[s] = True
        count = 0
        change = terms.masks[maker]
        while change and stable[s]:
            t = s ^ change
            if _improves(terms, maker, s, t):
                if count == 0:
                    count = _joint(terms, maker, s, joint)
                deterred = False
                for k in range(1, count):
                    y = t ^ joint[k]
                    if terms.feasible[y] and rank[y] <= rank[s]:
                        deterred = True
                        break
                stable[s] = deterred
            change = (change - 1) & terms.masks[maker]
