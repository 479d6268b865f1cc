"""Random games for tests and benchmarks: seeded, small or large, with merged nodes or without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from detente.game.arrays import CHANCE, END, Game, Numbers


class Shape(NamedTuple):
    """What a random crisis looks like."""

    types: tuple[int, ...] = (2, 2)  # of each player
    depth: int = 4
    width: int = 2  # most edges of a node
    facts: int = 0  # 0: a tree; otherwise nodes with one of so many facts and equal clues merge
    chance: float = 0.2  # share of stages that are nature's
    ends: float = 0.1  # share of nodes where play ends early
    rewards: int = 0  # rows of rewards collected on the way
    least: int = 0  # fewest edges of a node; 0: two, and one at a tenth of the nodes


@dataclass
class _Growing:
    mover: list[int] = field(default_factory=list)
    stage: list[int] = field(default_factory=list)
    evidence: list[int] = field(default_factory=list)
    final: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=lambda: [0])
    child: list[int] = field(default_factory=list)
    chance: list[int] = field(default_factory=list)
    reward: list[int] = field(default_factory=list)


def random_game(seed: int, shape: Shape = Shape()) -> Game:  # noqa: B008 (a tuple of constants)
    """Grow a random game level by level; every level is a stage with one mover."""
    rng = np.random.default_rng(seed)
    players = len(shape.types)
    movers = [
        CHANCE if rng.random() < shape.chance else int(rng.integers(players))
        for _ in range(shape.depth)
    ]
    typed = [p for p in range(players) if shape.types[p] > 1]
    grown, rows = _Growing(), 0
    level: list[tuple[int, ...]] = [(-1,) * players]  # last own edge of each player
    number = 1  # nodes numbered so far
    for depth in range(shape.depth + 1):
        later = [p for p in typed if p in movers[depth + 1 :]]
        following: list[tuple[int, ...]] = []
        known: dict[tuple[int, ...], int] = {}
        for last in level:
            over = depth == shape.depth or (depth > 0 and rng.random() < shape.ends)
            mover = END if over else movers[depth]
            grown.mover.append(mover)
            grown.stage.append(-1 if over else depth)
            grown.evidence.append(last[mover] if mover >= 0 else -1)
            grown.final.append(0)
            if over:
                rows += 1
                grown.final[-1] = rows
            edges = 0
            if not over:
                least = shape.least or (1 if rng.random() < 0.1 else 2)
                edges = int(rng.integers(least, shape.width + 1))
            for _ in range(edges):
                edge = len(grown.child)
                now = list(last)
                if mover >= 0:
                    now[mover] = edge
                key = (int(rng.integers(max(shape.facts, 1))), *(now[p] for p in later))
                if shape.facts and key in known:
                    grown.child.append(known[key])
                else:
                    known[key] = number
                    grown.child.append(number)
                    number += 1
                    following.append(tuple(now))
                grown.chance.append(-1)
                reward = (
                    int(rng.integers(-shape.rewards, shape.rewards + 1)) if shape.rewards else 0
                )
                grown.reward.append(max(reward, 0))
            grown.first.append(len(grown.child))
        level = following
    return _finish(grown, shape, rows)


def _finish(grown: _Growing, shape: Shape, rows: int) -> Game:
    players = len(shape.types)
    mover, first = np.array(grown.mover, np.int32), np.array(grown.first, np.int32)
    chance, final = np.array(grown.chance, np.int32), np.array(grown.final, np.int32)
    nature = np.repeat(mover == CHANCE, np.diff(first))
    chance[nature] = np.arange(nature.sum(), dtype=np.int32)
    final[mover == END] += shape.rewards
    slot_player = np.repeat(np.arange(players), shape.types).astype(np.int32)
    return Game(
        players=tuple(f"player{p}" for p in range(players)),
        types=tuple(tuple(f"type{t}" if n > 1 else "" for t in range(n)) for n in shape.types),
        slot_player=slot_player,
        slot_type=np.concatenate([np.arange(n) for n in shape.types]).astype(np.int32),
        player_slot=np.concatenate([[0], np.cumsum(shape.types)]).astype(np.int32),
        mover=mover, first=first, stage=np.array(grown.stage, np.int32),
        evidence=np.array(grown.evidence, np.int32), final=final,
        state=np.zeros(len(mover), np.int64), child=np.array(grown.child, np.int32),
        event=np.full(len(chance), -1, np.int32), move=np.zeros(len(chance), np.int32),
        chance=chance, reward=np.array(grown.reward, np.int32),
        rewards=np.zeros((1 + shape.rewards + rows, 1)),
    )  # fmt: skip


def handmade(
    *, types: tuple[int, ...], tree: Sequence[tuple[int, Sequence[tuple[int, int]]] | tuple[()]]
) -> Game:
    """Build a small game: per node `(mover, [(child, reward row), ...])`, or `()` at an end.

    Chance is -1. Rows of values: 0 nothing, then those of the rewards, then one an end in order.
    """
    grown = _Growing()
    rewards = max((r for node in tree if node for _, r in node[1]), default=0)
    past: dict[int, tuple[int, ...]] = {0: (-1,) * len(types)}
    for number, node in enumerate(tree):
        mover, edges = node or (END, ())
        grown.mover.append(mover)
        grown.stage.append(-1 if mover == END else 0)
        grown.evidence.append(past[number][mover] if mover >= 0 else -1)
        grown.final.append(1 + sum(one == END for one in grown.mover[:-1]) if mover == END else 0)
        for child, reward in edges:
            now = list(past[number])
            if mover >= 0:
                now[mover] = len(grown.child)
            past[child] = tuple(now)
            grown.child.append(child)
            grown.reward.append(reward)
            grown.chance.append(-1)
        grown.first.append(len(grown.child))
    ends = sum(one == END for one in grown.mover)
    return _finish(grown, Shape(types=types, rewards=rewards), ends)


def random_numbers(
    game: Game,
    seed: int,
    *,
    draws: int = 1,
    lam: tuple[float, float] = (0.5, 1.5),
    spread: float = 1.0,
    disagree: bool = True,
) -> Numbers:
    """Draw payoffs from N(0, spread^2), precisions from a range, and everybody's beliefs."""
    rng = np.random.default_rng(seed)
    players, slots = len(game.players), len(game.slot_player)
    value = spread * rng.standard_normal((draws, len(game.rewards), slots))
    value[:, 0] = 0.0
    observers = players + 1
    prior = rng.gamma(1.0, size=(draws, observers, slots)) + 0.05
    weight = rng.gamma(1.0, size=(draws, int(game.chance.max(initial=-1)) + 1, observers)) + 0.05
    if not disagree:
        prior[:], weight[:] = prior[:, :1], weight[..., :1]
    for player in range(players):
        own = slice(game.player_slot[player], game.player_slot[player + 1])
        prior[:, :, own] /= prior[:, :, own].sum(axis=2, keepdims=True)
    for node in np.flatnonzero(game.mover == CHANCE):
        rows = game.chance[game.first[node] : game.first[node + 1]]
        weight[:, rows] /= weight[:, rows].sum(axis=1, keepdims=True)
    return Numbers(rng.uniform(*lam, size=(draws, players)), value, weight, prior)
