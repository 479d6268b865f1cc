"""The crises that ship with the package, one YAML file each; in `conflicts` the conflicts."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

_ENDING = ".yaml"


def names() -> tuple[str, ...]:
    """Return the names of the crises in the catalog, in alphabetical order."""
    files = (entry.name for entry in resources.files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(_ENDING) for name in files if name.endswith(_ENDING)))


def path(name: str) -> Path:
    """Return the file of a crisis in the catalog; `KeyError` if there is none of that name."""
    if name not in names():
        raise KeyError(name)
    return Path(str(resources.files(__name__) / f"{name}{_ENDING}"))


def conflicts() -> tuple[str, ...]:
    """Return the names of the conflicts in option form, in alphabetical order."""
    files = (entry.name for entry in (resources.files(__name__) / "conflicts").iterdir())
    return tuple(sorted(name.removesuffix(_ENDING) for name in files if name.endswith(_ENDING)))


def conflict(name: str) -> Path:
    """Return the file of a conflict in the catalog; `KeyError` if there is none of that name."""
    if name not in conflicts():
        raise KeyError(name)
    return Path(str(resources.files(__name__) / "conflicts" / f"{name}{_ENDING}"))
