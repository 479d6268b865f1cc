"""An extensive game laid out for sweeps: units of one shape side by side, in blocks.

Units (see `game.order`) of one wave and one shape make a block, so that compiled loops run over
units whose numbers stand next to each other. What comes after an action is stored by edge, not by
node: a block reads it in one go, and only what a node is worth is written elsewhere, to the edge
that leads to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit

from detente.game.extensive import ExtensiveGame
from detente.game.order import Order, order_of
from detente.shapes import Bools, Floats, Ints, Longs

NEVER = 1e-300
"""The chance that stands for zero, so that nodes behind it still have beliefs."""
ROOM = 8192
"""Edges of a block of several units: what it works on stays in the nearest cache."""


class Blocks(NamedTuple):
    """B blocks of `units` units, each of so many `nodes` with `width` edges.

    Node j of unit u is number `node + j units + u`, its edge k stands at
    `edge + (j width + k) units + u`, action k of the unit at `action + k units + u`, and the
    log-odds of node j > 0 against node 0 at `slot + (j - 1) units + u`. The root is node 0.
    """

    player: Ints  # B: who moves, negative at chance
    free: Bools  # B: the choice answers the values; it does not at chance and in held sets
    units: Ints
    nodes: Ints
    width: Ints
    node: Ints
    edge: Ints
    action: Ints
    slot: Ints


class Loose(NamedTuple):
    """The H sets that are held during a pass, with Y nodes, each a unit of its own."""

    player: Ints  # H
    action: Ints  # H + 1: where their actions stand
    slot: Ints  # H: where the log-odds of their actions against the first stand
    first: Ints  # H + 1: into the next three
    node: Ints  # Y
    edge: Ints  # Y: the first edge of the node
    step: Ints  # Y: how far apart its edges are, and the copies of its actions
    copy: Ints  # Y: where its unit reads the first action


@dataclass(frozen=True)
class Form:
    """A game laid out: M inner nodes block by block, E edges, S places of actions."""

    blocks: Blocks
    loose: Loose
    wave: Longs  # W + 1: the blocks of each wave
    up: Ints  # M: the edge that leads to a node, E at the root
    parent: Ints  # M: the node that it leaves
    way: Ints  # M: the place of its action
    worth: Floats  # P, E + 1: payoffs at the ends, zero elsewhere
    logs: Floats  # S: log of the chances of nature, and of uniform play
    place: Ints  # A: where the actions of the game stand
    unknowns: int


def form_of(game: ExtensiveGame) -> Form:
    """Lay a game out for sweeps."""
    order = _by_shape(game, order_of(game))
    begin = _begins(game, order)
    blocks = _blocks(game, order, begin)
    inner, edges = len(order.node), int((blocks.units * blocks.nodes * blocks.width).sum())
    known = int((blocks.units * (blocks.nodes - 1)).sum())
    loose, width = _loose(game, order, blocks, known=known), np.diff(game.action_first)
    up, parent, way = np.empty((3, inner), np.int32)
    worth = np.zeros((len(game.players), edges + 1))
    worth[:, edges] = game.payoff[0]
    logs, place = np.zeros(loose.action[-1]), np.zeros(len(game.action_label), np.int32)
    links = np.empty((len(game.mover), 3), np.int32)
    links[0] = edges, 0, 0
    _fill(
        game.first, game.child, game.infoset, game.chance, game.payoff, game.action_first,
        order.node, order.start, blocks, links, up, parent, way, worth, logs, place,
    )  # fmt: skip
    held = np.flatnonzero(order.held)
    logs[loose.action[0] :] = -np.log(np.repeat(width[held], width[held]))
    place[np.repeat(order.held, width)] = np.arange(loose.action[0], loose.action[-1])
    wave = np.searchsorted(order.wave[begin], np.arange(int(order.wave.max(initial=-1)) + 2))
    unknowns = known + int((width[held] - 1).sum())
    return Form(blocks, loose, wave, up, parent, way, worth, logs, place, unknowns)


def _shapes(game: ExtensiveGame, order: Order) -> tuple[Ints, Ints, Ints, Bools, Ints]:
    """Return what the units of a block have in common: nodes, edges, mover, held or not, wave."""
    lead = order.node[order.start[:-1]]
    return (
        np.diff(order.start), game.first[lead + 1] - game.first[lead], game.mover[lead],
        _held(game, order, lead), order.wave,
    )  # fmt: skip


def _held(game: ExtensiveGame, order: Order, lead: Ints) -> Bools:
    """Say which units belong to a set that is held."""
    padded = np.append(order.held, np.False_)  # -1, no set, reads the last one
    held: Bools = padded[game.infoset[lead]]
    return held


def _by_shape(game: ExtensiveGame, order: Order) -> Order:
    """Sort the units of each wave by their shape."""
    line, nodes = np.lexsort(_shapes(game, order)), np.diff(order.start)
    if (np.diff(line) > 0).all():
        return order
    start = np.concatenate([[0], np.cumsum(nodes[line])]).astype(np.int32)
    shift = np.repeat(order.start[line] - start[:-1], nodes[line])
    return Order(
        order.node[np.arange(len(order.node)) + shift], start, order.wave[line], order.held
    )


def _begins(game: ExtensiveGame, order: Order) -> Longs:
    """Return the first unit of each block."""
    nodes, width, *others = _shapes(game, order)
    new = np.zeros(len(nodes), np.bool_)
    new[:1] = True
    for key in (nodes, width, *others):
        new[1:] |= key[1:] != key[:-1]
    begin = np.flatnonzero(new)
    rank = np.arange(len(nodes)) - np.repeat(begin, np.diff(begin, append=len(nodes)))
    return np.flatnonzero(rank % np.maximum(ROOM // (nodes * width), 1) == 0)


def _blocks(game: ExtensiveGame, order: Order, begin: Longs) -> Blocks:
    """Describe blocks by their first units."""
    nodes, width, mover, held, _ = _shapes(game, order)
    nodes, width, free = nodes[begin], width[begin], (mover >= 0) & ~held
    units = np.diff(begin, append=len(order.start) - 1).astype(np.int32)

    def begins(sizes: Ints) -> Ints:
        return (np.cumsum(sizes) - sizes).astype(np.int32)

    return Blocks(
        player=mover[begin].astype(np.int32), free=free[begin], units=units, nodes=nodes,
        width=width, node=begins(units * nodes), edge=begins(units * nodes * width),
        action=begins(units * width), slot=begins(units * (nodes - 1)),
    )  # fmt: skip


def _loose(game: ExtensiveGame, order: Order, blocks: Blocks, *, known: int) -> Loose:
    """Describe the held sets; their actions stand behind those of all blocks."""
    held = np.flatnonzero(order.held)
    width = np.diff(game.action_first)[held]
    used = int((blocks.units * blocks.width).sum())
    lead = order.node[order.start[:-1]]
    mine = np.flatnonzero(_held(game, order, lead))
    mine = mine[np.argsort(game.infoset[lead[mine]], kind="stable")]
    block = np.repeat(np.arange(len(blocks.units)), blocks.units)[mine]
    rank = mine - (np.cumsum(blocks.units) - blocks.units)[block]
    return Loose(
        player=game.infoset_player[held].astype(np.int32),
        action=(used + np.concatenate([[0], np.cumsum(width)])).astype(np.int32),
        slot=(known + np.cumsum(width - 1) - (width - 1)).astype(np.int32),
        first=np.searchsorted(game.infoset[lead[mine]], [*held, len(order.held)]).astype(np.int32),
        node=(blocks.node[block] + rank).astype(np.int32),
        edge=(blocks.edge[block] + rank).astype(np.int32), step=blocks.units[block],
        copy=(blocks.action[block] + rank).astype(np.int32),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _fill(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints,
    child: Ints,
    infoset: Ints,
    chance: Floats,
    payoff: Floats,
    action_first: Ints,
    node: Ints,
    start: Ints,
    blocks: Blocks,
    links: Ints,
    up: Ints,
    parent: Ints,
    way: Ints,
    worth: Floats,
    logs: Floats,
    place: Ints,
) -> None:
    """Write what a sweep reads; `links` (N, 3) keeps it by node of the game until it is met."""
    head, x = np.empty(ROOM, np.int32), 0
    for b in range(len(blocks.units)):
        units, width, edge = blocks.units[b], blocks.width[b], blocks.edge[b]
        for u in range(units):
            head[u] = node[start[x + u]]
        _fill_actions(first, infoset, chance, action_first, head[:units], blocks, b, logs, place)
        for j in range(blocks.nodes[b]):
            for u in range(units):
                here, number = node[start[x + u] + j], blocks.node[b] + j * units + u
                up[number], parent[number] = links[here, 0], links[here, 1]
                way[number], head[u] = links[here, 2], first[here]
            for k in range(width):
                for u in range(units):
                    after = child[head[u] + k]
                    if first[after + 1] > first[after]:
                        links[after, 0], links[after, 1] = edge + u, blocks.node[b] + j * units + u
                        links[after, 2] = blocks.action[b] + k * units + u
                    else:
                        for p in range(len(worth)):
                            worth[p, edge + u] = payoff[after, p]
                edge += units
        x += units


@njit(cache=True, nogil=True)
def _fill_actions(  # noqa: PLR0917 (compiled: arguments by place)
    first: Ints,
    infoset: Ints,
    chance: Floats,
    action_first: Ints,
    lead: Ints,
    blocks: Blocks,
    b: int,
    logs: Floats,
    place: Ints,
) -> None:
    """Write where the actions of a block stand, and the logs of uniform play or of chances."""
    units, width = len(lead), blocks.width[b]
    uniform = -np.log(width)
    for k in range(width):
        action = blocks.action[b] + k * units
        for u in range(units):
            if infoset[lead[u]] < 0:
                logs[action + u] = np.log(max(chance[first[lead[u]] + k], NEVER))
            else:
                logs[action + u] = uniform
                place[action_first[infoset[lead[u]]] + k] = action + u
