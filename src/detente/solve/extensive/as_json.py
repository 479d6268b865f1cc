"""The equilibrium of an extensive game as plain data, numbered as in the game's file."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from detente.game.extensive import ExtensiveGame
from detente.shapes import Floats
from detente.solve.extensive.agents import ExtensiveSolution
from detente.solve.extensive.matching import NearNash
from detente.solve.extensive.several import Equilibrium
from detente.solve.solution import Status


def as_json(game: ExtensiveGame, solution: ExtensiveSolution) -> dict[str, Any]:
    """Return the solution as what `json.dumps` takes; players, sets and actions count from 1.

    Sets bear their number in the file. Those of a player stand in the order in which the file comes
    to them, which is Gambit's too. Players without a name of their own are called `Player 1` and so
    on. `fork` is None where the branch does not fork.
    """
    return {
        "game": game.title,
        "lam": float(solution.lam),
        "residual": float(solution.residual),
        "status": solution.status.sentence,
        "fork": None if math.isnan(solution.fork) else float(solution.fork),
        "worth": dict(zip(player_names(game), solution.worth.tolist(), strict=True)),
        **_play(game, solution.policy, solution.regret),
    }


def near_nash_as_json(game: ExtensiveGame, found: NearNash) -> dict[str, Any]:
    """Return a profile near an equilibrium as plain data."""
    return {
        "game": game.title,
        "rounds": found.rounds,
        "converged": found.status == Status.CONVERGED,
        "regret_share": found.share,
        "opposed": found.opposed,
        **_play(game, found.policy, found.regret),
    }


def equilibrium_as_json(game: ExtensiveGame, found: Equilibrium) -> dict[str, Any]:
    """Return one of several equilibria as plain data; `known` counts those not listed as well."""
    return {
        **as_json(game, found.solution),
        "principal": found.principal,
        "branch": found.branch,
        "known": found.known,
        "spread": None if math.isnan(found.spread) else found.spread,
    }


def player_names(game: ExtensiveGame) -> list[str]:
    """Name every player; those without a name of their own are `Player 1` and so on."""
    found: list[str] = []
    for number, name in enumerate(game.players, 1):
        unique = name if name and game.players.count(name) == 1 else f"{name or 'Player'} {number}"
        while unique in found or (unique != name and unique in game.players):
            unique += "'"
        found.append(unique)
    return found


def _play(game: ExtensiveGame, policy: Floats, regret: Floats) -> dict[str, Any]:
    names = player_names(game)
    order = np.argsort(game.infoset_player, kind="stable").tolist()
    return {
        "regret": {name: float(most) for name, most in zip(names, regret, strict=True)},
        "infosets": [_infoset(game, policy, one, names) for one in order],
    }


def _infoset(game: ExtensiveGame, policy: Floats, infoset: int, names: list[str]) -> dict[str, Any]:
    player = int(game.infoset_player[infoset])
    actions = range(game.action_first[infoset], game.action_first[infoset + 1])
    return {
        "player": player + 1,
        "player_label": names[player],
        "infoset": int(game.infoset_number[infoset]),
        "infoset_label": game.infoset_label[infoset],
        "actions": [
            {
                "action": number,
                "label": game.action_label[action],
                "prob": float(policy[action]),
            }
            for number, action in enumerate(actions, 1)
        ],
    }
