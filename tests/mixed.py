"""Random crises of mixed shape, each at the precision at which play is almost exact.

A case is known by its seed alone: who has types, how deep and wide the tree is, which nodes merge,
what kind of payoffs there are, who disagrees with whom.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from tests.games import Shape, random_game

from detente.game.arrays import CHANCE, END, Game, Numbers
from detente.shapes import Floats
from detente.solve.tree.index import tree_of

PAYOFFS = ("normal", "uniform", "ties", "opposed", "costly")
SMALLEST, LARGEST = 50, 25_000
"""Nodes; a tree outside is drawn again."""


class Case(NamedTuple):
    """A random crisis and how to speak of it."""

    name: str
    game: Game
    numbers: Numbers


def mixed_case(seed: int, *, reach: float = 50.0) -> Case:
    """Make the crisis of a seed, every player's precision times its range of payoffs at `reach`."""
    rng = np.random.default_rng([seed, 50])
    while True:
        shape = random_shape(rng)
        game = random_game(int(rng.integers(2**31)), shape)
        if SMALLEST <= game.size[0] <= LARGEST and len(tree_of(game).clue_edge):
            break
    payoffs = PAYOFFS[seed % len(PAYOFFS)]
    numbers = random_case_numbers(rng, game, payoffs=payoffs, reach=reach)
    types = "x".join(map(str, shape.types))
    kind = f"types {types}, depth {shape.depth}, width {shape.width}, facts {shape.facts}"
    return Case(f"{kind}, {payoffs}", game, numbers)


def large_case(seed: int) -> Case:
    """Make one of the trees that damping fails on: four types each, 21,845 nodes, N(0, 1), at 4."""
    shape = Shape(types=(4, 4), depth=7, width=4, least=4, chance=0.15, ends=0.0)
    game = random_game(seed, shape)
    rng = np.random.default_rng([seed, 4])
    numbers = random_case_numbers(rng, game, payoffs="normal", reach=1.0)
    precision = np.full_like(numbers.rationality, 4.0)
    return Case("types 4x4, 21,845 nodes, normal", game, replace(numbers, rationality=precision))


def random_shape(rng: np.random.Generator) -> Shape:
    """Draw a shape: 2-5 players of whom 1-3 have 2-4 types, 3-8 stages of 2-5 actions."""
    players = int(rng.integers(2, 6))
    typed = rng.permutation(players)[: rng.integers(1, min(3, players) + 1)]
    types = tuple(int(rng.integers(2, 5)) if p in typed else 1 for p in range(players))
    return Shape(
        types=types,
        depth=int(rng.integers(3, 9)),
        width=int(rng.integers(2, 6)),
        facts=int(rng.choice([0, 3, 10, 50])),
        chance=float(rng.choice([0.0, 0.15, 0.3])),
        ends=float(rng.choice([0.0, 0.1, 0.3])),
        rewards=int(rng.choice([0, 0, 4])),
    )


def random_case_numbers(
    rng: np.random.Generator, game: Game, *, payoffs: str, reach: float
) -> Numbers:
    """Draw payoffs, priors and chances; scale every player's precision to its payoffs."""
    observers, slots = len(game.players) + 1, len(game.slot_player)
    value = random_payoffs(rng, game, payoffs)
    prior = rng.gamma(float(rng.choice([0.3, 1.0, 5.0])), size=(observers, slots)) + 0.02
    weight = rng.gamma(1.0, size=(int(game.chance.max(initial=-1)) + 1, observers)) + 0.05
    if rng.random() < 0.4:
        prior[:], weight[:] = prior[:1], weight[:, :1]
    for player in range(len(game.players)):
        own = slice(game.player_slot[player], game.player_slot[player + 1])
        prior[:, own] /= prior[:, own].sum(axis=1, keepdims=True)
    for node in np.flatnonzero(game.mover == CHANCE):
        rows = game.chance[game.first[node] : game.first[node + 1]]
        weight[rows] /= weight[rows].sum(axis=0)
    span = np.maximum.reduceat(spans(game, value), game.player_slot[:-1])
    precision = reach / np.where(span > 1e-9, span, reach)  # an actor without stakes: 1
    return Numbers(precision[None], value[None], weight[None], prior[None])


def random_payoffs(rng: np.random.Generator, game: Game, payoffs: str) -> Floats:
    """Draw what each row of rewards is worth to each slot (R, K).

    `opposed`: types of a player want opposite things; `costly`: they agree on the end but not on
    the price of getting there, as in signalling.
    """
    rows, slots = len(game.rewards), len(game.slot_player)
    if payoffs == "uniform":
        value = rng.uniform(-1.0, 1.0, (rows, slots))
    elif payoffs == "ties":
        value = rng.integers(-2, 3, (rows, slots)).astype(float)
    else:
        value = rng.standard_normal((rows, slots))
    shared = value[:, game.player_slot[game.slot_player]]
    if payoffs == "opposed":
        value = np.where(game.slot_type % 2, -1.0, 1.0) * shared + 0.1 * value
    elif payoffs == "costly":
        value = shared + 0.3 * game.slot_type * value
    value[0] = 0.0
    return value


def spans(game: Game, value: Floats) -> Floats:
    """Return how far the best and the worst path of the game lie apart for each slot (K)."""
    low = np.where((game.mover == END)[:, None], value[game.final], 0.0)
    high = low.copy()
    for node in range(len(game.mover) - 1, -1, -1):
        if game.mover[node] != END:
            edges = slice(game.first[node], game.first[node + 1])
            pay, after = value[game.reward[edges]], game.child[edges]
            low[node], high[node] = (pay + low[after]).min(axis=0), (pay + high[after]).max(axis=0)
    return high[0] - low[0]
