"""The equilibrium of an extensive game as plain data, numbered as in the game's file."""

from __future__ import annotations

import math
from typing import Any

from detente.game.extensive import ExtensiveGame
from detente.shapes import Floats
from detente.solve.extensive import ExtensiveSolution
from detente.solve.matching import NearNash
from detente.solve.several import Equilibrium
from detente.solve.solution import Status


def as_json(game: ExtensiveGame, solution: ExtensiveSolution) -> dict[str, Any]:
    """Return the solution as what `json.dumps` takes; players, sets and actions count from 1.

    Players without a name of their own are called `Player 1` and so on.
    """
    return {
        "game": game.title,
        "lam": float(solution.lam),
        "residual": float(solution.residual),
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
    """Return one of several equilibria as plain data."""
    return {
        **as_json(game, found.solution),
        "principal": found.principal,
        "branch": found.branch,
        "spread": None if math.isnan(found.spread) else found.spread,
    }


def player_names(game: ExtensiveGame) -> list[str]:
    """Name every player; those without a name of their own are `Player 1` and so on."""
    return [
        name if name and game.players.count(name) == 1 else f"{name or 'Player'} {number}"
        for number, name in enumerate(game.players, 1)
    ]


def _play(game: ExtensiveGame, policy: Floats, regret: Floats) -> dict[str, Any]:
    names = player_names(game)
    order = sorted(
        range(len(game.infoset_player)),
        key=lambda one: (game.infoset_player[one], game.infoset_number[one]),
    )
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
