"""Solution concepts for coalitions: what several decision makers could improve together.

A coalition H reaches R_H(s) by legal sequences of its members' moves. x is a coalition improvement
on s if x is in R_H(s) and every member prefers it to s; a state that is none leaves at least one
member no better off (Kilgour, Hipel, Fang and Peng 2001, *Group Decision and Negotiation* 10,
159-175; Inohara and Hipel 2008, *Systems Engineering* 11, 343-359). s is stable for H if every
coalition improvement x

- Nash: does not exist;
- GMR: is answered by the others with some y, by legal sequences, that is no improvement on s;
- SMR: is answered by such a y from which H reaches no improvement on s either;
- SEQ: is answered by such a y that the others reach by improvements of their own, one at a time;
- SIM: is undone by such a y when the others improve from s at the same time, alone or together;
  this one is our reading, by analogy.

For a coalition of one these are the concepts of `concepts`. States are taken one by one, so the
time is the square of the grid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice

import numpy as np

from detente.errors import Problem
from detente.shapes import Bools
from detente.stability.concepts import CONCEPTS, Concept
from detente.stability.conflict import Conflict, ConflictError
from detente.stability.moves import Moves, Values, all_moves
from detente.stability.sanctions import least_after
from detente.stability.simultaneous import joint_improvements

Coalition = tuple[int, ...]
MOST_OPTIONS = 13
"""With more options the square of the grid takes more than a minute."""
MOST_PAIRS = 1 << 29
"""Pairs of states, counted again for each coalition, that take a few minutes."""
_MOST_GROUPS = 1 << 13
_BATCH = 1 << 20
"""Values worked on at once."""


def coalitions(conflict: Conflict, *, least: int = 2) -> Iterator[Coalition]:
    """Yield the sets of decision makers with at least so many members, small ones first."""
    for members in range(least, len(conflict.makers) + 1):
        yield from combinations(range(len(conflict.makers)), members)


def coalition_stability(
    conflict: Conflict,
    groups: Iterable[Coalition],
    *,
    concepts: Sequence[Concept] = CONCEPTS,
) -> dict[Coalition, dict[Concept, Bools]]:
    """Say for each coalition and concept which states are stable (states).

    Raises `ConflictError` if the conflict is too large for it.
    """
    wanted = tuple(islice(groups, _MOST_GROUPS + 1))
    hint = "leave options out, or leave out --coalitions"
    if wanted and len(conflict.options) > MOST_OPTIONS:
        message = (
            f"coalitions are looked at in conflicts of up to {MOST_OPTIONS} options, and this one "
            f"has {len(conflict.options)}"
        )
        raise ConflictError(Problem(message, hint=hint))
    states = int(conflict.feasible.sum())
    if len(wanted) > _MOST_GROUPS or len(wanted) * states * conflict.size > MOST_PAIRS:
        message = (
            f"{len(conflict.makers)} decision makers and {states:,} states make too many "
            "coalitions and pairs of states to look at"
        )
        raise ConflictError(Problem(message, hint=hint))
    moves = all_moves(conflict)
    return {group: _stable(conflict, moves, group, concepts=concepts) for group in wanted}


def coalition_improvements(conflict: Conflict, group: Coalition, state: int) -> list[int]:
    """List what a coalition reaches from a state that all of its members prefer."""
    moves = all_moves(conflict)
    better = _better(conflict, group, np.array([state]))[0]
    return [
        target
        for target in np.flatnonzero(better).tolist()
        if _reached(moves, group, conflict, target)[state]
    ]


def _reached(moves: Sequence[Moves], group: Coalition, conflict: Conflict, target: int) -> Bools:
    """Say from which states a coalition can reach one state."""
    away = np.ones(conflict.size, np.int8)
    away[target] = 0
    return np.asarray(least_after(away, [moves[k] for k in group]) == 0)


def _better(conflict: Conflict, group: Coalition, states: Values) -> Bools:
    """Say for each of some states (n) which states all members prefer to it (n, states)."""
    rank = conflict.ranks[list(group)]
    preferred = rank[:, None, :] > rank[:, states][:, :, None]
    return np.asarray(preferred.all(axis=0) & conflict.feasible)


def _stable(
    conflict: Conflict, moves: Sequence[Moves], group: Coalition, *, concepts: Sequence[Concept]
) -> dict[Concept, Bools]:
    ours = [moves[k] for k in group]
    others = [mover for k, mover in enumerate(moves) if k not in group]
    states = conflict.states()
    stable: dict[Concept, Bools] = {c: np.zeros(conflict.size, bool) for c in concepts}
    step = max(1, _BATCH // conflict.size)
    for start in range(0, len(states), step):
        batch = states[start : start + step]
        # a flag is 0 where a state is no improvement on the row's state, and may deter
        better = _better(conflict, group, batch).astype(np.int8)
        for concept in concepts:
            if concept == "SIM":
                flags = _undone(conflict, group, batch, better=better)
            else:
                flags = _after(better, ours, others, concept=concept)
            # what is reached, preferred by all, and not deterred; a flag itself never exceeds 1
            left = -least_after(-(better & flags), ours)
            stable[concept][batch] = left[np.arange(len(batch)), batch] == 0
    return stable


def _after(
    better: Values, ours: Sequence[Moves], others: Sequence[Moves], *, concept: Concept
) -> Values:
    """Return flags (n, states): 1 where the others cannot deter a move to the state."""
    match concept:
        case "GMR":
            return least_after(better, others)
        case "SMR":
            mended = -least_after(-better, ours)
            return least_after(mended, others)
        case "SEQ":
            return least_after(better, others, improving=True)
        case _:
            return better


def _undone(conflict: Conflict, group: Coalition, batch: Values, *, better: Values) -> Values:
    """Return flags (n, states): 1 where nothing that the others do at once deters the state."""
    everything = np.arange(conflict.size)
    flags = np.ones_like(better)
    for row, state in enumerate(batch):
        for change in joint_improvements(conflict, group, int(state)):
            together = everything ^ change
            deters = conflict.feasible[together] & (better[row, together] == 0)
            flags[row, deters] = 0
    return flags
