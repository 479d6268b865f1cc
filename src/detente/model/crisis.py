"""A crisis as frozen data: what the argument says, before anything is computed from it.

Everything is named; names of facts, events and moves are one namespace. Text is one front end
(`detente.scenario`), Python is another: both build this `Crisis`. Edits return new crises.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Literal, TypeAlias, TypeVar

from detente.errors import Span
from detente.model.card import as_card
from detente.model.conditions import Always, Condition, Moves, Quantity
from detente.model.numbers import Number
from detente.model.relations import Expected, Relation

Channel: TypeAlias = Literal["open", "proxy", "covert", "words"]
Kind: TypeAlias = Literal["information", "assumption", "judgement"]

NATURE = "nature"
"""The mover of stages that nobody decides: the first possible move of the stage happens."""
ANALYST = "analyst"
"""The observer whose priors and chances the forecast is made with."""
DEFAULT_OUTCOME = "done"
"""The name of the one sure outcome of a move without `outcomes`."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was read: CSL-JSON fields, and an Admiralty grade such as `B2`."""

    name: str
    fields: tuple[tuple[str, str], ...]
    grade: str = "F6"


@dataclass(frozen=True, slots=True)
class Citation:
    """A source and the place in it."""

    source: str
    place: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Theatre:
    """A place of the crisis; `at` is (longitude, latitude) in degrees, for the map."""

    name: str
    title: str = ""
    at: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A public variable with a finite, ordered set of values."""

    name: str
    values: tuple[str, ...]
    start: str
    text: str = ""
    where: str = ""
    source: Citation | None = None


@dataclass(frozen=True, slots=True)
class TypeOf:
    """A private type of an actor with the analyst's prior for it."""

    name: str
    prior: Number
    text: str = ""


@dataclass(frozen=True, slots=True)
class BeliefAboutType:
    """An actor's own prior that another actor has a type."""

    about: str
    type: str
    prior: Number


