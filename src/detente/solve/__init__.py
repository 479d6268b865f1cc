"""Solvers: one contract (`solution`), then one room a kind of game. They see arrays only.

Names are imported when they are first used, because the compiled loops are slow to load.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.solve.extensive.agents import ExtensiveSolution as ExtensiveSolution
    from detente.solve.extensive.agents import solve_extensive as solve_extensive
    from detente.solve.extensive.limits import nash_limit as nash_limit
    from detente.solve.extensive.matching import regret_matching as regret_matching
    from detente.solve.extensive.several import equilibria as equilibria
    from detente.solve.public_tree import solve as solve
    from detente.solve.solution import Solutions as Solutions
    from detente.solve.solution import Status as Status
    from detente.solve.tree.branch import solve_draw as solve_draw
    from detente.solve.tree.reading import beliefs as beliefs
    from detente.solve.tree.reading import beliefs_after as beliefs_after
    from detente.solve.tree.reading import observer_weights as observer_weights

_HOMES = {
    "ExtensiveSolution": "detente.solve.extensive.agents",
    "Solutions": "detente.solve.solution",
    "Status": "detente.solve.solution",
    "beliefs": "detente.solve.tree.reading",
    "beliefs_after": "detente.solve.tree.reading",
    "equilibria": "detente.solve.extensive.several",
    "nash_limit": "detente.solve.extensive.limits",
    "regret_matching": "detente.solve.extensive.matching",
    "observer_weights": "detente.solve.tree.reading",
    "solve": "detente.solve.public_tree",
    "solve_draw": "detente.solve.tree.branch",
    "solve_extensive": "detente.solve.extensive.agents",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605  # the table is the one place where the names stand


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'detente.solve' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
