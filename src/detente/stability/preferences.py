"""What a decision maker prefers, as ranks: from statements by priority, an order, or numbers.

Statements by priority (Peng, Hipel, Kilgour and Fang 1997): of two states the better is the one
in which the first statement that tells them apart holds. So the score of a state is the sum of
`2^(K - k)` over the statements `k = 1 .. K` that hold in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.scenario.nodes import Mapping, Node, Scalar, Sequence
from detente.shapes import Bools, Floats, Ints, Longs
from detente.stability import states_form
from detente.stability.conflict import dense
from detente.stability.forms import Form
from detente.stability.statements import pattern_of

MOST_STATEMENTS = 62
_Packed: TypeAlias = npt.NDArray[np.uint8]
_NAMED = 3


def ranks_of(
    way: str, node: Node, *, bits: dict[str, int], feasible: Bools, form: Form
) -> Ints:  # fmt: skip
    """Return the ranks that `prefers`, `order` or `ranks` gives to the states of the grid."""
    if way == "prefers":
        scores: Longs | Floats = _by_priority(node, bits, feasible, form=form)
    elif way == "order":
        scores = _by_order(node, bits, feasible, form=form)
    else:
        scores = _by_numbers(node, bits, feasible, form=form)
    return np.asarray(dense([scores])[0])


def _by_priority(node: Node, bits: dict[str, int], feasible: Bools, *, form: Form) -> Longs:
    scores = np.zeros(1 << len(bits), np.int64)
    items = form.items(node, "`prefers`")
    if len(items) > MOST_STATEMENTS:
        message = f"{len(items)} statements are too many: the most is {MOST_STATEMENTS}"
        form.problems.add(message, span=node.span)
        return scores
    told: list[tuple[str, _Packed]] = []
    for item in items:
        holds = states_form.states(item, bits, form=form)
        scores = 2 * scores + holds
        told.append((form.text(item), np.packbits(holds[feasible])))
        if idle := _idle(told, np.packbits(np.ones(int(feasible.sum()), bool))):
            form.remarks.append(f"line {item.span.line}: `{told[-1][0]}` {idle}")
    return scores


def _idle(told: list[tuple[str, _Packed]], everywhere: _Packed) -> str:
    """Say why the last of some statements tells no two states apart; empty if it may."""
    last = told[-1][1]
    if not last.any():
        return "holds in no feasible state, so it decides nothing"
    if np.array_equal(last, everywhere):
        return "holds in every feasible state, so it decides nothing"
    for text, before in told[:-1]:
        if np.array_equal(last, before):
            return f"says the same as `{text}`, which matters more, so it decides nothing"
        if np.array_equal(last, before ^ everywhere):
            return f"says the opposite of `{text}`, which matters more, so it decides nothing"
    return ""


def _by_order(node: Node, bits: dict[str, int], feasible: Bools, *, form: Form) -> Longs:
    """Rank states from the best down; states within a list of their own are alike."""
    scores = np.zeros(len(feasible), np.int64)
    ranked = ~feasible
    items = form.items(node, "`order`")
    for place, item in enumerate(items):
        for one in _alike(item):
            members = _pattern(one, bits, form=form) & ~ranked
            if not members.any() and not form.problems:
                message = "nothing new stands here: its states are ranked already or infeasible"
                form.problems.add(message, span=one.span)
            scores[members] = len(items) - place
            ranked |= members
    _complete(node, ranked, bits, form=form)
    return scores


def _alike(item: Node) -> Iterator[Node]:
    """Yield the states of a place of the order; a list is several of them."""
    if isinstance(item, Sequence):
        yield from item.items
    else:
        yield item


def _by_numbers(node: Node, bits: dict[str, int], feasible: Bools, *, form: Form) -> Floats:
    """Rank states by a number each, the larger the better."""
    scores = np.zeros(len(feasible))
    ranked = ~feasible
    for key, value in form.mapping(node, "`ranks`"):
        number = form.number(value)
        members = _pattern(key, bits, form=form)
        if (members & ranked & feasible).any():
            form.problems.add(f"`{key.text}` is ranked twice", span=key.span)
        scores[members] = 0.0 if number is None else number
        ranked |= members
    _complete(node, ranked, bits, form=form)
    return scores


def _pattern(node: Node, bits: dict[str, int], *, form: Form) -> Bools:
    """Return the states of a pattern, or the one state that is written otherwise."""
    members = np.zeros(1 << len(bits), bool)
    pattern = None
    if isinstance(node, Scalar) and node.text not in bits:
        pattern = pattern_of(node.text, len(bits))
    if pattern is not None:
        return np.asarray(np.arange(len(members)) & pattern[0] == pattern[1])
    if (one := states_form.state(node, bits, form=form)) is not None:
        members[one] = True
    return members


def _complete(node: Node, ranked: Bools, bits: dict[str, int], *, form: Form) -> None:
    missing = np.flatnonzero(~ranked)
    if form.problems or not missing.size:
        return
    shown = ", ".join(
        "".join("Y" if state >> k & 1 else "N" for k in range(len(bits)))
        for state in missing[:_NAMED].tolist()
    )
    more = f" and {missing.size - _NAMED:,} more" if missing.size > _NAMED else ""
    span = node.entries[0][0].span if isinstance(node, Mapping) and node.entries else node.span
    form.problems.add(
        f"these feasible states have no place: {shown}{more}",
        span=span,
        hint="rank every feasible state; a `-` in a pattern stands for either letter",
    )
