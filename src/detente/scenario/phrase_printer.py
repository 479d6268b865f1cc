"""Conditions, moves, quantities and relations back to text; what `phrases` reads, this writes."""

from __future__ import annotations

from collections.abc import Iterable

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
    Quantity,
    Timing,
    TopRung,
    Union,
)
from detente.model.crisis import Change
from detente.model.relations import Expected, Mixture, Probability, Relation, Sum, Weighted
from detente.scenario.amounts import plain, write_duration


def write_condition(condition: Condition) -> str:
    """Return the text of a condition.

    >>> write_condition(And((Not(EventRef("attack")), Is("us_in_iraq", "==", ("gone",)))))
    'not attack and us_in_iraq is gone'
    """
    match condition:
        case Always(value):
            return "always" if value else "never"
        case EventRef(name):
            return name
        case Is(fact, op, values):
            return f"{fact} {_is(op, values)}"
        case Done(moves, timing):
            return write_moves(moves) + _timing(timing)
        case Follows(moves, after, days):
            join = "after" if days is None else f"within {write_duration(days)} of"
            return f"{write_moves(moves)} {join} {write_moves(after)}"
        case FirstIs(among, moves, timing):
            return f"first {write_moves(among)} is {write_moves(moves)}{_timing(timing)}"
        case Compare(quantity, op, number):
            return f"{write_quantity(quantity)} {op} {number}"
        case Not(part):
            return f"not {_inner(part, Not, And, Or)}"
        case And(parts):
            return " and ".join(_inner(part, And, Or) for part in parts) or "always"
        case Or(parts):
            return " or ".join(_inner(part, Or) for part in parts) or "never"


def _inner(part: Condition, *weaker: type) -> str:
    text = write_condition(part)
    return f"({text})" if isinstance(part, weaker) else text


def _is(op: str, values: tuple[str, ...]) -> str:
    if op not in {"==", "!="}:
        return f"{op} {values[0]}"
    negated = op == "!="
    if len(values) == 1:
        return f"is not {values[0]}" if negated else f"is {values[0]}"
    return f"{'not ' if negated else ''}in {{{', '.join(values)}}}"


def write_moves(moves: Moves) -> str:
    """Return the text of a set of moves.

    >>> write_moves(Matching(by=("us", "israel"), rung=((">=", 6),)))
    'move(by us|israel, rung >= 6)'
    """
    match moves:
        case EventRef(name):
            return name
        case Named(names):
            return names[0] if len(names) == 1 else f"{{{', '.join(names)}}}"
        case Union(parts):
            texts = [write_moves(part) for part in parts]
            if all(isinstance(part, Named) and len(part.names) == 1 for part in parts):
                texts[0] = f"{{{texts[0]}}}"
            return f"{{{', '.join(texts)}}}"
        case Matching():
            return f"move({', '.join(_properties(moves))})"


def _properties(moves: Matching) -> Iterable[str]:
    for word, names in (
        ("by", moves.by),
        ("for", moves.on_behalf),
        ("against", moves.against),
        ("where", moves.where),
        ("channel", moves.channel),
    ):
        if names:
            yield f"{word} {'|'.join(names)}"
    for op, rung in moves.rung:
        yield f"rung {op} {rung}"


def _timing(timing: Timing | None) -> str:
    if timing is None:
        return ""
    if timing.kind == "within":
        return f" within {write_duration(timing.days or 0)}"
    if timing.kind == "between":
        return f" between {timing.first} and {timing.last}"
    return f" {timing.kind} {timing.last if timing.kind == 'by' else timing.first}"


def write_each(each: Moves | Change) -> str:
    """Return the text of what a stake counts each time.

    >>> write_each(Change("truce", "broken"))
    'truce becomes broken'
    """
    if isinstance(each, Change):
        return f"{each.fact} becomes {each.value}"
    return write_moves(each)


def write_quantity(quantity: Quantity) -> str:
    """Return the text of a quantity.

    >>> write_quantity(Count(Named(("rockets",))))
    'count(rockets)'
    """
    match quantity:
        case Count(moves, timing):
            return f"count({write_moves(moves)}{_timing(timing)})"
        case TopRung(timing):
            return f"top rung{_timing(timing)}"
        case Exchanges(timing):
            return f"exchanges{_timing(timing)}"
        case DayOf(which, moves):
            return f"day of {which} {write_moves(moves)}"


# --- relations -----------------------------------------------------------------------------------
def write_relation(relation: Relation) -> str:
    """Return the text of a relation between unknowns.

    >>> from detente.scenario.phrases import parse_relation
    >>> write_relation(parse_relation("us.war <= 2*us.stalemate - 1"))
    'us.war <= 2 * us.stalemate - 1'
    """
    return f"{_sum(relation.left)} {relation.op} {_sum(relation.right)}"


def _sum(total: Sum) -> str:
    return _signed(((term.factor, term.path) for term in total.terms), total.constant)


def write_expected(expected: Expected) -> str:
    """Return the text of a relation between outcomes."""
    op = "is" if expected.op == "==" and expected.right.word else expected.op
    return f"{_mixture(expected.left)} {op} {_mixture(expected.right)}"


def _mixture(mixture: Mixture) -> str:
    if mixture.word:
        return mixture.word
    return _signed(((term.factor, _weighted(term)) for term in mixture.terms), mixture.constant)


def _weighted(term: Weighted) -> str:
    of = term.of
    if isinstance(of, Probability):
        letter, text = "P", write_condition(of.event)
    else:
        letter, text = "E", write_quantity(of.quantity)
    given = "" if of.given is None else f" | {write_condition(of.given)}"
    observer = f"[{of.observer}]" if of.observer else ""
    return f"{letter}{observer}({text}{given})"


def _signed(terms: Iterable[tuple[float, str]], constant: float) -> str:
    """Write a sum: every term with its sign, the constant last."""
    pieces = [(factor < 0, _multiple(abs(factor), text)) for factor, text in terms]
    if constant or not pieces:
        pieces.append((constant < 0, plain(abs(constant))))
    first, *others = pieces
    start = f"-{first[1]}" if first[0] else first[1]
    return start + "".join(f" {'-' if minus else '+'} {text}" for minus, text in others)


def _multiple(factor: float, text: str) -> str:
    return text if factor == 1.0 else f"{plain(factor)} * {text}"
