"""Solution concepts for one decision maker, each a formula over the whole grid of states.

Let i be the decision maker, u its ranks, R its moves, R+ its improvements (Fang, Hipel and Kilgour
1993). With `S(x)` the states that the others reach from x by legal sequences, s is
stable for i if every improvement x in R+(s)

- Nash: does not exist;
- GMR: is sanctioned: some y in S(x) has u(y) <= u(s);
- SMR: is sanctioned by such a y that i cannot mend: no z in R(y) has u(z) > u(s);
- SEQ: is sanctioned by such a y that the others reach by improvements of their own;
- SIM: is undone by others who improve at the same time from s: see `simultaneous`.

All but SIM have the form `max over R(s) of min(u(x), w(x)) <= u(s)`, where w(x) is the worst that
the others can do: the minimum lets states through that are no improvement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np

from detente.shapes import Bools
from detente.stability.conflict import Conflict
from detente.stability.moves import Moves, Values, all_moves
from detente.stability.sanctions import least_after

Concept: TypeAlias = Literal["Nash", "GMR", "SMR", "SEQ", "SIM"]
CONCEPTS: tuple[Concept, ...] = ("Nash", "GMR", "SMR", "SEQ", "SIM")
MEANINGS: dict[Concept, str] = {
    "Nash": "it has no move to a state that it prefers",
    "GMR": "each such move could be answered so that it ends no better",
    "SMR": "each could be answered so, and it could not mend that",
    "SEQ": "each could be answered so by moves that the others want to make",
    "SIM": "each is undone when the others better themselves at the same time",
}
"""What it takes for a state to be stable for a decision maker, in the words of the help."""


def stability(conflict: Conflict, concepts: Sequence[Concept] = CONCEPTS) -> dict[Concept, Bools]:
    """Say for each concept and decision maker which states are stable (M, states).

    Infeasible states are stable for nobody. Time is a few passes over the grid for each option,
    memory a few arrays of its length for each decision maker.

    >>> from detente.stability.conflict import DecisionMaker, Option
    >>> dilemma = Conflict(
    ...     "Two prisoners",
    ...     options=(Option("a_confesses"), Option("b_confesses")),
    ...     makers=(DecisionMaker("a", (0,)), DecisionMaker("b", (1,))),
    ...     feasible=np.ones(4, bool),
    ...     ranks=np.array([[3, 4, 1, 2], [3, 1, 4, 2]], np.int32),
    ... )
    >>> found = stability(dilemma, ("Nash", "SEQ"))
    >>> np.flatnonzero(found["Nash"].all(axis=0)), np.flatnonzero(found["SEQ"].all(axis=0))
    (array([3]), array([0, 3]))
    """
    moves = all_moves(conflict)
    found: dict[Concept, Bools] = {
        concept: np.array([_stable(moves, i, concept) for i in range(len(moves))])
        for concept in concepts
        if concept != "SIM"
    }
    if "SIM" in concepts:
        from detente.stability.simultaneous import simultaneous

        found["SIM"] = simultaneous(moves)
    return {concept: found[concept] & conflict.feasible for concept in concepts}


def _stable(moves: Sequence[Moves], maker: int, concept: Concept) -> Bools:
    mover = moves[maker]
    others = [other for k, other in enumerate(moves) if k != maker]
    return np.asarray(mover.best(_after(mover, others, concept)) <= mover.rank)


def _after(mover: Moves, others: Sequence[Moves], concept: Concept) -> Values:
    """Return what a move into each state is worth, if what deters it comes to pass."""
    rank: Values = mover.rank
    match concept:
        case "GMR":
            return least_after(rank, others)
        case "SMR":
            return np.asarray(np.minimum(rank, least_after(mover.best(rank), others)))
        case "SEQ":
            return least_after(rank, others, improving=True)
        case _:
            return rank
