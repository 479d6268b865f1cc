"""Large `.efg` texts to games: whole columns of nodes at a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain
from typing import Any

import numpy as np
from numba import njit

from detente.game.arrays import CHANCE, END
from detente.game.efg_scan import (
    ACTIONS,
    ACTIONS_END,
    LABEL,
    LABEL_END,
    LUCK,
    NUMBER,
    OUTCOME,
    PAID,
    PLAYER,
    WIDTH,
    Scanned,
    scan_nodes,
)
from detente.game.extensive import ExtensiveGame
from detente.shapes import Bools, Floats, Ints, Longs

STRING = re.compile(rb'"((?:[^"\\]|\\.)*)"', re.DOTALL)
MORE = 1 << 30
"""More than any number of a set: keys are players times this, plus the number."""

Report = Callable[[int, int], None]


def read_large(
    data: bytes,
    start: int,
    *,
    title: str,
    comment: str,
    players: tuple[str, ...],
    report: Report | None = None,
) -> ExtensiveGame | None:
    """Read a game whose nodes begin at a byte; None if it has a mistake of any kind."""
    scanned = scan_nodes(data, start, players=len(players), report=report)
    sets = None if scanned is None else _Sets.of(scanned)
    if scanned is None or sets is None or not sets.labelled_alike(data, scanned.nodes):
        return None
    nodes = scanned.nodes
    shaped = _shape(sets.degree)
    paid = _payoffs(scanned, len(players))
    if shaped is None or paid is None:
        return None
    first, child = shaped
    inner = nodes[:, PLAYER] >= 0
    mover = np.where(inner, nodes[:, PLAYER] - 1, END).astype(np.int32)
    _add_up(first, child, paid)
    paid[inner] = 0.0
    own = nodes[sets.lead, PLAYER] > 0
    row = np.where(own, np.cumsum(own) - 1, -1)
    infoset = np.full(len(nodes), -1, np.int32)
    infoset[inner] = row[sets.number]
    labels = sets.labels(data, nodes)
    chance = np.ones(len(child))
    lucky = np.flatnonzero(mover == CHANCE)
    if not _chances(scanned, sets, first=first, chance=chance, nodes=lucky):
        return None
    mine = np.flatnonzero(own)
    lead = sets.lead[mine]
    return ExtensiveGame(
        title=title, comment=comment, players=players, mover=mover, infoset=infoset, first=first,
        payoff=paid, child=child, chance=chance,
        edge_label=tuple(chain.from_iterable(labels[n] for n in sets.number.tolist())),
        infoset_player=(nodes[lead, PLAYER] - 1).astype(np.int32),
        infoset_number=nodes[lead, NUMBER].astype(np.int32),
        infoset_label=tuple(
            _text(data[a + 1 : b - 1]) if b > a else ""
            for a, b in nodes[lead][:, [LABEL, LABEL_END]].tolist()
        ),
        action_first=np.concatenate([[0], np.cumsum(nodes[lead, WIDTH])]).astype(np.int32),
        action_label=tuple(chain.from_iterable(labels[n] for n in mine.tolist())),
    )  # fmt: skip


class _Sets:
    """The information sets, of players and of chance, in the order of their first nodes."""

    def __init__(self, number: Longs, lead: Longs, degree: Longs) -> None:
        self.number = number  # of each inner node
        self.lead = lead  # the first node of each set, which spells it out
        self.degree = degree  # of every node

    @classmethod
    def of(cls, scanned: Scanned) -> _Sets | None:
        nodes = scanned.nodes
        inner = np.flatnonzero(nodes[:, PLAYER] >= 0)
        key = nodes[inner, PLAYER] * MORE + nodes[inner, NUMBER]
        _, at, number = np.unique(key, return_index=True, return_inverse=True)
        order = np.argsort(at, kind="stable")
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        number, lead = rank[number], inner[at[order]]
        width = nodes[lead, WIDTH]
        spelled = nodes[inner, ACTIONS] >= 0
        same = nodes[inner, WIDTH] == width[number]
        if (nodes[lead, ACTIONS] < 0).any() or not same[spelled].all():
            return None
        degree = np.zeros(len(nodes), np.int64)
        degree[inner] = width[number]
        return cls(number, lead, degree)

    def labelled_alike(self, data: bytes, nodes: Longs) -> bool:
        """Say whether the actions of every set bear the same labels wherever they are given."""
        inner = np.flatnonzero(nodes[:, PLAYER] >= 0)
        told = nodes[inner, ACTIONS] >= 0
        here = nodes[inner[told]][:, [ACTIONS, ACTIONS_END]]
        first = nodes[self.lead[self.number[told]]][:, [ACTIONS, ACTIONS_END]]
        apart = _differ(np.frombuffer(data, np.uint8), here, first)
        pairs = np.column_stack((here, first))[apart].tolist()
        return all(STRING.findall(data[a:b]) == STRING.findall(data[c:d]) for a, b, c, d in pairs)

    def labels(self, data: bytes, nodes: Longs) -> list[tuple[str, ...]]:
        """Return the labels of the actions of every set; equal texts are read once."""
        known: dict[bytes, tuple[str, ...]] = {}
        found = []
        for start, stop in nodes[self.lead][:, [ACTIONS, ACTIONS_END]].tolist():
            text = data[start:stop]
            if text not in known:
                known[text] = tuple(_text(one) for one in STRING.findall(text))
            found.append(known[text])
        return found


@njit(cache=True, nogil=True)
def _differ(text: Any, one: Longs, other: Longs) -> Bools:
    """Say which pieces of a text differ from others, each given by its first byte and its end."""
    found = np.zeros(len(one), np.bool_)
    for piece in range(len(one)):
        start, begin = one[piece, 0], other[piece, 0]
        found[piece] = one[piece, 1] - start != other[piece, 1] - begin
        at = start
        while not found[piece] and at < one[piece, 1]:
            found[piece] = text[at] != text[begin + at - start]
            at += 1
    return found


def _text(quoted: bytes) -> str:
    text = quoted.decode("utf-8")
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL) if "\\" in text else text


def _shape(degree: Longs) -> tuple[Ints, Ints] | None:
    """Return the first edge of every node and the children, from preorder; None if they miss."""
    edges = int(degree.sum())
    if edges + 1 != len(degree) or len(degree) >= 2**31:
        return None
    first = np.concatenate([[0], np.cumsum(degree)]).astype(np.int32)
    child = np.empty(edges, np.int32)
    return (first, child) if _hang(first, child) else None


@njit(cache=True, nogil=True)
def _hang(first: Ints, child: Ints) -> bool:
    """Write the children of nodes in preorder; False if the tree is complete too early."""
    open_node, taken = np.empty(len(first), np.int32), np.empty(len(first), np.int32)
    height = 0
    for node in range(len(first) - 1):
        if node > 0:
            while height > 0 and first[open_node[height - 1] + 1] == taken[height - 1]:
                height -= 1
            if height == 0:
                return False
            child[taken[height - 1]] = node
            taken[height - 1] += 1
        if first[node + 1] > first[node]:
            open_node[height], taken[height] = node, first[node]
            height += 1
    return True


def _payoffs(scanned: Scanned, players: int) -> Floats | None:
    """Return what is paid at every node (N, P); None if an outcome is given twice or not at all."""
    nodes = scanned.nodes
    paid = np.zeros((len(nodes), players))
    named = np.flatnonzero(nodes[:, OUTCOME] > 0)
    if not len(named):
        return paid
    _, at, number = np.unique(nodes[named, OUTCOME], return_index=True, return_inverse=True)
    start = nodes[named, PAID]
    lead = start[at]
    if (lead < 0).any():
        return None
    columns = np.arange(players)
    worth = scanned.numbers[lead[:, None] + columns]
    spelled = start >= 0
    if (scanned.numbers[start[spelled][:, None] + columns] != worth[number[spelled]]).any():
        return None
    paid[named] = worth[number]
    return paid


@njit(cache=True, nogil=True)
def _add_up(first: Ints, child: Ints, paid: Floats) -> None:
    for node in range(len(first) - 1):
        for edge in range(first[node], first[node + 1]):
            for player in range(paid.shape[1]):
                paid[child[edge], player] += paid[node, player]


def _chances(scanned: Scanned, sets: _Sets, *, first: Ints, chance: Floats, nodes: Longs) -> bool:
    """Write the chances of the edges of chance nodes; False if they are none, or change."""
    place = np.searchsorted(np.flatnonzero(scanned.nodes[:, PLAYER] >= 0), nodes)
    number = sets.number[place]
    mine, own = scanned.nodes[nodes], scanned.nodes[sets.lead[number]]
    for start, said, again, width in zip(
        first[nodes].tolist(), own[:, LUCK].tolist(), mine[:, LUCK].tolist(),
        own[:, WIDTH].tolist(), strict=True,
    ):  # fmt: skip
        odds = scanned.numbers[said : said + width]
        if odds.min() < 0 or abs(sum(odds.tolist()) - 1.0) > 1e-9:
            return False
        if again >= 0 and again != said:
            other = scanned.numbers[again : again + width]
            if not np.array_equal(odds, other):
                return False
        chance[start : start + width] = odds
    return True
