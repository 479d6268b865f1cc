"""Text to conditions, moves, quantities and relations, by the grammar in `grammar.lark`.

A name is resolved by what the crisis declares: a fact, an event, a move or a move's outcome.
Nothing is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any, Literal, TypeAlias

from lark import Lark
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from detente.errors import Problem, ScenarioError, Span
from detente.model.conditions import Condition, Moves, Quantity
from detente.model.crisis import Change, Crisis
from detente.model.relations import Expected, Relation
from detente.scenario.meanings import Meanings, Slip
from detente.scenario.names import Names, names_of

Rule: TypeAlias = Literal[
    "condition", "ends", "moves", "each", "quantity", "relations", "expected"
]
LONGEST = 10_000
DEEPEST = 40
_RULES: tuple[Rule, ...] = (
    "condition", "ends", "moves", "each", "quantity", "relations", "expected",
)  # fmt: skip
_WANTED: dict[str, str] = {
    "condition": "a condition", "ends": "a condition", "moves": "a set of moves",
    "each": "a set of moves", "quantity": "a quantity",
    "relations": "a relation between numbers", "expected": "a relation between outcomes",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a text says: `value` is None if it does not parse; `slips` are its mistakes.

    `paths` are the paths of numbers that it names and `events` those events that it uses as
    moves, each with its first and last offset, to be checked when the crisis is whole.
    """

    value: Any
    slips: tuple[Slip, ...] = ()
    paths: tuple[tuple[str, int, int], ...] = ()
    events: tuple[tuple[str, int, int], ...] = field(default=())


def read_phrase(text: str, *, rule: Rule, names: Names) -> Phrase:
    """Return what a text says by one rule of the grammar."""
    if slip := _too_much(text):
        return Phrase(None, (slip,))
    try:
        tree = _grammar().parse(text, start=rule)
    except UnexpectedInput as error:
        return Phrase(None, (_explain(error, text=text, rule=rule),))
    meanings = Meanings(names)
    value = meanings.of(tree)
    return Phrase(value, tuple(meanings.slips), tuple(meanings.paths), tuple(meanings.events))


# --- for one text on its own ---------------------------------------------------------------------
def parse_condition(text: str, *, crisis: Crisis) -> Condition:
    """Return the condition that a text states about a crisis; `ScenarioError` if it does not."""
    return _parse(text, rule="condition", crisis=crisis)  # type: ignore[no-any-return]


def parse_moves(text: str, *, crisis: Crisis) -> Moves:
    """Return the set of moves that a text names; `ScenarioError` if it does not."""
    return _parse(text, rule="moves", crisis=crisis)  # type: ignore[no-any-return]


def parse_each(text: str, *, crisis: Crisis) -> Moves | Change:
    """Return the moves, or the change of a fact, that a stake counts each time."""
    return _parse(text, rule="each", crisis=crisis)  # type: ignore[no-any-return]


def parse_quantity(text: str, *, crisis: Crisis) -> Quantity:
    """Return the quantity that a text names, such as `count(rockets)` or `top rung`."""
    return _parse(text, rule="quantity", crisis=crisis)  # type: ignore[no-any-return]


def parse_relations(text: str) -> tuple[Relation, ...]:
    """Return the relations between unknowns that a text states; paths stay as written."""
    return _parse(text, rule="relations", crisis=None)  # type: ignore[no-any-return]


def parse_relation(text: str) -> Relation:
    """Return the one relation that a text states; `ScenarioError` if it states several.

    >>> parse_relation("us.war <= 2 * us.stalemate").op
    '<='
    """
    relations = parse_relations(text)
    if len(relations) != 1:
        raise ScenarioError(Problem(f"this states {len(relations)} relations, not one: {text}"))
    return relations[0]


def parse_expected(text: str, *, crisis: Crisis) -> tuple[Expected, ...]:
    """Return the relations between outcomes that a text states."""
    return _parse(text, rule="expected", crisis=crisis)  # type: ignore[no-any-return]


def _parse(text: str, *, rule: Rule, crisis: Crisis | None) -> Any:
    names = names_of(crisis) if crisis is not None else Names()
    phrase = read_phrase(text, rule=rule, names=names)
    if phrase.slips:
        raise ScenarioError(
            Problem(slip.message, Span(1, slip.start + 1, slip.length), slip.hint, "", text)
            for slip in phrase.slips
        )
    return phrase.value


