"""What is seen together with an answer: one pass back and one forward, for all events at once.

The chance that an event happens *and* a question is answered yes is, summed over the edges that
carry the event, the chance of coming to the edge times the chance of the answer from there on. On
the lifted graph of a question both are one pass. Where the answer is settled before the event, the
settled chance is carried on over the plain game, all questions side by side.

What an event is news of, beyond all that was seen before its stage, is read on the same graph: a
lifted node holds everything about the past that the answer can depend on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit

from detente.game.arrays import Game
from detente.game.flow import chance_of_record
from detente.game.play import Play
from detente.game.reading import Lift
from detente.shapes import Bools, Floats, Ints, Longs


@dataclass(frozen=True)
class Weighed:
    """A lifted question and what each of its answers counts: `P(yes)` has worth 1 at yes."""

    lift: Lift
    worth: Floats  # A

    @property
    def is_chance(self) -> bool:
        """Say whether the worth of every answer is 0 or 1."""
        return bool(np.isin(self.worth, (0.0, 1.0)).all())


@dataclass(frozen=True)
class Watched:
    """The events that are watched for: `column` numbers them over the edges, -1 for no event."""

    column: Ints  # E
    columns: int  # O
    nodes: int  # nodes from this one on have nothing to watch for

    @classmethod
    def over(cls, game: Game, number: Ints) -> Watched:
        """Watch for events by their numbers (X), -1 for an event that is of no interest."""
        column = np.where(game.event >= 0, number[game.event], -1).astype(np.int32)
        nodes = int(game.source[column >= 0].max(initial=-1)) + 1
        return cls(column, int(number.max(initial=-1)) + 1, nodes)


@dataclass(frozen=True)
class Joint:
    """Events and answers together, given the record.

    Column 0 counts every history as 1, column `1 + q` by the worth of its answer to question q:
    `parts[o, 0]` is P(o), `parts[o, 1 + q]` is E[worth; o], and `whole` the same for all
    histories. `settled[s, q]` is the part of the worth that is settled at step s (zero where the
    answer is settled from the start). `news[o, q]` are the bits that event o is expected to tell
    about the answer to somebody who has seen all that came before its stage: P(o) times the mean
    divergence of P(yes | history with o) from P(yes | history before the stage); NaN for a question
    that is no chance. Over all events of a course it sums to the entropy of the answer. `record` is
    the chance of the record itself.
    """

    parts: Floats  # O, 1 + Q
    whole: Floats  # 1 + Q
    settled: Floats  # S, Q
    news: Floats  # O, Q
    record: float


def joint(
    game: Game,
    play: Play,
    watched: Watched,
    *,
    asked: Sequence[Weighed] = (),
    allowed: Bools,
) -> Joint:
    """Return every event together with every answer, in one draw's play.

    `allowed` (E) are the edges that the record leaves open; the lifts are over the same ones. An
    event of an edge outside of it has no chance. All is NaN if the record has none.
    """
    met = chance_of_record(game, play, allowed=allowed)
    past = np.zeros((max(1, watched.nodes), play.points, 1 + len(asked)))
    parts = np.zeros((watched.columns, past.shape[2]))
    whole = np.zeros(past.shape[2])
    step = game.stage[game.source]
    settled = np.zeros((int(game.stage.max(initial=-1)) + 1, len(asked)))
    news = np.zeros((watched.columns, len(asked)))
    past[0, 0, 0], whole[0] = 1.0, met[0, 0]
    for q, question in enumerate(asked):
        lifted, worth = question.lift, question.worth
        if lifted.settled >= 0:
            past[0, 0, 1 + q] = worth[lifted.settled]
            whole[1 + q] = worth[lifted.settled] * met[0, 0]
            continue
        ahead = np.zeros((len(lifted.first) - 1, play.points))
        reach = np.zeros_like(ahead)
        ways = (lifted.first, lifted.target, lifted.base, game.child, play.chance, play.to)
        _look_ahead(*ways, met, worth, ahead)
        whole[1 + q] = ahead[0, 0]
        seen = (met, worth, ahead, reach, watched.column)
        _come_to(*ways, *seen, step, 1 + q, past, parts, settled[:, q])
        if question.is_chance:
            _learn(*ways, *seen, game.first, game.event, game.source, watched.nodes, news[:, q])
        else:
            news[:, q] = np.nan
    _carry_on(
        game.first, game.child, play.chance, play.to, allowed, met, watched.column, past, parts
    )
    record = float(met[0, 0])
    scale = 1.0 / record if record > 0.0 else np.nan
    return Joint(parts * scale, whole * scale, settled * scale, news * scale, record)


@njit(cache=True, nogil=True)
def _look_ahead(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints,
    target: Ints,
    base: Ints,
    child: Ints,
    chance: Floats,
    to: Ints,
    met: Floats,
    worth: Floats,
    ahead: Floats,
) -> None:
    """Write what is expected of the answer, and of the record, from each lifted node (L, M)."""
    for node in range(len(first) - 2, -1, -1):
        for m in range(chance.shape[1]):
            for e in range(first[node], first[node + 1]):
                b = base[e]
                k = to[b, m]
                if target[e] >= 0:
                    ahead[node, m] += chance[b, m] * ahead[target[e], k]
                else:
                    ahead[node, m] += chance[b, m] * worth[-1 - target[e]] * met[child[b], k]


@njit(cache=True, nogil=True)
def _come_to(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints,
    target: Ints,
    base: Ints,
    child: Ints,
    chance: Floats,
    to: Ints,
    met: Floats,
    worth: Floats,
    ahead: Floats,
    reach: Floats,
    column: Ints,
    step: Ints,
    slot: int,
    past: Floats,
    parts: Floats,
    settled: Floats,
) -> None:
    """Walk the lifted graph: count the events met, and leave what is settled in `past`."""
    reach[0, 0] = 1.0
    for node in range(len(first) - 1):
        for m in range(chance.shape[1]):
            here = reach[node, m]
            if here <= 0.0:
                continue
            for e in range(first[node], first[node + 1]):
                b = base[e]
                k = to[b, m]
                flow = here * chance[b, m]
                if target[e] >= 0:
                    reach[target[e], k] += flow
                    hence = flow * ahead[target[e], k]
                else:
                    flow *= worth[-1 - target[e]]
                    hence = flow * met[child[b], k]
                    settled[step[b]] += hence
                    if child[b] < len(past):
                        past[child[b], k, slot] += flow
                if column[b] >= 0:
                    parts[column[b], slot] += hence


@njit(cache=True, nogil=True)
def _learn(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints,
    target: Ints,
    base: Ints,
    child: Ints,
    chance: Floats,
    to: Ints,
    met: Floats,
    worth: Floats,
    ahead: Floats,
    reach: Floats,
    column: Ints,
    edges: Ints,
    event: Ints,
    source: Longs,
    nodes: int,
    news: Floats,
) -> None:
    """Add up what each event tells about yes and no beyond what its stage began with.

    A move whose outcome is open tells its part before the outcome tells the rest: `told` keeps, per
    lifted node within a stage, the flow into it times the log ratio so far, for yes and for no.
    Where the move settles the answer its outcomes share its part.
    """
    told = np.zeros((len(ahead), chance.shape[1], 2))
    for node in range(len(first) - 1):
        n = source[base[first[node]]]
        if n >= nodes:
            break
        for m in range(chance.shape[1]):
            here, record = reach[node, m], met[n, m]
            if here <= 0.0 or record <= 0.0:
                continue
            for e in range(first[node], first[node + 1]):
                b, k = base[e], to[base[e], m]
                if column[b] < 0 and event[b] >= 0:
                    continue
                onward = met[child[b], k]
                yes = ahead[target[e], k] if target[e] >= 0 else worth[-1 - target[e]] * onward
                for side in range(2):
                    after = yes if side == 0 else onward - yes
                    before = ahead[node, m] if side == 0 else record - ahead[node, m]
                    if after <= 0.0 or before <= 0.0:
                        continue
                    ratio = np.log2(after * record / (onward * before))
                    sofar = chance[b, m] * (told[node, m, side] + here * ratio)
                    if event[b] >= 0:
                        news[column[b]] += sofar * after
                    elif target[e] >= 0:
                        told[target[e], k, side] += sofar
                    else:
                        for o in range(edges[child[b]], edges[child[b] + 1]):
                            if column[o] >= 0:
                                news[column[o]] += sofar * chance[o, k] * met[child[o], to[o, k]]


@njit(cache=True, nogil=True)
def _carry_on(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints,
    child: Ints,
    chance: Floats,
    to: Ints,
    allowed: Bools,
    met: Floats,
    column: Ints,
    past: Floats,
    parts: Floats,
) -> None:
    """Walk the game with what is settled (N, M, C); count the events that come afterwards."""
    slots = past.shape[2]
    for n in range(min(len(past), len(first) - 1)):
        for m in range(chance.shape[1]):
            if not past[n, m].any():
                continue
            for e in range(first[n], first[n + 1]):
                if not allowed[e]:
                    continue
                k, then = to[e, m], child[e]
                if then < len(past):
                    for c in range(slots):
                        past[then, k, c] += past[n, m, c] * chance[e, m]
                if column[e] >= 0:
                    onward = chance[e, m] * met[then, k]
                    for c in range(slots):
                        parts[column[e], c] += past[n, m, c] * onward
