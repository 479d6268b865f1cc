"""Edits applied: a crisis and a counterfactual, package or lever to the crisis that would be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

from detente.errors import GameError, Problem
from detente.model.crisis import Claim, CourseItem, Crisis, Edit, Repeat, Stage, Together, Turn
from detente.model.naming import UnknownPath
from detente.model.numbers import Number
from detente.model.relations import Comparison, Relation
from detente.model.settings import canonical, with_setting

OPPOSITE: dict[Comparison, Comparison] = {
    "<": ">", "<=": ">=", ">": "<", ">=": "<=", "worse than": "better than",
    "better than": "worse than",
}  # fmt: skip
"""What a relation says when it is reversed; equalities have no opposite half."""


def edited(crisis: Crisis, *edits: Edit) -> Crisis:
    """Return the crisis as it would be with the edits, applied one after the other.

    Numbers are replaced, moves taken out of every stage, claims dropped or reversed, facts, moves
    and stakes added, and pieces of course spliced in by their dates (`Crisis.inserted`). A
    recorded stage whose move is taken away is open to its other moves, and so are the recorded
    stages after it: what followed the move is no record of a world without it. A claim whose
    relations all are reversed stands under its own name. `GameError` where an edit names nothing.

    >>> from detente import load
    >>> from detente.model.crisis import Edit
    >>> raid = load("border-raid")
    >>> calm = edited(raid, Edit("calm", "counterfactual", "no strike", never=("strike",)))
    >>> [stage.choose for stage in calm.course]
    [('raid', 'hold'), ('wait',), ('raid', 'hold')]
    """
    for edit in edits:
        _refuse_unknown(crisis, edit)
        crisis = replace(
            crisis,
            facts=crisis.facts + edit.facts,
            moves=crisis.moves + edit.moves,
            stakes=crisis.stakes + edit.stakes,
            course=_without(_open_after(crisis.course, edit.never), edit.never),
            inserted=tuple(
                replace(piece, stages=_without(piece.stages, edit.never))
                for piece in (*crisis.inserted, *edit.course)
            ),
            claims=tuple(_kept(crisis.claims, edit)),
        )
        for path, value in edit.sets:
            crisis = with_setting(crisis, path, value)
    return crisis


def reversed_claim(claim: Claim) -> Claim:
    """Return a premise that says the opposite; `GameError` where it has no opposite half."""
    return replace(claim, means=tuple(_reversed(claim, relation) for relation in claim.means))


def _reversed(claim: Claim, relation: Relation) -> Relation:
    if relation.op not in OPPOSITE:
        message = f"claim {claim.name} says that two things are equal, which has no opposite"
        raise GameError(Problem(message, hint="drop it instead"))
    return replace(relation, op=OPPOSITE[relation.op])


def _kept(claims: Iterable[Claim], edit: Edit) -> Iterable[Claim]:
    for claim in claims:
        if claim.name in edit.reverses:
            yield reversed_claim(claim)
        elif claim.name not in edit.drops:
            yield claim


# --- the course ----------------------------------------------------------------------------------
def _open_after(course: tuple[CourseItem, ...], never: tuple[str, ...]) -> tuple[CourseItem, ...]:
    """Take out of the record what follows the first recorded move that is taken away."""
    first = next(
        (i for i, item in enumerate(course) if isinstance(item, Stage) and item.happened in never),
        len(course),
    )
    return tuple(
        replace(item, happened="") if isinstance(item, Stage) and i > first else item
        for i, item in enumerate(course)
    )


def _without(course: tuple[CourseItem, ...], never: tuple[str, ...]) -> tuple[CourseItem, ...]:
    """Take moves out of a course; what has none left to choose from goes with them."""
    return tuple(kept for item in course if (kept := _item_without(item, never)) is not None)


def _item_without(item: CourseItem, never: tuple[str, ...]) -> CourseItem | None:
    match item:
        case Stage():
            choose = tuple(move for move in item.choose if move not in never)
            happened = "" if item.happened in never else item.happened
            return replace(item, choose=choose, happened=happened) if choose else None
        case Repeat():
            stages = _without(item.stages, never)
            return replace(item, stages=stages) if stages else None
        case Together() | Turn():
            found = (_item_without(stage, never) for stage in item.stages)
            left = tuple(stage for stage in found if isinstance(stage, Stage))
            return replace(item, stages=left) if left else None


# --- refusals ------------------------------------------------------------------------------------
def _refuse_unknown(crisis: Crisis, edit: Edit) -> None:
    known = {
        "move": ({m.name for m in (*crisis.moves, *edit.moves)}, edit.never),
        "claim": ({c.name for c in crisis.claims}, (*edit.drops, *edit.reverses)),
    }
    for what, (names, wanted) in known.items():
        for name in wanted:
            if name not in names:
                raise GameError(Problem(
                    f"no {what} is called `{name}`", hint=_near(name, names),
                    span=crisis.places.get(f"{edit.kind}s.{edit.name}"),
                ))  # fmt: skip
    for path, value in edit.sets:
        _refuse_setting(crisis, edit, path, value)


def _refuse_setting(crisis: Crisis, edit: Edit, path: str, value: Number | str) -> None:
    if isinstance(value, str):
        starts = {f"facts.{f.name}.start": f.values for f in (*crisis.facts, *edit.facts)}
        if value not in starts.get(path, ()):
            hint = _near(path, set(starts)) if path not in starts else (
                f"its values are {', '.join(starts[path])}"
            )  # fmt: skip
            raise GameError(Problem(f"`{path}` cannot be set to `{value}`", hint=hint))
        return
    whole = replace(crisis, moves=crisis.moves + edit.moves, stakes=crisis.stakes + edit.stakes)
    try:
        canonical(whole, path)
    except UnknownPath as error:
        near = " or ".join(f"`{c}`" for c in error.candidates)
        raise GameError(Problem(str(error), hint=f"did you mean {near}?" if near else "")) from None


def _near(word: str, among: set[str]) -> str:
    near = get_close_matches(word, sorted(among), n=1)
    return f"did you mean `{near[0]}`?" if near else ""