# --- what does not parse -------------------------------------------------------------------------
@lru_cache(maxsize=1)
def _grammar() -> Lark:
    text = (resources.files("detente.scenario") / "grammar.lark").read_text("utf-8")
    return Lark(text, parser="lalr", start=list(_RULES), maybe_placeholders=True)


def _too_much(text: str) -> Slip | None:
    if len(text) > LONGEST:
        return Slip(f"this text has more than {LONGEST:,} characters", 0, len(text))
    depth = 0
    for place, character in enumerate(text):
        depth += (character in "({") - (character in ")}")
        if depth > DEEPEST:
            return Slip(f"brackets are nested deeper than {DEEPEST} levels", place, place + 1)
    return None


def _explain(error: UnexpectedInput, *, text: str, rule: Rule) -> Slip:
    """Say in the analyst's words what stands where it cannot."""
    wanted = _WANTED[rule]
    if not text.strip():
        return Slip(f"{wanted} is missing here", 0, 1)
    at_end = isinstance(error, UnexpectedEOF) or (
        isinstance(error, UnexpectedToken) and error.token.type == "$END"
    )
    if at_end:
        end = len(text.rstrip())
        return Slip(f"{wanted} ends too early", end - 1, end, _expecting(error))
    start = error.pos_in_stream or 0
    word = re.match(r"\w+|.", text[start:], re.DOTALL)
    found = word.group() if word else text[start:]
    hint = _known_slip(found, text=text, start=start) or _expecting(error)
    return Slip(f"`{found}` cannot stand here in {wanted}", start, start + len(found), hint)


_KNOWN = {
    "=": "compare with `is` or `==`",
    "&": "write `and`",
    "|": "write `or` between conditions",
    "!": "write `not`",
    "≥": "write `>=`",
    "≤": "write `<=`",
    '"': "names stand without quotes",
    "'": "names stand without quotes",
    "%": "write a number between 0 and 1",
}


def _known_slip(found: str, *, text: str, start: int) -> str:
    if found[0] == "=" and text[start : start + 2] == "==":
        return "compare a fact with `is`"
    if found.lower() in {"and", "or", "not", "is", "in", "by"} and found != found.lower():
        return f"write `{found.lower()}`"
    if found[0].isupper() and found[0] not in "PE":
        return "names are written in lower case"
    return _KNOWN.get(found[0], "")


_TERMS = {
    "NAME": "a name", "OUTCOME": "a move's outcome", "VALUE": "a value", "DATE": "a date such as 2020-02-02",
    "WHOLE": "a whole number", "NUMBER": "a number", "OP": "a comparison such as `>=`", "UNIT": "`days`",
    "PATH": "", "SIGN": "`+` or `-`", "PROPERTY": "`by`, `for`, `where`, `channel` or `against`",
    "$END": "the end", "LPAR": "`(`", "RPAR": "`)`", "LBRACE": "`{`", "RBRACE": "`}`", "VBAR": "`|`",
    "COMMA": "`,`", "STAR": "`*`", "END": "`first` or `last`",
}  # fmt: skip


def _expecting(error: UnexpectedInput) -> str:
    """List what the grammar allows at the place, unless that is nearly everything."""
    if isinstance(error, UnexpectedToken):
        allowed: Iterable[str] = error.accepts or error.expected
    elif isinstance(error, UnexpectedCharacters):
        allowed = error.allowed or ()
    else:
        allowed = getattr(error, "expected", ())
    words = sorted({_TERMS.get(term, f"`{term.lower()}`") for term in allowed} - {""})
    if not 0 < len(words) <= 7:  # noqa: PLR2004 (a list that is read at a glance)
        return ""
    return f"{'or '.join([', '.join(words[:-1]) + ' ', words[-1]]) if len(words) > 1 else words[0]} can stand here"


__all__ = [
    "Phrase", "parse_condition", "parse_each", "parse_expected", "parse_moves", "parse_quantity",
    "parse_relation", "parse_relations", "read_phrase",
]  # fmt: skip
