"""SIM between two decision makers, on the table of one's choices by the other's.

Any further decision makers stay where they are: what is stable against one of the others alone is
stable against all. Fix their choices and one's own choice a at s and let the other's choice b run
through its ranks from the best down: what it would improve to only grows. So `worst[x]`, the least
that one's choice x could end at, only falls, and with it the bound `max over x of worst[x]`. A
state whose rank is not below a bound found earlier is stable at once; of those left most are
unstable for the improvement that got away last. The other's options that move one way only split
what it improves to by their setting, and `worst` is kept for each.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from detente.shapes import Bools, Ints
from detente.stability.rows import Rows, settings_of

_FAR = np.int32(np.iinfo(np.int32).max)
_LOW = np.int32(-_FAR)
_CHUNK = 128
"""Choices looked at before asking whether the state is settled."""


class Places(NamedTuple):
    """The rows of a state: `rest | reply` of one's own table, `mirror | choice` of the other's."""

    rest: Ints  # choices of the rest: rows of one's own table
    reply: Ints  # the other's choices: rows of one's own table
    mirror: Ints  # choices of the rest: rows of the other's table
    choice: Ints  # own choices: rows of the other's table


def against_one(mine: Rows, theirs: Rows, *, take: int, drop: int) -> Bools:
    """Say which states are stable for the first while only the second moves with it (states).

    `take` and `drop` are the options that cannot be taken and that cannot be dropped.
    """
    ranks: Ints = np.where(mine.table(mine.feasible), mine.ranks, _LOW)
    setting = np.unique(theirs.own & (take | drop), return_inverse=True)
    settings, of = setting[0], setting[1].reshape(-1)
    stable = np.zeros(ranks.shape, bool)
    rest = settings_of([k for k in range(mine.count) if k not in mine.options + theirs.options])
    at = mine.row_of(rest), mine.row_of(theirs.own), theirs.row_of(rest), theirs.row_of(mine.own)
    _sweep(
        ranks, theirs.ranks, theirs.order, theirs.counts, Places(*at), np.asarray(of, np.int32),
        _allowed(settings, take=take, drop=drop), mine.own & (take | drop),
        np.array([take, drop], np.int32), stable,
    )  # fmt: skip
    return np.asarray(mine.flat(stable), bool)


def _allowed(settings: Ints, *, take: int, drop: int) -> Bools:
    """Say from which setting (row) one may go to which (column)."""
    up = ~settings[:, None] & settings[None, :] & take
    down = settings[:, None] & ~settings[None, :] & drop
    return np.asarray((up | down) == 0)


@njit(cache=True, nogil=True)
def _sweep(  # noqa: PLR0917 (compiled: arguments by place)
    ranks: Ints,  # rows of one's own table, own choice; far below where infeasible
    theirs: Ints,  # rows of the other's table, the other's choice
    order: Ints,  # the same from the best down
    counts: Ints,  # rows of the other's table: how many of them are feasible
    places: Places,
    setting: Ints,  # other's: the setting of its locked options
    allowed: Bools,  # settings, settings
    own: Ints,  # own: the bits of its locked options
    locks: Ints,  # the bits that cannot be taken and those that cannot be dropped
    stable: Bools,  # rows of one's own table, own choice: the answer
) -> None:
    choices = ranks.shape[1]
    worst = np.empty((len(allowed), choices), np.int32)
    replies = np.empty(len(allowed), np.int32)  # how many are in each row of `worst`
    bound = np.empty(len(allowed), np.int32)
    got_away = np.zeros(len(allowed), np.int32)  # a choice that does perhaps not end badly
    cap = np.empty(choices, np.int32)  # far below where one cannot go
    low = np.empty(choices, np.int32)
    for a in range(choices):
        for x in range(choices):
            barred = (own[x] & ~own[a] & locks[0]) | (own[a] & ~own[x] & locks[1])
            cap[x] = _LOW if barred else _FAR
        for rest in range(len(places.rest)):
            row = places.mirror[rest] | places.choice[a]
            replies[:] = 0
            bound[:] = _FAR
            met = 0
            for place in range(counts[row]):
                b = order[row, place]
                while theirs[row, order[row, met]] > theirs[row, b]:
                    reply = order[row, met]
                    ends = ranks[places.rest[rest] | places.reply[reply]]
                    _meet(ends, setting[reply], worst, replies)
                    met += 1
                c, here = setting[b], places.rest[rest] | places.reply[b]
                rank = ranks[here, a]
                if rank >= bound[c]:
                    stable[here, a] = True
                    continue
                x = got_away[c]
                if ranks[here, x] > rank and _end(x, cap, allowed[c], worst, replies) > rank:
                    continue
                x, most = _gets_away(ranks[here], rank, cap, allowed[c], worst, replies, low)
                if x >= 0:
                    got_away[c] = x
                else:
                    stable[here, a] = True
                    bound[c] = most


@njit(cache=True, nogil=True)
def _meet(ranks: Ints, setting: int, worst: Ints, replies: Ints) -> None:
    """Lower `worst` by a reply; a joint state that is infeasible lowers nothing."""
    kept = worst[setting]
    if replies[setting] == 0:
        kept[:] = _FAR
    replies[setting] += 1
    for x in range(len(kept)):
        value = _FAR if ranks[x] == _LOW else ranks[x]
        kept[x] = min(kept[x], value)


@njit(cache=True, nogil=True)
def _end(  # noqa: PLR0917 (compiled: arguments by place)
    x: int, cap: Ints, allowed: Bools, worst: Ints, replies: Ints
) -> int:
    """Return the least that one choice could end at."""
    low = int(cap[x])
    for c in range(len(allowed)):
        if allowed[c] and replies[c]:
            low = min(low, int(worst[c, x]))
    return low


@njit(cache=True, nogil=True)
def _gets_away(  # noqa: PLR0917 (compiled: arguments by place)
    ranks: Ints, rank: int, cap: Ints, allowed: Bools, worst: Ints, replies: Ints, low: Ints
) -> tuple[int, int]:
    """Return an improvement that is not undone, or -1 and the largest of `worst`."""
    most = _LOW
    for first in range(0, len(ranks), _CHUNK):
        chunk = slice(first, min(first + _CHUNK, len(ranks)))
        ends, there = low[chunk], ranks[chunk]
        ends[:] = cap[chunk]
        for c in range(len(allowed)):
            if allowed[c] and replies[c]:
                _lower(ends, worst[c, chunk])
        highest = _LOW
        for x in range(len(ends)):
            most = max(most, ends[x])
            highest = max(highest, min(ends[x], there[x]))
        if highest > rank:
            return first + _best_off(there, rank, ends), int(most)
    return -1, int(most)


@njit(cache=True, nogil=True)
def _lower(ends: Ints, by: Ints) -> None:
    for x in range(len(ends)):
        ends[x] = min(ends[x], by[x])


@njit(cache=True, nogil=True)
def _best_off(ranks: Ints, rank: int, ends: Ints) -> int:
    """Return the improvement that could end best."""
    best = -1
    for x in range(len(ends)):
        if ranks[x] > rank and ends[x] > rank and (best < 0 or ends[x] > ends[best]):
            best = x
    return best
