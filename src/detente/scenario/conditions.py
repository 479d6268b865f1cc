"""Parse trees to conditions, moves and quantities, names resolved in context."""

from __future__ import annotations

from typing import Any, Literal, cast

from lark import Token

from detente.model.conditions import (
    Always,
    And,
    Compare,
    Condition,
    Count,
    DayOf,
    Done,
    EventRef,
    Exchanges,
    FirstIs,
    Follows,
    Is,
    Matching,
    Moves,
    Named,
    Not,
    Operator,
    Or,
    Timing,
    TopRung,
    Union,
)
from detente.model.crisis import Change
from detente.scenario.lookups import Lookups

_KINDS = {
    "by": "movers",
    "for": "actors",
    "against": "actors",
    "where": "theatres",
    "channel": "channel",
}


class Conditions(Lookups):
    """Reads trees; every method bears the name of the grammar's rule that it reads."""

    def of(self, tree: Any) -> Any:
        """Return what a tree means."""
        return getattr(self, tree.data)(tree.children)

    def condition(self, parts: list[Any]) -> Condition:
        """Read a whole condition."""
        return self.of(parts[0])  # type: ignore[no-any-return]

    ends = condition

    def moves(self, parts: list[Any]) -> Moves:
        """Read a whole set of moves."""
        return self.of(parts[0])  # type: ignore[no-any-return]

    def each(self, parts: list[Any]) -> Moves | Change:
        """Read what a stake counts each time."""
        return self.of(parts[0])  # type: ignore[no-any-return]

    def quantity(self, parts: list[Any]) -> Any:
        """Read a whole quantity."""
        return self.of(parts[0])

    # --- conditions ------------------------------------------------------------------------------
    def always(self, _: list[Any]) -> Condition:
        """Read `always`."""
        return Always()

    def never(self, _: list[Any]) -> Condition:
        """Read `never`."""
        return Always(value=False)

    def disjunction(self, parts: list[Any]) -> Condition:
        """Read `a or b`."""
        return Or(tuple(self.of(part) for part in parts))

    def conjunction(self, parts: list[Any]) -> Condition:
        """Read `a and b`."""
        return And(tuple(self.of(part) for part in parts))

    def negation(self, parts: list[Any]) -> Condition:
        """Read `not a`."""
        return Not(self.of(parts[0]))

    def fact(self, parts: list[Any]) -> Condition:
        """Read `fact is value`, `fact in {..}` and `fact >= value`."""
        name, how, *values = parts
        if how.data == "fact_in":
            op = "!=" if how.children[0] else "=="
        else:
            first, *negated = how.children
            op = str(first) if first.type == "OP" else "!=" if negated[0] else "=="
        self._check_values(name, values)
        return Is(str(name), cast("Operator", op), tuple(map(str, values)))

    def becomes(self, parts: list[Any]) -> Change:
        """Read `fact becomes value`."""
        name, value = parts
        self._check_values(name, [value])
        return Change(str(name), str(value))

    def done(self, parts: list[Any]) -> Condition:
        """Read moves, or a name that stands alone, with or without dates."""
        moves, timing = parts
        if timing is None and moves.data == "named":
            return self._bare(moves.children[0])
        return Done(self._any_event(moves), self.of(timing) if timing else None)

    def follows(self, parts: list[Any]) -> Condition:
        """Read `moves after moves` and `moves within 14 days of moves`."""
        if len(parts) == 2:
            return Follows(self.of(parts[0]), self._any_event(parts[1]))
        moves, number, unit, after = parts
        return Follows(self.of(moves), self._any_event(after), self._days(number, unit))

    def first_is(self, parts: list[Any]) -> Condition:
        """Read `first moves is moves`."""
        among, moves, timing = parts
        return FirstIs(self.of(among), self.of(moves), self.of(timing) if timing else None)

    def compare(self, parts: list[Any]) -> Condition:
        """Read `quantity >= 2`."""
        quantity, op, number = parts
        return Compare(self.of(quantity), cast("Operator", str(op)), self._whole(number))

    # --- moves and dates -------------------------------------------------------------------------
    def named(self, parts: list[Any]) -> Moves:
        """Read a move, an outcome of one, or an event that is moves."""
        token = parts[0]
        name = str(token)
        if name in self.names.events:
            self.events.append((name, token.start_pos, token.end_pos))
            return EventRef(name)
        if name in self.names.facts:
            self._slip(token, f"`{name}` is a fact; a move or an event is wanted here")
        elif token.type == "OUTCOME" or name not in self.names.moves:
            self._check_move(token)
        return Named((name,))

    def union(self, parts: list[Any]) -> Moves:
        """Read `{a, b}`."""
        meant = tuple(self.of(part) for part in parts)
        if all(part.data == "named" for part in parts):
            names = [moves.names[0] for moves in meant if isinstance(moves, Named)]
            if len(names) == len(meant):
                return Named(tuple(names))
        return Union(meant)

    def matching(self, parts: list[Any]) -> Moves:
        """Read `move(by a, rung >= 6)`."""
        named: dict[str, tuple[str, ...]] = {}
        rungs: list[tuple[Any, int]] = []
        for part in parts:
            if part is None:
                continue
            if part.data == "rung":
                op, number = part.children
                rungs.append((str(op), self._whole(number)))
                continue
            key, *values = part.children
            if str(key) in named:
                self._slip(key, f"`{key}` stands twice", hint="join names with `|`")
            self._check_known(values, kind=_KINDS[str(key)])
            named[str(key)] = tuple(map(str, values))
        if "for" in named:
            named["on_behalf"] = named.pop("for")
        return Matching(rung=tuple(rungs), **named)

    def timing(self, parts: list[Any]) -> Timing:
        """Read `by 2020-02-02` and its like."""
        kind = cast('Literal["by", "after", "on", "within", "between"]', str(parts[0]))
        if kind == "within":
            return Timing("within", days=self._days(parts[1], parts[2]))
        dates = [self._date(token) for token in parts[1:]]
        first, last = dates[0], dates[-1]
        if kind == "between" and first > last:
            self._slip(parts[1], f"the dates run back from {first} to {last}")
        return Timing(
            kind,
            first=None if kind == "by" else first,
            last=None if kind == "after" else last,
        )

    # --- quantities ------------------------------------------------------------------------------
    def count(self, parts: list[Any]) -> Count:
        """Read `count(moves)`."""
        moves, timing = parts
        return Count(self.of(moves), self.of(timing) if timing else None)

    def top_rung(self, parts: list[Any]) -> TopRung:
        """Read `top rung`."""
        return TopRung(self.of(parts[0]) if parts[0] else None)

    def exchanges(self, parts: list[Any]) -> Exchanges:
        """Read `exchanges`."""
        return Exchanges(self.of(parts[0]) if parts[0] else None)

    def day_of(self, parts: list[Any]) -> DayOf:
        """Read `day of first moves`."""
        which, moves = parts
        return DayOf(cast('Literal["first", "last"]', str(which)), self.of(moves))

    # --- names -----------------------------------------------------------------------------------
    def _bare(self, token: Token) -> Condition:
        """Read a name that stands alone: an event, a move, or a fact with the values no, yes."""
        name = str(token)
        if name in self.names.events:
            return EventRef(name)
        if name not in self.names.facts:
            return Done(self.named([token]))
        values = self.names.facts[name]
        if values and set(values) != {"no", "yes"}:
            hint = f"write `{name} is {values[0]}`, or another of its values"
            self._slip(token, f"`{name}` is a fact and not one of no and yes", hint=hint)
        return Is(name, "==", ("yes",))

    def _any_event(self, tree: Any) -> Moves:
        """Read moves where an event of any kind may stand, for the time when it came true."""
        if tree.data == "named" and (name := str(tree.children[0])) in self.names.events:
            return EventRef(name)
        return self.of(tree)  # type: ignore[no-any-return]
