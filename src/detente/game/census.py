"""How many nodes a tree will have, counted on its public states without growing it.

A situation of the tree is a row of variables and the last choice of every typed actor who moves
again. The latest of those choices fixes the others, because its node knows them, and what is
possible after it depends on the variables alone. So situations that share their variables and a
latest choice of one kind (a move at a step after the same variables) are counted together: there
are as many as there are choices of that kind. The count costs what is distinct in public, where
the tree costs the histories of choices, and it is exact.

Once a typed actor has moved for the last time its choices are forgotten, and the latest choice of
those who stay is another one. So the course is walked once for each last turn, with the actors who
stay until then; how many choices of a kind there are before that is known from the walk before.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from detente.game.course import Step, is_nature
from detente.game.distinct import distinct
from detente.game.frontier import Frontier
from detente.game.limit import Limit
from detente.game.rewards import Rewards
from detente.game.walk import Walk
from detente.shapes import Bools, Floats, Ints, Longs

MOST_ROWS = 1_000_000
"""Rows of a step past which counting would itself take long; it is given up there."""
_NONE = np.zeros(0, np.int64)


def count_nodes(walk: Walk, typed: tuple[str, ...], *, limit: Limit | None = None) -> float | None:
    """Return how many nodes the merged tree has; None where counting would take long.

    `typed` are the actors whose choices the tree keeps apart. With a limit, raises the refusal of
    a tree that would pass it, at the step and in the words in which the growing tree would.
    """
    turns = {actor: walk.last_turn(actor) for actor in typed}
    tally, since = _Tally(limit), -1
    for turn in sorted({turn for turn in turns.values() if turn >= 0}) or [-1]:
        staying = frozenset(actor for actor, last in turns.items() if last >= turn)
        if not _Count(walk, staying, since=since, until=turn, tally=tally).whole():
            return None
        since = turn
    return tally.nodes


@dataclass
class _Tally:
    """What the walks share: nodes so far, and the nodes at which typed actors choose, by place."""

    limit: Limit | None
    nodes: float = 0.0
    at: dict[tuple[int, bytes], float] = field(default_factory=dict)
    marks: dict[tuple[int, bytes], int] = field(default_factory=dict)

    def known(self, step: int, places: Longs, weight: Floats) -> Floats:
        """Return the nodes at each place (n, V) as noted first, here or in an earlier walk."""
        keys = [(step, place.tobytes()) for place in places]
        found = [self.at.setdefault(k, w) for k, w in zip(keys, weight.tolist(), strict=True)]
        return np.array(found)

    def mark(self, step: int, places: Ints) -> Longs:
        """Number the places (n, V) at which blocks of choices without sight begin."""
        keys = [(step, place.tobytes()) for place in places]
        return np.array([self.marks.setdefault(key, len(self.marks)) for key in keys])


class _Count:
    """One walk: the choices of some actors are kept apart until a step, and nodes after another.

    Nodes are counted at steps after `since`; after `until` no choice is kept apart.
    """

    def __init__(
        self, walk: Walk, typed: frozenset[str], *, since: int, until: int, tally: _Tally
    ) -> None:
        self.walk, self.typed, self.since, self.until = walk, typed, since, until
        self.last = all(walk.last_turn(actor) <= until for actor in typed)
        self.tally, self.rewards = tally, Rewards(walk.rules)
        # how many choices of each kind the tree has; the last entry is for none so far
        self.many = np.ones(1)
        self.counting = False

    def whole(self) -> bool:
        """Walk as far as this walk is to count; say whether it got there."""
        walk, limit = self.walk, self.tally.limit
        stays = len(walk.course.steps) - 1 if self.last else self.until
        frontier = Frontier.root(variables=len(walk.rules.variables), typed=1)
        for step in walk.course.steps[: stays + 1]:
            self.counting = step.index > self.since
            frontier = self._play(self._settle(frontier, step.index), step)
            if limit and self.counting:
                waiting = float(self._weight(frontier).sum())
                limit.check(step, nodes=self.tally.nodes, waiting=waiting, memory=frontier.memory)
            if len(frontier) > MOST_ROWS:
                return False
        if self.last:
            self._end(frontier, np.ones(len(frontier), bool))
        return True

    def _add(self, nodes: float) -> None:
        self.tally.nodes += nodes if self.counting else 0.0

    def _weight(self, frontier: Frontier) -> Floats:
        """Return how many situations of the tree each row stands for (n)."""
        return np.asarray(self.many[frontier.evidence[:, 0]])

    def _settle(self, frontier: Frontier, step: int) -> Frontier:
        held = np.array([step <= self.until])
        frontier, _ = self.walk.settle(frontier, step, evidence=held).merge()
        if self.walk.inside(step):
            return frontier
        return self._end(frontier, self.walk.over(frontier.memory))

    def _end(self, frontier: Frontier, over: Bools) -> Frontier:
        """Count an end for each distinct final payoff."""
        if over.any():
            self._add(len(np.unique(self.rewards.at_end(frontier.memory[over]))))
        return frontier.keep(~over)

    def _play(self, frontier: Frontier, step: Step) -> Frontier:
        possible = self.walk.possible(frontier.memory, step)
        acting = np.asarray(possible.any(axis=1))
        if not acting.any():
            return frontier
        rows, possible = frontier.keep(acting), possible[acting]
        if is_nature(step):
            moves = self.walk.options(step).move[possible.argmax(axis=1)]
            grown = [self._chances(rows, moves, step)]
        else:
            grown = self._choice(rows, possible, step)
        return Frontier.join([frontier.keep(~acting), *grown])

    def _choice(self, acting: Frontier, possible: Bools, step: Step) -> list[Frontier]:
        """Count a node per situation; choices of a typed actor become kinds of their own."""
        self._add(float(self._weight(acting).sum()))
        if step.block >= 0:
            acting = self._entered(acting, step)
        kept: Longs = np.arange(len(acting))
        kind: Floats | None = None
        if step.stage.actor in self.typed and step.index <= self.until:
            kept, kind = self._places(acting, step)
        options = self.walk.options(step)
        source, which = np.nonzero(possible[kept])
        origin = kept[source]
        latest = acting.evidence[origin]
        if kind is not None:
            latest = self._kinds(kind[source])
        event = np.where(options.outcomes == 1, options.event, -1)[which]
        memory = self.walk.happen(acting.memory[origin], event, step)
        chosen = Frontier(memory, latest, _NONE, _NONE, acting.entry[origin])
        sure = event >= 0
        grown = [chosen.keep(sure)]
        if not sure.all():
            grown.append(self._chances(chosen.keep(~sure), options.move[which][~sure], step))
        return grown

    def _entered(self, acting: Frontier, step: Step) -> Frontier:
        """Note where a block of choices without sight begins: one mark per row of variables."""
        first, number = distinct(acting.memory)
        marks = self.tally.mark(step.index, acting.memory[first])
        entry = np.where(acting.entry >= 0, acting.entry, marks[number])
        return Frontier(acting.memory, acting.evidence, acting.edge, acting.to, entry)

    def _places(self, acting: Frontier, step: Step) -> tuple[Longs, Floats]:
        """Return the first row of each place where a typed actor chooses, and its nodes."""
        places: Longs = np.column_stack((acting.memory, acting.entry)).astype(np.int64)
        kept, number = distinct(places)
        weight: Floats = np.bincount(number, weights=self._weight(acting)).astype(np.float64)
        return kept, self.tally.known(step.index, places[kept], weight)

    def _kinds(self, weight: Floats) -> Ints:
        """Number new kinds of choices, of which there are so many each (n, 1)."""
        first = len(self.many) - 1
        self.many = np.concatenate((self.many[:-1], weight, [1.0]))
        return (first + np.arange(len(weight), dtype=np.int32))[:, None]

    def _chances(self, arriving: Frontier, moves: Longs, step: Step) -> Frontier:
        """Count a node per distinct situation and move."""
        arriving, kept = arriving.merge(moves)
        self._add(float(self._weight(arriving).sum()))
        source, _, event = self.walk.outcomes(moves[kept], step)
        memory = self.walk.happen(arriving.memory[source], event, step)
        return Frontier(memory, arriving.evidence[source], _NONE, _NONE, arriving.entry[source])
