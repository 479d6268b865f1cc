"""What a path in a claim means: any dotted tail that names just one number of the crisis."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from detente.model.crisis import ANALYST, Crisis
from detente.model.unknowns import numbers, stake_path

_NEAR = 0.6


class UnknownPath(KeyError):  # noqa: N818 (a path, as a `KeyError` is about a key)
    """A path that names no number, or several.

    `candidates` are the numbers that fit if there are several (`ambiguous`), else the nearest.
    """

    def __init__(self, path: str, candidates: tuple[str, ...], *, ambiguous: bool = False) -> None:
        self.path = path
        self.candidates = candidates
        self.ambiguous = ambiguous
        super().__init__(path)

    def __str__(self) -> str:
        if self.ambiguous:
            return f"`{self.path}` fits {len(self.candidates)} numbers"
        return f"no number is called `{self.path}`"


class Naming:
    """The names of a crisis's numbers, indexed once; `resolve` looks one path up."""

    def __init__(self, crisis: Crisis) -> None:
        self._names: dict[str, tuple[str, ...]] = _full_names(crisis)
        self._tails: dict[str, list[str]] = {}
        for name in self._names:
            for tail in _tails(name):
                self._tails.setdefault(tail, []).append(name)

    def resolve(self, path: str) -> tuple[str, ...]:
        """Return the canonical paths that a path means; see the function `resolve`."""
        if path in self._names:
            return self._names[path]
        fits = _preferred(self._tails.get(path, []))
        meanings = {self._names[name] for name in fits}
        if len(meanings) == 1:
            return meanings.pop()
        if fits:
            raise UnknownPath(path, tuple(fits), ambiguous=True)
        raise UnknownPath(path, self.nearest(path))

    def nearest(self, path: str) -> tuple[str, ...]:
        """Return the names most like a path that names nothing, as short as they are written."""
        parts = path.split(".")
        alike = {
            name: _likeness(parts, other)
            for name in (*self._tails, *self._names)
            if len(other := name.split(".")) == len(parts)
        }
        near = (name for name, likeness in alike.items() if likeness >= _NEAR)
        return tuple(sorted(near, key=lambda name: -alike[name])[:3])


def resolve(crisis: Crisis, path: str) -> tuple[str, ...]:
    """Return the canonical number paths that a shortened path means.

    A full path means itself. Otherwise the path is a dotted tail of just one number's path; where
    it fits the analyst's number and others' beliefs, the analyst's is meant. The analyst's chance
    of an outcome may be called `MOVE.OUTCOME` as well. A stake that differs by type, named without
    the type, means one number per type.

    Raises `UnknownPath` when nothing or several fit.
    """
    return naming(crisis).resolve(path)


@lru_cache(maxsize=64)
def naming(crisis: Crisis) -> Naming:
    """Return the index of the crisis's names, built once per crisis."""
    return Naming(crisis)


def _likeness(parts: list[str], other: list[str]) -> float:
    """Say how alike two paths are in the part where they are least alike."""
    pairs = zip(parts, other, strict=True)
    return min(1.0 if a == b else SequenceMatcher(None, a, b).ratio() for a, b in pairs)


def _full_names(crisis: Crisis) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {path: (path,) for path in numbers(crisis)}
    for move in crisis.moves:
        for outcome in move.outcomes:
            canonical = f"moves.{move.name}.outcomes.{outcome.name}.chance"
            names[f"beliefs.{ANALYST}.{move.name}.{outcome.name}"] = (canonical,)
    for stake in crisis.stakes:
        paths = tuple(stake_path(stake.actor, stake.name, type_) for type_, _ in stake.worth)
        names[stake_path(stake.actor, stake.name)] = paths
    return names


def _tails(name: str) -> Iterator[str]:
    while "." in name:
        name = name.split(".", 1)[1]
        yield name


def _preferred(names: list[str]) -> list[str]:
    """Leave out the beliefs of others where the analyst's fits as well."""
    analysts = [name for name in names if name.startswith(f"beliefs.{ANALYST}.")]
    if not analysts:
        return names
    return [n for n in names if not n.startswith("beliefs.") or n in analysts]
