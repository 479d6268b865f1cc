"""The use of force: who, what, where, when, through whom; and the exchange leg by leg."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

import numpy as np

from detente.forecast.conclusions import quotient
from detente.forecast.readings import Readings
from detente.forecast.results import Branch, Distribution
from detente.game import automata
from detente.shapes import Bools, Floats

NOBODY = "none"
LEGS = 4
"""How many legs of the exchange the tree shows."""


def force_events(readings: Readings) -> Bools:
    """Return which events (X) after the record are a use of force."""
    side = readings.memory.events.force_side()
    return np.array([bool(s) for s in side], bool) & readings.after_record


@dataclass(frozen=True)
class FirstForce:
    """The first use of force after the record: one answer per (step, move), the first for none."""

    reading: int
    keys: tuple[tuple[int, int], ...]  # step, move of answer 1, 2, ...

    @classmethod
    def ask(cls, readings: Readings) -> FirstForce:
        """Add the reading."""
        course, force = readings.compiled.course, force_events(readings)
        made = [course.events[x] for x in np.flatnonzero(force)]
        keys = list(dict.fromkeys((event.step, event.move) for event in made))
        number = {key: 1 + i for i, key in enumerate(keys)}
        table = np.repeat(np.arange(len(keys) + 1)[:, None], len(course.events), axis=1)
        for x in np.flatnonzero(force):
            table[0, x] = number[course.events[x].step, course.events[x].move]
        automaton = automata.minimal(table, np.arange(len(keys) + 1))
        return cls(readings.ask(automaton), tuple(keys))

    def distributions(self, readings: Readings, chances: Floats) -> tuple[Distribution, ...]:
        """Group the answers (D, A) by who, what, where, when and channel."""
        crisis, course = readings.compiled.crisis, readings.compiled.course
        moves = [crisis.moves[m] for _, m in self.keys]
        steps = [course.steps[s] for s, _ in self.keys]
        groups: tuple[tuple[str, str, list[str]], ...] = (
            ("who", "Who uses force first", [move.by for move in moves]),
            ("what", "By which move", [move.name for move in moves]),
            ("where", "Where", [move.where or "elsewhere" for move in moves]),
            ("when", "When", [window(step) for step in steps]),
            ("channel", "Through whom", [str(move.channel) for move in moves]),
        )
        return tuple(
            _grouped(name, title, labels, chances=chances) for name, title, labels in groups
        )


def _grouped(name: str, title: str, labels: list[str], *, chances: Floats) -> Distribution:
    distinct = tuple(dict.fromkeys(labels))
    values = np.zeros((len(chances), len(distinct) + 1))
    for answer, label in enumerate(labels):
        values[:, distinct.index(label)] += chances[:, 1 + answer]
    values[:, -1] = chances[:, 0]
    return Distribution(name, title, (*distinct, NOBODY), values)


class Dated(Protocol):
    """Something with the first and the last day of a window."""

    @property
    def start(self) -> date:
        """The first day."""

    @property
    def end(self) -> date:
        """The last day."""


def window(dated: Dated) -> str:
    """Write the dates: a day, or the first and last day of the window."""
    return f"{dated.end}" if dated.start == dated.end else f"{dated.start} to {dated.end}"


@dataclass(frozen=True)
class Legs:
    """The exchange leg by leg: each answer is a sequence of who used force, sides alternating."""

    reading: int
    sequences: tuple[tuple[str, ...], ...]

    @classmethod
    def ask(cls, readings: Readings) -> Legs:
        """Add the reading. A leg lasts while the same side uses force; its first actor names it."""
        crisis, course = readings.compiled.crisis, readings.compiled.course
        made, force = readings.memory.events.made, force_events(readings)
        actor = [move.by if forced else "" for move, forced in zip(made, force, strict=True)]
        start: tuple[str, ...] = ()
        number: dict[tuple[str, ...], int] = {}

        def follow(legs: tuple[str, ...], x: int) -> tuple[str, ...]:
            if not actor[x] or len(legs) == LEGS:
                return legs
            again = legs and crisis.principal(legs[-1]) == crisis.principal(actor[x])
            return legs if again else (*legs, actor[x])

        def answer(legs: tuple[str, ...]) -> int:
            return number.setdefault(legs, len(number))

        automaton = automata.explore(start, follow, answer=answer, events=len(course.events))
        return cls(readings.ask(automaton), tuple(number))

    def tree(self, readings: Readings, chances: Floats) -> Branch:
        """Build the tree of the exchange from the answers (D, A)."""
        under: dict[tuple[str, ...], Floats] = defaultdict(lambda: np.zeros(len(chances)))
        for answer, legs in enumerate(self.sequences):
            for depth in range(len(legs) + 1):
                under[legs[:depth]] = under[legs[:depth]] + chances[:, answer]
        ended = {legs: chances[:, answer] for answer, legs in enumerate(self.sequences)}
        titles = {actor.name: actor.title for actor in readings.compiled.crisis.actors}
        return _branch((), under, ended, titles.__getitem__)


def _branch(
    legs: tuple[str, ...],
    under: dict[tuple[str, ...], Floats],
    ended: dict[tuple[str, ...], Floats],
    title: Callable[[str], str],
) -> Branch:
    """Build the branch of a sequence; `under` and `ended` are the chances to reach and stop."""
    here = under[legs]
    children = [
        _branch(longer, under, ended, title)
        for longer, chance in under.items()
        if longer[:-1] == legs and longer != legs and chance.any()
    ]
    children.sort(key=lambda branch: -branch.chance)
    if children:
        quiet = ended.get(legs, np.zeros(len(here)))
        children.append(_named("no further force", "", quiet, given=here))
    actor = legs[-1] if legs else ""
    label = title(actor) if actor else "after the record"
    branch = _named(label, actor, here, given=under[legs[:-1]])
    return replace(branch, children=tuple(children))


def _named(label: str, actor: str, chance: Floats, *, given: Floats) -> Branch:
    share = quotient(chance, given)
    return Branch(label, actor, -1, None, "", "", float(chance.mean()), share)
