"""Solutions read for several draws side by side: chances of edges, of answers, of moves.

The arithmetic is that of `reading.py` and of the passes of `detente.game` with one point of
evidence a node; what is looked up is looked up once for all draws. Lanes are the last axis (W).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from detente.game.arrays import Game, Numbers
from detente.game.reading import Lift
from detente.shapes import Bools, Floats, Ints, Longs
from detente.solve.lanes.register import (
    WIDTH,
    add_product,
    aligned,
    look,
    null_below,
    put,
    spread,
    take,
)
from detente.solve.lanes.sweep import log_odds, remember
from detente.solve.tree.back import LEAST
from detente.solve.tree.index import Tree
from detente.solve.tree.reading import observer_weights


class Glasses:
    """What one thread reads solutions with, through the eyes of some observers.

    Arrays are kept from batch to batch: `policy` (E T, W), per observer `chance` (E, W), and `met`
    (N, W), the chance from a node on that only the edges allowed to `moves` are taken.
    """

    def __init__(self, game: Game, tree: Tree, *, observers: list[int]) -> None:
        clues, types = len(tree.clue_edge), int(np.diff(tree.player_slot).max(initial=1))
        self.game, self.tree, self.types = game, tree, types
        self.policy = aligned(len(tree.child) * types, WIDTH)
        self.chance = {observer: aligned(len(tree.child), WIDTH) for observer in observers}
        self._unknown = np.concatenate(([0], np.cumsum(tree.clue_types - 1))).astype(np.int32)
        self._still, self._odds = (aligned(int(self._unknown[-1]), WIDTH) for _ in range(2))
        self._trace, self._like = (aligned(clues * types, WIDTH) for _ in range(2))
        self._reach = aligned(len(tree.mover), WIDTH)
        self.met = aligned(len(tree.mover), WIDTH)

    def look(self, numbers: Numbers, policy: Floats, draws: list[int]) -> None:
        """Put up to `WIDTH` solutions (D, E, T) on; the lanes beyond hold the last one again."""
        tree, types, unknown = self.tree, self.types, self._unknown
        lanes = np.array(draws)[np.minimum(np.arange(WIDTH), len(draws) - 1)]
        _lay(policy.reshape(len(policy), -1), lanes, self.policy)
        rows = tree.clue_edge * np.int32(types)
        log_odds(tree.clue_types, rows, unknown, self.policy, self._still, self._odds)
        remember(
            tree.clue_types, tree.clue_last, unknown, types, self._odds, self._trace, self._like
        )
        for observer, chance in self.chance.items():
            prior, own = numbers.prior[lanes, observer], numbers.chance[lanes, :, observer]
            sure = _weigh(
                tree.mover, tree.first, tree.chance, tree.player_slot, tree.clue, types,
                np.ascontiguousarray(prior.T), np.ascontiguousarray(own.T), self._like,
                self.policy, chance,
            )  # fmt: skip
            for lane in np.flatnonzero(np.isnan(sure[0])).tolist():  # beliefs that only logs tell
                draw = int(lanes[lane])
                chance[:, lane] = observer_weights(
                    self.game, numbers, policy[draw], observer=observer, draw=draw, tree=tree
                )

    def answers(self, lift: Lift, chance: Floats) -> Floats:
        """Return the chance of each answer (A, W), given chances of edges (E, W)."""
        result = np.zeros((lift.answers, WIDTH))
        if lift.settled >= 0:
            result[lift.settled] = 1.0
            return result
        if len(self._reach) < len(lift.first):
            self._reach = aligned(len(lift.first), WIDTH)
        _answer(lift.first, lift.target, lift.base, chance, self._reach, result)
        return result

    def moves(self, chance: Floats, *, allowed: Bools, column: Ints, columns: int) -> Floats:
        """Return the chance that an edge of each column is taken, if only allowed ones are.

        The columns (E) are 0, 1, ..., or -1 for edges that do not count; (columns, W) comes back.
        """
        tree, result = self.tree, aligned(columns + 1, WIDTH)
        _meet(tree.first, tree.child, chance, allowed, self.met)
        _flow(
            tree.first, tree.child, chance, allowed, column, self.met, self._reach, result
        )  # fmt: skip
        met = self.met[0]
        known = np.where(met > 0, met, np.nan)
        return np.divide(result[:columns], known)


@njit(cache=True, nogil=True)
def _lay(policy: Floats, draws: Longs, into: Floats) -> None:
    """Lay rows of draws (D, X) side by side (X, W), so many at a time as stay in the cache."""
    for begin in range(0, len(into), 512):
        for lane in range(len(draws)):
            for x in range(begin, min(begin + 512, len(into))):
                into[x, lane] = policy[draws[lane], x]


@njit(cache=True, nogil=True, error_model="numpy")
def _weigh(  # noqa: PLR0917 (compiled: arguments by place)
    mover: Ints,
    first: Ints,
    row: Ints,
    player_slot: Ints,
    clue: Ints,
    types: int,
    prior: Floats,
    odds: Floats,
    like: Floats,
    policy: Floats,
    chance: Floats,
) -> Floats:
    """Write an observer's chance of every edge; return NaN (1, W) where it is not right."""
    mu, sure, poison = np.empty((types, WIDTH)), np.empty((1, WIDTH)), spread(0.0)
    for node in range(len(mover)):
        i, a, b, own = look(mover, node), look(first, node), look(first, node + 1), 0
        if i >= 0:
            start, before = look(player_slot, i), look(clue, node)
            own = look(player_slot, i + 1) - start
            total = spread(0.0)
            for t in range(own):
                joint = take(prior, start + t)
                if before >= 0:
                    joint = joint * take(like, before * types + t)
                put(mu, t, joint)
                total = total + joint
            scale = spread(1.0) / null_below(total, spread(LEAST), spread(math.nan))
            poison = poison + (scale - scale)
            for t in range(own):
                put(mu, t, take(mu, t) * scale)
        for e in range(a, b):
            if i < 0:
                put(chance, e, take(odds, look(row, e)))
            else:
                seen = spread(0.0)
                for t in range(own):
                    seen = add_product(seen, take(mu, t), take(policy, e * types + t))
                put(chance, e, seen)
    put(sure, 0, poison)
    return sure