@dataclass(frozen=True, slots=True)
class BeliefAboutChance:
    """An actor's own chance for an outcome of a move."""

    move: str
    outcome: str
    chance: Number


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who decides. No types: one sure type. `rationality` is lambda, in 1/utils."""

    name: str
    title: str
    rationality: Number
    types: tuple[TypeOf, ...] = ()
    beliefs: tuple[BeliefAboutType, ...] = ()
    chances: tuple[BeliefAboutChance, ...] = ()
    patron: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way a move can turn out: its chance and what it assigns to facts."""

    name: str
    chance: Number
    then: tuple[tuple[str, str], ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """Something an actor (or `nature`) can do. Always at least one outcome."""

    name: str
    by: str
    title: str
    outcomes: tuple[Outcome, ...]
    where: str = ""
    channel: Channel = "open"
    rung: int = 0
    against: tuple[str, ...] = ()
    when: Condition = field(default_factory=Always)
    text: str = ""
    source: Citation | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A condition with a name, for use in other conditions."""

    name: str
    means: Condition
    text: str = ""


# --- the order of play ---------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class When:
    """The date of a stage: `on` a day; `within` so many days, or `after` so many, of the clock."""

    kind: Literal["same", "on", "within", "after"] = "same"
    on: date | None = None
    days: int = 0


@dataclass(frozen=True, slots=True)
class Stage:
    """One actor's turn. `happened` names the move that is on record, if the stage is past."""

    actor: str
    choose: tuple[str, ...]
    date: When = field(default_factory=When)
    when: Condition = field(default_factory=Always)
    happened: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Stages played `times` times, a round starting every `every` days.

    `name` is what a round is called: `week` gives `week 1`, `week 2` and so on.
    """

    times: int
    every: int
    stages: tuple[CourseItem, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """Stages of a `Repeat` that do not come in every round.

    They come in the rounds in which one of their days falls: `first` (default: the start of the
    repeat) and every `every` days after it.
    """

    every: int
    stages: tuple[Stage, ...]
    first: date | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """Stages whose choices are made without seeing each other."""

    stages: tuple[Stage, ...]


CourseItem: TypeAlias = Stage | Repeat | Turn | Together


# --- what the actors care about ------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Change:
    """A fact takes a value that it did not have."""

    fact: str
    value: str


@dataclass(frozen=True, slots=True)
class Stake:
    """What an actor cares about, in utils: once at the end (`when`) or `each` time.

    `worth` has one entry with an empty type for all types, or one entry per type.
    """

    actor: str
    name: str
    worth: tuple[tuple[str, Number], ...]
    when: Condition | None = None
    each: Moves | Change | None = None
    text: str = ""


# --- the argument --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of the argument: a premise (`means`), a conclusion (`expects`), or both empty.

    `confidence` is the share of draws in which a premise binds.
    """

    name: str
    text: str
    kind: Kind = "judgement"
    source: Citation | None = None
    confidence: float = 1.0
    means: tuple[Relation, ...] = ()
    expects: tuple[Expected, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Something that will turn out yes or no (`asks`), or a number (`counts`), by a date."""

    name: str
    text: str
    by: date
    asks: Condition | None = None
    counts: Quantity | None = None
    resolves: str = ""
    said: float | None = None
    word: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Insert:
    """A piece of course that an edit splices in: the stages start on a date."""

    on: date
    stages: tuple[CourseItem, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """A named change of the crisis with its reason: a counterfactual, a package or a lever.

    `sets` replaces numbers or starting values by path, `never` takes moves away, `drops` and
    `reverses` name claims; the rest is added.
    """

    name: str
    kind: Literal["counterfactual", "package", "lever"]
    text: str
    reason: str = ""
    by: tuple[str, ...] = ()
    source: Citation | None = None
    claims: tuple[str, ...] = ()
    sets: tuple[tuple[str, Number | str], ...] = ()
    never: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    reverses: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    moves: tuple[Move, ...] = ()
    stakes: tuple[Stake, ...] = ()
    course: tuple[Insert, ...] = ()


Entry = TypeVar("Entry", Actor, Move, Fact)


@dataclass(frozen=True)
class Crisis:
    """A crisis, whole. `places` remembers where each path stands in the text, if there is one.

    `parties` are the actors whose exchange of force it is, each with its proxies; none: anybody.
    """

    name: str
    title: str
    as_of: date
    actors: tuple[Actor, ...]
    moves: tuple[Move, ...]
    course: tuple[CourseItem, ...]
    stakes: tuple[Stake, ...]
    about: str = ""
    begins: date | None = None
    yardstick: str = "icd203"
    force_from: int = 6
    parties: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    theatres: tuple[Theatre, ...] = ()
    facts: tuple[Fact, ...] = ()
    events: tuple[Event, ...] = ()
    ends: Condition = field(default_factory=lambda: Always(value=False))
    claims: tuple[Claim, ...] = ()
    questions: tuple[Question, ...] = ()
    counterfactuals: tuple[Edit, ...] = ()
    packages: tuple[Edit, ...] = ()
    levers: tuple[Edit, ...] = ()
    inserted: tuple[Insert, ...] = ()  # pieces of course that edits have spliced in
    not_formalised: tuple[tuple[str, str], ...] = ()
    places: Mapping[str, Span] = field(
        default_factory=lambda: MappingProxyType({}), compare=False, repr=False
    )
    source_name: str = field(default="", compare=False)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Worked out once: compiled forms are looked up by crisis, and a crisis is large."""
        return hash((
            self.name, self.as_of, self.actors, self.moves, self.stakes, self.claims, self.inserted
        ))  # fmt: skip

    @property
    def start(self) -> date:
        """The day on which the course starts: `begins`, or `as_of`."""
        return self.begins or self.as_of

    def actor(self, name: str) -> Actor:
        """Return the actor of that name; `KeyError` if there is none."""
        return _named(self.actors, name)

    def move(self, name: str) -> Move:
        """Return the move of that name; `KeyError` if there is none."""
        return _named(self.moves, name)

    def fact(self, name: str) -> Fact:
        """Return the fact of that name; `KeyError` if there is none."""
        return _named(self.facts, name)

    def principal(self, actor: str) -> str:
        """Return who stands behind an actor: the end of its chain of patrons."""
        while actor != NATURE and (patron := self.actor(actor).patron):
            actor = patron
        return actor

    def _repr_html_(self) -> str:
        return as_card(self)


def _named(items: Iterable[Entry], name: str) -> Entry:
    for item in items:
        if item.name == name:
            return item
    raise KeyError(name)
