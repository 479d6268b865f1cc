"""What an analysis found, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from detente.stability.analysis import Analysis
from detente.stability.answers import Reason, Step, reason
from detente.stability.coalitions import Coalition
from detente.stability.conflict import Conflict
from detente.stability.inverse import Demand, Inverse

SHOWN = 12
"""Equilibria, and ways to meet a demand, that are told one by one."""
LONG = 10**12
"""Larger numbers of orders are told as a fraction."""


def change(conflict: Conflict, before: int, after: int) -> str:
    """Say what is done on the way from one state to another.

    >>> from detente.stability.reading import parse
    >>> one = parse("decision_makers: {a: {options: [go, wait], prefers: [go]}}")
    >>> change(one, 2, 1)
    'take `go` and drop `wait`'
    """
    parts = []
    for verb, gone in (("take", after & ~before), ("drop", before & ~after)):
        names = [f"`{o.name}`" for k, o in enumerate(conflict.options) if gone >> k & 1]
        if names:
            parts.append(f"{verb} {_listed(names)}")
    return " and ".join(parts) or "change nothing"


def stays_or_leaves(conflict: Conflict, found: Reason) -> str:
    """Say why a decision maker stays at a state or leaves it, in a sentence or two."""
    name = conflict.makers[found.maker].label
    if found.move is None:
        return f"{name}: stays; it has no move that it prefers."
    would = f"{change(conflict, found.state, found.move)}"
    if found.verdict == "free":
        others = [maker.label for k, maker in enumerate(conflict.makers) if k != found.maker]
        what = f"no answer of {_listed(others, 'or')}" if others else "nothing"
        return f"{name}: leaves; it would rather {would}, and {what} deters it."
    answer = answered(conflict, found.move, found.answer)
    if found.verdict == "deterred":
        return (
            f"{name}: stays, deterred; it would rather {would}, but {answer}. That is wanted, and "
            "leaves the first no better off."
        )
    told = (
        f"{name}: leaves, unless a threat deters it; it would rather {would}, and {answer}. That "
        "would leave the first no better off, but takes a step that its mover does not want."
    )
    if found.mend is None:
        return told
    mend = change(conflict, found.answer[-1][1], found.mend)
    return f"{told} Even then it could {mend} and be better off."


def answered(conflict: Conflict, state: int, steps: Sequence[Step]) -> str:
    """Say who does what, one after the other."""
    told = []
    for maker, after in steps:
        told.append(f"{conflict.makers[maker].label} can then {change(conflict, state, after)}")
        state = after
    return ", and ".join(told)


def about_state(found: Analysis, state: int, *, called: str) -> Iterator[str]:
    """Tell about one state: what it is, for whom it is stable, and why."""
    conflict = found.conflict
    facts = f"; facts: {conflict.facts[state]}" if state in conflict.facts else ""
    yield f"{called[:1].upper()}{called[1:]} is {_shown(conflict, state)}{facts}."
    by = [c for c in found.concepts if found.stable[c][:, state].all()]
    without = [c for c in found.concepts if c not in by]
    if by:
        rest = f", not by {_listed(without, 'or')}" if without else ""
        yield f"It is an equilibrium by {_listed(by)}{rest}."
    else:
        yield f"It is no equilibrium by {_listed(list(found.concepts), 'or')}."
    for maker in range(len(conflict.makers)):
        yield stays_or_leaves(conflict, reason(conflict, state, maker=maker))
    for group, answers in found.together.items():
        unstable = [c for c in found.concepts if not answers[c][state]]
        if unstable:
            names = group_name(conflict, group)
            yield f"{names} could leave it together, to the good of each (by {_listed(unstable)})."


def equilibria(found: Analysis) -> Iterator[tuple[str, str, str, str]]:
    """Yield rows about the equilibria: state, options taken, concepts, the way there."""
    conflict = found.conflict
    for state in found.some_equilibrium()[:SHOWN]:
        by = [c for c in found.concepts if found.stable[c][:, state].all()]
        marks = [f"{c}*" if found.together and found.withstands(c, state) else c for c in by]
        yield (
            conflict.written(state),
            conflict.words(state),
            " ".join(marks),
            way_to(found, state),
        )


def concept_counts(found: Analysis) -> Iterator[tuple[str, ...]]:
    """Yield rows of how many states are stable: by concept, for each decision maker and for all."""
    for concept in found.concepts:
        rows = found.stable[concept]
        counts = [*(int(row.sum()) for row in rows), int(rows.all(axis=0).sum())]
        yield (concept, *(f"{count:,}" for count in counts))


def way_to(found: Analysis, state: int) -> str:
    """Say how improvements lead from the status quo to a state."""
    start = found.conflict.status_quo
    if start is None:
        return ""
    if state == start:
        return "here already"
    steps = found.way_to(state)
    if steps is None:
        return "not by improvements alone"
    told = []
    for maker, after in steps:
        told.append(f"{found.conflict.makers[maker].name}: {change(found.conflict, start, after)}")
        start = after
    return "; ".join(told).replace("`", "")


def demanded(conflict: Conflict, found: Inverse) -> Iterator[str]:
    """Tell what would make a state stable for a decision maker."""
    name = conflict.makers[found.maker].label
    state = conflict.words(found.state)
    now = "as they are" if found.holds else "which they are not now"
    if not found.demands:
        yield f"{name}: stable by {found.concept} whatever it prefers, for it has no move."
        return
    yield (
        f"{name}: `{state}` is stable by {found.concept} for it exactly if its preferences meet "
        f"{_count(len(found.demands), 'demand')}, {now}:"
    )
    for demand in found.demands:
        yield f"  - {_demand(conflict, demand)}"
    if found.orders is None or found.of is None or found.share is None:
        yield "  Too many states stand in these demands to count the orders that meet them."
        return
    exact = Fraction(found.orders, found.of)
    orders = f"{found.orders:,} of {found.of:,}" if found.of < LONG else str(exact)
    yield f"  {orders} strict orders of the feasible states do ({100 * found.share:.3g} %)."


def group_name(conflict: Conflict, group: Coalition) -> str:
    """Name a coalition."""
    return _listed([conflict.makers[k].label for k in group])


def _demand(conflict: Conflict, demand: Demand) -> str:
    def named(states: Iterable[int], joint: str) -> str:
        return _listed([f"`{conflict.words(s)}`" for s in states], joint)

    ways = [f"`{conflict.words(demand.move)}` is not preferred"]
    single = [way[0] for way in demand.sanctions if len(way) == 1]
    if single:
        one = "one of " if len(single) > 1 else ""
        ways.append(f"{one}{named(single, 'and')} is not")
    several = [way for way in demand.sanctions if len(way) > 1]
    ways += [f"none of {named(way, 'and')} is" for way in several[:SHOWN]]
    if len(several) > SHOWN:
        ways.append(f"one of {len(several) - SHOWN} more such sets is not")
    return ", or ".join(ways)


def _shown(conflict: Conflict, state: int) -> str:
    return f"{conflict.written(state)} ({conflict.words(state)})"


def _count(number: int, what: str) -> str:
    return f"one {what}" if number == 1 else f"{number} {what}s"


def _listed(names: Sequence[str], joint: str = "and") -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {joint} {names[-1]}"
