"""Alternating crises of any depth: the trees that `extensive.py` measures on.

Two players of two types each, dealt by chance, take turns; every turn offers to hold, back down,
push or strike. Backing down ends the crisis, and so does holding right after a hold; everything
else goes on, up to the last turn. A player's payoff hangs on the ending and on its own type.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.game.arrays import CHANCE, END, Game, Numbers
from detente.game.extensive import ExtensiveGame
from detente.shapes import Floats, Ints

PLAYERS = ("A", "B")
TYPES = ("firm", "soft")
PRIOR = (0.4, 0.6)
ACTIONS = ("hold", "back down", "push", "strike")
HOLD, BACK_DOWN = 0, 1
WIDE = len(ACTIONS)
DEALS = tuple((one, two) for one in range(2) for two in range(2))


@dataclass(frozen=True)
class PublicTree:
    """What everybody sees: H nodes, turn by turn.

    Turn `d` has the nodes `level[d]` up to `level[d + 1]`. Play goes on at those that
    `inner[d]` counts from the first of them. What follows action `a` at the r-th of these is node
    `level[d + 1] + a * len(inner[d]) + r`.
    """

    mover: Ints  # H: the player, END where the crisis is over
    level: tuple[int, ...]  # turns + 2
    inner: tuple[Ints, ...]  # turns + 1: the last is empty

    @property
    def turns(self) -> int:
        """How often players choose, at most."""
        return len(self.inner) - 1

    @property
    def node(self) -> Ints:
        """The nodes where play goes on, in order (M)."""
        return np.flatnonzero(self.mover != END)

    @property
    def child(self) -> Ints:
        """What follows each action at the nodes where play goes on (M, 4)."""
        return np.concatenate([
            begin + np.arange(WIDE * len(here)).reshape(WIDE, -1).T
            for begin, here in zip(self.level[1:-1], self.inner, strict=False)
        ])  # fmt: skip


def public_tree(depth: int) -> PublicTree:
    """Grow the public tree of a crisis of so many turns."""
    mover, level, inner = [], [0, 1], []
    ended, held = np.zeros(1, np.bool_), np.zeros(1, np.bool_)
    for turn in range(depth + 1):
        mover.append(np.where(ended, END, turn % 2))
        goes_on = np.flatnonzero(~ended)
        inner.append(goes_on)
        if turn == depth:
            break
        action = np.repeat(np.arange(WIDE), len(goes_on))
        ended = (action == BACK_DOWN) | (np.tile(held[goes_on], WIDE) & (action == HOLD))
        held = action == HOLD
        if turn == depth - 1:
            ended[:] = True
        level.append(level[-1] + len(ended))
    return PublicTree(np.concatenate(mover).astype(np.int32), tuple(level), tuple(inner))


def leaves(depth: int) -> int:
    """Count the endings of all four deals, from the last turn back."""
    after_hold, otherwise = 1, 1
    for turn in range(depth):
        if turn == 0:
            after_hold, otherwise = WIDE, WIDE
        else:
            after_hold, otherwise = 2 + 2 * otherwise, 1 + after_hold + 2 * otherwise
    return len(DEALS) * otherwise


def payoffs(tree: PublicTree, *, seed: int = 1) -> Floats:
    """Draw what every ending is worth to each type of each player (H, P, T)."""
    worth = np.random.default_rng(seed).standard_normal((len(tree.mover), 2, 2))
    worth[tree.node] = 0.0
    return worth


def crisis(depth: int, *, seed: int = 1, zero_sum: bool = False) -> ExtensiveGame:
    """Make a crisis in extensive form: chance deals the types, then the public tree for each deal.

    With `zero_sum` a player gets what the ending is worth to it, less what it is to the other.
    """
    tree = public_tree(depth)
    worth, count, inner = payoffs(tree, seed=seed), len(tree.mover), tree.node
    deal = np.array(DEALS)
    rank = np.zeros(count, np.int32)
    rank[inner] = np.arange(len(inner))
    sets = np.where(tree.mover < 0, -1, 2 * rank + deal[:, np.maximum(tree.mover, 0)])
    paid = worth[:, np.arange(2), deal].transpose(1, 0, 2)  # deals, H, P
    if zero_sum:
        paid = paid - paid[:, :, ::-1]
    degree = np.tile(np.where(tree.mover < 0, 0, WIDE), len(DEALS))
    after = 1 + count * np.arange(len(DEALS))
    child = (after[:, None, None] + tree.child).reshape(-1)
    game = ExtensiveGame(
        title=f"crisis of {depth} turns", comment="", players=PLAYERS,
        mover=np.append(CHANCE, np.tile(tree.mover, len(DEALS))).astype(np.int32),
        infoset=np.append(-1, sets).astype(np.int32),
        first=np.cumsum([0, len(DEALS), *degree]).astype(np.int32),
        payoff=np.concatenate([np.zeros((1, 2)), paid.reshape(-1, 2)]),
        child=np.append(after, child).astype(np.int32),
        chance=np.append([PRIOR[a] * PRIOR[b] for a, b in DEALS], np.ones(len(child))),
        edge_label=(
            *(f"{TYPES[a]} {TYPES[b]}" for a, b in DEALS),
            *(ACTIONS * (len(child) // WIDE)),
        ),
        **information_sets(tree),
    )  # fmt: skip
    if (game.mover == END).sum() != leaves(depth):
        raise AssertionError(f"a crisis of {depth} turns has {leaves(depth):,} endings")
    return game


def information_sets(tree: PublicTree) -> dict[str, object]:
    """Name the sets: one for each public node and type of its mover, counted by player from 1."""
    who = np.repeat(tree.mover[tree.node], 2)
    number = np.where(who == 0, np.cumsum(who == 0), np.cumsum(who == 1))
    return {
        "infoset_player": who, "infoset_number": number.astype(np.int32),
        "infoset_label": ("",) * len(who), "action_label": ACTIONS * len(who),
        "action_first": np.arange(0, WIDE * len(who) + 1, WIDE, dtype=np.int32),
    }  # fmt: skip


def actions_in_file(tree: PublicTree, game: ExtensiveGame) -> Ints:
    """Say where each choice of the public tree stands among a file's actions (M, T, 4)."""
    named = information_sets(tree)
    where = [np.zeros(len(game.infoset_player) + 1, np.int32) for _ in PLAYERS]
    for player, numbered in enumerate(where):
        own = np.flatnonzero(game.infoset_player == player)
        numbered[game.infoset_number[own]] = game.action_first[own]
    start = np.choose(named["infoset_player"], [w[named["infoset_number"]] for w in where])
    return start.reshape(-1, 2, 1) + np.arange(WIDE)


