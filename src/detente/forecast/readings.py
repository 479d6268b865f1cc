"""What is read off every solution: questions, conclusions and distributions as lifted automata."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import TypeAlias

import numpy as np

from detente.errors import Problem, SolveError
from detente.game import automata
from detente.game.arrays import Numbers
from detente.game.automata import Automaton
from detente.game.compile import Compiled
from detente.game.course import refusal
from detente.game.memory import Memory
from detente.game.reading import Lift, lift
from detente.model import conditions as c
from detente.model.crisis import ANALYST
from detente.shapes import Bools, Floats

Knowing: TypeAlias = tuple[tuple[str, str], ...]
"""What an observer is taken to be sure of: actors, each with its type."""


@dataclass(frozen=True)
class Asked:
    """One thing read off a solution: a lifted automaton, through one observer's eyes."""

    lift: Lift
    observer: int


@dataclass
class Readings:
    """Everything to be read, each once; `ask_*` return the number under which the answers come.

    The recorded moves are given: edges at a recorded step other than the record's are closed,
    unless the given condition of a reading names moves of that step itself.

    A reading may be through the eyes of an observer who is sure of somebody's type (`knowing`):
    what would follow if the actor were of that type, and others still had to guess it.
    """

    compiled: Compiled
    observer: str = ANALYST
    asked: list[Asked] = field(default_factory=list)
    sure: list[tuple[int, Knowing]] = field(default_factory=list)
    _known: dict[tuple[bytes, bytes, int], int] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.memory = Memory(self.compiled.course)
        game, course = self.compiled.game, self.compiled.course
        self.recorded = {s.index: s.stage.happened for s in course.steps if s.stage.happened}
        self._source_step = game.stage[game.source]
        self._decides = game.mover[game.source] >= 0
        self.allowed = self._allowed(frozenset())
        self.after_record = ~np.isin(course.event_step, list(self.recorded))
        self._refuse_impossible_record()

    def _refuse_impossible_record(self) -> None:
        """Raise `GameError` if a recorded move can never be made at its stage."""
        crisis = self.compiled.crisis
        for step in self.compiled.course.steps:
            if step.index not in self.recorded:
                continue
            here = (self._source_step == step.index) & self._decides & self.allowed
            if not here.any():
                raise refusal(
                    crisis,
                    step.path,
                    f"`{step.stage.happened}` is on record here, but it can never be made",
                    hint="check its `when` and the stage's against the facts at that date",
                )

    def _allowed(self, released: frozenset[int]) -> Bools:
        game, crisis = self.compiled.game, self.compiled.crisis
        allowed = np.ones(len(game.child), bool)
        names = np.array([move.name for move in crisis.moves], object)[game.move]
        for step, happened in self.recorded.items():
            if step not in released:
                here = (self._source_step == step) & self._decides
                allowed &= ~here | (names == happened)
        return allowed

    def ask(
        self,
        automaton: Automaton,
        *,
        given: c.Condition | None = None,
        observer: str = "",
        knowing: Knowing = (),
    ) -> int:
        """Read an automaton with answers 0, 1, ...; return the reading's number."""
        who = self.observer_index(observer or self.observer, knowing=knowing)
        allowed = self._allowed(frozenset(self._named_steps(given))) if given else self.allowed
        key = (automaton.key, allowed.tobytes(), who)
        if key not in self._known:
            self._known[key] = len(self.asked)
            self.asked.append(Asked(lift(self.compiled.game, automaton, allowed=allowed), who))
        return self._known[key]

    def ask_probability(
        self,
        event: c.Condition,
        *,
        given: c.Condition | None = None,
        observer: str = "",
        knowing: Knowing = (),
    ) -> int:
        """Read P(event | given): answer 2 is both, 1 the given alone, 0 neither."""
        both = automata.product(
            self.memory.condition(event),
            self.memory.condition(given or c.Always()),
            lambda is_so, is_given: is_given * (1 + is_so),
        )
        return self.ask(both, given=given, observer=observer, knowing=knowing)

    def ask_quantity(
        self,
        quantity: c.Quantity,
        *,
        given: c.Condition | None = None,
        observer: str = "",
        knowing: Knowing = (),
    ) -> tuple[int, Floats]:
        """Read the distribution of a quantity; also the value of each answer (NaN: not given)."""
        counted = self.memory.quantity(quantity)
        values = np.unique(counted.output)
        ranked = counted.map(lambda out: np.searchsorted(values, out).astype(np.int32))
        both = automata.product(
            ranked,
            self.memory.condition(given or c.Always()),
            lambda rank, is_given: is_given * (1 + rank),
        )
        reading = self.ask(both, given=given, observer=observer, knowing=knowing)
        return reading, np.concatenate(([np.nan], values.astype(float)))

    def ask_record(self) -> Lift:
        """Return the lift of the record itself: answer 1 is that all of it was chosen."""
        wrong = np.zeros(len(self.compiled.course.events), bool)
        for x, event in enumerate(self.compiled.course.events):
            happened = self.recorded.get(event.step)
            wrong[x] = bool(happened) and self.compiled.crisis.moves[event.move].name != happened
        table = np.vstack((np.where(wrong, 1, 0), np.ones(len(wrong), np.int32)))
        everything = np.ones(len(self.compiled.game.child), bool)
        return lift(
            self.compiled.game, automata.minimal(table, np.array([1, 0])), allowed=everything
        )

    def numbers(self, points: Floats) -> Numbers:
        """Return the game's numbers at points (D, U), a row more for every observer who is sure."""
        numbers = self.compiled.parameters.numbers(points)
        for observer, knowing in self.sure:
            prior = numbers.prior[:, observer].copy()
            for actor, type_ in knowing:
                slots = self.slots(actor)
                prior[:, slots] = 0.0
                player = self.compiled.game.players.index(actor)
                prior[:, slots.start + self.compiled.game.types[player].index(type_)] = 1.0
            numbers = replace(
                numbers,
                prior=np.concatenate((numbers.prior, prior[:, None]), axis=1),
                chance=np.concatenate(
                    (numbers.chance, numbers.chance[:, :, observer, None]), axis=2
                ),
            )
        return numbers

    def slots(self, actor: str) -> slice:
        """Return where the types of an actor stand among all types."""
        game = self.compiled.game
        player = game.players.index(actor)
        return slice(int(game.player_slot[player]), int(game.player_slot[player + 1]))

    def observer_index(self, observer: str, *, knowing: Knowing = ()) -> int:
        """Return the index of an observer: a player, the analyst after them, then the sure ones."""
        players = self.compiled.game.players
        if knowing:
            entry = (self.observer_index(observer), knowing)
            if entry not in self.sure:
                self.sure.append(entry)
            return len(players) + 1 + self.sure.index(entry)
        if observer == ANALYST:
            return len(players)
        if observer not in players:
            raise SolveError(
                Problem(
                    f"nobody called `{observer}` can read the forecast",
                    hint=f"the observers are {', '.join((*players, ANALYST))}",
                )
            )
        return players.index(observer)

    def _named_steps(self, given: c.Condition) -> set[int]:
        names = set(_names(given, {e.name: e.means for e in self.compiled.crisis.events}))
        return {
            step.index
            for step in self.compiled.course.steps
            if step.index in self.recorded and names & set(step.stage.choose)
        }


def _names(part: object, events: dict[str, c.Condition]) -> Iterator[str]:
    """Walk a condition for the moves that it names."""
    match part:
        case c.Named(names):
            yield from (name.partition(".")[0] for name in names)
        case c.EventRef(name):
            yield from _names(events[name], events)
        case tuple():
            for inner in part:
                yield from _names(inner, events)
        case _ if is_dataclass(part):
            for entry in fields(part):
                yield from _names(getattr(part, entry.name), events)
