"""Text to conditions, moves, quantities and relations, by the grammar in `grammar.lark`.

A name is resolved by what the crisis declares: a fact, an event, a move or a move's outcome.
Nothing is evaluated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any, Literal, TypeAlias

from lark import Lark
from lark.exceptions import UnexpectedInput
from lark.lexer import PatternRE, PatternStr, TerminalDef

from detente.errors import Problem, ScenarioError, Span
from detente.model.conditions import Condition, Moves, Quantity
from detente.model.crisis import Change, Crisis
from detente.model.relations import Expected, Relation
from detente.scenario.lookups import Slip
from detente.scenario.meanings import Meanings
from detente.scenario.names import Names, names_of
from detente.scenario.refusals import explain

Rule: TypeAlias = Literal["condition", "ends", "moves", "each", "quantity", "relations", "expected"]
LONGEST = 10_000
DEEPEST = 40
_RULES: tuple[Rule, ...] = (
    "condition", "ends", "moves", "each", "quantity", "relations", "expected",
)  # fmt: skip


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


def read_phrase(text: str, *, rule: Rule, names: Names, hints: bool = True) -> Phrase:
    """Return what a text says by one rule of the grammar; `hints` say what was meant."""
    if slip := _too_much(text):
        return Phrase(None, (slip,))
    try:
        tree = _grammar().parse(text, start=rule)
    except UnexpectedInput as error:
        return Phrase(None, (explain(error, text=text, rule=rule),))
    meanings = Meanings(names, hints=hints)
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
    return Lark(
        text, parser="lalr", start=list(_RULES), maybe_placeholders=True, edit_terminals=_whole_word
    )


def _whole_word(terminal: TerminalDef) -> None:
    """Let a word of the grammar end where the word ends, so that `andd` is not `and d`."""
    word = terminal.pattern.value
    if isinstance(terminal.pattern, PatternStr) and word.isalpha():
        terminal.pattern = PatternRE(rf"{word}\b")
        terminal.priority = 1  # as a word of the language it wins over a name


def _too_much(text: str) -> Slip | None:
    if len(text) > LONGEST:
        return Slip(f"this text has more than {LONGEST:,} characters", 0, len(text))
    depth = 0
    for place, character in enumerate(text):
        depth += (character in "({") - (character in ")}")
        if depth > DEEPEST:
            return Slip(f"brackets are nested deeper than {DEEPEST} levels", place, place + 1)
    return None


__all__ = [
    "Phrase", "parse_condition", "parse_each", "parse_expected", "parse_moves", "parse_quantity",
    "parse_relation", "parse_relations", "read_phrase",
]  # fmt: skip
