"""The shapes that parts of a scenario file can have: what `keys` is written in.

The loader reads by them and the JSON Schema is made from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from detente.scenario.amounts import Kind
from detente.scenario.phrases import Rule

NameKind: TypeAlias = Literal["name", "sentence", "label", "field"]
"""`name`: of a thing; `sentence`: of a claim or question; `label`: of a crisis or source."""


@dataclass(frozen=True, slots=True)
class Text:
    """Any text."""


@dataclass(frozen=True, slots=True)
class Label:
    """A short name that may hold hyphens."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """The name of something declared elsewhere: `actors`, `moves`, `facts` and so on."""

    kind: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a fact: a name or a whole number."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date, `2020-01-03`."""


@dataclass(frozen=True, slots=True)
class Length:
    """A duration, `7 days`."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between two bounds."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Real:
    """A number between two bounds, known."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Confidence:
    """A known probability, or a probability word, which stands for the middle of its band."""


@dataclass(frozen=True, slots=True)
class Grade:
    """An Admiralty grade, `B2`."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of the model: known, a range, a word, borrowed, or the rest."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Setting:
    """What an edit sets: a number of the model, or a value of a fact, by the key's path."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A condition, quantity or relation in the grammar of its own."""

    rule: Rule


@dataclass(frozen=True, slots=True)
class Listed:
    """A list; with `or_one` a single item may stand for a list of one."""

    of: Shape
    or_one: bool = False
    least: int = 0


@dataclass(frozen=True, slots=True)
class Mapped:
    """Names with what they name; with `or_one` a single item may stand without any name.

    `refers` says that the names are declared elsewhere.
    """

    of: Shape
    names: NameKind = "name"
    refers: str = ""
    or_one: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a record."""

    name: str
    shape: Shape
    help: str = ""
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with known keys; anything else than a mapping stands for the key `short`."""

    what: str
    keys: tuple[Key, ...]
    short: str = ""
    adds_names: bool = False

    def key(self, name: str) -> Key | None:
        """Return the key of that name, or None."""
        return next((key for key in self.keys if key.name == name), None)


@dataclass(frozen=True, slots=True)
class Choice:
    """A record that is told by the key it has; `otherwise` if it has none of them."""

    by_key: tuple[tuple[str, Record], ...]
    otherwise: Record


@dataclass(frozen=True, slots=True)
class Again:
    """A shape that is defined further up, by its name in `keys.DEFINED`."""

    name: str


Shape: TypeAlias = (
    Text | Label | OneOf | Ref | Value | Day | Length | Whole | Real | Confidence | Grade | Amount
    | Setting | Sentence | Listed | Mapped | Record | Choice | Again
)  # fmt: skip
