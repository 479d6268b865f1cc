"""What the checks look at: a crisis or an edit of it, with the places of its parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from detente.errors import Span
from detente.model.crisis import Crisis, Edit, Fact, Move, Stake
from detente.model.naming import Naming
from detente.scenario.reader import Reader


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of a file that is checked together.

    `crisis` is what names refer to: for an edit, the crisis with what the edit adds. `facts`,
    `moves` and `stakes` are those written in this part, under `prefix`.
    """

    crisis: Crisis
    reader: Reader
    facts: tuple[Fact, ...]
    moves: tuple[Move, ...]
    stakes: tuple[Stake, ...]
    naming: Naming
    prefix: str = ""

    def key(self, path: str) -> Span | None:
        """Return where the key of a path stands."""
        path = self.prefix + path
        return self.reader.keys.get(path) or self.reader.places.get(path)

    def place(self, path: str) -> Span | None:
        """Return where the value of a path stands."""
        path = self.prefix + path
        return self.reader.places.get(path) or self.reader.keys.get(path)

    def is_read(self, path: str) -> bool:
        """Say whether what stands at a path has the form that it must have."""
        return self.prefix + path not in self.reader.unread

    def add(self, message: str, *, span: Span | None, hint: str = "") -> None:
        """Note a mistake."""
        self.reader.problems.add(message, span=span, hint=hint)

    def nearest(self, word: str, among: Iterable[str]) -> str:
        """Return the hint that names what a word most resembles."""
        return self.reader.problems.nearest(word, among)

    def can_tell(self, *sections: str) -> bool:
        """Say whether all of these sections could be read."""
        return self.reader.names.can_tell(*sections)


def whole(crisis: Crisis, reader: Reader) -> Scope:
    """Return the scope of the crisis itself."""
    return Scope(crisis, reader, crisis.facts, crisis.moves, crisis.stakes, Naming(crisis))


def edited(scope: Scope, edit: Edit) -> Scope:
    """Return the scope of an edit of the crisis."""
    crisis = replace(
        scope.crisis,
        facts=scope.crisis.facts + edit.facts,
        moves=scope.crisis.moves + edit.moves,
        stakes=scope.crisis.stakes + edit.stakes,
    )
    adds = edit.facts or edit.moves or edit.stakes
    return Scope(
        crisis if adds else scope.crisis,
        scope.reader,
        edit.facts,
        edit.moves,
        edit.stakes,
        Naming(crisis) if adds else scope.naming,
        f"{edit.kind}s.{edit.name}.",
    )
