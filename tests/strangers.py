"""A crisis from a stranger who means harm: markup of every format in everything that is text."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from detente.forecast.results import Forecast
from detente.model.crisis import Source
from detente.model.numbers import Word
from detente.model.relations import Mixture

POISON = (
    "</title></style></script><script>alert(1)</script><img src=x onerror=alert(1)>"
    ' [link](javascript:alert(1)) | `code` ]] #read("/etc/passwd") \\#sys " \' $x$ *b* _i_ <!--'
    " \x1b[31m\x07 \u2028 {{7*7}} &lt; https://example.org/x\n# head\n"
)
WRITTEN = {"title", "text", "about", "reason", "resolves", "word", "note", "place", "source_name"}


def poisoned(value: Any) -> Any:
    """Append the poison to every text that a person writes; names stay what they are."""
    if isinstance(value, Source):
        dirty = tuple((key, text + POISON) for key, text in value.fields)
        return replace(value, fields=(*dirty, ("URL", "javascript:alert(1)")))
    if isinstance(value, Word | Mixture):  # words of the language, not of the writer
        return value
    if isinstance(value, tuple):
        return tuple(poisoned(part) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        fresh = {}
        for field in fields(value):
            old = getattr(value, field.name)
            if field.name in WRITTEN and isinstance(old, str):
                fresh[field.name] = old + POISON
            elif is_dataclass(old) or isinstance(old, tuple):
                fresh[field.name] = poisoned(old)
        return replace(value, **fresh)
    return value


def hostile(forecast: Forecast) -> Forecast:
    """Return the forecast of a poisoned crisis."""
    crisis = poisoned(forecast.crisis)
    reasons = tuple((name, why + POISON) for name, why in crisis.not_formalised)
    crisis = replace(crisis, not_formalised=reasons)
    named = {question.name: question for question in crisis.questions}
    answers = tuple(replace(a, question=named[a.question.name]) for a in forecast.answers)
    return replace(forecast, crisis=crisis, answers=answers, tree=poisoned_tree(forecast.tree))


def poisoned_tree(branch: Any) -> Any:
    """Append the poison to every label of a tree."""
    children = tuple(poisoned_tree(child) for child in branch.children)
    return replace(branch, label=branch.label + POISON, children=children)
