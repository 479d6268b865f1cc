"""One number of a crisis replaced by another: a worth, a chance, a prior, a precision, a start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from detente.errors import GameError, Problem
from detente.model.crisis import (
    ANALYST,
    Actor,
    BeliefAboutChance,
    BeliefAboutType,
    Crisis,
    Move,
    Stake,
)
from detente.model.naming import resolve
from detente.model.numbers import Number, Rest
from detente.model.unknowns import numbers

Choice: TypeAlias = tuple[str, Number]
"""One of several alternatives, and the number that it is given."""


def with_setting(crisis: Crisis, path: str, value: Number | str) -> Crisis:
    """Return the crisis with a number, or the start of a fact (`facts.NAME.start`), replaced.

    Of two alternatives (types, outcomes) the other becomes the rest. Raises `UnknownPath`.
    """
    if isinstance(value, str):
        name = path.removeprefix("facts.").removesuffix(".start")
        facts = (replace(f, start=value) if f.name == name else f for f in crisis.facts)
        return replace(crisis, facts=tuple(facts))
    for full in canonical(crisis, path):
        crisis = _with_number(crisis, full, value)
    return crisis


def canonical(crisis: Crisis, path: str) -> tuple[str, ...]:
    """Return the numbers that a path means; a belief that nobody has stated yet is one too."""
    if _own_belief(crisis, path):
        return (path,)
    return resolve(crisis, path)


def _own_belief(crisis: Crisis, path: str) -> bool:
    """Say whether a path is an observer's own view of a type or a chance, held or not yet."""
    match path.split("."):
        case ["beliefs", observer, thing, which] if observer != ANALYST:
            analysts = (f"beliefs.{ANALYST}.{thing}.{which}",
                        f"moves.{thing}.outcomes.{which}.chance")  # fmt: skip
            known = numbers(crisis)
            return any(a.name == observer for a in crisis.actors) and any(
                other in known for other in analysts
            )
    return False


def _with_number(crisis: Crisis, path: str, value: Number) -> Crisis:
    match path.split("."):
        case ["stakes", actor, stake, *type_]:
            change = _worth((type_ or [""])[0], value)
            return replace(crisis, stakes=tuple(
                change(s) if (s.actor, s.name) == (actor, stake) else s for s in crisis.stakes
            ))  # fmt: skip
        case ["moves", move, "outcomes", outcome, "chance"]:
            return replace(crisis, moves=tuple(
                _with_chance(m, outcome, value) if m.name == move else m for m in crisis.moves
            ))  # fmt: skip
        case ["rationality", actor]:
            return _with_actor(crisis, actor, lambda a: replace(a, rationality=value))
        case ["beliefs", observer, about, which]:
            return _with_belief(crisis, observer, (about, which), value)
    raise GameError(Problem(f"nothing can be set at `{path}`"))


def _worth(type_: str, value: Number) -> Callable[[Stake], Stake]:
    def change(stake: Stake) -> Stake:
        worth = tuple((t, value if t == type_ else old) for t, old in stake.worth)
        return replace(stake, worth=worth)

    return change


def _with_chance(move: Move, outcome: str, value: Number) -> Move:
    """Set an outcome's chance; of two outcomes the other becomes the rest."""
    two = len(move.outcomes) == 2
    return replace(move, outcomes=tuple(
        replace(o, chance=value) if o.name == outcome
        else replace(o, chance=Rest()) if two else o
        for o in move.outcomes
    ))  # fmt: skip


def _with_actor(crisis: Crisis, name: str, change: Callable[[Actor], Actor]) -> Crisis:
    return replace(crisis, actors=tuple(change(a) if a.name == name else a for a in crisis.actors))


def _with_belief(crisis: Crisis, observer: str, about: tuple[str, str], value: Number) -> Crisis:
    thing, which = about
    choice = (which, value)
    if observer != ANALYST:
        a_type = any(actor.name == thing for actor in crisis.actors)
        change = _with_prior if a_type else _with_own_chance
        return _with_actor(
            crisis, observer, lambda a: change(crisis, a, about=thing, choice=choice)
        )
    actor = crisis.actor(thing)
    priors = _share([(t.name, t.prior) for t in actor.types], choice)
    types = tuple(replace(t, prior=p) for t, p in zip(actor.types, priors, strict=True))
    return _with_actor(crisis, thing, lambda a: replace(a, types=types))


def _with_prior(crisis: Crisis, actor: Actor, *, about: str, choice: Choice) -> Actor:
    held = {b.type: b.prior for b in actor.beliefs if b.about == about}
    types = [t.name for t in crisis.actor(about).types]
    stated = held or {t.name: t.prior for t in crisis.actor(about).types}
    numbers_ = _share([(t, stated.get(t, Rest())) for t in types], choice)
    mine = tuple(BeliefAboutType(about, t, n) for t, n in zip(types, numbers_, strict=True))
    return replace(actor, beliefs=tuple(b for b in actor.beliefs if b.about != about) + mine)


def _with_own_chance(crisis: Crisis, actor: Actor, *, about: str, choice: Choice) -> Actor:
    held = {c.outcome: c.chance for c in actor.chances if c.move == about}
    outcomes = [(o.name, held.get(o.name, o.chance)) for o in crisis.move(about).outcomes]
    shared = zip(outcomes, _share(outcomes, choice), strict=True)
    mine = tuple(BeliefAboutChance(about, name, number) for (name, _), number in shared)
    return replace(actor, chances=tuple(c for c in actor.chances if c.move != about) + mine)


def _share(stated: list[Choice], choice: Choice) -> list[Number]:
    """Return the numbers with one set; of two alternatives the other becomes the rest."""
    two = len(stated) == 2
    which, value = choice
    return [value if name == which else Rest() if two else old for name, old in stated]
