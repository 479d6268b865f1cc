"""Crises with choices made without seeing each other, on the public tree.

Such choices stand one after the other in the tree, and nodes of a later chooser with the same
`blind` node are one information set of each of its types. What a type holds likely there is what
the choices and chances since the blind node are worth in its own eyes,

    rho_k(h) = product over the edges from the blind node to h of how slot k weighs them,

and its choice answers `sum_h rho_k(h) V_k(ha)`. The iteration's unknowns are the log-odds of types
at the clues, as in `sweep`, and the log-odds of the choices that others make without sight of. The
branch is followed as in `homotopy`.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from threading import Lock

import numpy as np
from numba import njit

from detente.game.arrays import Game, Numbers
from detente.shapes import Floats, Ints, Longs
from detente.solve.homotopy import follow
from detente.solve.solution import Solutions, Status
from detente.solve.tree.blind_back import (
    ANSWER,
    AUDIT,
    look_on,
    read_hidden,
    run_blocks,
    write_hidden,
)
from detente.solve.tree.index import Numbered, numbered, tree_of
from detente.solve.tree.sweep import read_odds, remember, room_for, settle_in

SETTLED = 0.3
"""How well, in tolerances, the unknowns have to settle."""


@dataclass(frozen=True)
class Blocks:
    """Where choices are made without sight: groups are information sets, G of them.

    A group's nodes are `member[start[g]]` up to `member[start[g + 1]]`; a node that others choose
    blindly of is in a group too, alone if it sees everything itself.
    """

    group: Ints  # N: the group of a node, -1: an ordinary one
    member: Ints
    start: Ints  # G + 1
    hidden: Ints  # groups whose choices are unknowns
    slot: Ints  # of each hidden group: where its log-odds stand
    inside: Ints  # nodes between a blind node and the last to choose without sight, ascending
    root: Ints  # N: 1 at blind nodes
    unknowns: int


def blocks_of(game: Game) -> Blocks:
    """Find the information sets of choices without sight."""
    blind = np.full(len(game.mover), -1) if game.blind is None else game.blind
    lead = lead_to(game.first, game.child, blind.astype(np.int32))
    inside = np.flatnonzero(lead >= 0)
    grouped = np.flatnonzero((blind >= 0) | ((lead >= 0) & (game.mover >= 0)))
    key = np.where(blind[grouped] >= 0, blind[grouped], grouped)
    _, number = np.unique(np.column_stack((key, game.stage[grouped])), axis=0, return_inverse=True)
    number = number.reshape(-1)
    group = np.full(len(blind), -1, np.int32)
    group[grouped] = number
    order = np.argsort(number, kind="stable")
    groups = int(number.max(initial=-1)) + 1
    start = np.searchsorted(number[order], np.arange(groups + 1))
    member = grouped[order]
    hidden = np.unique(group[inside[game.mover[inside] >= 0]])
    heads = member[start[hidden]]
    own = np.diff(game.player_slot)[game.mover[heads]]
    size = own * (np.diff(game.first)[heads] - 1)
    root = np.zeros(len(blind), np.int32)
    root[blind[blind >= 0]] = 1
    return Blocks(
        group, member.astype(np.int32), start.astype(np.int32), hidden.astype(np.int32),
        (np.cumsum(size) - size).astype(np.int32), inside.astype(np.int32), root, int(size.sum()),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def lead_to(first: Ints, child: Ints, blind: Ints) -> Longs:
    """Return the blind node of the choices without sight that a node leads to, -1: none (N)."""
    lead = np.full(len(blind), -1, np.int64)
    for node in range(len(blind) - 1, -1, -1):
        for edge in range(first[node], first[node + 1]):
            after = child[edge]
            held = blind[after] if blind[after] >= 0 else lead[after]
            if 0 <= held <= node:
                lead[node] = held
    return lead


class Sweeper:
    """One thread's room for the draws of a game."""

    def __init__(self, game: Game, *, chances: int) -> None:
        """Lay the game out."""
        self.tree, self.blocks = tree_of(game), blocks_of(game)
        self.room = room_for(self.tree, chances=chances)
        kinds = np.arange(self.room.at.shape[1])
        self.free = np.flatnonzero((kinds > 0) & (kinds < self.tree.clue_types[:, None]))
        self.size = len(self.free) + self.blocks.unknowns
        self.seen = np.zeros((len(self.tree.mover), len(self.tree.slot_player)))
        self.nodes = np.flatnonzero(np.diff(self.tree.first))[::-1].astype(np.int32)
        self.sweeps = 0

    def image(self, point: Floats, draw: Numbered, scale: float) -> Floats:
        """Return what one sweep makes of the unknowns."""
        self.sweeps += 1
        room, known = self.room, len(self.free)
        room.precision[:] = scale * draw.rationality
        room.at[:] = 0.0
        room.at.reshape(-1)[self.free] = point[:known]
        remember(self.tree, room.at, room)
        self.choose(point[known:])
        self.run(draw, ANSWER)
        return self.read()

    def read(self) -> Floats:
        """Return the unknowns that belong to the present choices."""
        read_odds(self.tree, self.room, self.room.gap)
        after = np.empty(self.size)
        known = len(self.free)
        after[:known] = self.room.gap.reshape(-1)[self.free]
        blocks, tree = self.blocks, self.tree
        read_hidden(
            blocks.hidden, blocks.slot, blocks.member, blocks.start, tree.first, tree.mover,
            tree.player_slot, self.room.policy, after[known:],
        )  # fmt: skip
        return after

    def audit(self, draw: Numbered, scale: float) -> float:
        """Evaluate the policy as it stands; return its largest distance from the logit."""
        room = self.room
        room.precision[:] = scale * draw.rationality
        read_odds(self.tree, room, room.at)
        remember(self.tree, room.at, room)
        room.best[self.tree.ends] = room.worth[self.tree.ends]
        return self.run(draw, AUDIT)

    def choose(self, odds: Floats) -> None:
        """Write the hidden choices from their log-odds."""
        blocks, tree = self.blocks, self.tree
        write_hidden(
            blocks.hidden, blocks.slot, blocks.member, blocks.start, tree.first, tree.mover,
            tree.player_slot, odds, self.room.policy,
        )  # fmt: skip

    def run(self, draw: Numbered, how: int) -> float:
        """Run once forward through the blocks and once back over the tree."""
        tree, room, blocks = self.tree, self.room, self.blocks
        look_on(
            blocks.inside, blocks.root, tree.mover, tree.first, tree.child, tree.chance,
            tree.player_slot, tree.clue, draw.prior, room.trace, room.like, room.view, room.viewer,
            room.odds, room.policy, room.weight, self.seen,
        )  # fmt: skip
        return float(run_blocks(
            self.nodes, blocks.group, blocks.member, blocks.start, self.seen, tree.mover,
            tree.first, tree.child, tree.chance, tree.reward, tree.player_slot, tree.clue,
            draw.prior, room.trace, room.like, room.view, room.viewer, room.precision, room.odds,
            draw.value, room.worth, room.policy, room.weight, room.best, how,
        ))  # fmt: skip