def with_types(depth: int, lam: float, *, seed: int = 1) -> tuple[Game, Numbers]:
    """Make the same crisis as a public tree with private types, as scenarios are compiled to."""
    tree = public_tree(depth)
    count, inner, child = len(tree.mover), tree.node, tree.child
    order = np.full(count, -1)  # the edge by which a node is reached
    order[child.reshape(-1)] = np.arange(child.size)
    ends = tree.mover == END
    parent = np.where(order >= 0, inner[np.maximum(order, 0) // WIDE], -1)
    grand = np.where(parent >= 0, order[np.maximum(parent, 0)], -1)  # the mover's own last choice
    final = np.where(ends, np.cumsum(ends), 0)
    value = np.concatenate([np.zeros((1, 4)), payoffs(tree, seed=seed)[ends].reshape(-1, 4)])
    slots = np.arange(4, dtype=np.int32)
    game = Game(
        players=PLAYERS, types=(TYPES, TYPES), slot_player=slots // 2, slot_type=slots % 2,
        player_slot=np.array([0, 2, 4], np.int32), mover=tree.mover,
        first=np.cumsum([0, *np.where(ends, 0, WIDE)]).astype(np.int32),
        stage=np.zeros(count, np.int32), evidence=np.where(ends, -1, grand).astype(np.int32),
        final=final.astype(np.int32), state=np.zeros(count, np.int64),
        child=child.reshape(-1).astype(np.int32), event=np.full(child.size, -1, np.int32),
        move=np.zeros(child.size, np.int32), chance=np.full(child.size, -1, np.int32),
        reward=np.zeros(child.size, np.int32), rewards=np.zeros((len(value), 1)),
    )  # fmt: skip
    return game, Numbers(
        np.full((1, 2), lam), value[None], np.zeros((1, 0, 3)), np.tile(PRIOR, (1, 3, 2))
    )
