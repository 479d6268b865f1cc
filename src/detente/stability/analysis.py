"""A conflict analysed: what is stable for whom, where everybody stays, and where play may go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from detente.shapes import Bools
from detente.stability.answers import path
from detente.stability.coalitions import Coalition, coalition_stability, coalitions
from detente.stability.concepts import CONCEPTS, Concept, stability
from detente.stability.conflict import Conflict


@dataclass(frozen=True, eq=False)
class Analysis:
    """Stable states by concept: `stable[concept]` has a row for each decision maker (M, states).

    `together` has the coalitions that were asked for, of two members and more.
    """

    conflict: Conflict
    stable: dict[Concept, Bools]
    together: dict[Coalition, dict[Concept, Bools]] = field(default_factory=dict)

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """The concepts that were asked for, in their order."""
        return tuple(self.stable)

    def equilibria(self, concept: Concept) -> list[int]:
        """List the states that are stable for every decision maker."""
        return [int(s) for s in np.flatnonzero(self.stable[concept].all(axis=0))]

    def withstands(self, concept: Concept, state: int) -> bool:
        """Say whether a state is stable for every coalition too."""
        rows = [answers[concept][state] for answers in self.together.values()]
        return bool(self.stable[concept][:, state].all()) and all(rows)

    def some_equilibrium(self) -> list[int]:
        """List the states that are an equilibrium by any of the concepts, the strongest first.

        A state counts the more, the more concepts it is an equilibrium by.
        """
        score = np.zeros(self.conflict.size, np.int64)
        for rows in self.stable.values():
            score += rows.all(axis=0)
        found = np.flatnonzero(score)
        return [int(s) for s in found[np.argsort(-score[found], kind="stable")]]

    def way_to(self, state: int) -> tuple[tuple[int, int], ...] | None:
        """Return steps, each an improvement, that lead from the status quo to a state."""
        start = self.conflict.status_quo
        if start is None:
            return None
        makers = range(len(self.conflict.makers))
        return path(self.conflict, start, makers, until=lambda at: at == state, improving=True)


def analyse(
    conflict: Conflict, *, concepts: Sequence[Concept] = CONCEPTS, together: bool = False
) -> Analysis:
    """Analyse a conflict by some concepts, with all coalitions if `together`.

    Raises `ConflictError` if coalitions are wanted and the conflict is too large for them.

    >>> from detente.stability.reading import parse
    >>> dilemma = parse('''
    ... decision_makers:
    ...   ann: {options: [ann_talks], prefers: [not ben_talks, ann_talks]}
    ...   ben: {options: [ben_talks], prefers: [not ann_talks, ben_talks]}
    ... ''')
    >>> found = analyse(dilemma, together=True)
    >>> [dilemma.words(s) for s in found.equilibria("SEQ")]
    ['nothing taken', 'ann_talks + ben_talks']
    >>> [found.withstands("SEQ", s) for s in found.equilibria("SEQ")]
    [True, False]
    """
    groups = coalitions(conflict) if together else ()
    return Analysis(
        conflict,
        stability(conflict, concepts),
        coalition_stability(conflict, groups, concepts=concepts),
    )
