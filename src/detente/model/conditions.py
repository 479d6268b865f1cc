"""Conditions on the path of play, as data; `scenario.grammar` gives them their text.

A condition is true or false of a history: of the moves made so far, their dates, and the facts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

Operator: TypeAlias = Literal["==", "!=", "<", "<=", ">", ">="]


# --- sets of moves -------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Named:
    """Moves by name, or one outcome of a move: `missile_strike`, `missile_strike.deaths`."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """Moves by their properties: `move(for iran, rung >= 6, where iraq)`; unset means any.

    `by` is the mover itself, `on_behalf` the mover or, through `patron`, whoever stands behind it.
    """

    by: tuple[str, ...] = ()
    on_behalf: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    rung: tuple[tuple[Operator, int], ...] = ()


@dataclass(frozen=True, slots=True)
class EventRef:
    """A named entry of `events:` (or of its moves, where moves are wanted)."""

    name: str


@dataclass(frozen=True, slots=True)
class Union:
    """Moves in any of several sets: `{missile_strike, rockets, move(by huthis)}`."""

    parts: tuple[Moves, ...]


Moves: TypeAlias = Named | Matching | EventRef | Union


# --- when ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Timing:
    """A limit on dates, inclusive but for `after` (a later day); None is open.

    `within N days` counts from `as_of`.
    """

    kind: Literal["by", "after", "on", "within", "between"]
    first: date | None = None
    last: date | None = None
    days: int | None = None


# --- conditions ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Always:
    """True (or, negated, false) of every history: `always`, `never`."""

    value: bool = True


@dataclass(frozen=True, slots=True)
class Is:
    """A fact has (or has not) one of these values; orders follow the declared order of values."""

    fact: str
    op: Operator
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """One of these moves has been made, within the dates if there are any."""

    moves: Moves
    timing: Timing | None = None


@dataclass(frozen=True, slots=True)
class Follows:
    """One of `moves` came after the first of `after`, at most `days` later (None: ever).

    Where `after` names an event that is a condition, it counts from when that came true.
    """

    moves: Moves
    after: Moves
    days: int | None = None


@dataclass(frozen=True, slots=True)
class FirstIs:
    """The first move of `among` was one of `moves`, made within the dates if there are any."""

    among: Moves
    moves: Moves
    timing: Timing | None = None


@dataclass(frozen=True, slots=True)
class Compare:
    """A quantity compared with a number: `count(rockets) >= 2`, `top rung >= 8`."""

    quantity: Quantity
    op: Operator
    number: int


@dataclass(frozen=True, slots=True)
class Not:
    """The part is false."""

    part: Condition


@dataclass(frozen=True, slots=True)
class And:
    """Every part is true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Some part is true."""

    parts: tuple[Condition, ...]


Condition: TypeAlias = Always | Is | Done | Follows | FirstIs | Compare | Not | And | Or | EventRef


# --- quantities ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Count:
    """How many times one of these moves was made, within the dates if there are any."""

    moves: Moves
    timing: Timing | None = None


@dataclass(frozen=True, slots=True)
class TopRung:
    """The highest rung reached, within the dates if there are any."""

    timing: Timing | None = None


@dataclass(frozen=True, slots=True)
class Exchanges:
    """How many times force (rung `force_from` and up) by one side was answered by another's.

    A side is a principal: an actor without a patron, together with whoever it is patron of.
    """

    timing: Timing | None = None


@dataclass(frozen=True, slots=True)
class DayOf:
    """Days from the course's start to the first or the last of these moves; -1 if there is none."""

    which: Literal["first", "last"]
    moves: Moves


Quantity: TypeAlias = Count | TopRung | Exchanges | DayOf
