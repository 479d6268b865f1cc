"""Contradictions: every smallest set of premises that clash, and the fewest to give up.

The sets are enumerated as in MARCO (Liffiton, Previti, Malik and Marques-Silva, Fast, flexible MUS
enumeration, Constraints 21, 2016) with largest seeds: a 0-1 program proposes the largest set of
premises that contains no known clash and is not within a known set that holds. A seed that clashes
is shrunk to a smallest clash; one that holds is a largest set that does, and what it leaves out is
a smallest set of claims to give up. The first of these has the fewest claims of all.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import highspy
import numpy as np

from detente.claims import Polytope
from detente.claims.feasibility import Feasibility, program, quiet_highs
from detente.claims.scaled import scaled
from detente.shapes import Bools

MOST = 200
"""How many clashes and how many ways out are listed before the list is called incomplete."""


@dataclass(frozen=True, slots=True)
class Contradictions:
    """Sets of premises, by name. Empty if all can hold together.

    `clashes` are sets of which all cannot hold and any part can, the smallest first; `ways_out`
    sets to give up so that the rest holds, none of which can be spared, the fewest first.
    `complete` is false if the search was stopped at `MOST`; `hopeless` is true if the ranges
    clash without any premise.
    """

    clashes: tuple[tuple[str, ...], ...] = ()
    ways_out: tuple[tuple[str, ...], ...] = ()
    complete: bool = True
    hopeless: bool = False

    @property
    def any(self) -> bool:
        """Say whether the premises clash."""
        return bool(self.clashes) or self.hopeless

    @property
    def fewest(self) -> tuple[tuple[str, ...], ...]:
        """The ways out that give up the fewest claims."""
        least = min(map(len, self.ways_out), default=0)
        return tuple(way for way in self.ways_out if len(way) == least)


def contradictions(polytope: Polytope, *, most: int = MOST) -> Contradictions:
    """Enumerate the clashes of a polytope's premises, and the ways out of them.

    Premises that bind at all count in full, whatever the confidence.

    >>> signs = np.array([[1.0], [-1.0], [-1.0]])
    >>> limits = np.array([0.2, -0.5, -0.6])
    >>> line = Polytope.from_matrix(signs, limits, low=np.zeros(1), high=np.ones(1))
    >>> found = contradictions(line)
    >>> found.clashes, found.fewest
    ((('C0', 'C1'), ('C0', 'C2')), (('C0',),))
    """
    search = _Search(polytope)
    if not search.holds(frozenset()):
        return Contradictions(hopeless=True)
    while len(search.clashes) < most and len(search.ways_out) < most:
        seed = search.seed()
        if seed is None:
            return search.found(complete=True)
        if search.holds(seed):
            search.ways_out.append(search.premises - seed)
            if not search.ways_out[-1]:
                return Contradictions()
        else:
            search.clashes.append(search.shrunk(seed))
    return search.found(complete=False)


@dataclass(eq=False)
class _Search:
    """What is known of the sets of premises so far; a premise is its number among the owners."""

    polytope: Polytope
    clashes: list[frozenset[int]] = field(default_factory=list)
    ways_out: list[frozenset[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._feasibility = Feasibility(scaled(self.polytope))
        self._structure = 2 * len(self.polytope.paths)
        owners = self.polytope.owners
        self.premises = frozenset(i for i, owner in enumerate(owners) if owner.premise)

    def holds(self, members: frozenset[int]) -> bool:
        """Say whether some premises hold together, with the structure and the ranges."""
        return self._feasibility.holds(self._rows(members))

    def shrunk(self, members: frozenset[int]) -> frozenset[int]:
        """Return a smallest clash within a set that clashes."""
        core = self._feasibility.core(self._rows(members))[: len(self.polytope.bound)]
        left = frozenset(self.polytope.owner[core].tolist()) & self.premises
        for member in sorted(left, reverse=True):
            if not self.holds(left - {member}):
                left = left - {member}
        return left

    def seed(self) -> frozenset[int] | None:
        """Return the largest set that nothing known speaks for or against; None: all is known.

        Binary x with most sum of x: at least one of every clash is out, and at least one of every
        way out is in.
        """
        order = sorted(self.premises)
        rows = [-np.isin(order, list(way)).astype(float) for way in self.ways_out]
        upper = [-1.0] * len(rows)
        rows += [np.isin(order, list(clash)).astype(float) for clash in self.clashes]
        upper += [len(clash) - 1.0 for clash in self.clashes]
        if not rows:
            return self.premises
        ones = np.ones(len(order))
        lp = program(np.array(rows), np.array(upper), cost=-ones, low=0.0 * ones, high=ones)
        lp.integrality_ = [highspy.HighsVarType.kInteger] * len(order)
        highs = quiet_highs()
        highs.passModel(lp)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        chosen = np.asarray(highs.getSolution().col_value) > 0.5
        return frozenset(member for member, x in zip(order, chosen, strict=True) if x)

    def found(self, *, complete: bool) -> Contradictions:
        """Return what has been found, by name and by size."""
        return Contradictions(self._named(self.clashes), self._named(self.ways_out), complete)

    def _rows(self, members: frozenset[int]) -> Bools:
        premise = np.isin(self.polytope.owner, sorted(self.premises))
        active = ~premise | np.isin(self.polytope.owner, sorted(members))
        return np.concatenate([active, np.ones(self._structure, dtype=np.bool_)])

    def _named(self, sets: list[frozenset[int]]) -> tuple[tuple[str, ...], ...]:
        owners = self.polytope.owners
        ordered = sorted((len(one), sorted(one)) for one in sets)
        return tuple(tuple(owners[member].name for member in one) for _, one in ordered)
