"""Solvers: one contract (`solution`), then one file an algorithm. They see arrays only.

Names are imported when they are first used, because the compiled loops are slow to load.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.solve.branch import solve_draw as solve_draw
    from detente.solve.extensive import ExtensiveSolution as ExtensiveSolution
    from detente.solve.extensive import solve_extensive as solve_extensive
    from detente.solve.limits import nash_limit as nash_limit
    from detente.solve.matching import regret_matching as regret_matching
    from detente.solve.public_tree import solve as solve
    from detente.solve.reading import beliefs as beliefs
    from detente.solve.reading import beliefs_after as beliefs_after
    from detente.solve.reading import observer_weights as observer_weights
    from detente.solve.several import equilibria as equilibria
    from detente.solve.solution import Solutions as Solutions
    from detente.solve.solution import Status as Status

_HOMES = {
    "ExtensiveSolution": "detente.solve.extensive",
    "Solutions": "detente.solve.solution",
    "Status": "detente.solve.solution",
    "beliefs": "detente.solve.reading",
    "beliefs_after": "detente.solve.reading",
    "equilibria": "detente.solve.several",
    "nash_limit": "detente.solve.limits",
    "regret_matching": "detente.solve.matching",
    "observer_weights": "detente.solve.reading",
    "solve": "detente.solve.public_tree",
    "solve_draw": "detente.solve.branch",
    "solve_extensive": "detente.solve.extensive",
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
