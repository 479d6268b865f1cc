"""A crisis's game at one draw, spelled out in extensive form: what an `.efg` file can hold.

Chance first draws all types, then the public tree follows once for each profile of types, merged
histories apart again. The nodes of one history at which a type of the mover chooses are one
information set; where choices are made without seeing each other it holds several histories.

An `.efg` file has one prior for everybody. A crisis whose actors disagree about a type or a chance
is another game in each pair of eyes, so it is refused unless somebody's eyes are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from detente.errors import GameError, Problem, TooLargeError
from detente.game.arrays import CHANCE, END, Game, Numbers
from detente.game.compile import Compiled
from detente.game.extensive import ExtensiveGame
from detente.machine import free_memory
from detente.shapes import Floats, Ints, Longs

BYTES_A_NODE = 600
"""Memory that a node takes while it is spelled out and written."""
AGREE = 1e-12
"""Chances that differ by no more are the same."""


def spell_out(
    compiled: Compiled, numbers: Numbers, *, draw: int = 0, observer: str = ""
) -> ExtensiveGame:
    """Return the game of a draw in extensive form, with the crisis's own names as labels.

    Payoffs are utils times the actor's precision, so that the game's equilibrium at precision 1 is
    the crisis's; where all actors have the same precision they are utils. With `observer`,
    everybody holds that observer's priors and chances. Raises `GameError` if the actors disagree
    and no observer is named, `TooLargeError` if it would not fit into memory.
    """
    game = compiled.game
    seat = _seat(game, numbers, draw, observer)
    profiles = _profiles(game, numbers.prior[draw], seat)
    _check_size(game, len(profiles))
    return _written(compiled, numbers, draw, seat=seat, profiles=profiles)


def histories(game: Game) -> int:
    """Return how many nodes the public tree has when no histories share one."""
    count = np.zeros(len(game.mover))
    count[0] = 1.0
    for node in range(len(game.mover)):
        for edge in range(game.first[node], game.first[node + 1]):
            count[game.child[edge]] += count[node]
    return int(min(count.sum(), 1e18))


def disagreement(game: Game, numbers: Numbers, draw: int) -> str:
    """Say about what the actors disagree; empty if they have a common prior."""
    players = range(len(game.players))
    for player in players:
        slots = slice(game.player_slot[player], game.player_slot[player + 1])
        others = [other for other in players if other != player]
        held = numbers.prior[draw, others, slots]
        if len(held) and np.ptp(held, axis=0).max(initial=0.0) > AGREE:
            return f"the type of {game.players[player]}"
    rows = np.unique(game.chance[game.chance >= 0])
    if len(rows):
        apart = np.ptp(numbers.chance[draw][rows][:, list(players)], axis=1)
        if apart.max() > AGREE:
            edge = int(np.flatnonzero(game.chance == rows[int(apart.argmax())])[0])
            return f"how a move turns out (the chances of row {int(game.chance[edge])})"
    return ""


def _seat(game: Game, numbers: Numbers, draw: int, observer: str) -> int:
    """Return whose chances are written: an index of observers, -1 for what all hold."""
    if observer == "analyst":
        return len(game.players)
    if observer:
        return game.players.index(observer)
    if about := disagreement(game, numbers, draw):
        raise GameError(
            Problem(
                f"the actors disagree about {about}, and an EFG game has one prior for everybody",
                hint="write the game as one observer sees it, with `--as analyst` or an actor: "
                "everybody then holds that observer's priors",
            )
        )
    return -1


def _prior_of(game: Game, prior: Floats, seat: int, player: int) -> Floats:
    """Return the prior about a player's types that everybody else, or the observer, holds."""
    slots = slice(game.player_slot[player], game.player_slot[player + 1])
    others = [other for other in range(len(game.players)) if other != player]
    return np.asarray(prior[seat if seat >= 0 else (others or [player])[0], slots])


def _profiles(game: Game, prior: Floats, seat: int) -> list[tuple[tuple[int, ...], float]]:
    """Return every profile of types that can be, with its chance."""
    odds = [_prior_of(game, prior, seat, player) for player in range(len(game.players))]
    found = []
    for types in product(*(range(len(one)) for one in odds)):
        chance = float(np.prod([one[t] for one, t in zip(odds, types, strict=True)]))
        if chance > 0.0:
            found.append((types, chance))
    total = sum(chance for _, chance in found)
    return [(types, chance / total) for types, chance in found]


def _check_size(game: Game, profiles: int) -> None:
    nodes, free = 1 + profiles * histories(game), free_memory()
    if nodes * BYTES_A_NODE > free or nodes >= 2**31:
        raise TooLargeError(
            Problem(
                f"spelled out, the game has {nodes:,} nodes in {profiles} profiles of types; that "
                f"takes about {nodes * BYTES_A_NODE / 1e9:,.0f} GB, and {free / 1e9:.1f} GB are "
                "free",
                hint="histories are merged in detente and cannot be in a file; play fewer rounds",
            )
        )


