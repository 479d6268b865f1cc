"""The inverse question: which preferences of a decision maker would make a state stable?

All that the concepts ask of i's own preferences is which states i prefers to s. So the answer is a
list of demands, one for each move x in R(s): i does not prefer x to s, *or* there is a sanction
that i does not like better than s:

- Nash: no other way;
- GMR: some y that the others reach from x;
- SMR: some such y, with all that i can move to from y;
- SEQ: some y that the others reach from x by improvements of their own, as they are;
- SIM: some y where their improvements from s, as they are, meet x.

The number of strict orders that satisfy the demands is exact. If v states stand in them, then a
random order of all n feasible states puts exactly the set X of these above s with probability
`|X|! (v - |X|)! / (v + 1)!`; the sets X that satisfy every demand are listed.

The question is that of Kinsara, Petersons, Hipel and Kilgour 2015, *Advanced Decision Support for
the Graph Model for Conflict Resolution*; the demands are worked out here from the definitions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import factorial

import numpy as np

from detente.errors import Problem
from detente.shapes import Longs
from detente.stability.concepts import Concept
from detente.stability.conflict import Conflict, ConflictError
from detente.stability.simultaneous import joint_improvements

MOST_COUNTED = 20
"""The sets of so many states are listed; with more in the demands there is no count."""
MOST_FOLLOWED = 1 << 14
"""States that a sequence of sanctions may run through."""


@dataclass(frozen=True, slots=True)
class Demand:
    """For one move from the state: it is not preferred, or one of the sanctions is not.

    A sanction is a set of states, none of which may be preferred; the first state of each is what
    the others bring about, the rest is where the decision maker could go from there.
    """

    move: int
    sanctions: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Inverse:
    """What makes a state stable for a decision maker.

    `orders` of `of` strict orders of all feasible states do; both are None if too many states
    stand in the demands. `holds` says whether the preferences as they are satisfy them.
    """

    maker: int
    state: int
    concept: Concept
    demands: tuple[Demand, ...]
    holds: bool
    orders: int | None
    of: int | None

    @property
    def share(self) -> float | None:
        """The share of all strict orders that make the state stable."""
        return None if self.orders is None or not self.of else float(Fraction(self.orders, self.of))


def inverse(conflict: Conflict, state: int, *, maker: int, concept: Concept) -> Inverse:
    """Return what has to hold of a decision maker's preferences for a state to be stable for it.

    The others keep the preferences that they have. Raises `ConflictError` if the state is not
    feasible or the sanctions run through too many states.

    >>> from detente.stability.conflict import DecisionMaker, Option
    >>> dilemma = Conflict(
    ...     "Two prisoners",
    ...     options=(Option("a_confesses"), Option("b_confesses")),
    ...     makers=(DecisionMaker("a", (0,)), DecisionMaker("b", (1,))),
    ...     feasible=np.ones(4, bool),
    ...     ranks=np.array([[3, 4, 1, 2], [3, 1, 4, 2]], np.int32),
    ... )
    >>> found = inverse(dilemma, 0, maker=0, concept="SEQ")
    >>> found.demands, found.holds, found.orders, found.of
    ((Demand(move=1, sanctions=((3,),)),), True, 16, 24)
    """
    if not 0 <= state < conflict.size or not conflict.feasible[state]:
        raise ConflictError(Problem(f"the state {conflict.written(state)} is not feasible"))
    demands = tuple(
        _simplest(Demand(move, tuple(_sanctions(conflict, state, move, maker, concept=concept))))
        for move in conflict.moves(maker, state)
    )
    rank = conflict.ranks[maker]
    better = {s for s in _named(demands) if rank[s] > rank[state]}
    orders, of = _count(demands, feasible=int(conflict.feasible.sum()))
    return Inverse(maker, state, concept, demands, _satisfied(demands, better), orders, of)


def _sanctions(
    conflict: Conflict, state: int, move: int, maker: int, *, concept: Concept
) -> Iterator[tuple[int, ...]]:
    others = [k for k in range(len(conflict.makers)) if k != maker]
    match concept:
        case "GMR":
            yield from ((y,) for y in followed(conflict, move, others))
        case "SMR":
            for y in followed(conflict, move, others):
                yield (y, *conflict.moves(maker, y))
        case "SEQ":
            yield from ((y,) for y in followed(conflict, move, others, improving=True))
        case "SIM":
            ends = {move ^ change for change in joint_improvements(conflict, (maker,), state)}
            yield from ((y,) for y in sorted(ends) if conflict.feasible[y])
        case _:
            return


def followed(
    conflict: Conflict, state: int, makers: Sequence[int], *, improving: bool = False
) -> list[int]:
    """List what some decision makers reach from a state by legal sequences, state by state."""
    step = conflict.improvements if improving else conflict.moves
    seen: set[tuple[int, int]] = set()
    waiting = [(state, -1)]
    while waiting:
        at, last = waiting.pop()
        for maker in makers:
            if maker == last:
                continue
            new = {(target, maker) for target in step(maker, at)} - seen
            seen |= new
            waiting.extend(new)
        if len(seen) > MOST_FOLLOWED * max(1, len(makers)):
            message = f"the sanctions run through more than {MOST_FOLLOWED:,} states"
            raise ConflictError(Problem(message, hint="leave options out of the conflict"))
    return sorted({target for target, _ in seen})


def _simplest(demand: Demand) -> Demand:
    """Leave out sanctions that ask for no less than another way to satisfy the demand."""
    ways = [frozenset({demand.move}), *map(frozenset, demand.sanctions)]
    kept: dict[frozenset[int], tuple[int, ...]] = {}
    for way, sanction in zip(ways[1:], demand.sanctions, strict=True):
        if not any(other < way for other in ways) and way != ways[0]:
            kept.setdefault(way, sanction)
    return Demand(demand.move, tuple(kept.values()))


def _named(demands: Sequence[Demand]) -> list[int]:
    named = {d.move for d in demands} | {s for d in demands for way in d.sanctions for s in way}
    return sorted(named)


def _satisfied(demands: Sequence[Demand], better: set[int]) -> bool:
    return all(
        d.move not in better or any(better.isdisjoint(way) for way in d.sanctions) for d in demands
    )


def _count(demands: Sequence[Demand], *, feasible: int) -> tuple[int | None, int | None]:
    """Count the strict orders of the feasible states that satisfy the demands."""
    named = _named(demands)
    if len(named) > MOST_COUNTED:
        return None, None
    bit = {state: 1 << place for place, state in enumerate(named)}
    above = np.arange(1 << len(named), dtype=np.int64)  # which of them are preferred
    holds = np.ones(len(above), bool)
    for demand in demands:
        met = above & bit[demand.move] == 0
        for way in demand.sanctions:
            met |= above & sum(bit[state] for state in set(way)) == 0
        holds &= met
    by_size = np.bincount(_ones(above[holds]), minlength=len(named) + 1).tolist()
    orders = sum(
        count * factorial(size) * factorial(len(named) - size) for size, count in enumerate(by_size)
    )
    of = factorial(feasible)
    return orders * of // factorial(len(named) + 1), of


def _ones(numbers: Longs) -> Longs:
    ones = np.zeros_like(numbers)
    for k in range(MOST_COUNTED):
        ones += numbers >> k & 1
    return ones
