"""A conflict in option form: decision makers, their options, and what each prefers.

A state says of every option whether it is taken. It is a whole number: bit `k` is option `k`, so
the grid of all states is `0 .. 2^options - 1`, and arrays over states are indexed by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.errors import DetenteError, Problem
from detente.shapes import Bools, Ints

Change: TypeAlias = Literal["both", "take", "drop", "never"]
"""What its owner can do with an option: take and drop it, only the one, or neither."""
MOST_OPTIONS = 22
"""With more, an array over all states would not fit an ordinary machine."""


class ConflictError(DetenteError):
    """The text or the crisis is no conflict that can be analysed."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something that its owner can do or leave; `change` says which of both can be undone."""

    name: str
    title: str = ""
    change: Change = "both"

    @property
    def label(self) -> str:
        """The option for a reader."""
        return self.title or self.name


@dataclass(frozen=True, slots=True)
class DecisionMaker:
    """Somebody who decides on some of the options, given by their numbers."""

    name: str
    options: tuple[int, ...]
    title: str = ""

    @property
    def label(self) -> str:
        """The decision maker for a reader."""
        return self.title or self.name

    @property
    def mask(self) -> int:
        """The bits of its own options."""
        return sum(1 << k for k in self.options)


@dataclass(frozen=True, eq=False)
class Barred:
    """Moves that a decision maker cannot make: from any state of one set into another set."""

    maker: int
    source: Bools  # 2^options
    target: Bools  # 2^options


@dataclass(frozen=True, eq=False)
class Conflict:
    """A conflict, whole: M decision makers over the grid of 2^options states.

    `ranks` are ordinal: a larger rank is preferred, equal ranks are indifferent; where a state is
    not feasible its rank means nothing. `notes` say what was lost on the way into this form,
    `remarks` what in the text does nothing.

    Raises `ConflictError` if the parts do not fit each other.

    >>> taken = np.arange(4)
    >>> dilemma = Conflict(
    ...     "Two prisoners",
    ...     options=(Option("a_confesses"), Option("b_confesses")),
    ...     makers=(DecisionMaker("a", (0,)), DecisionMaker("b", (1,))),
    ...     feasible=np.ones(4, bool),
    ...     ranks=np.array([[3, 4, 1, 2], [3, 1, 4, 2]], np.int32),
    ... )
    >>> dilemma.written(1), dilemma.words(1)
    ('YN', 'a_confesses')
    """

    title: str
    options: tuple[Option, ...]
    makers: tuple[DecisionMaker, ...]
    feasible: Bools  # 2^options
    ranks: Ints  # M, 2^options
    barred: tuple[Barred, ...] = ()
    status_quo: int | None = None
    notes: tuple[str, ...] = ()
    facts: dict[int, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        message = self._misfit()
        if message:
            raise ConflictError(Problem(message))

    @property
    def size(self) -> int:
        """The number of states of the grid, feasible or not."""
        return 1 << len(self.options)

    def states(self) -> Ints:
        """Return the feasible states in their order."""
        return np.flatnonzero(self.feasible).astype(np.int32)

    def written(self, state: int) -> str:
        """Write a state as a Y or N for each option, in their order."""
        return "".join("Y" if state >> k & 1 else "N" for k in range(len(self.options)))

    def words(self, state: int) -> str:
        """Write a state as the options that are taken."""
        taken = [option.name for k, option in enumerate(self.options) if state >> k & 1]
        return " + ".join(taken) or "nothing taken"

    def locks(self) -> tuple[int, int]:
        """Return the bits that cannot be taken and the bits that cannot be dropped."""
        kinds = [option.change for option in self.options]
        take = sum(1 << k for k, kind in enumerate(kinds) if kind in {"drop", "never"})
        drop = sum(1 << k for k, kind in enumerate(kinds) if kind in {"take", "never"})
        return take, drop

    def moves(self, maker: int, state: int) -> list[int]:
        """List where a decision maker can go in one move, in ascending order: its R(state)."""
        lock_take, lock_drop = self.locks()
        bars = [bar for bar in self.barred if bar.maker == maker and bar.source[state]]
        return sorted(
            target
            for change in _submasks(self.makers[maker].mask)
            if self.feasible[target := state ^ change]
            and not change & target & lock_take
            and not change & state & lock_drop
            and not any(bar.target[target] for bar in bars)
        )

    def improvements(self, maker: int, state: int) -> list[int]:
        """List the moves of a decision maker to states that it prefers: its R+(state)."""
        rank = self.ranks[maker]
        return [target for target in self.moves(maker, state) if rank[target] > rank[state]]

    def _misfit(self) -> str:
        """Say what does not fit, in a sentence; empty if all does."""
        owned = [k for maker in self.makers for k in maker.options]
        if len(self.options) > MOST_OPTIONS:
            return f"{len(self.options)} options are too many: the most is {MOST_OPTIONS}"
        if not self.makers:
            return "there is no decision maker"
        if sorted(owned) != list(range(len(self.options))):
            return "each option has to belong to one decision maker"
        if self.feasible.shape != (self.size,) or self.ranks.shape != (len(self.makers), self.size):
            return "feasible states and ranks have to be given for each state of the grid"
        if not self.feasible.any():
            return "no state is feasible"
        if self.status_quo is not None and not self.feasible[self.status_quo]:
            return f"the status quo {self.written(self.status_quo)} is not feasible"
        return ""


def dense(scores: Sequence[npt.NDArray[Any]]) -> Ints:
    """Return scores, one row a decision maker, as ranks 1, 2, ... (M, states).

    >>> dense([np.array([10, -5, 10])])
    array([[2, 1, 2]], dtype=int32)
    """
    rows = [np.unique(row, return_inverse=True)[1].reshape(-1) + 1 for row in scores]
    return np.array(rows, np.int32)


def _submasks(mask: int) -> Iterator[int]:
    """Yield every set of bits within a mask but the empty one."""
    part = mask
    while part:
        yield part
        part = (part - 1) & mask