@dataclass(frozen=True)
class _Unrolled:
    """The public tree with every history on its own (H nodes, each before its children)."""

    node: Ints  # H: node of the game
    first: Ints  # H + 1
    edge: Ints  # edge of the game; edge `e` of this tree leads to node `e + 1`
    paid: Floats  # H, K: collected on the way
    anchor: Longs  # H: the history where the present choices without sight began

    @property
    def child(self) -> Longs:
        """The node that each edge leads to."""
        return 1 + np.arange(len(self.edge))


def _unroll(game: Game, value: Floats) -> _Unrolled:
    """Unroll the merged tree level by level."""
    roots = np.zeros(len(game.mover), np.bool_)
    if game.blind is not None:
        roots[game.blind[game.blind >= 0]] = True
    degree = np.diff(game.first)
    here, anchor, base = np.zeros(1, np.int64), np.zeros(1, np.int64), 0
    paid = np.zeros((1, value.shape[1]))
    levels: list[tuple[Longs, Longs, Floats, Longs]] = []
    while len(here):
        anchor = np.where(roots[here], base + np.arange(len(here)), anchor)
        wide = degree[here]
        start = np.repeat(game.first[here] - (np.cumsum(wide) - wide), wide)
        out = start + np.arange(int(wide.sum()))
        levels.append((here, anchor, paid, out))
        anchor, base = np.repeat(anchor, wide), base + len(here)
        paid = np.repeat(paid, wide, axis=0) + value[game.reward[out]]
        here = game.child[out].astype(np.int64)
    node, held, sums, edge = (np.concatenate(column) for column in zip(*levels, strict=True))
    first = np.concatenate([[0], np.cumsum(degree[node])])
    return _Unrolled(
        node.astype(np.int32), first.astype(np.int32), edge.astype(np.int32), sums, held
    )


def _sets(game: Game, tree: _Unrolled) -> tuple[Longs, Longs]:
    """Number the situations in which somebody chooses (H, -1: nobody); return a node of each."""
    blind = game.blind[tree.node] if game.blind is not None else np.full(len(tree.node), -1)
    choosing = np.flatnonzero(game.mover[tree.node] >= 0)
    key = np.where(blind[choosing] >= 0, tree.anchor[choosing], choosing)
    pairs = np.column_stack((game.stage[tree.node[choosing]], key))
    _, lead, number = np.unique(pairs, axis=0, return_index=True, return_inverse=True)
    found = np.full(len(tree.node), -1, np.int64)
    found[choosing] = number.reshape(-1)
    return found, choosing[lead]


def _written(
    compiled: Compiled,
    numbers: Numbers,
    draw: int,
    *,
    seat: int,
    profiles: list[tuple[tuple[int, ...], float]],
) -> ExtensiveGame:
    """Copy the public tree for every profile, under a chance node if there are several."""
    game, value = compiled.game, numbers.value[draw]
    tree = _unroll(game, value)
    situation, lead = _sets(game, tree)
    mover, count, top = game.mover[tree.node], len(tree.node), int(len(profiles) > 1)
    ends = mover == END
    worth = tree.paid + np.where(ends[:, None], value[game.final[tree.node]], 0.0)
    kinds = np.diff(game.player_slot)
    chooser = mover[lead]
    begin = np.concatenate([[0], np.cumsum(kinds[chooser])])  # first set of each situation
    weight = _weights(numbers, draw)
    infoset, payoff = [np.full(top, -1, np.int64)], [np.zeros((top, len(kinds)))]
    for types, _ in profiles:
        mine = np.array(types)[np.maximum(mover, 0)]
        infoset.append(np.where(situation >= 0, begin[situation] + mine, -1))
        own = worth[:, game.player_slot[:-1] + np.array(types)] * weight
        payoff.append(np.where(ends[:, None], own, 0.0))
    copies = len(profiles)
    shift = top + count * np.arange(copies)
    child = (tree.child[None, :] + shift[:, None]).reshape(-1)
    degree = np.diff(tree.first)
    odds = _edge_odds(game, numbers, draw, seat)[tree.edge]
    widths = np.repeat(degree[lead], kinds[chooser])
    named = _labels(compiled)
    edge_label = [named[e] for e in tree.edge.tolist()]
    profile_label = [
        ", ".join(
            f"{game.players[p]} {game.types[p][t]}" for p, t in enumerate(types) if kinds[p] > 1
        )
        for types, _ in profiles
    ]
    set_player = np.repeat(chooser, kinds[chooser])
    labels, actions = _set_labels(compiled, tree, lead, named)
    return ExtensiveGame(
        title=compiled.crisis.title,
        comment=_comment(numbers, draw),
        players=game.players,
        mover=np.concatenate([np.full(top, CHANCE), np.tile(mover, copies)]).astype(np.int32),
        infoset=np.concatenate(infoset).astype(np.int32),
        first=np.concatenate(
            [[0], np.cumsum([*([copies] * top), *np.tile(degree, copies)])]
        ).astype(np.int32),
        payoff=np.concatenate(payoff),
        child=np.concatenate([shift if top else shift[:0], child]).astype(np.int32),
        chance=np.concatenate(
            [[chance for _, chance in profiles] if top else [], np.tile(odds, copies)]
        ),
        edge_label=(*(profile_label if top else ()), *(edge_label * copies)),
        infoset_player=set_player.astype(np.int32),
        infoset_number=_numbers_by_player(set_player, len(kinds)),
        infoset_label=labels,
        action_first=np.concatenate([[0], np.cumsum(widths)]).astype(np.int32),
        action_label=actions,
    )


