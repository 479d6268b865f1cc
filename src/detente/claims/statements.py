"""What a premise states: its relations as linear forms of the unknowns that are at most zero."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from detente.errors import Problem, ScenarioError
from detente.model.crisis import Crisis
from detente.model.naming import UnknownPath, resolve
from detente.model.relations import Relation, Sum, Term
from detente.model.unknowns import Linear, linear

BELOW = ("<", "<=", "worse than")
ABOVE = (">", ">=", "better than")


def stated(crisis: Crisis, relation: Relation, *, claim: str = "") -> list[Linear]:
    """Return the forms that a relation says are at most zero; limits are inclusive.

    A stake that differs by type, named without the type, states the relation once for each.
    `ScenarioError`, at the place of `claim`, if a path names no number or several.
    """
    try:
        readings = list(_readings(crisis, relation))
    except UnknownPath as unknown:
        near = " or ".join(f"`{path}`" for path in unknown.candidates)
        hint = f"did you mean {near}?" if near else "paths are listed under Numbers in the language"
        place = crisis.places.get(f"claims.{claim}")
        message = f"claim {claim}: {unknown}" if claim else str(unknown)
        problem = Problem(message, place, hint=hint, source=crisis.source_name)
        raise ScenarioError(problem) from unknown
    forms = []
    for reading in readings:
        difference = _form(crisis, relation.left, reading).plus(
            _form(crisis, relation.right, reading), -1.0
        )
        if relation.op not in ABOVE:
            forms.append(difference)
        if relation.op not in BELOW:
            forms.append(Linear().plus(difference, -1.0))
    return forms


def _readings(crisis: Crisis, relation: Relation) -> Iterator[dict[str, str]]:
    """Yield what every path of a relation means, one reading for each combination of types.

    Paths with equally many types of one actor go together, type by type.
    """
    named = {term.path: resolve(crisis, term.path) for term in _terms(relation)}
    together: dict[tuple[str, int], int] = {}
    for meanings in named.values():
        if len(meanings) > 1:
            together.setdefault(_typed(meanings), len(together))
    for choice in product(*(range(count) for _, count in together)):
        yield {
            path: meanings[choice[together[_typed(meanings)]] if len(meanings) > 1 else 0]
            for path, meanings in named.items()
        }


def _typed(meanings: tuple[str, ...]) -> tuple[str, int]:
    """Return the actor whose types a path runs over (`stakes.ACTOR...`), and how many."""
    return meanings[0].split(".")[1], len(meanings)


def _terms(relation: Relation) -> Iterator[Term]:
    yield from relation.left.terms
    yield from relation.right.terms


def _form(crisis: Crisis, total: Sum, reading: dict[str, str]) -> Linear:
    """Return a sum as a form of the unknowns, its paths read as given."""
    forms = linear(crisis)
    result = Linear(total.constant)
    for term in total.terms:
        result = result.plus(forms[reading[term.path]], term.factor)
    return result
