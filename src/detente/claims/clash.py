"""Which claims cannot hold together: minimal sets of them, and the error that names these.

The sets are enumerated with Reiter's hitting-set tree (A theory of diagnosis from first
principles, Artificial Intelligence 32, 1987): a clash is found, then each of its claims is left
out in turn and the rest searched again.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from detente.claims.feasibility import Feasibility
from detente.claims.polytope import Polytope
from detente.claims.scaled import scaled
from detente.claims.wording import problem
from detente.errors import ContradictionError, Problem
from detente.shapes import Bools, Ints

MOST = 5
"""How many clashes an error names."""
SEARCHES = 200
"""How many sets of claims are searched for a clash before the list is called incomplete."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Claims, structure and ranges that cannot hold together, none of which can be spared.

    `claims` are names in reading order, `structure` the names of structural owners, `ranges` the
    paths of unknowns whose range takes part. `rows` are the half-spaces themselves, numbered as
    in `claims.scaled`: none of those can be spared either.
    """

    claims: tuple[str, ...]
    structure: tuple[str, ...]
    ranges: tuple[str, ...]
    rows: tuple[int, ...]


def clashes(polytope: Polytope, *, most: int = MOST) -> tuple[Clash, ...]:
    """Return minimal sets of claims that cannot hold together; empty if all can.

    Sets of claims differ from each other; where a set clashes through several choices of ranges,
    one choice is given. If the ranges and the structure clash without any claim, the sets are of
    these. At most `most` are returned, the smallest first.
    """
    return _Search(polytope).clashes(most)[0]


def contradiction(polytope: Polytope, *, most: int = MOST) -> ContradictionError | None:
    """Return the error that names each clash in the analyst's words, or None if there is none."""
    found, complete = _Search(polytope).clashes(most)
    if not found:
        return None
    problems = [problem(polytope, clash.rows) for clash in found]
    if not complete:
        problems.append(Problem(f"there may be more clashes: the first {len(found)} are named"))
    return ContradictionError(problems)


class _Search:
    """The search for clashes. Members are the owners of half-spaces, then the unknowns' ranges."""

    def __init__(self, polytope: Polytope) -> None:
        self.polytope = polytope
        self.feasibility = Feasibility(scaled(polytope))
        count = len(polytope.owners)
        ranges = count + np.repeat(np.arange(len(polytope.paths)), 2)
        self.member: Ints = np.concatenate([polytope.owner, ranges]).astype(np.int32)
        premises = len(polytope.premises)
        self.claims = frozenset(range(premises))
        self.background = frozenset(range(premises, count + len(polytope.paths)))

    def clashes(self, most: int) -> tuple[tuple[Clash, ...], bool]:
        """Return the clashes, and whether that is all of them."""
        if not self._clash(self.background):
            found, complete = self._enumerate(self.claims, always=self.background, most=most)
        else:
            found, complete = self._enumerate(self.background, always=frozenset(), most=most)
        described = [self._described(members) for members in found]
        described.sort(key=lambda clash: (len(clash.claims), len(clash.rows), clash.rows))
        return tuple(described), complete

    def _enumerate(
        self, among: frozenset[int], *, always: frozenset[int], most: int
    ) -> tuple[list[frozenset[int]], bool]:
        """Return the minimal clashing sets of members `among` which, with `always`, clash."""
        found: list[frozenset[int]] = []
        queue = deque([frozenset[int]()])
        seen = {frozenset[int]()}
        searches = 0
        while queue:
            left_out = queue.popleft()
            known = next((clash for clash in found if not clash & left_out), None)
            if known is None:
                if len(found) >= most or searches >= SEARCHES:
                    return found, False
                searches += 1
                known = self._minimal(among - left_out, always)
                if known is None:
                    continue
                found.append(known)
            for member in sorted(known):
                branch = left_out | {member}
                if branch not in seen:
                    seen.add(branch)
                    queue.append(branch)
        return found, True

    def _minimal(self, among: frozenset[int], always: frozenset[int]) -> frozenset[int] | None:
        """Return a set of `among` that clashes with `always` and has no member to spare."""
        if not self._clash(among | always):
            return None
        core = self.feasibility.core(self._rows(among | always))
        return self._spared(frozenset(self.member[core].tolist()) & among, always)

    def _spared(self, members: frozenset[int], always: frozenset[int]) -> frozenset[int]:
        """Leave out, one after another, the members without which there is still a clash."""
        for member in sorted(members, reverse=True):
            if self._clash((members - {member}) | always):
                members = members - {member}
        return members

    def _described(self, found: frozenset[int]) -> Clash:
        """Return the clash: the claims found, the least of the background, the least of rows."""
        claims = found & self.claims
        rest = found - claims
        if not rest:
            core = self.feasibility.core(self._rows(claims | self.background))
            rest = frozenset(self.member[core].tolist()) & self.background
            rest = self._spared(rest, claims)
        rows = self.feasibility.core(self._rows(claims | rest))
        for row in np.flatnonzero(rows):
            rows[row] = False
            rows[row] = self.feasibility.holds(rows)
        owners, paths = self.polytope.owners, self.polytope.paths
        return Clash(
            claims=tuple(owners[member].name for member in sorted(claims)),
            structure=tuple(owners[m].name for m in sorted(rest) if m < len(owners)),
            ranges=tuple(paths[m - len(owners)] for m in sorted(rest) if m >= len(owners)),
            rows=tuple(np.flatnonzero(rows).tolist()),
        )

    def _rows(self, members: frozenset[int]) -> Bools:
        return np.isin(self.member, list(members))

    def _clash(self, members: frozenset[int]) -> bool:
        return not self.feasibility.holds(self._rows(members))
