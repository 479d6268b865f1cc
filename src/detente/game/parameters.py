"""The numbers of a game as linear forms of the unknowns: one product for all draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.game.arrays import Game, Numbers
from detente.game.tree import chance_rows
from detente.model.crisis import ANALYST, Actor, Crisis
from detente.model.unknowns import chance_path, linear, prior_path, stake_path, unknowns
from detente.shapes import Floats, Longs


@dataclass(frozen=True)
class Parameters:
    """Where each number of the game stands in the vector of all numbers of the crisis.

    All numbers are `points @ weights.T + constant` (V of them, then a zero and a one); the index
    arrays pick the game's tables from that vector. J observers: the players, then the analyst.
    """

    weights: Floats  # V, U
    constant: Floats  # V
    rationality: Longs  # P
    worth: Longs  # S, K: the zero where a stake is not the slot's actor's
    chance: Longs  # C, J
    prior: Longs  # J, K: the one for players without types
    rewards: Floats  # R, S

    def numbers(self, points: Floats) -> Numbers:
        """Return the game's numbers at points (D, U) of the polytope of unknowns."""
        every = points @ self.weights.T + self.constant
        value = np.einsum("rs,dsk->drk", self.rewards, every[:, self.worth], optimize=True)
        return Numbers(
            rationality=np.maximum(every[:, self.rationality], 0.0),
            value=np.ascontiguousarray(value),
            chance=np.clip(every[:, self.chance], 0.0, 1.0),
            prior=np.clip(every[:, self.prior], 0.0, 1.0),
        )


def parameters(crisis: Crisis, game: Game) -> Parameters:
    """Compile the numbers of a crisis for its game."""
    forms = linear(crisis)
    paths = {path: i for i, path in enumerate(forms)}
    zero, one = len(paths), len(paths) + 1
    index = {unknown.path: u for u, unknown in enumerate(unknowns(crisis))}
    weights = np.zeros((len(paths) + 2, len(index)))
    constant = np.zeros(len(paths) + 2)
    constant[one] = 1.0
    for row, form in enumerate(forms.values()):
        constant[row] = form.constant
        for path, weight in form.weights.items():
            weights[row, index[path]] = weight
    observers = [*(actor.name for actor in crisis.actors), ANALYST]
    return Parameters(
        weights,
        constant,
        rationality=np.array([paths[f"rationality.{a.name}"] for a in crisis.actors]),
        worth=_worth(crisis, game, paths, zero),
        chance=_chances(crisis, paths, observers),
        prior=_priors(crisis, paths, observers, one),
        rewards=game.rewards,
    )


def _worth(crisis: Crisis, game: Game, paths: dict[str, int], zero: int) -> Longs:
    worth = np.full((len(crisis.stakes), len(game.slot_player)), zero)
    for s, stake in enumerate(crisis.stakes):
        by_type = dict(stake.worth)
        for k, (p, t) in enumerate(zip(game.slot_player, game.slot_type, strict=True)):
            if game.players[p] == stake.actor:
                type_ = "" if "" in by_type else game.types[p][t]
                worth[s, k] = paths[stake_path(stake.actor, stake.name, type_)]
    return worth


def _chances(crisis: Crisis, paths: dict[str, int], observers: list[str]) -> Longs:
    def column(observer: str, move: str, outcome: str) -> int:
        own = paths.get(chance_path(observer, move, outcome))
        return paths[chance_path(ANALYST, move, outcome)] if own is None else own

    table = [
        [column(observer, crisis.moves[m].name, outcome.name) for observer in observers]
        for m in chance_rows(crisis)
        for outcome in crisis.moves[m].outcomes
    ]
    return np.array(table, np.int64).reshape(len(table), len(observers))


def _priors(crisis: Crisis, paths: dict[str, int], observers: list[str], one: int) -> Longs:
    def column(observer: str, actor: Actor, type_: str) -> int:
        own = paths.get(prior_path(observer, actor.name, type_))
        return paths[prior_path(ANALYST, actor.name, type_)] if own is None else own

    table = [
        [
            column(observer, actor, type_.name)
            for actor in crisis.actors
            for type_ in actor.types or ()
        ]
        for observer in observers
    ]
    widths = [(actor, max(1, len(actor.types))) for actor in crisis.actors]
    full = np.full((len(observers), sum(width for _, width in widths)), one)
    typed = np.concatenate([np.full(w, bool(a.types)) for a, w in widths])
    full[:, typed] = np.array(table, np.int64).reshape(len(observers), int(typed.sum()))
    return full
