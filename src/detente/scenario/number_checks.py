"""The numbers of a crisis: what borrows from what, and whether probabilities can sum to one."""

from __future__ import annotations

import math

from detente.errors import Span
from detente.model.naming import UnknownPath
from detente.model.numbers import Fixed, Number, Range, Rest, Same, Word
from detente.model.unknowns import Simplex, numbers, simplices
from detente.model.words import YARDSTICKS
from detente.scenario.amounts import plain
from detente.scenario.scope import Scope

_EXACT = 1e-9
_DEEPEST = 100
"""Numbers that may borrow from one another, one after the other."""


def check_numbers(scope: Scope) -> None:
    """Note numbers that borrow in vain and sets of probabilities that cannot sum to one."""
    if not scope.can_tell("stakes", "moves", "actors"):
        return
    written = numbers(scope.crisis)
    places = {path: span for path in written if (span := place_of(path, scope)) is not None}
    for path, number in written.items():
        if isinstance(number, Same) and path in places:
            _check_borrowed(path, number.path, written, scope, span=places[path])
    _check_circles(written, scope, places)
    for simplex in simplices(scope.crisis):
        if any(path in places for path in simplex.paths):
            _check_sum(simplex, written, scope)


def place_of(path: str, scope: Scope) -> Span | None:
    """Return where the number of a path is written in this part of the file, if it is."""
    kind, *rest = path.split(".")
    if kind == "stakes":
        where = f"stakes.{rest[0]}.{rest[1]}.worth" + "".join(f".{type_}" for type_ in rest[2:])
    elif kind == "rationality":
        where = f"actors.{rest[0]}.rationality"
    elif kind == "beliefs" and rest[0] == "analyst":
        where = f"actors.{rest[1]}.types.{rest[2]}.prior"
    elif kind == "beliefs":
        where = f"actors.{rest[0]}.beliefs.{rest[1]}.{rest[2]}"
    else:
        where = path
    return scope.reader.places.get(scope.prefix + where)


# --- borrowed numbers ----------------------------------------------------------------------------
def _check_borrowed(
    path: str, other: str, written: dict[str, Number], scope: Scope, *, span: Span
) -> None:
    if other in written:
        if _measure(path) != _measure(other):
            message = f"{_measure(path)} cannot be {_measure(other)}"
            scope.add(f"{message}: `{other}`", span=span)
        return
    try:
        full = scope.naming.resolve(other)
    except UnknownPath as error:
        near = error.candidates or scope.naming.nearest(other)
        hint = f"did you mean `{near[0]}`?" if near else ""
        scope.add(f"no number is called `{other}`", span=span, hint=hint)
        return
    hint = f"write {' or '.join(f'`= {name}`' for name in full)}"
    scope.add(f"`= {other}` must name one number by its whole path", span=span, hint=hint)


def _measure(path: str) -> str:
    kind = path.split(".", 1)[0]
    return {"stakes": "a worth", "rationality": "a precision"}.get(kind, "a probability")


def _check_circles(written: dict[str, Number], scope: Scope, places: dict[str, Span]) -> None:
    """Follow each `=` (and `rest`, which hangs on its set) until it ends or comes back."""
    needs = _needs(written, scope)
    done: set[str] = set()
    for start in written:
        trail: list[str] = []
        todo = [(start, 0)]
        while todo:
            path, depth = todo.pop()
            del trail[depth:]
            if path in trail:
                circle = trail[trail.index(path) :]
                _note_circle(circle, written, scope, places)
                continue
            if depth > _DEEPEST and path in places:
                scope.add("too many numbers borrow from one another", span=places[path])
                return
            if path in done:
                continue
            done.add(path)
            trail.append(path)
            todo += [(other, depth + 1) for other in needs.get(path, ())]


def _needs(written: dict[str, Number], scope: Scope) -> dict[str, tuple[str, ...]]:
    needs: dict[str, tuple[str, ...]] = {}
    for path, number in written.items():
        if isinstance(number, Same) and number.path in written:
            needs[path] = (number.path,)
    for simplex in simplices(scope.crisis):
        for path in simplex.paths:
            if isinstance(written[path], Rest):
                others = (p for p in simplex.paths if p != path)
                needs[path] = tuple(p for p in others if not isinstance(written[p], Rest))
    return needs


def _note_circle(
    circle: list[str], written: dict[str, Number], scope: Scope, places: dict[str, Span]
) -> None:
    first = next((p for p in circle if isinstance(written[p], Same) and p in places), "")
    if not first:
        return
    turn = circle[circle.index(first) :] + circle[: circle.index(first)]
    chain = " = ".join(f"`{path}`" for path in (*turn, first))
    scope.add(f"numbers borrow from each other in a circle: {chain}", span=places[first])


# --- probabilities of one thing ------------------------------------------------------------------
def _check_sum(simplex: Simplex, written: dict[str, Number], scope: Scope) -> None:
    rests = [path for path in simplex.paths if isinstance(written[path], Rest)]
    what = _what(simplex.name)
    if len(rests) > 1:
        scope.add(f"`rest` stands twice in {what}", span=place_of(rests[1], scope))
        return
    bounds = [_bounds(path, written, scope) for path in simplex.paths if path not in rests]
    if any(bound is None for bound in bounds):
        return
    low = math.fsum(bound[0] for bound in bounds if bound)
    high = math.fsum(bound[1] for bound in bounds if bound)
    span = place_of(simplex.paths[-1], scope)
    if len(simplex.paths) > 1:
        span = scope.key(_section(simplex.name)) or span
    if rests:
        if low > 1.0 + _EXACT:
            message = f"{what} leave nothing for `rest`: the others are at least {_short(low)}"
            scope.add(message, span=place_of(rests[0], scope))
    elif high - low < _EXACT and abs(low - 1.0) > _EXACT:
        hint = "write `rest` for one of them" if low < 1.0 else ""
        scope.add(f"{what} sum to {_short(low)}, not to 1", span=span, hint=hint)
    elif low > 1.0 + _EXACT:
        scope.add(f"{what} cannot sum to 1: they are at least {_short(low)} together", span=span)
    elif high < 1.0 - _EXACT:
        hint = "write `rest` for one of them"
        message = f"{what} cannot sum to 1: they are at most {_short(high)} together"
        scope.add(message, span=span, hint=hint)


def _short(value: float) -> str:
    return plain(round(value, 6))


def _bounds(path: str, written: dict[str, Number], scope: Scope) -> tuple[float, float] | None:
    """Return between what a number lies; None if that cannot be told."""
    for _ in range(len(written)):
        match written.get(path):
            case Fixed(value):
                return None if math.isnan(value) else (value, value)
            case Range(low, high):
                return low, high
            case Word(text):
                scale = YARDSTICKS.get(scope.crisis.yardstick)
                band = scale.band(text) if scale else None
                return None if band is None else (band.low, band.high)
            case Same(other):
                path = other
            case Rest():
                return 0.0, 1.0
            case None:
                return None
    return None


def _what(name: str) -> str:
    kind, *rest = name.split(".")
    if kind == "moves":
        return f"the chances of `{rest[0]}`"
    if kind == "actors":
        return f"the priors of `{rest[0]}`"
    return f"the beliefs of `{rest[0]}` about `{rest[1]}`"


def _section(name: str) -> str:
    kind, *rest = name.split(".")
    return f"actors.{rest[0]}.beliefs.{rest[1]}" if kind == "beliefs" else name
