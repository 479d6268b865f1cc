"""Every number of a crisis by its path, and each as a linear form of the unknowns.

Paths are those that claims and errors use:

- `stakes.ACTOR.STAKE`, or `stakes.ACTOR.STAKE.TYPE` where the worth differs by type
- `moves.MOVE.outcomes.OUTCOME.chance`
- `beliefs.analyst.ACTOR.TYPE` (the prior under `types:`) and `beliefs.OBSERVER.ACTOR.TYPE`
- `beliefs.OBSERVER.MOVE.OUTCOME` (an observer's own chance)
- `rationality.ACTOR`
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import TypeAlias

import numpy as np

from detente.errors import GameError, Problem
from detente.model.crisis import ANALYST, Actor, Crisis
from detente.model.numbers import Fixed, Number, Range, Rest, Same, Word
from detente.model.words import YARDSTICKS
from detente.shapes import Floats


@dataclass(frozen=True, slots=True)
class Unknown:
    """A number that the argument leaves open, between two bounds."""

    path: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Linear:
    """`constant + sum of weight * unknown`, the unknowns by path."""

    constant: float = 0.0
    weights: Mapping[str, float] = field(default_factory=dict)

    def plus(self, other: Linear, factor: float = 1.0) -> Linear:
        """Return `self + factor * other`."""
        weights = dict(self.weights)
        for path, weight in other.weights.items():
            weights[path] = weights.get(path, 0.0) + factor * weight
        kept = {path: weight for path, weight in weights.items() if weight != 0.0}
        return Linear(self.constant + factor * other.constant, kept)

    def at(self, points: Floats, paths: tuple[str, ...]) -> Floats:
        """Return the values (D) at points (D, U) whose columns are the unknowns of the paths."""
        value = np.full(len(points), self.constant)
        for path, weight in self.weights.items():
            value += weight * points[:, paths.index(path)]
        return value


@dataclass(frozen=True, slots=True)
class Simplex:
    """Numbers that are probabilities of the same thing: each at least zero, together one."""

    name: str
    paths: tuple[str, ...]


Section: TypeAlias = tuple[str, list[tuple[str, Number]]]
"""Numbers by path, and the name of the thing that they are probabilities of, if they are."""


@lru_cache(maxsize=64)
def _numbers(crisis: Crisis) -> tuple[dict[str, Number], tuple[Simplex, ...]]:
    sections = [*_shared(crisis), *(part for actor in crisis.actors for part in _own(actor))]
    numbers = {path: number for _, entries in sections for path, number in entries}
    simplices = [Simplex(name, tuple(path for path, _ in part)) for name, part in sections if name]
    return numbers, tuple(simplices)


def _shared(crisis: Crisis) -> Iterator[Section]:
    """Stakes, and the analyst's chances and priors."""
    for stake in crisis.stakes:
        yield "", [(stake_path(stake.actor, stake.name, type_), n) for type_, n in stake.worth]
    for move in crisis.moves:
        chances = [(chance_path(ANALYST, move.name, o.name), o.chance) for o in move.outcomes]
        yield f"moves.{move.name}.outcomes", chances
    for actor in crisis.actors:
        if actor.types:
            priors = [(prior_path(ANALYST, actor.name, t.name), t.prior) for t in actor.types]
            yield f"actors.{actor.name}.types", priors


def _own(actor: Actor) -> Iterator[Section]:
    """An actor's own priors, chances and rationality."""
    for about, beliefs in groupby(actor.beliefs, key=lambda b: b.about):
        priors = [(prior_path(actor.name, about, b.type), b.prior) for b in beliefs]
        yield f"beliefs.{actor.name}.{about}", priors
    for move, held in groupby(actor.chances, key=lambda c: c.move):
        chances = [(chance_path(actor.name, move, c.outcome), c.chance) for c in held]
        yield f"beliefs.{actor.name}.{move}", chances
    yield "", [(f"rationality.{actor.name}", actor.rationality)]


def stake_path(actor: str, stake: str, type_: str = "") -> str:
    """Return the path of a stake's worth, for one type if it differs by type."""
    return f"stakes.{actor}.{stake}.{type_}" if type_ else f"stakes.{actor}.{stake}"


def prior_path(observer: str, actor: str, type_: str) -> str:
    """Return the path of an observer's prior that an actor has a type."""
    return f"beliefs.{observer}.{actor}.{type_}"


def chance_path(observer: str, move: str, outcome: str) -> str:
    """Return the path of an observer's chance that a move turns out so."""
    if observer == ANALYST:
        return f"moves.{move}.outcomes.{outcome}.chance"
    return f"beliefs.{observer}.{move}.{outcome}"


def numbers(crisis: Crisis) -> dict[str, Number]:
    """Return every number of the crisis by its path, in the order of the file's sections."""
    return dict(_numbers(crisis)[0])


def simplices(crisis: Crisis) -> tuple[Simplex, ...]:
    """Return the sets of probabilities that must sum to one."""
    return _numbers(crisis)[1]


def unknowns(crisis: Crisis) -> tuple[Unknown, ...]:
    """Return the numbers that the argument leaves open, in the order of `numbers`."""
    return _unknowns(crisis)


@lru_cache(maxsize=64)
def _unknowns(crisis: Crisis) -> tuple[Unknown, ...]:
    found = []
    for path, number in _numbers(crisis)[0].items():
        if isinstance(number, Range):
            found.append(Unknown(path, number.low, number.high))
        elif isinstance(number, Word):
            band = YARDSTICKS[crisis.yardstick].band(number.text)
            if band is None:
                raise GameError(Problem(f"`{number.text}` is no word of {crisis.yardstick}"))
            found.append(Unknown(path, band.low, band.high))
    return tuple(found)


def linear(crisis: Crisis) -> dict[str, Linear]:
    """Return every number as a linear form of the unknowns; `GameError` on a circle of `=`."""
    return dict(_linear(crisis))


@lru_cache(maxsize=64)
def _linear(crisis: Crisis) -> dict[str, Linear]:
    written, groups = _numbers(crisis)
    siblings = {path: group.paths for group in groups for path in group.paths}
    forms: dict[str, Linear] = {}

    def form(path: str, trail: tuple[str, ...]) -> Linear:
        if path in trail:
            circle = " = ".join(f"`{p}`" for p in (*trail[trail.index(path) :], path))
            raise GameError(Problem(f"numbers borrow from each other in a circle: {circle}"))
        if path not in forms:
            forms[path] = resolve(path, (*trail, path))
        return forms[path]

    def resolve(path: str, trail: tuple[str, ...]) -> Linear:
        number = written[path]
        match number:
            case Fixed(value):
                return Linear(value)
            case Range() | Word():
                return Linear(0.0, {path: 1.0})
            case Same(other):
                return form(other, trail)
            case Rest():
                total = Linear(1.0)
                for sibling in siblings[path]:
                    if sibling != path:
                        total = total.plus(form(sibling, trail), -1.0)
                return total

    for path in written:
        form(path, ())
    return forms
