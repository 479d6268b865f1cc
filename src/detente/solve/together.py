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

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numba import njit

from detente.game.arrays import Game, Numbers
from detente.shapes import Floats, Ints, Longs
from detente.solve.back import average, weigh
from detente.solve.homotopy import follow
from detente.solve.solution import Solutions, Status
from detente.solve.sweep import read_odds, remember, room_for, settle_in
from detente.solve.tree import Numbered, numbered, tree_of

ANSWER, AUDIT = 0, 1
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
    count = int(number.max(initial=-1)) + 1
    start = np.searchsorted(number[order], np.arange(count + 1))
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
    progress: Callable[[int, int], None] | None = None,
) -> Solutions:
    """Solve a game with choices without sight for every draw, one after the other."""
    sweeper = Sweeper(game, chances=numbers.chance.shape[1])
    for row in range(len(numbers)):
        draw = numbered(numbers, row)
        settle_in(sweeper.tree, draw, sweeper.room)
        residual, status = solve_one(
            sweeper, draw, tolerance=tolerance, max_sweeps=max_sweeps, scale=scale
        )
        room = sweeper.room
        into.policy[row] = room.policy
        into.residual[row], into.sweeps[row], into.status[row] = residual, sweeper.sweeps, status
        into.worth[row] = room.worth[0]
        into.regret[row] = np.maximum(room.best[0] - room.worth[0], 0.0)
        if progress is not None:
            progress(row + 1, len(numbers))
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


@njit(cache=True, nogil=True)
def write_hidden(  # noqa: PLR0917 (compiled: arguments by place)
    hidden: Ints,
    slot: Ints,
    member: Ints,
    start: Ints,
    first: Ints,
    mover: Ints,
    player_slot: Ints,
    odds: Floats,
    policy: Floats,
) -> None:
    """Write the choices at all nodes of the hidden groups from their log-odds."""
    for x in range(len(hidden)):
        g = hidden[x]
        head = member[start[g]]
        own = player_slot[mover[head] + 1] - player_slot[mover[head]]
        width = first[head + 1] - first[head]
        for t in range(own):
            at, top, total = slot[x] + t * (width - 1), 0.0, 0.0
            for k in range(width - 1):
                top = max(top, odds[at + k])
            for k in range(width):
                policy[first[head] + k, t] = math.exp((odds[at + k - 1] if k else 0.0) - top)
                total += policy[first[head] + k, t]
            for k in range(width):
                policy[first[head] + k, t] /= total
        for y in range(start[g] + 1, start[g + 1]):
            for k in range(width):
                for t in range(own):
                    policy[first[member[y]] + k, t] = policy[first[head] + k, t]


@njit(cache=True, nogil=True)
def read_hidden(  # noqa: PLR0917 (compiled: arguments by place)
    hidden: Ints,
    slot: Ints,
    member: Ints,
    start: Ints,
    first: Ints,
    mover: Ints,
    player_slot: Ints,
    policy: Floats,
    odds: Floats,
) -> None:
    """Write the log-odds of the choices of the hidden groups."""
    for x in range(len(hidden)):
        head = member[start[hidden[x]]]
        own = player_slot[mover[head] + 1] - player_slot[mover[head]]
        width = first[head + 1] - first[head]
        for t in range(own):
            low = math.log(max(policy[first[head], t], 1e-300))
            for k in range(1, width):
                high = math.log(max(policy[first[head] + k, t], 1e-300))
                odds[slot[x] + t * (width - 1) + k - 1] = high - low


@njit(cache=True, nogil=True, error_model="numpy")
def look_on(  # noqa: PLR0917 (compiled: arguments by place)
    inside: Ints,
    root: Ints,
    mover: Ints,
    first: Ints,
    child: Ints,
    chance: Ints,
    player_slot: Ints,
    clue: Ints,
    prior: Floats,
    trace: Floats,
    like: Floats,
    view: Ints,
    viewer: Ints,
    odds: Floats,
    policy: Floats,
    weight: Floats,
    seen: Floats,
) -> None:
    """Write rho: how likely each slot holds every node, given its blind node (N, K)."""
    mu = np.empty((len(player_slot), policy.shape[1]))
    slots = seen.shape[1]
    for place in range(len(inside)):
        node = inside[place]
        for edge in range(first[node], first[node + 1]):
            for slot in range(slots):
                seen[child[edge], slot] = 0.0
    for place in range(len(inside)):
        node = inside[place]
        i, a, b = mover[node], first[node], first[node + 1]
        if root[node]:
            for slot in range(slots):
                seen[node, slot] = 1.0
        if i >= 0 and player_slot[i + 1] - player_slot[i] > 1:
            weigh(
                i, a, b, clue[node], player_slot, prior, trace, like, view, viewer, policy, mu,
                weight,
            )  # fmt: skip
        for edge in range(a, b):
            for slot in range(slots):
                if i < 0:
                    share = odds[chance[edge], slot]
                elif player_slot[i + 1] - player_slot[i] > 1:
                    share = weight[edge - a, slot]
                else:
                    share = policy[edge, 0]
                seen[child[edge], slot] += seen[node, slot] * share