def _weights(numbers: Numbers, draw: int) -> Floats:
    """Return what a util of each actor counts in the file (P)."""
    lam = numbers.rationality[draw]
    return np.ones(len(lam)) if np.ptp(lam) == 0.0 else lam


def precision_of(numbers: Numbers, *, draw: int = 0) -> float:
    """Return the precision at which the file's equilibrium is the crisis's."""
    lam = numbers.rationality[draw]
    return float(lam[0]) if np.ptp(lam) == 0.0 else 1.0


def _comment(numbers: Numbers, draw: int) -> str:
    at = precision_of(numbers, draw=draw)
    if np.ptp(numbers.rationality[draw]) == 0.0:
        return f"Payoffs are utils. The crisis's equilibrium is the logit one at lambda = {at!r}."
    return (
        "Payoffs are utils times each actor's precision. The crisis's equilibrium is the logit one "
        "at lambda = 1."
    )


def _edge_odds(game: Game, numbers: Numbers, draw: int, seat: int) -> Floats:
    """Return the chances of the game's edges at chance nodes, 1 elsewhere (E)."""
    column = numbers.chance[draw][:, max(seat, 0)]
    lucky = game.chance >= 0
    odds = np.ones(len(game.child))
    odds[lucky] = column[game.chance[lucky]]
    return odds


def _labels(compiled: Compiled) -> list[str]:
    """Name every edge of the game: a move, or how it turns out."""
    game, crisis = compiled.game, compiled.crisis
    found = []
    for mover, move, event in zip(
        game.mover[game.source].tolist(), game.move.tolist(), game.event.tolist(), strict=True
    ):
        made = crisis.moves[move]
        if mover == CHANCE and event >= 0:
            found.append(made.outcomes[compiled.course.events[event].outcome].name or made.name)
        else:
            found.append(made.name)
    return found


def _set_labels(
    compiled: Compiled, tree: _Unrolled, lead: Longs, named: list[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name every information set by its stage, type and history, and its actions by their moves."""
    game = compiled.game
    happened = _happened(compiled)
    came_from = np.concatenate([[-1], np.repeat(np.arange(len(tree.node)), np.diff(tree.first))])
    labels, actions = [], []
    for history in lead.tolist():
        node = int(tree.node[history])
        step = compiled.course.steps[game.stage[node]].label
        moves = [named[e] for e in range(game.first[node], game.first[node + 1])]
        blind = game.blind is not None and game.blind[node] >= 0
        here, seen = int(tree.anchor[history]) if blind else history, []
        while here > 0:
            seen.append(happened[game.event[tree.edge[here - 1]]])
            here = int(came_from[here])
        after = ", ".join(one for one in reversed(seen) if one)
        for kind in game.types[game.mover[node]]:
            named_step = f"{step}: {kind}" if kind else step
            labels.append(f"{named_step} after {after}" if after else named_step)
            actions += moves
    return tuple(labels), tuple(actions)


def _happened(compiled: Compiled) -> list[str]:
    """Name every event as a condition would; the last name, empty, is for what is none."""
    names = []
    for event in compiled.course.events:
        move = compiled.crisis.moves[event.move]
        only = len(move.outcomes) == 1
        names.append(move.name if only else f"{move.name}.{move.outcomes[event.outcome].name}")
    return [*names, ""]


def _numbers_by_player(player: Ints | Longs, players: int) -> Ints:
    """Count each player's sets from 1."""
    found = np.zeros(len(player), np.int32)
    for one in range(players):
        mine = player == one
        found[mine] = 1 + np.arange(int(mine.sum()))
    return found
