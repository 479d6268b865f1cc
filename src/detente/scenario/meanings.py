"""Parse trees to the model's conditions and relations, names resolved in context."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from lark import Token, Tree

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
    Or,
    Timing,
    TopRung,
    Union,
)
from detente.model.crisis import Change, Channel
from detente.model.relations import (
    Expectation,
    Expected,
    Mixture,
    Probability,
    Relation,
    Sum,
    Term,
    Weighted,
)
from detente.model.words import YARDSTICKS
from detente.scenario.names import Names
from detente.scenario.problems import did_you_mean

DAYS = {"day": 1, "week": 7, "month": 30}
_MOST_DAYS = 100_000
_KINDS = {
    "by": "movers", "for": "actors", "against": "actors", "where": "theatres", "channel": "channel",
}  # fmt: skip
_SINGULAR = {"movers": "actor", "actors": "actor", "theatres": "theatre", "channel": "channel"}
_COMPARED = {"worse_than": "worse than", "better_than": "better than", "as_bad_as": "as bad as"}


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake within a text: what is wrong with `text[start:end]`."""

    message: str
    start: int
    end: int
    hint: str = ""

    @property
    def length(self) -> int:
        """How much of the text is meant."""
        return max(1, self.end - self.start)


class Meanings:
    """Reads trees; every method bears the name of the grammar's rule that it reads."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.slips: list[Slip] = []
        self.paths: list[tuple[str, int, int]] = []
        self.events: list[tuple[str, int, int]] = []

    def of(self, tree: Any) -> Any:
        """Return what a tree means."""
        return getattr(self, tree.data)(tree.children)

    def _slip(self, token: Token, message: str, *, hint: str = "") -> None:
        start = token.start_pos or 0
        self.slips.append(Slip(message, start, start + len(token), hint))

    # --- whole texts -----------------------------------------------------------------------------
    def condition(self, parts: list[Any]) -> Condition:
        return self.of(parts[0])  # type: ignore[no-any-return]

    ends = condition

    def moves(self, parts: list[Any]) -> Moves:
        return self.of(parts[0])  # type: ignore[no-any-return]

    def each(self, parts: list[Any]) -> Moves | Change:
        return self.of(parts[0])  # type: ignore[no-any-return]

    def quantity(self, parts: list[Any]) -> Any:
        return self.of(parts[0])

    def relations(self, parts: list[Any]) -> tuple[Relation, ...]:
        return tuple(relation for chain in parts for relation in self.of(chain))

    def expected(self, parts: list[Any]) -> tuple[Expected, ...]:
        return tuple(one for comparison in parts for one in self.of(comparison))

    # --- conditions ------------------------------------------------------------------------------
    def always(self, _: list[Any]) -> Condition:
        return Always()

    def never(self, _: list[Any]) -> Condition:
        return Always(value=False)

    def disjunction(self, parts: list[Any]) -> Condition:
        return Or(tuple(self.of(part) for part in parts))

    def conjunction(self, parts: list[Any]) -> Condition:
        return And(tuple(self.of(part) for part in parts))

    def negation(self, parts: list[Any]) -> Condition:
        return Not(self.of(parts[0]))

    def fact(self, parts: list[Any]) -> Condition:
        name, how, *values = parts
        if how.data == "fact_in":
            op = "!=" if how.children[0] else "=="
        else:
            first, *negated = how.children
            op = str(first) if first.type == "OP" else "!=" if negated[0] else "=="
        self._check_values(name, values)
        return Is(str(name), op, tuple(map(str, values)))  # type: ignore[arg-type]

    def becomes(self, parts: list[Any]) -> Change:
        name, value = parts
        self._check_values(name, [value])
        return Change(str(name), str(value))

    def done(self, parts: list[Any]) -> Condition:
        moves, timing = parts
        if timing is None and moves.data == "named":
            return self._bare(moves.children[0])
        return Done(self._any_event(moves), self.of(timing) if timing else None)

    def follows(self, parts: list[Any]) -> Condition:
        if len(parts) == 2:  # noqa: PLR2004 (no duration between the two)
            return Follows(self.of(parts[0]), self._any_event(parts[1]))
        moves, number, unit, after = parts
        return Follows(self.of(moves), self._any_event(after), self._days(number, unit))

    def first_is(self, parts: list[Any]) -> Condition:
        among, moves, timing = parts
        return FirstIs(self.of(among), self.of(moves), self.of(timing) if timing else None)

    def compare(self, parts: list[Any]) -> Condition:
        quantity, op, number = parts
        return Compare(self.of(quantity), str(op), self._whole(number))  # type: ignore[arg-type]

    # --- moves and dates -------------------------------------------------------------------------
    def named(self, parts: list[Any]) -> Moves:
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
        meant = tuple(self.of(part) for part in parts)
        if all(part.data == "named" for part in parts):
            names = [moves.names[0] for moves in meant if isinstance(moves, Named)]
            if len(names) == len(meant):
                return Named(tuple(names))
        return Union(meant)

    def matching(self, parts: list[Any]) -> Moves:
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
        kind = str(parts[0])
        if kind == "within":
            return Timing("within", days=self._days(parts[1], parts[2]))
        dates = [self._date(token) for token in parts[1:]]
        first, last = dates[0], dates[-1]
        if kind == "between" and first > last:
            self._slip(parts[1], f"the dates run back from {first} to {last}")
        return Timing(
            kind,  # type: ignore[arg-type]
            first=None if kind == "by" else first,
            last=None if kind == "after" else last,
        )

    # --- quantities ------------------------------------------------------------------------------
    def count(self, parts: list[Any]) -> Count:
        moves, timing = parts
        return Count(self.of(moves), self.of(timing) if timing else None)

    def top_rung(self, parts: list[Any]) -> TopRung:
        return TopRung(self.of(parts[0]) if parts[0] else None)

    def exchanges(self, parts: list[Any]) -> Exchanges:
        return Exchanges(self.of(parts[0]) if parts[0] else None)

    def day_of(self, parts: list[Any]) -> DayOf:
        which, moves = parts
        return DayOf(str(which), self.of(moves))  # type: ignore[arg-type]

    # --- relations between unknowns --------------------------------------------------------------
    def chain(self, parts: list[Any]) -> list[Relation]:
        sums = [self.of(part) for part in parts[::2]]
        ops = [_COMPARED[op.data] if isinstance(op, Tree) else str(op) for op in parts[1::2]]
        for op in parts[1::2]:
            if isinstance(op, Token) and op == "!=":
                self._slip(op, "`!=` says nothing that a range of numbers could keep to")
        return [
            Relation(left, op, right)  # type: ignore[arg-type]
            for left, op, right in zip(sums, ops, sums[1:], strict=False)
        ]

    def sum(self, parts: list[Any]) -> Sum:
        terms: list[Term] = []
        constant = 0.0
        for sign, part in _signed(parts):
            if part.data == "constant":
                constant += sign * float(part.children[0])
            elif part.data == "term":
                terms.append(self._term(part.children, sign))
            else:
                factor, inner = part.children
                scale = sign * (1.0 if factor is None else float(factor))
                nested = self.of(inner)
                terms += [Term(scale * term.factor, term.path) for term in nested.terms]
                constant += scale * nested.constant
        return Sum(tuple(terms), constant)

    def _term(self, parts: list[Any], sign: float) -> Term:
        number, path = parts if isinstance(parts[1], Tree) else parts[::-1]
        token = path.children[0]
        self.paths.append((str(token), token.start_pos, token.end_pos))
        return Term(sign * (1.0 if number is None else float(number)), str(token))

    # --- relations between outcomes --------------------------------------------------------------
    def comparison(self, parts: list[Any]) -> list[Expected]:
        sides = [self.of(part) for part in parts[::2]]
        ops = ["==" if op == "is" else str(op) for op in parts[1::2]]
        for op in parts[1::2]:
            if op == "!=":
                self._slip(op, "`!=` cannot be tested on a range of outcomes")
        for part in parts[2:-1:2]:
            if part.data == "word":
                self._slip(part.children[0], "a word of probability can only stand last")
        return [
            Expected(left, op, right)  # type: ignore[arg-type]
            for left, op, right in zip(sides, ops, sides[1:], strict=False)
        ]

    def mixture(self, parts: list[Any]) -> Mixture:
        terms: list[Weighted] = []
        constant = 0.0
        for sign, part in _signed(parts):
            if part.data == "constant":
                constant += sign * float(part.children[0])
                continue
            factor, inner = part.children
            scale = sign * (1.0 if factor is None else float(factor))
            nested = self.of(inner)
            if isinstance(nested, Mixture):
                terms += [Weighted(scale * term.factor, term.of) for term in nested.terms]
                constant += scale * nested.constant
            else:
                terms.append(Weighted(scale, nested))
        return Mixture(tuple(terms), constant)

    def word(self, parts: list[Any]) -> Mixture:
        text = " ".join(map(str, parts))
        yardstick = YARDSTICKS.get(self.names.yardstick)
        if yardstick is not None and yardstick.band(text) is None:
            known = [word for band in yardstick.bands for word in (band.word, *band.synonyms)]
            start, end = parts[0].start_pos, parts[-1].end_pos
            message = f"`{text}` is no word of the yardstick {yardstick.name}"
            self.slips.append(Slip(message, start, end, did_you_mean(text, known)))
        return Mixture(word=text)

    def probability(self, parts: list[Any]) -> Probability:
        observer, given = parts
        event, *rest = (self.of(part) for part in given.children)
        return Probability(event, rest[0] if rest else None, self._observer(observer))

    def expectation(self, parts: list[Any]) -> Expectation:
        observer, given = parts
        quantity, *rest = (self.of(part) for part in given.children)
        return Expectation(quantity, rest[0] if rest else None, self._observer(observer))

    def _observer(self, tree: Any) -> str:
        if tree is None:
            return ""
        token = tree.children[0]
        if str(token) == "analyst":
            return "analyst"
        self._check_known([token], kind="actors")
        return str(token)

    # --- names and numbers -----------------------------------------------------------------------
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

    def _check_move(self, token: Token) -> None:
        if not self.names.can_tell("moves", "events", "facts"):
            return
        move, _, outcome = str(token).partition(".")
        known = (*self.names.moves, *self.names.events, *self.names.facts)
        if move not in self.names.moves:
            self._slip(
                token, f"no fact, event or move is called `{move}`", hint=did_you_mean(move, known)
            )
        elif outcome and outcome not in self.names.moves[move]:
            hint = did_you_mean(outcome, self.names.moves[move])
            self._slip(token, f"the move `{move}` has no outcome `{outcome}`", hint=hint)

    def _check_values(self, fact: Token, values: Iterable[Token]) -> None:
        if not self.names.can_tell("facts"):
            return
        name = str(fact)
        if name not in self.names.facts:
            hint = did_you_mean(name, self.names.facts)
            if name in self.names.events or name in self.names.moves:
                hint = f"`{name}` is {'an event' if name in self.names.events else 'a move'}"
            self._slip(fact, f"no fact is called `{name}`", hint=hint)
            return
        known = self.names.facts[name]
        for value in values:
            if known and str(value) not in known:
                hint = did_you_mean(str(value), known)
                self._slip(value, f"the fact `{name}` has no value `{value}`", hint=hint)

    def _check_known(self, tokens: Iterable[Token], *, kind: str) -> None:
        if kind != "channel" and not self.names.can_tell(kind.replace("movers", "actors")):
            return
        known = tuple(get_args(Channel)) if kind == "channel" else tuple(self.names.of(kind))
        for token in tokens:
            if str(token) not in known:
                message = f"no {_SINGULAR[kind]} is called `{token}`"
                self._slip(token, message, hint=did_you_mean(str(token), known))

    def _days(self, number: Token, unit: Token) -> int:
        days = self._whole(number) * DAYS[str(unit).rstrip("s")]
        if not 0 <= days <= _MOST_DAYS:
            self._slip(number, "a duration must be between 0 days and 100,000 days")
        return days

    def _whole(self, token: Token) -> int:
        if len(token) > 9:  # noqa: PLR2004 (digits of a number that anybody counts to)
            self._slip(token, "this number is too large")
            return 0
        return int(token)

    def _date(self, token: Token) -> date:
        try:
            return date.fromisoformat(str(token))
        except ValueError:
            self._slip(token, f"`{token}` is no day of the calendar")
            return date.min


def _signed(parts: list[Any]) -> Iterable[tuple[float, Any]]:
    """Pair every part of a sum with the sign before it."""
    for sign, part in zip(parts[::2], parts[1::2], strict=True):
        yield (-1.0 if sign == "-" else 1.0), part