@njit(cache=True, nogil=True, error_model="numpy")
def _answer(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints, target: Ints, base: Ints, chance: Floats, reach: Floats, answer: Floats
) -> None:
    """Add up the chance of each answer; `reach` (L, W) is all zero, before and after."""
    put(reach, 0, spread(1.0))
    for node in range(len(first) - 1):
        here = take(reach, node)
        put(reach, node, spread(0.0))
        for e in range(look(first, node), look(first, node + 1)):
            to, share = look(target, e), take(chance, look(base, e))
            if to >= 0:
                put(reach, to, add_product(take(reach, to), here, share))
            else:
                put(answer, -1 - to, add_product(take(answer, -1 - to), here, share))


@njit(cache=True, nogil=True, error_model="numpy")
def _meet(first: Ints, child: Ints, chance: Floats, allowed: Bools, met: Floats) -> None:  # noqa: PLR0917
    """Write the chance that only allowed edges are taken from each node onward (N, W)."""
    for node in range(len(first) - 2, -1, -1):
        a, b = look(first, node), look(first, node + 1)
        total = spread(1.0 if a == b else 0.0)
        for e in range(a, b):
            if allowed[e]:
                total = add_product(total, take(chance, e), take(met, look(child, e)))
        put(met, node, total)


@njit(cache=True, nogil=True, error_model="numpy")
def _flow(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints,
    child: Ints,
    chance: Floats,
    allowed: Bools,
    column: Ints,
    met: Floats,
    reach: Floats,
    flow: Floats,
) -> None:
    """Add the chance of every edge to its column, uncounted ones to the last; `reach` as above."""
    put(reach, 0, spread(1.0))
    for node in range(len(first) - 1):
        here = take(reach, node)
        put(reach, node, spread(0.0))
        for e in range(look(first, node), look(first, node + 1)):
            if allowed[e]:
                taken, to = here * take(chance, e), look(child, e)
                put(reach, to, take(reach, to) + taken)
                at = look(column, e)
                at = at if at >= 0 else len(flow) - 1
                put(flow, at, add_product(take(flow, at), taken, take(met, to)))
