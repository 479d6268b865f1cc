"""One equilibrium of a crisis: at the middle of what its claims allow, or at one draw."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.app.information_sets import InformationSet, information_sets
from detente.solve.public_tree import solve
from detente.solve.solution import Status

if TYPE_CHECKING:
    from detente.game.arrays import Numbers
    from detente.game.compile import Compiled
    from detente.model.crisis import Crisis
    from detente.shapes import Floats
    from detente.solve.solution import Solutions

CENTRE = 400
"""Draws whose mean stands for the middle of what the claims allow; it satisfies every claim."""


@dataclass(frozen=True)
class Equilibrium:
    """A crisis solved for one set of numbers."""

    compiled: Compiled
    numbers: Numbers
    solutions: Solutions
    sets: tuple[InformationSet, ...]

    @property
    def residual(self) -> float:
        """The largest change of any choice probability in one more sweep."""
        return float(self.solutions.residual[0])

    @property
    def sentence(self) -> str:
        """How the solve ended, in a sentence."""
        return Status(int(self.solutions.status[0])).sentence


def equilibrium(crisis: Crisis, *, lam: float | None, draw: int | None, seed: int) -> Equilibrium:
    """Solve a crisis once, with one precision for all actors if `lam` is given.

    Raises `GameError` if it is no game, `ContradictionError` if its claims clash.
    """
    from detente import pipeline

    compiled = pipeline.compile(crisis)
    numbers = compiled.parameters.numbers(_point(crisis, draw=draw, seed=seed))
    if lam is not None:
        numbers = replace(numbers, rationality=np.full_like(numbers.rationality, lam))
    solutions = solve(compiled.game, numbers)
    sets = tuple(information_sets(compiled, numbers, solutions))
    return Equilibrium(compiled, numbers, solutions, sets)


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


def _point(crisis: Crisis, *, draw: int | None, seed: int) -> Floats:
    from detente import pipeline

    points = pipeline.draw(crisis, draws=CENTRE if draw is None else draw, seed=seed).points
    return points.mean(axis=0, keepdims=True) if draw is None else points[-1:]
