"""Statements about options, such as `strike and not leave`, as the states in which they hold.

The words are `and`, `or`, `not`, `if`, `iff` and brackets: `a if b` holds unless b does and a does
not, `a iff b` where both or neither hold. A name is an option and holds where it is taken. The
grammar is parsed; nothing is evaluated as a program.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedEOF, UnexpectedInput, UnexpectedToken

from detente.shapes import Bools
from detente.stability.conflict import Conflict

LONGEST = 2000
DEEPEST = 40
_GRAMMAR = r"""
?statement: either | either "if" either -> given | either "iff" either -> just
?either: both ("or" both)*
?both: one ("and" one)*
?one: atom | "not" atom -> negated
?atom: NAME -> option | "(" statement ")"
NAME: /[A-Za-z_][A-Za-z0-9_]*/
%ignore /\s+/
"""
WORDS = frozenset({"and", "or", "not", "if", "iff"})
"""Names that no option can have."""


@dataclass(frozen=True)
class SlipError(Exception):
    """What is wrong with a statement, and where in its text."""

    message: str
    start: int
    end: int
    unknown: str = ""  # the name that is no option's


def holds(text: str, options: Mapping[str, int]) -> Bools:
    """Return in which states of the grid a statement holds; `options` gives the bit of each name.

    Raises `SlipError` if the text is no statement or names what is no option.

    >>> holds("a if not b", {"a": 0, "b": 1})
    array([False,  True,  True,  True])
    """
    opened = text.count("(")
    if len(text) > LONGEST or opened > DEEPEST:
        raise SlipError("this statement is too long to be read", 0, 1)
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        raise _explained(error, text) from None
    for token in tree.scan_values(lambda value: isinstance(value, Token)):
        if token not in options:
            start = token.start_pos or 0
            message = f"no option is called `{token}`"
            raise SlipError(message, start, start + len(token), str(token))
    states = np.arange(1 << len(options), dtype=np.int64)
    return np.asarray(_Truth(states, options).transform(tree), bool)


class _Truth(Transformer[Token, Any]):
    """From the leaves up: the states in which each part holds."""

    def __init__(self, states: Any, options: Mapping[str, int]) -> None:
        super().__init__()
        self.states, self.options = states, options

    def option(self, parts: list[Token]) -> Any:
        return (self.states >> self.options[str(parts[0])] & 1).astype(bool)

    def negated(self, parts: list[Any]) -> Any:
        return ~parts[0]

    def both(self, parts: list[Any]) -> Any:
        return np.logical_and.reduce(parts)

    def either(self, parts: list[Any]) -> Any:
        return np.logical_or.reduce(parts)

    def given(self, parts: list[Any]) -> Any:
        return parts[0] | ~parts[1]

    def just(self, parts: list[Any]) -> Any:
        return parts[0] == parts[1]


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(_GRAMMAR, start="statement", parser="lalr", propagate_positions=True)


def _explained(error: UnexpectedInput, text: str) -> SlipError:
    if not text.strip():
        return SlipError("a statement about options is missing here", 0, 1)
    ended = isinstance(error, UnexpectedEOF) or (
        isinstance(error, UnexpectedToken) and error.token.type == "$END"
    )
    if ended:
        end = len(text.rstrip())
        return SlipError("the statement ends too early", end - 1, end)
    start = error.pos_in_stream or 0
    found = str(error.token) if isinstance(error, UnexpectedToken) else text[start : start + 1]
    return SlipError(
        f"`{found}` cannot stand here in a statement about options", start, start + len(found)
    )


def state_of(text: str, conflict: Conflict) -> int | None:
    """Return the state that a text writes: `YNNY`, its number, options with `+`, or `nothing`.

    None if it writes no state of the conflict.
    """
    names = {option.name: k for k, option in enumerate(conflict.options)}
    return state_in(text, names)


def state_in(text: str, options: Mapping[str, int]) -> int | None:
    """Return the state that a text writes, given the bit of each option's name.

    >>> [state_in(text, {"a": 0, "b": 1}) for text in ("NY", "b", "a + b", "nothing", "3", "c")]
    [2, 2, 3, 0, 3, None]
    """
    text = text.strip()
    if len(text) == len(options) and set(text) <= {"Y", "N"} and text not in options:
        return sum(1 << k for k, letter in enumerate(text) if letter == "Y")
    if text in {"nothing", "nothing taken"}:
        return 0
    if text.isascii() and text.isdigit() and len(text) < 9:
        return int(text) if int(text) < 1 << len(options) else None
    taken = [part.strip() for part in text.split("+")]
    if not all(part in options for part in taken):
        return None
    return sum({1 << options[part] for part in taken})


def pattern_of(text: str, count: int) -> tuple[int, int] | None:
    """Return the bits that a pattern such as `Y-N` fixes, and their values; None if it is none.

    >>> pattern_of("Y-N", 3)
    (5, 1)
    """
    if len(text) != count or not set(text) <= {"Y", "N", "-"}:
        return None
    fixed = sum(1 << k for k, letter in enumerate(text) if letter != "-")
    return fixed, sum(1 << k for k, letter in enumerate(text) if letter == "Y")
