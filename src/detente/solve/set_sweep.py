"""One sweep of an extensive game: values run back set by set, beliefs run forward.

The equations are those of McKelvey and Palfrey (1998, section 3). The unknowns of the iteration are
what has to be known before a pass back can begin: for every information set of several nodes the
log-odds of its nodes against its first one, and for every set that is `held` (see `game.order`) the
log-odds of its actions against its first one. A pass back answers them with logit choices, a pass
forward reads the log-odds off these: a fixed point is an equilibrium, and the other way round.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit

from detente.game.arrays import CHANCE, END
from detente.game.extensive import ExtensiveGame
from detente.game.order import order_of
from detente.shapes import Bools, Floats, Ints

NEVER = 1e-300
"""The chance that stands for zero, so that nodes behind it still have beliefs."""
DECIDE, WAIT = 0, 1
"""What a pass back does at a set: answer the values, or keep the choice and note the gap."""


@dataclass(frozen=True)
class Form:
    """A game in the order of its sweeps: M inner nodes unit by unit, then the ends.

    A unit `u` is a set (or one node of a `held` set, or a node of chance) with the nodes `start[u]`
    up to `start[u + 1]`. Its actions are `head[u]` up to `head[u] + width`, where `width` is the
    number of edges of each node; `head` is -1 at chance. `slot[u]` is where the log-odds of its
    nodes stand among the unknowns, -1 for a single node. `loose` lists the held sets.
    """

    players: int
    start: Ints  # U + 1
    mover: Ints  # U
    head: Ints  # U
    slot: Ints  # U
    first: Ints  # M + 1
    child: Ints  # E: numbers of this order
    luck: Floats  # E: log of the chance at chance nodes, 0 elsewhere
    worth: Floats  # N, P: payoffs at the ends; filled by the pass back elsewhere
    action_first: Ints  # I + 1
    is_loose: Bools  # U: a node of a held set
    loose: Ints  # held sets
    loose_slot: Ints  # where the log-odds of their actions stand
    loose_node: Ints  # the nodes of held sets, set by set
    loose_start: Ints  # held sets + 1
    unknowns: int

    @property
    def inner(self) -> int:
        """How many nodes are no ends."""
        return len(self.first) - 1


def form_of(game: ExtensiveGame) -> Form:
    """Lay a game out for sweeps."""
    order = order_of(game)
    inner, nodes = len(order.node), len(game.mover)
    place = np.empty(nodes, np.int32)
    place[order.node] = np.arange(inner, dtype=np.int32)
    ends = np.flatnonzero(game.mover == END)
    place[ends] = np.arange(inner, nodes, dtype=np.int32)
    degree = np.diff(game.first)[order.node]
    first = np.concatenate([[0], np.cumsum(degree)]).astype(np.int32)
    edges = np.repeat(game.first[order.node] - first[:-1], degree) + np.arange(len(game.child))
    lead = order.node[order.start[:-1]]
    infoset, mover = game.infoset[lead], game.mover[lead]
    head = np.where(infoset >= 0, game.action_first[np.maximum(infoset, 0)], -1)
    taken_apart = np.append(order.held, np.False_)  # -1, no set, reads the last one
    held = taken_apart[infoset]
    extra = np.where(held, 0, np.diff(order.start) - 1)
    slot = np.where(extra > 0, np.cumsum(extra) - extra, -1)
    loose = np.flatnonzero(order.held).astype(np.int32)
    wide = np.diff(game.action_first)[loose] - 1
    known = int(extra.sum())
    mine = np.flatnonzero(taken_apart[game.infoset])
    mine = mine[np.argsort(game.infoset[mine], kind="stable")]
    chance = np.repeat(mover == CHANCE, np.diff(order.start))
    luck = np.where(np.repeat(chance, degree), np.log(np.maximum(game.chance[edges], NEVER)), 0.0)
    worth = np.zeros((nodes, len(game.players)))
    worth[place[ends]] = game.payoff[ends]
    return Form(
        players=len(game.players), start=order.start, mover=mover.astype(np.int32),
        head=head.astype(np.int32), slot=slot.astype(np.int32), first=first,
        child=place[game.child[edges]], luck=luck, worth=worth, action_first=game.action_first,
        is_loose=held, loose=loose, loose_slot=(known + np.cumsum(wide) - wide).astype(np.int32),
        loose_node=place[mine],
        loose_start=np.searchsorted(game.infoset[mine], [*loose, np.iinfo(np.int32).max]).astype(
            np.int32
        ),
        unknowns=known + int(wide.sum()),
    )  # fmt: skip


class Sweeper:
    """A game with everything that a solve writes: choices, values, reach."""

    def __init__(self, game: ExtensiveGame) -> None:
        """Lay the game out; play is uniform until something is swept."""
        self.form = form_of(game)
        width = np.diff(game.action_first)
        self.logs = -np.log(np.repeat(width, width).astype(np.float64))  # A
        self.choice = np.exp(self.logs)  # A
        self.values = np.zeros(len(self.logs))  # A: given that the set is reached
        self.nudge = np.zeros(len(self.logs))  # A: added to the values
        self.reach = np.zeros(self.form.inner)
        self.worth = self.form.worth
        self.sweeps = 0

    def image(self, point: Floats, lam: float) -> Floats:
        """Return what one sweep makes of the unknowns at a precision."""
        self.sweeps += 1
        form, after = self.form, np.empty(len(point))
        spread(form.loose, form.loose_slot, form.action_first, point, self.logs, self.choice)
        self._back(point, lam, DECIDE)
        self._forward(after)
        self._settle(lam, DECIDE)
        read_loose(form.loose, form.loose_slot, form.action_first, self.logs, after)
        return after

    def read(self) -> Floats:
        """Return the unknowns that belong to the present choices."""
        form, after = self.form, np.empty(self.form.unknowns)
        self._forward(after)
        read_loose(form.loose, form.loose_slot, form.action_first, self.logs, after)
        return after

    def take(self, logs: Floats) -> Floats:
        """Take choices by their logs (A); return the unknowns that belong to them."""
        self.logs[:] = logs
        np.exp(self.logs, out=self.choice)
        return self.read()

    def audit(self, lam: float) -> float:
        """Evaluate the choices as they stand; return their largest distance from the logit."""
        gap = self._back(self.read(), lam, WAIT)
        return max(gap, self._settle(lam, WAIT))

    def _back(self, point: Floats, lam: float, how: int) -> float:
        form = self.form
        return float(run_back(
            form.start, form.mover, form.head, form.slot, form.first, form.child, form.luck,
            form.is_loose, point, self.worth, self.logs, self.choice, self.values, self.nudge,
            lam, how,
        ))  # fmt: skip

    def _settle(self, lam: float, how: int) -> float:
        form = self.form
        return float(settle_loose(
            form.first, form.child, form.mover, form.start, form.loose, form.loose_start,
            form.loose_node, form.action_first, self.reach, self.worth, self.logs, self.choice,
            self.values, self.nudge, lam, how,
        ))  # fmt: skip

    def _forward(self, after: Floats) -> None:
        form = self.form
        run_forward(
            form.start, form.head, form.slot, form.first, form.child, form.luck, self.logs,
            self.reach, after,
        )  # fmt: skip


@njit(cache=True, nogil=True, error_model="numpy")
def run_back(  # noqa: PLR0917 (compiled: arguments by place)
    start: Ints,
    mover: Ints,
    head: Ints,
    slot: Ints,
    first: Ints,
    child: Ints,
    luck: Floats,
    is_loose: Bools,
    point: Floats,
    worth: Floats,
    logs: Floats,
    choice: Floats,
    values: Floats,
    nudge: Floats,
    lam: float,
    how: int,
) -> float:
    """Answer or audit all units from the last to the first; return the largest gap noted."""
    gap, players = 0.0, worth.shape[1]
    most = 1
    for u in range(len(start) - 1):
        most = max(most, start[u + 1] - start[u])
    belief = np.empty(most)
    for u in range(len(start) - 2, -1, -1):
        a, b, i, top = start[u], start[u + 1], mover[u], head[u]
        if i >= 0 and not is_loose[u]:
            believe(slot[u], b - a, point, belief)
            width = first[a + 1] - first[a]
            for k in range(width):
                total = 0.0
                for n in range(a, b):
                    total += belief[n - a] * worth[child[first[n] + k], i]
                values[top + k] = total
            gap = max(gap, answer(top, width, lam, how, values, nudge, logs, choice))
        for n in range(a, b):
            for p in range(players):
                worth[n, p] = 0.0
            for e in range(first[n], first[n + 1]):
                share = choice[top + e - first[n]] if top >= 0 else math.exp(luck[e])
                after = child[e]
                for p in range(players):
                    worth[n, p] += share * worth[after, p]
    return gap


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def believe(slot: int, count: int, point: Floats, belief: Floats) -> None:
    """Write the beliefs of a set of so many nodes from their log-odds against the first."""
    if slot < 0:
        belief[0] = 1.0
        return
    top = 0.0
    for k in range(count - 1):
        top = max(top, point[slot + k])
    belief[0] = math.exp(-top)
    total = belief[0]
    for k in range(count - 1):
        belief[k + 1] = math.exp(point[slot + k] - top)
        total += belief[k + 1]
    for k in range(count):
        belief[k] /= total


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def answer(  # noqa: PLR0917 (compiled: arguments by place)
    head: int,
    width: int,
    lam: float,
    how: int,
    values: Floats,
    nudge: Floats,
    logs: Floats,
    choice: Floats,
) -> float:
    """Write the logit choice over the actions from `head`, or return its distance from them."""
    top = -math.inf
    for k in range(head, head + width):
        top = max(top, lam * (values[k] + nudge[k]))
    total = 0.0
    for k in range(head, head + width):
        total += math.exp(lam * (values[k] + nudge[k]) - top)
    scale, gap = top + math.log(total), 0.0
    for k in range(head, head + width):
        here = lam * (values[k] + nudge[k]) - scale
        if how == DECIDE:
            logs[k] = here
            choice[k] = math.exp(here)
        else:
            gap = max(gap, abs(math.exp(here) - choice[k]))
    return gap


@njit(cache=True, nogil=True, error_model="numpy")
def spread(  # noqa: PLR0917 (compiled: arguments by place)
    loose: Ints, loose_slot: Ints, action_first: Ints, point: Floats, logs: Floats, choice: Floats
) -> None:
    """Write the choices of held sets from the log-odds of their actions."""
    for x in range(len(loose)):
        head, stop, slot = action_first[loose[x]], action_first[loose[x] + 1], loose_slot[x]
        top, total = 0.0, 0.0
        for k in range(stop - head - 1):
            top = max(top, point[slot + k])
        for k in range(head, stop):
            logs[k] = (point[slot + k - head - 1] if k > head else 0.0) - top
            total += math.exp(logs[k])
        for k in range(head, stop):
            logs[k] -= math.log(total)
            choice[k] = math.exp(logs[k])


@njit(cache=True, nogil=True, error_model="numpy")
def read_loose(  # noqa: PLR0917 (compiled: arguments by place)
    loose: Ints, loose_slot: Ints, action_first: Ints, logs: Floats, after: Floats
) -> None:
    """Write the log-odds of the actions of held sets."""
    for x in range(len(loose)):
        head = action_first[loose[x]]
        for k in range(head + 1, action_first[loose[x] + 1]):
            after[loose_slot[x] + k - head - 1] = logs[k] - logs[head]


@njit(cache=True, nogil=True, error_model="numpy")
def settle_loose(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints,
    child: Ints,
    mover: Ints,
    start: Ints,
    loose: Ints,
    loose_start: Ints,
    loose_node: Ints,
    action_first: Ints,
    reach: Floats,
    worth: Floats,
    logs: Floats,
    choice: Floats,
    values: Floats,
    nudge: Floats,
    lam: float,
    how: int,
) -> float:
    """Answer the held sets when all values are known, with the beliefs of the last reach."""
    gap = 0.0
    for x in range(len(loose)):
        head = action_first[loose[x]]
        width = action_first[loose[x] + 1] - head
        top, total = -math.inf, 0.0
        for y in range(loose_start[x], loose_start[x + 1]):
            top = max(top, reach[loose_node[y]])
        for k in range(width):
            values[head + k] = 0.0
        for y in range(loose_start[x], loose_start[x + 1]):
            n = loose_node[y]
            i = mover[np.searchsorted(start, n, side="right") - 1]
            weight = math.exp(reach[n] - top)
            total += weight
            for k in range(width):
                values[head + k] += weight * worth[child[first[n] + k], i]
        for k in range(width):
            values[head + k] /= total
        gap = max(gap, answer(head, width, lam, how, values, nudge, logs, choice))
    return gap


@njit(cache=True, nogil=True, error_model="numpy")
def run_forward(  # noqa: PLR0917 (compiled: arguments by place)
    start: Ints,
    head: Ints,
    slot: Ints,
    first: Ints,
    child: Ints,
    luck: Floats,
    logs: Floats,
    reach: Floats,
    after: Floats,
) -> None:
    """Write the log of every inner node's chance, and the log-odds of nodes that follow from it."""
    inner = len(reach)
    if inner:
        reach[0] = 0.0
    for u in range(len(start) - 1):
        top, a = head[u], start[u]
        for n in range(a, start[u + 1]):
            if slot[u] >= 0 and n > a:
                after[slot[u] + n - a - 1] = reach[n] - reach[a]
            for e in range(first[n], first[n + 1]):
                if child[e] < inner:
                    step = logs[top + e - first[n]] if top >= 0 else luck[e]
                    reach[child[e]] = reach[n] + step
