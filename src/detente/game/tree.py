"""Rules to arrays: the public tree laid out step by step, equal histories merged.

The frontier holds what is distinct after the steps so far: the variables still live, and for every
typed actor that moves again the edge of its own last choice. Each step projects the frontier on
what is still live, merges equal rows, and lets the stage's mover or nature act on the rows where
it can. Every operation is on whole columns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from detente.errors import GameError, Problem
from detente.game.arrays import CHANCE, END, Game
from detente.game.course import Course, Happening, Step, is_nature, refusal
from detente.game.distinct import distinct
from detente.game.rules import Reading, Rules
from detente.model.crisis import NATURE
from detente.shapes import Bools, Floats, Ints, Longs

Progress = Callable[[str, int, int], None]
MOST_NODES = 20_000_000
"""The default limit on nodes; about 2 GB of arrays."""


@dataclass(frozen=True)
class _Frontier:
    """n distinct situations, and the edges that lead to them but have no child yet."""

    memory: Ints  # n, V
    evidence: Ints  # n, typed actors: edge of the actor's last choice, -1 for none or forgotten
    edge: Longs  # edges waiting for a child
    to: Longs  # the row of the frontier that each of them leads to

    def __len__(self) -> int:
        return len(self.memory)


def _merge(frontier: _Frontier, extra: Ints | None = None) -> tuple[_Frontier, Longs]:
    """Merge equal rows; also return the first member of each merged row."""
    columns = [frontier.memory, frontier.evidence, *([] if extra is None else [extra])]
    kept, number = distinct(np.column_stack(columns))
    to = number[frontier.to]
    return _Frontier(frontier.memory[kept], frontier.evidence[kept], frontier.edge, to), kept


@dataclass
class _Arrays:
    """The arrays of a game while it grows, in pieces."""

    mover: list[Ints] = field(default_factory=list)
    degree: list[Ints] = field(default_factory=list)
    stage: list[Ints] = field(default_factory=list)
    evidence: list[Ints] = field(default_factory=list)
    final: list[Ints] = field(default_factory=list)
    state: list[Longs] = field(default_factory=list)
    event: list[Ints] = field(default_factory=list)
    move: list[Ints] = field(default_factory=list)
    chance: list[Ints] = field(default_factory=list)
    reward: list[Ints] = field(default_factory=list)
    links: list[tuple[Longs, Longs]] = field(default_factory=list)
    nodes: int = 0
    edges: int = 0

    def add_nodes(
        self, mover: int, *, stage: int, degree: Ints, evidence: Ints, final: Ints | None = None,
        state: Longs,
    ) -> int:
        count, base = len(degree), self.nodes
        self.mover.append(np.full(count, mover, np.int32))
        self.degree.append(degree.astype(np.int32))
        self.stage.append(np.full(count, stage, np.int32))
        self.evidence.append(evidence.astype(np.int32))
        self.final.append(np.zeros(count, np.int32) if final is None else final.astype(np.int32))
        self.state.append(state)
        self.nodes += count
        return base

    def add_edges(self, *, event: Ints, move: Ints, chance: Ints, reward: Ints) -> int:
        base = self.edges
        for pieces, piece in (
            (self.event, event), (self.move, move), (self.chance, chance), (self.reward, reward),
        ):
            pieces.append(piece.astype(np.int32))
        self.edges += len(event)
        return base


class Tree:
    """Grows a `Game` from rules, one step at a time."""

    def __init__(
        self, rules: Rules, *, merge: bool = True, evidence: bool = True, most_nodes: int = MOST_NODES
    ) -> None:
        self.rules = rules
        self.course: Course = rules.course
        self.crisis = rules.course.crisis
        self.merging = merge
        self.most_nodes = most_nodes
        self.arrays = _Arrays()
        self.index = {move.name: m for m, move in enumerate(self.crisis.moves)}
        self.player = {actor.name: p for p, actor in enumerate(self.crisis.actors)}
        typed = [a.name for a in self.crisis.actors if a.types and evidence]
        self.typed = {name: i for i, name in enumerate(typed)}
        # beliefs about an actor matter only while it moves again
        self.last_turn = np.array([self._last_turn(name) for name in typed], np.int32)
        self.rewards: dict[bytes, int] = {np.zeros(len(self.crisis.stakes)).tobytes(): 0}
        self.chance_row = chance_rows(self.crisis)
        self.public_states = 0
        self.played: list[int] = []
        self.sizes: list[int] = []

    def _last_turn(self, actor: str) -> int:
        turns = (s.index for s in self.course.steps if s.stage.actor == actor)
        return max((turn for turn in turns if self.rules.can_open(turn)), default=-1)

    # --- the walk --------------------------------------------------------------------------------
    def grow(self, progress: Progress | None = None) -> Game:
        """Play every step; `GameError` if nobody can ever move or the tree would be too large."""
        none = np.zeros(0, np.int64)
        start = np.zeros((1, len(self.rules.variables)), np.int32)
        frontier = _Frontier(start, np.full((1, len(self.typed)), -1, np.int32), none, none)
        for step in self.course.steps:
            frontier = self._play(self._settle(frontier, step.index), step)
            self._guard_size(frontier, step)
            if progress:
                progress("building the tree", step.index + 1, len(self.course.steps))
        self._end(frontier, np.ones(len(frontier), bool))
        if self.arrays.edges == 0:
            raise GameError(Problem(
                "nobody can ever move: no stage of the course has a possible move",
                hint="check the `when` of the stages and moves against the facts' starting values",
            ))
        return self._game()

    def _settle(self, frontier: _Frontier, step: int) -> _Frontier:
        """Forget what is no longer read, merge, and close the histories that have ended."""
        memory = np.where(self.rules.live[step][None, :], frontier.memory, 0)
        evidence = np.where((self.last_turn >= step)[None, :], frontier.evidence, -1)
        frontier = _Frontier(memory, evidence, frontier.edge, frontier.to)
        if self.merging:
            frontier, _ = _merge(frontier)
        over = self.rules.read(self.rules.ends, frontier.memory) == 1
        return self._end(frontier, over) if over.any() else frontier

    def _play(self, frontier: _Frontier, step: Step) -> _Frontier:
        rules, memory = self.rules, frontier.memory
        possible = np.column_stack(
            [rules.read(reading, memory) == 1 for reading in rules.move_open[step.index]]
        ) & (rules.read(rules.stage_open[step.index], memory) == 1)[:, None]
        if is_nature(step):
            possible &= np.cumsum(possible, axis=1) == 1  # the first possible move happens
        acting = possible.any(axis=1)
        self.played.append(int(acting.sum()))
        if not acting.any():
            return frontier
        waiting = self._keep(frontier, ~acting)
        rows = np.flatnonzero(acting)
        grown = self._nature(frontier, rows, possible, step) if is_nature(step) else self._choice(
            frontier, rows, possible, step
        )
        return _join([waiting, *grown])

    def _choice(
        self, frontier: _Frontier, rows: Longs, possible: Bools, step: Step
    ) -> list[_Frontier]:
        """The stage's actor chooses at `rows`; a move with several outcomes leaves it to chance."""
        actor = step.stage.actor
        evidence = frontier.evidence[rows, self.typed[actor]] if actor in self.typed else None
        base = self.arrays.add_nodes(
            self.player[actor], stage=step.index, degree=possible[rows].sum(axis=1),
            evidence=np.full(len(rows), -1) if evidence is None else evidence,
            state=self._public(frontier.memory[rows]),
        )
        self._link(frontier, rows, base)
        source, which = np.nonzero(possible[rows])
        moves = np.array([self.index[name] for name in step.stage.choose])
        sure = np.array([len(self.crisis.moves[m].outcomes) == 1 for m in moves])
        event = np.where(sure[which], np.array([self._event(step, m) for m in moves])[which], -1)
        reward, after = self._after(frontier.memory[rows][source], event, step)
        first = self.arrays.add_edges(
            event=event, move=moves[which], chance=np.full(len(event), -1), reward=reward
        )
        edges = first + np.arange(len(event))
        trail = frontier.evidence[rows][source].copy()
        if actor in self.typed:
            trail[:, self.typed[actor]] = edges
        done = event >= 0
        grown = [_Frontier(after[done], trail[done], edges[done], np.arange(int(done.sum())))]
        if not done.all():
            grown += self._chances(
                _Frontier(after[~done], trail[~done], edges[~done], np.arange(int((~done).sum()))),
                moves[which][~done], step,
            )
        return grown

    def _nature(
        self, frontier: _Frontier, rows: Longs, possible: Bools, step: Step
    ) -> list[_Frontier]:
        """Nature moves at `rows`: the possible move happens, by its outcomes."""
        picked = possible[rows].argmax(axis=1)
        moves = np.array([self.index[name] for name in step.stage.choose])[picked]
        to = np.full(len(frontier), -1, np.int64)
        to[rows] = np.arange(len(rows))
        kept = to[frontier.to] >= 0
        arriving = _Frontier(
            frontier.memory[rows], frontier.evidence[rows], frontier.edge[kept], to[frontier.to[kept]]
        )
        return self._chances(arriving, moves, step)

    def _chances(self, arriving: _Frontier, moves: Longs, step: Step) -> list[_Frontier]:
        """Chance decides how a move turns out: one node per distinct row and move."""
        if self.merging:
            arriving, kept = _merge(arriving, moves[:, None])
            moves = moves[kept]
        degree = np.array([len(self.crisis.moves[m].outcomes) for m in moves])
        base = self.arrays.add_nodes(
            CHANCE, stage=step.index, degree=degree, evidence=np.full(len(moves), -1),
            state=self._public(arriving.memory),
        )
        self._link(arriving, np.arange(len(moves)), base)
        source = np.repeat(np.arange(len(moves)), degree)
        outcome = np.arange(len(source)) - np.repeat(np.cumsum(degree) - degree, degree)
        start = {int(m): self._event(step, int(m)) for m in np.unique(moves)}
        event = np.array([start[int(m)] for m in moves])[source] + outcome
        row = np.array([self.chance_row[int(m)] for m in moves])[source] + outcome
        reward, after = self._after(arriving.memory[source], event, step)
        first = self.arrays.add_edges(event=event, move=moves[source], chance=row, reward=reward)
        edges = first + np.arange(len(event))
        return [_Frontier(after, arriving.evidence[source], edges, np.arange(len(edges)))]

    def _event(self, step: Step, move: int) -> int:
        """Return the first event of a move at a step (its first outcome)."""
        return self.course.at[Happening(step.index, move, 0)]

    def _after(self, memory: Ints, event: Longs, step: Step) -> tuple[Ints, Ints]:
        """Return reward rows and variables after each row's event (-1: nothing happens yet)."""
        after, reward = memory.copy(), np.zeros(len(memory), np.int32)
        live = self.rules.live[step.index]  # payoffs of this step's changes are still read
        for x in np.unique(event[event >= 0]):
            rows = np.flatnonzero(event == x)
            after[rows] = self.rules.step(memory[rows], int(x), live)
            reward[rows] = self._reward(memory[rows], after[rows], int(x))
        return reward, after

    def _reward(self, before: Ints, after: Ints, event: int) -> Ints:
        changes = np.zeros((len(before), len(self.rules.on_change)), np.int32)
        for i, (_, reading) in enumerate(self.rules.on_change):
            was, now = self.rules.read(reading, before), self.rules.read(reading, after)
            changes[:, i] = (was == 0) & (now == 1)
        return self._rows(self.rules.per_event[event], changes, self.rules.on_change)

    def _rows(self, fixed: Floats, flags: Ints, stakes: tuple[tuple[int, Reading], ...]) -> Ints:
        """Return the reward row of `fixed` (S) plus the flagged stakes, for each row of flags."""
        first, number = distinct(flags)
        rows = np.empty(len(first), np.int32)
        for i, raised in enumerate(flags[first]):
            counts = fixed.copy()
            for flag, (stake, _) in zip(raised, stakes, strict=True):
                counts[stake] += flag
            rows[i] = self.rewards.setdefault(counts.tobytes(), len(self.rewards))
        return rows[number]

    # --- bookkeeping -----------------------------------------------------------------------------
    def _link(self, frontier: _Frontier, rows: Longs, base: int) -> None:
        """Give the edges that wait for `rows` their children: the nodes from `base` on."""
        node = np.full(len(frontier), -1, np.int64)
        node[rows] = base + np.arange(len(rows))
        child = node[frontier.to]
        self.arrays.links.append((frontier.edge[child >= 0], child[child >= 0]))

    def _keep(self, frontier: _Frontier, kept: Bools) -> _Frontier:
        to = np.where(kept, np.cumsum(kept) - 1, -1)[frontier.to]
        return _Frontier(
            frontier.memory[kept], frontier.evidence[kept], frontier.edge[to >= 0], to[to >= 0]
        )

    def _end(self, frontier: _Frontier, over: Bools) -> _Frontier:
        """Close the rows that are over: one END per distinct final payoff."""
        if over.any():
            rows = np.flatnonzero(over)
            readings, memory = self.rules.at_end, frontier.memory[rows]
            flags = [self.rules.read(reading, memory) for _, reading in readings]
            nothing = np.zeros(len(self.crisis.stakes))
            final, which = np.unique(
                self._rows(nothing, np.column_stack([np.zeros(len(rows), np.int32), *flags])[:, 1:], readings),
                return_inverse=True,
            )
            if not self.merging:
                final, which = final[which], np.arange(len(rows))
            base = self.arrays.add_nodes(
                END, stage=-1, degree=np.zeros(len(final)), evidence=np.full(len(final), -1),
                final=final, state=np.full(len(final), -1, np.int64),
            )
            node = np.full(len(frontier), -1, np.int64)
            node[rows] = base + which.reshape(-1)
            child = node[frontier.to]
            self.arrays.links.append((frontier.edge[child >= 0], child[child >= 0]))
        return self._keep(frontier, ~over)

    def _public(self, memory: Ints) -> Longs:
        """Number the distinct public states among rows, over the whole game."""
        first, number = distinct(memory)
        base = self.public_states
        self.public_states += len(first)
        return base + number

    def _guard_size(self, frontier: _Frontier, step: Step) -> None:
        self.sizes.append(self.arrays.nodes)
        ahead = self.arrays.nodes + len(frontier)
        if ahead <= self.most_nodes:
            return
        left = len(self.course.steps) - step.index - 1
        growth = (max(ahead, 1) / max(1, self.sizes[max(0, len(self.sizes) - 6)])) ** (1 / 5)
        expected = ahead * max(growth, 1.0) ** min(left, 60)
        memories = len(distinct(frontier.memory)[0])
        raise refusal(
            self.crisis, step.path,
            f"the game would be too large: {ahead:,} nodes by stage {step.index + 1} of "
            f"{len(self.course.steps)} ({step.label}, {step.end}), about {expected:.0e} in all; the limit "
            f"is {self.most_nodes:,}",
            hint=f"{memories:,} distinct situations times {max(1, len(frontier) // max(1, memories)):,} "
            "histories of typed actors' choices meet here; play fewer rounds, guard moves that no "
            "longer matter, give fewer actors types, or let fewer stakes look back (`each` instead of `when`)",
        )

    def _game(self) -> Game:
        a, actors = self.arrays, self.crisis.actors
        child = np.full(a.edges, -1, np.int32)
        for edge, node in a.links:
            child[edge] = node
        types = tuple(tuple(t.name for t in actor.types) or ("",) for actor in actors)
        widths = [len(t) for t in types]
        rewards = np.frombuffer(b"".join(self.rewards), np.float64).reshape(len(self.rewards), -1)
        return Game(
            players=tuple(actor.name for actor in actors), types=types,
            slot_player=np.repeat(np.arange(len(actors), dtype=np.int32), widths),
            slot_type=np.concatenate([np.arange(w, dtype=np.int32) for w in widths]),
            player_slot=np.cumsum([0, *widths], dtype=np.int32),
            mover=np.concatenate(a.mover), stage=np.concatenate(a.stage),
            first=np.concatenate(([0], np.cumsum(np.concatenate(a.degree)))).astype(np.int32),
            evidence=np.concatenate(a.evidence), final=np.concatenate(a.final),
            state=np.concatenate(a.state), child=child, event=np.concatenate(a.event),
            move=np.concatenate(a.move), chance=np.concatenate(a.chance),
            reward=np.concatenate(a.reward), rewards=rewards.copy(),
        )


def _join(parts: list[_Frontier]) -> _Frontier:
    sizes = np.cumsum([0, *(len(part) for part in parts)])
    return _Frontier(
        np.concatenate([part.memory for part in parts]),
        np.concatenate([part.evidence for part in parts]),
        np.concatenate([part.edge for part in parts]).astype(np.int64),
        np.concatenate([part.to + base for part, base in zip(parts, sizes, strict=False)]).astype(np.int64),
    )


def chance_rows(crisis) -> dict[int, int]:  # type: ignore[no-untyped-def]
    """Return, per move that is left to chance, the row of its first outcome in the chance table."""
    rows: dict[int, int] = {}
    count = 0
    for m, move in enumerate(crisis.moves):
        if len(move.outcomes) > 1 or move.by == NATURE:
            rows[m] = count
            count += len(move.outcomes)
    return rows
