"""One equilibrium of a crisis as plain data, for `detente solve --json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.forecast.equilibrium import Equilibrium
    from detente.forecast.information_sets import InformationSet


def as_json(found: Equilibrium) -> dict[str, Any]:
    """Return an equilibrium as plain data, every point of choice with its probabilities."""
    game, solutions = found.compiled.game, found.solutions
    regret: dict[str, dict[str, float]] = {}
    for slot, (player, type_) in enumerate(zip(game.slot_player, game.slot_type, strict=True)):
        of = regret.setdefault(game.players[player], {})
        of[game.types[player][type_]] = float(solutions.regret[0, slot])
    return {
        "game": found.compiled.crisis.name,
        "lam": dict(zip(game.players, found.numbers.rationality[0].tolist(), strict=True)),
        "residual": found.residual,
        "status": found.sentence,
        "regret": regret,
        "infosets": [_set(one) for one in found.sets],
    }


def _set(one: InformationSet) -> dict[str, Any]:
    return {
        "infoset": one.node,
        "player": one.actor,
        "stage": one.stage,
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "reach": one.reach,
        "history": list(one.history),
        "belief": one.belief,
        "actions": [
            {"action": move, "prob": one.chance(move), "by_type": by_type}
            for move, by_type in one.choices.items()
        ],
    }
