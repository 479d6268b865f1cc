"""The graph model from its definitions, in sets and plain loops: the judge of the array solver.

States are whole numbers, bit `k` for option `k`. Nothing here is shared with the package but the
dataclass that describes a conflict.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product

from detente.stability.conflict import Conflict


@dataclass(frozen=True)
class Judge:
    """A conflict in sets."""

    conflict: Conflict

    @cached_property
    def states(self) -> list[int]:
        return [s for s in range(2 ** len(self.conflict.options)) if self.conflict.feasible[s]]

    @cached_property
    def everybody(self) -> frozenset[int]:
        return frozenset(range(len(self.conflict.makers)))

    def likes(self, maker: int, new: int, old: int) -> bool:
        return self.conflict.ranks[maker][new] > self.conflict.ranks[maker][old]

    @cached_property
    def reach(self) -> dict[tuple[int, int], set[int]]:
        return {
            (maker, s): {t for t in self.states if t != s and self.legal(maker, s, t)}
            for maker in self.everybody
            for s in self.states
        }

    def legal(self, maker: int, s: int, t: int) -> bool:
        for k, option in enumerate(self.conflict.options):
            before, after = s >> k & 1, t >> k & 1
            if before == after:
                continue
            if k not in self.conflict.makers[maker].options or option.change == "never":
                return False
            if option.change == ("drop" if after else "take"):
                return False
        return not any(
            bar.maker == maker and bar.source[s] and bar.target[t] for bar in self.conflict.barred
        )

    def improvements(self, maker: int, s: int) -> set[int]:
        return {t for t in self.reach[maker, s] if self.likes(maker, t, s)}

    def sequences(self, group: frozenset[int], s: int, *, improving: bool = False) -> set[int]:
        """What a group reaches from s, nobody moving twice in a row."""
        seen: set[tuple[int, int]] = set()
        todo = [(s, -1)]
        while todo:
            at, last = todo.pop()
            for maker in group - {last}:
                steps = self.improvements(maker, at) if improving else self.reach[maker, at]
                new = {(t, maker) for t in steps} - seen
                seen |= new
                todo.extend(new)
        return {t for t, _ in seen}

    def together(self, makers: frozenset[int], s: int) -> set[int]:
        """The changes that one or more decision makers make at once, each improving from s."""
        own = [[0, *(t ^ s for t in self.improvements(m, s))] for m in sorted(makers)]
        found = set()
        for changes in product(*own):
            joined = 0
            for change in changes:
                joined |= change
            found.add(joined)
        return found - {0}

    # --- coalitions; a decision maker is a coalition of one ---------------------------------------
    def better(self, group: frozenset[int], new: int, old: int) -> bool:
        return all(self.likes(maker, new, old) for maker in group)

    def coalition_reach(self, group: frozenset[int], s: int) -> set[int]:
        if len(group) == 1:
            return self.reach[next(iter(group)), s]
        return self.sequences(group, s)

    def stable(self, group: frozenset[int], s: int, concept: str) -> bool:
        others = self.everybody - group
        return all(
            self.deterred(group, others, s, x, concept)
            for x in self.coalition_reach(group, s)
            if self.better(group, x, s)
        )

    def deterred(self, group, others, s: int, x: int, concept: str) -> bool:
        def no_better(y: int) -> bool:
            return not self.better(group, y, s)

        if concept == "Nash":
            return False
        if concept == "GMR":
            return any(no_better(y) for y in self.sequences(others, x))
        if concept == "SMR":
            return any(
                no_better(y) and all(no_better(z) for z in self.coalition_reach(group, y))
                for y in self.sequences(others, x)
            )
        if concept == "SEQ":
            return any(no_better(y) for y in self.sequences(others, x, improving=True))
        assert concept == "SIM"
        ends = {x ^ change for change in self.together(others, s)}
        return any(no_better(y) for y in ends if self.conflict.feasible[y])
