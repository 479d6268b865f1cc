"""Which questions are the risks that a way out is to lessen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from difflib import get_close_matches

from detente.errors import GameError, Problem
from detente.model import conditions as c
from detente.model.crisis import Crisis, Question

MOST = 3
"""Questions that are taken for risks when none is named."""


def risks(crisis: Crisis, names: tuple[str, ...] = ()) -> tuple[Question, ...]:
    """Return the yes-or-no questions of those names, by default the gravest of the crisis.

    These are the questions that a move of the highest rung can settle with yes, at most `MOST` of
    them. `GameError` for a name that is no such question, and where there is none.
    """
    asked = {q.name: q for q in crisis.questions if q.asks is not None}
    for name in names:
        if name not in asked:
            near = get_close_matches(name, asked, n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(asked)}"
            raise GameError(Problem(f"no question about a chance is called `{name}`", hint=hint))
    if names:
        return tuple(asked[name] for name in names)
    gravest = _gravest(crisis)
    found = tuple(q for q in asked.values() if set(_named(q.asks, crisis, yes=True)) & gravest)
    if not found:
        raise GameError(Problem(
            "no question asks for a move of the highest rung, so no risk is known",
            hint="name the questions that are risks, such as `--risk Q1`",
        ))  # fmt: skip
    # the question that least else can settle is the gravest of them, and stands first
    return tuple(sorted(found, key=lambda q: len(set(_named(q.asks, crisis, yes=True)))))[:MOST]


def _gravest(crisis: Crisis) -> set[str]:
    top = max((move.rung for move in crisis.moves), default=0)
    return {m.name for m in crisis.moves if m.rung == top and top >= crisis.force_from}


def _named(part: object, crisis: Crisis, *, yes: bool) -> Iterator[str]:
    """Yield the moves whose being made speaks for the condition (`yes`), or against it."""
    events = {event.name: event.means for event in crisis.events}
    match part:
        case c.Not(inner):
            yield from _named(inner, crisis, yes=not yes)
        case c.Compare(quantity, op, _):
            yield from _named(quantity, crisis, yes=yes == (op in (">", ">=")))
        case c.Named(names):
            if yes:
                yield from (name.partition(".")[0] for name in names)
        case c.Matching():
            if yes:
                yield from _matching(part, crisis)
        case c.EventRef(name):
            yield from _named(events[name], crisis, yes=yes)
        case tuple():
            for inner in part:
                yield from _named(inner, crisis, yes=yes)
        case _ if is_dataclass(part):
            for entry in fields(part):
                yield from _named(getattr(part, entry.name), crisis, yes=yes)


def _matching(pattern: c.Matching, crisis: Crisis) -> Iterator[str]:
    """Yield the moves of force that a pattern can mean, by whom and how high."""
    for move in crisis.moves:
        mover = not pattern.by or move.by in pattern.by
        behalf = not pattern.on_behalf or (
            move.by != "nature" and crisis.principal(move.by) in pattern.on_behalf
        )
        if mover and behalf and all(_HOLDS[op](move.rung, rung) for op, rung in pattern.rung):
            yield move.name


_HOLDS = {
    "<": int.__lt__, "<=": int.__le__, ">": int.__gt__, ">=": int.__ge__,
    "==": int.__eq__, "!=": int.__ne__,
}  # fmt: skip
