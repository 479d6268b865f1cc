"""Numbers as an analyst writes them: known, a range, a word, borrowed, or what is left of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Fixed:
    """A known number: `0.4`."""

    value: float


@dataclass(frozen=True, slots=True)
class Range:
    """An unknown between two bounds: `-6..-2`. Its name is the path where it stands."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Word:
    """An unknown within the band of a probability word of the crisis's yardstick: `likely`."""

    text: str


@dataclass(frozen=True, slots=True)
class Same:
    """The number that stands at another path: `= stakes.iran.looks_afraid`."""

    path: str


@dataclass(frozen=True, slots=True)
class Rest:
    """What the other probabilities of the same set leave of one: `rest`."""


Number: TypeAlias = Fixed | Range | Word | Same | Rest
