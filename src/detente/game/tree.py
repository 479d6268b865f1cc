"""Rules to arrays: the public tree laid out step by step, equal histories merged.

The frontier holds what is distinct after the steps so far: the variables still live, and for every
typed actor that moves again the edge of its own last choice. Each step projects the frontier on
what is still live, merges equal rows, and lets the stage's mover or nature act on the rows where
it can. Every operation is on whole columns.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from detente.errors import GameError, Problem
from detente.game.arrays import CHANCE, END, Game
from detente.game.census import count_nodes
from detente.game.course import Step, is_nature, refusal
from detente.game.distinct import distinct
from detente.game.frontier import Frontier
from detente.game.growth import Growth
from detente.game.limit import MOST_NODES, Limit
from detente.game.rewards import Rewards
from detente.game.rules import Rules
from detente.game.walk import Walk
from detente.model.crisis import NATURE, Crisis
from detente.shapes import Bools, Ints, Longs

Progress = Callable[[str, int, int], None]
LOOK_AHEAD = 100_000
"""A tree that reaches so many nodes is counted to its end before it grows on."""


class Tree:
    """Grows a `Game` from rules, one step at a time."""

    def __init__(
        self,
        rules: Rules,
        *,
        merge: bool = True,
        evidence: bool = True,
        most_nodes: int = MOST_NODES,
    ) -> None:
        self.walk = Walk(rules)
        self.course, self.crisis = rules.course, rules.course.crisis
        self.merging = merge
        self.growth, self.rewards = Growth(), Rewards(rules)
        self.player = {actor.name: p for p, actor in enumerate(self.crisis.actors)}
        typed = [a.name for a in self.crisis.actors if a.types and evidence]
        self.typed = {name: i for i, name in enumerate(typed)}
        # beliefs about an actor matter only while it moves again
        self.last_turn = np.array([self.walk.last_turn(name) for name in typed], np.int32)
        self.chance_row = chance_rows(self.crisis)
        self.public_states = 0
        self.played: list[int] = []
        self.limit = Limit(self.course, most_nodes=most_nodes, elsewhere=evidence)
        self.looked_ahead = False

    # --- the walk --------------------------------------------------------------------------------
    def grow(self, progress: Progress | None = None) -> Game:
        """Play every step; `GameError` if nobody can ever move or the tree would be too large."""
        frontier = Frontier.root(variables=len(self.walk.rules.variables), typed=len(self.typed))
        for step in self.course.steps:
            frontier = self._play(self._settle(frontier, step.index), step)
            self._guard_size(frontier, step)
            if progress:
                progress("building the tree", step.index + 1, len(self.course.steps))
        self._end(frontier, np.ones(len(frontier), bool))
        if self.growth.edges == 0:
            raise GameError(
                Problem(
                    "nobody can ever move: no stage of the course has a possible move",
                    hint="check the `when` of the stages and moves against the facts' starting "
                    "values",
                )
            )
        return self.growth.game(self.crisis, rewards=self.rewards.table)

    def _settle(self, frontier: Frontier, step: int) -> Frontier:
        """Forget what is no longer read, merge, and close the histories that have ended."""
        frontier = self.walk.settle(frontier, step, evidence=self.last_turn >= step)
        if self.merging:
            frontier, _ = frontier.merge()
        if self.walk.inside(step):  # nobody has seen yet whether it is over
            return frontier
        over = self.walk.over(frontier.memory)
        return self._end(frontier, over) if over.any() else frontier

    def _play(self, frontier: Frontier, step: Step) -> Frontier:
        """Let the stage's actor, or nature, act on the rows where it can."""
        possible = self.walk.possible(frontier.memory, step)
        acting = np.asarray(possible.any(axis=1))
        self.played.append(int(acting.sum()))
        self._refuse_hints(frontier.entry, possible, step)
        if not acting.any():
            return frontier
        act = self._nature if is_nature(step) else self._choice
        grown = act(frontier.keep(acting), possible[acting], step)
        return Frontier.join([frontier.keep(~acting), *grown])

    def _end(self, frontier: Frontier, over: Bools) -> Frontier:
        """Close the rows that are over: one END per distinct final payoff."""
        rows = np.flatnonzero(over)
        if len(rows):
            rewards = self.rewards.at_end(frontier.memory[rows])
            final, which = rewards, np.arange(len(rows))
            if self.merging:
                final, which = np.unique(rewards, return_inverse=True)
            unread = np.full(len(final), -1, np.int64)
            base = self.growth.add_nodes(END, state=unread, final=final)
            self.growth.link(frontier, rows, base + which.reshape(-1))
        return frontier.keep(~over)

    # --- who acts --------------------------------------------------------------------------------
    def _choice(self, acting: Frontier, possible: Bools, step: Step) -> list[Frontier]:
        """The stage's actor chooses; a move with several outcomes then leaves it to chance."""
        actor, options = step.stage.actor, self.walk.options(step)
        column = self.typed.get(actor)
        base = self.growth.add_nodes(
            self.player[actor],
            stage=step.index,
            degree=possible.sum(axis=1),
            evidence=-1 if column is None else acting.evidence[:, column],
            state=self._public(acting.memory),
            blind=acting.entry,
        )
        entry = acting.entry
        if step.block >= 0:
            entry = np.where(entry >= 0, entry, base + np.arange(len(acting)))
        self.growth.link(acting, np.arange(len(acting)), base + np.arange(len(acting)))
        source, which = np.nonzero(possible)
        event = np.where(options.outcomes == 1, options.event, -1)[which]
        reward, memory = self._happen(acting.memory[source], event, step)
        moves = options.move[which]
        first = self.growth.add_edges(event=event, move=moves, chance=-1, reward=reward)
        edges = first + np.arange(len(event))
        evidence = acting.evidence[source]
        if column is not None:
            evidence[:, column] = edges
        chosen = Frontier.after(memory, evidence, edges=edges, entry=entry[source])
        sure = event >= 0
        grown = [chosen.keep(sure)]
        if not sure.all():
            grown += self._chances(chosen.keep(~sure), moves[~sure], step)
        return grown

    def _nature(self, acting: Frontier, possible: Bools, step: Step) -> list[Frontier]:
        """Nature moves: the possible move happens, by its outcomes."""
        return self._chances(acting, self.walk.options(step).move[possible.argmax(axis=1)], step)

    def _chances(self, arriving: Frontier, moves: Longs, step: Step) -> list[Frontier]:
        """Chance decides how a move turns out: one node per distinct row and move."""
        if self.merging:
            arriving, kept = arriving.merge(moves)
            moves = moves[kept]
        source, outcome, event = self.walk.outcomes(moves, step)
        degree = np.bincount(source, minlength=len(moves))
        base = self.growth.add_nodes(
            CHANCE, stage=step.index, degree=degree, state=self._public(arriving.memory)
        )
        self.growth.link(arriving, np.arange(len(moves)), base + np.arange(len(moves)))
        row = np.array([self.chance_row[int(m)] for m in moves])[source] + outcome
        reward, memory = self._happen(arriving.memory[source], event, step)
        first = self.growth.add_edges(event=event, move=moves[source], chance=row, reward=reward)
        edges = first + np.arange(len(event))
        evidence = arriving.evidence[source]
        return [Frontier.after(memory, evidence, edges=edges, entry=arriving.entry[source])]

    def _happen(self, memory: Ints, event: Longs, step: Step) -> tuple[Ints, Ints]:
        """Return reward rows and variables after each row's event (-1: nothing happens yet)."""
        after, reward = self.walk.happen(memory, event, step), np.zeros(len(memory), np.int32)
        for x in np.unique(event[event >= 0]):
            rows = np.flatnonzero(event == x)
            reward[rows] = self.rewards.at_event(memory[rows], after[rows], event=int(x))
        return reward, after

    def _refuse_hints(self, entry: Longs, possible: Bools, step: Step) -> None:
        """Refuse a choice without sight whose moves tell what the others are choosing."""
        blind = entry >= 0
        if not blind.any():
            return
        _, first, number = np.unique(entry[blind], return_index=True, return_inverse=True)
        mine = possible[blind]
        if (mine != mine[first][number.reshape(-1)]).any():
            raise refusal(
                self.crisis,
                step.path,
                f"what `{step.stage.actor}` can do here depends on what others choose at the same "
                "time",
                hint="in `together`, write `when` on facts that the other choices do not change",
            )

    # --- bookkeeping -----------------------------------------------------------------------------
    def _public(self, memory: Ints) -> Longs:
        """Number the distinct public states among rows, over the whole game."""
        first, number = distinct(memory)
        base = self.public_states
        self.public_states += len(first)
        return base + number

    def _guard_size(self, frontier: Frontier, step: Step) -> None:
        """Refuse a tree that is over the limit; one that grows large, before it gets there."""
        nodes, waiting = self.growth.nodes, len(frontier)
        self.limit.check(step, nodes=nodes, waiting=waiting, memory=frontier.memory)
        if self.typed and not self.looked_ahead and nodes + waiting > LOOK_AHEAD:
            self.looked_ahead = True
            count_nodes(self.walk, tuple(self.typed), limit=self.limit.afresh())


def chance_rows(crisis: Crisis) -> dict[int, int]:
    """Return, per move that is left to chance, the row of its first outcome in the chance table."""
    rows: dict[int, int] = {}
    count = 0
    for m, move in enumerate(crisis.moves):
        if len(move.outcomes) > 1 or move.by == NATURE:
            rows[m] = count
            count += len(move.outcomes)
    return rows
