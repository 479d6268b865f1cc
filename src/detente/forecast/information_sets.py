"""A solved crisis as its information sets: who moves when, what is believed, what is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from detente.game.arrays import Numbers
from detente.game.compile import Compiled
from detente.shapes import Floats, Ints, Longs
from detente.solve.solution import Solutions
from detente.solve.tree.reading import beliefs, observer_weights


@dataclass(frozen=True)
class InformationSet:
    """A point where an actor chooses, as the analyst sees it.

    `step` numbers the stages of the course in the order of play, from 0, and `stage` names them.
    `reach` is the chance that play comes here from the start of the course, `history` the moves
    of the likeliest way, `belief` the analyst's posterior over the mover's types, and `choices`
    each move's probability for every type.
    """

    node: int
    actor: str
    start: date
    end: date
    step: int
    stage: str
    reach: float
    history: tuple[str, ...]
    belief: dict[str, float]
    choices: dict[str, dict[str, float]]

    def chance(self, move: str) -> float:
        """Return the analyst's chance of a move here: the types' choices, mixed by belief."""
        return sum(self.belief[type_] * p for type_, p in self.choices[move].items())


def information_sets(
    compiled: Compiled, numbers: Numbers, solutions: Solutions, *, draw: int = 0
) -> Iterator[InformationSet]:
    """Give every point where an actor chooses in one of the draws, in the order of play."""
    game, policy = compiled.game, solutions.policy[draw]
    analyst = len(game.players)
    weights = observer_weights(game, numbers, policy, observer=analyst, draw=draw)
    reach, via = _flow(game.first, game.child, weights)
    nodes = np.flatnonzero(game.mover >= 0).astype(np.int32)
    posterior = beliefs(game, numbers, policy, observer=analyst, nodes=nodes, draw=draw)
    moves = [move.name for move in compiled.crisis.moves]
    happened = _happened(compiled)
    for belief, node in zip(posterior, nodes, strict=True):
        player, step = int(game.mover[node]), compiled.course.steps[game.stage[node]]
        types = game.types[player]
        yield InformationSet(
            node=int(node),
            actor=game.players[player],
            start=step.start,
            end=step.end,
            step=step.index,
            stage=step.label,
            reach=float(reach[node]),
            history=tuple(
                happened[game.event[edge]]
                for edge in _trail(via, game.source, int(node))
                if game.event[edge] >= 0
            ),
            belief={name: float(b) for name, b in zip(types, belief, strict=False)},
            choices={
                moves[game.move[edge]]: {
                    name: float(p) for name, p in zip(types, policy[edge], strict=False)
                }
                for edge in range(game.first[node], game.first[node + 1])
            },
        )


def _happened(compiled: Compiled) -> list[str]:
    """Name every event of the course as a condition would: `strike`, `missile_strike.deaths`."""
    names = []
    for event in compiled.course.events:
        move = compiled.crisis.moves[event.move]
        only = len(move.outcomes) == 1
        names.append(move.name if only else f"{move.name}.{move.outcomes[event.outcome].name}")
    return names


def _flow(first: Ints, child: Ints, weights: Floats) -> tuple[Floats, Ints]:
    """Return each node's chance, and the edge by which it is reached most often (-1: the root)."""
    count = len(first) - 1
    reach, most = np.zeros(count), np.zeros(count)
    via = np.full(count, -1, np.int32)
    reach[0] = 1.0
    for node in range(count):
        for edge in range(first[node], first[node + 1]):
            flow = reach[node] * weights[edge]
            reach[child[edge]] += flow
            if via[child[edge]] < 0 or flow > most[child[edge]]:
                most[child[edge]], via[child[edge]] = flow, edge
    return reach, via


def _trail(via: Ints, source: Longs, node: int) -> list[int]:
    edges: list[int] = []
    while (edge := int(via[node])) >= 0:
        node = int(source[edge])
        edges.append(edge)
    return edges[::-1]