@njit(cache=True, nogil=True, error_model="numpy")
def weigh_up(  # noqa: PLR0917 (compiled: arguments by place)
    where: int,
    slot: int,
    a: int,
    b: int,
    member: Ints,
    start: Ints,
    seen: Floats,
    first: Ints,
    child: Ints,
    reward: Ints,
    value: Floats,
    worth: Floats,
    best: Floats,
    chosen: Floats,
    t: int,
) -> int:
    """Write what each action is worth to a type into `chosen`; return the best response.

    `where` is a node on its own, or -1 less a group.
    """
    top, most = 0, -np.inf
    for k in range(b - a):
        here, after = 0.0, 0.0
        if where >= 0:
            pay = value[reward[a + k], slot]
            here, after = worth[child[a + k], slot] + pay, best[child[a + k], slot] + pay
        else:
            sure = 0.0
            for y in range(start[-1 - where], start[-where]):
                e = first[member[y]] + k
                rho, pay = seen[member[y], slot], value[reward[e], slot]
                sure += rho
                here += rho * (worth[child[e], slot] + pay)
                after += rho * (best[child[e], slot] + pay)
            here /= sure
        chosen[a + k, t] = here
        if after > most:
            top, most = k, after
    return top


@njit(cache=True, nogil=True, error_model="numpy")
def settle(  # noqa: PLR0917 (compiled: arguments by place)
    a: int, b: int, t: int, precision: float, how: int, chosen: Floats, policy: Floats
) -> float:
    """Turn values into the logit choice: write it, or return its distance from the policy."""
    top, mass, gap = -np.inf, 0.0, 0.0
    for e in range(a, b):
        top = max(top, precision * chosen[e, t])
    for e in range(a, b):
        chosen[e, t] = math.exp(precision * chosen[e, t] - top)
        mass += chosen[e, t]
    for e in range(a, b):
        share = chosen[e, t] / mass
        if how == AUDIT:
            gap = max(gap, abs(share - policy[e, t]))
        else:
            policy[e, t] = share
    return gap


@njit(cache=True, nogil=True, error_model="numpy")
def run_blocks(  # noqa: PLR0917 (compiled: arguments by place)
    nodes: Ints,
    group: Ints,
    member: Ints,
    start: Ints,
    seen: Floats,
    mover: Ints,
    first: Ints,
    child: Ints,
    chance: Ints,
    reward: Ints,
    player_slot: Ints,
    clue: Ints,
    prior: Floats,
    trace: Floats,
    like: Floats,
    view: Ints,
    viewer: Ints,
    precision: Floats,
    odds: Floats,
    value: Floats,
    worth: Floats,
    policy: Floats,
    weight: Floats,
    best: Floats,
    how: int,
) -> float:
    """Answer the values after each node, or audit the choices as they stand; return the gap.

    A group is decided at its last node, when everything after all its nodes is known.
    """
    mu, total = np.empty((len(player_slot), policy.shape[1])), np.empty(worth.shape[1])
    chosen = np.empty(policy.shape)
    decided = np.full(len(start), -1, np.int64)
    taken = np.zeros((len(start), policy.shape[1]), np.int64)
    gap = 0.0
    for place in range(len(nodes)):
        node = nodes[place]
        i, a, b, g = mover[node], first[node], first[node + 1], group[node]
        own = 0
        if i >= 0:
            own = player_slot[i + 1] - player_slot[i]
            alone = g < 0 or start[g + 1] - start[g] == 1
            if alone or decided[g] < 0:
                for t in range(own):
                    slot, x = player_slot[i] + t, node if alone else -1 - g
                    most = weigh_up(
                        x, slot, a, b, member, start, seen, first, child, reward, value, worth,
                        best, chosen, t,
                    )  # fmt: skip
                    if g >= 0:
                        taken[g, t] = most
                    if alone and how == AUDIT:
                        e = a + most
                        best[node, slot] = best[child[e], slot] + value[reward[e], slot]
                    gap = max(gap, settle(a, b, t, precision[i], how, chosen, policy))
                if g >= 0:
                    decided[g] = node
            elif how == ANSWER:
                for k in range(b - a):
                    for t in range(own):
                        policy[a + k, t] = policy[first[decided[g]] + k, t]
            if own > 1:
                weigh(
                    i, a, b, clue[node], player_slot, prior, trace, like, view, viewer, policy, mu,
                    weight,
                )  # fmt: skip
        average(node, a, b, own, child, chance, reward, odds, policy, weight, value, worth, total)
        if how == AUDIT:
            for t in range(own):
                total[t] = best[node, player_slot[i] + t]
            kept = total[:own].copy()
            average(
                node, a, b, own, child, chance, reward, odds, policy, weight, value, best, total
            )
            for t in range(own):
                slot = player_slot[i] + t
                if g >= 0 and start[g + 1] - start[g] > 1:
                    e = a + taken[g, t]
                    best[node, slot] = best[child[e], slot] + value[reward[e], slot]
                else:
                    best[node, slot] = kept[t]
    return gap