def solve_together(
    game: Game,
    numbers: Numbers,
    *,
    tolerance: float,
    max_sweeps: int,
    scale: float,
    into: Solutions,
    threads: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Solutions:
    """Solve a game with choices without sight for every draw; the same for any `threads`."""
    following, done, lock = count(), count(1), Lock()

    def work(_: int) -> None:
        sweeper = Sweeper(game, chances=numbers.chance.shape[1])
        while (row := next(following)) < len(numbers):
            draw, room = numbered(numbers, row), sweeper.room
            settle_in(sweeper.tree, draw, room)
            residual, status = solve_one(
                sweeper, draw, tolerance=tolerance, max_sweeps=max_sweeps, scale=scale
            )
            into.policy[row], into.worth[row] = room.policy, room.worth[0]
            into.residual[row], into.sweeps[row] = residual, sweeper.sweeps
            into.status[row] = status
            into.regret[row] = np.maximum(room.best[0] - room.worth[0], 0.0)
            if progress is not None:
                with lock:
                    progress(next(done), len(numbers))

    workers = max(1, min(threads, len(numbers)))
    if workers == 1:
        work(0)
        return into
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, range(workers)))
    return into


def solve_one(
    sweeper: Sweeper, draw: Numbered, *, tolerance: float, max_sweeps: int, scale: float
) -> tuple[float, Status]:
    """Follow the branch of one draw; return the residual and how it ended."""
    sweeper.sweeps, start = 0, np.zeros(sweeper.size)

    def image(point: Floats, share: float) -> Floats:
        return sweeper.image(point, draw, share * scale)

    at, status, _ = follow(
        image, len(start), start=start, goal=SETTLED * tolerance, max_sweeps=max_sweeps
    )
    sweeper.image(at, draw, scale)
    residual = sweeper.audit(draw, scale)
    while status == Status.CONVERGED and not residual <= tolerance:
        sweeper.image(sweeper.read(), draw, scale)
        last, residual = residual, sweeper.audit(draw, scale)
        if not residual < last:
            status = Status.SLOW
    return residual, status
