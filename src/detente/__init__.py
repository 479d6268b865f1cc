"""detente: the argument is the model.

The public names, each imported when it is first used, so that `import detente` costs nothing:

>>> import detente
>>> crisis = detente.load("border-raid")
>>> crisis.title
'A raid across the border'
"""

from __future__ import annotations

from importlib import import_module, metadata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.app.crises import load as load
    from detente.brief.compose import compose as compose
    from detente.errors import DetenteError as DetenteError
    from detente.findings.audit.inquiry import audit as audit
    from detente.findings.eyes import eyes as eyes
    from detente.findings.offramps.offramps import offramps as offramps
    from detente.findings.study import Study as Study
    from detente.findings.update import update as update
    from detente.findings.watch import watch as watch
    from detente.findings.whatif import what_if as what_if
    from detente.forecast.results import Forecast as Forecast
    from detente.game.efg import read_efg as read_efg
    from detente.model.crisis import Crisis as Crisis
    from detente.pipeline import compile as compile
    from detente.pipeline import draw as draw
    from detente.pipeline import equilibrium as equilibrium
    from detente.pipeline import run as run
    from detente.scenario import parse as parse
    from detente.scenario import write as write
    from detente.solve.extensive.agents import solve_extensive as solve_extensive

_HOMES = {
    "Crisis": "detente.model.crisis",
    "DetenteError": "detente.errors",
    "Forecast": "detente.forecast.results",
    "Study": "detente.findings.study",
    "compile": "detente.pipeline",
    "compose": "detente.brief.compose",
    "draw": "detente.pipeline",
    "equilibrium": "detente.pipeline",
    "audit": "detente.findings.audit.inquiry",
    "eyes": "detente.findings.eyes",
    "load": "detente.app.crises",
    "offramps": "detente.findings.offramps",
    "parse": "detente.scenario",
    "read_efg": "detente.game.efg",
    "run": "detente.pipeline",
    "solve_extensive": "detente.solve.extensive.agents",
    "update": "detente.findings.update",
    "watch": "detente.findings.watch",
    "what_if": "detente.findings.whatif",
    "write": "detente.scenario",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605  # the table is the one place where the names stand


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return metadata.version("detente")
    if name not in _HOMES:
        raise AttributeError(f"module 'detente' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
