"""What does not parse, in the analyst's words: what stands where it cannot, and what could."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from detente.scenario.lookups import Slip

_WANTED: dict[str, str] = {
    "condition": "a condition", "ends": "a condition", "moves": "a set of moves",
    "each": "a set of moves", "quantity": "a quantity",
    "relations": "a relation between numbers", "expected": "a relation between outcomes",
}  # fmt: skip


def explain(error: UnexpectedInput, *, text: str, rule: str) -> Slip:
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
    hint = _known_slip(found, text=text, start=start) or _meant(found, error) or _expecting(error)
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


def _meant(found: str, error: UnexpectedInput) -> str:
    """Name the word of the language that could stand here and that this nearly is."""
    words = [term.lower() for term in _allowed(error) if term not in _TERMS]
    near = get_close_matches(found.lower(), words, n=1, cutoff=0.7)
    return f"did you mean `{near[0]}`?" if near else ""


_TERMS = {
    "$END": "the end",
    "COMMA": "`,`",
    "DATE": "a date such as 2020-02-02",
    "END": "`first` or `last`",
    "LBRACE": "`{`",
    "LPAR": "`(`",
    "NAME": "a name",
    "NUMBER": "a number",
    "OP": "a comparison such as `>=`",
    "OUTCOME": "a move's outcome",
    "PATH": "",
    "PROPERTY": "`by`, `for`, `where`, `channel` or `against`",
    "RBRACE": "`}`",
    "RPAR": "`)`",
    "SIGN": "`+` or `-`",
    "STAR": "`*`",
    "UNIT": "`days`",
    "VALUE": "a value",
    "VBAR": "`|`",
    "WHOLE": "a whole number",
}


def _expecting(error: UnexpectedInput) -> str:
    """List what the grammar allows at the place, unless that is nearly everything."""
    words = sorted({_TERMS.get(term, f"`{term.lower()}`") for term in _allowed(error)} - {""})
    if not 0 < len(words) <= 7:
        return ""
    start = f"{', '.join(words[:-1])} or " if len(words) > 1 else ""
    return f"{start}{words[-1]} can stand here"


def _allowed(error: UnexpectedInput) -> Iterable[str]:
    """Return the grammar's own names for what could stand at the place."""
    if isinstance(error, UnexpectedToken):
        return error.accepts or error.expected
    if isinstance(error, UnexpectedCharacters):
        return error.allowed or ()
    return getattr(error, "expected", ())
