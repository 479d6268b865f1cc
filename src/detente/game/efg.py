"""Gambit's file format for extensive games, `EFG 2 R`, read; `efg_written` writes it.

A file is a prologue (title, players, comment) and the nodes in preorder:

    c "node" 1 "set" { "left" 1/2 "right" .5 } 0
    p "node" 1 1 "set" { "up" "down" } 2 "outcome" { 1, -1/2 }
    t "node" 2

Information sets and outcomes are spelled out once and may be meant by their number after that;
outcome 0 is none, and the outcomes on a path add up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from detente.errors import GameError, Problem, TooLargeError
from detente.game.arrays import CHANCE, END
from detente.game.efg_large import read_large
from detente.game.efg_tokens import Token, Tokens
from detente.game.efg_written import write_efg
from detente.game.extensive import ExtensiveGame
from detente.machine import free_memory
from detente.shapes import Floats, Ints

__all__ = ["read_efg", "write_efg"]

SUM_TO_ONE = 1e-9
"""How far the chances of a chance node may add up from one."""
LARGE = 200_000
"""Characters from which on a text is read by compiled loops, which take a moment to load."""
ROOM = 12
"""Bytes of memory that it takes to read one byte of a file."""


def read_efg(
    path_or_text: str | Path, *, progress: Callable[[str, int, int], None] | None = None
) -> ExtensiveGame:
    r"""Read a game from a file, or from text that holds the game itself.

    `progress` is told how many bytes of how many are read, where there are many.

    Raises `GameError`, with line and column, when it is no game in the format `EFG 2`, and before
    it is read when it would not fit into this machine's memory.

    >>> game = read_efg('EFG 2 R "One" { "A" } p "" 1 1 { "l" "r" } 0 t "" 1 { 1 } t "" 2 { 0 }')
    >>> game.players, game.action_label, game.payoff[:, 0].tolist()
    (('A',), ('l', 'r'), [0.0, 1.0, 0.0])
    """
    if isinstance(path_or_text, str) and ("\n" in path_or_text or path_or_text[:4] == "EFG "):
        return _game_in(path_or_text, source="<text>", progress=progress)
    path = Path(path_or_text)
    try:
        check_room(path)
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        message = f"the file cannot be read: {error.strerror or error}"
        raise GameError(Problem(message, source=str(path))) from error
    except ValueError as error:
        message = "this is not text in UTF-8, so it is no EFG game"
        raise GameError(Problem(message, source=str(path))) from error
    return _game_in(text, source=str(path), progress=progress)


def check_room(path: Path) -> None:
    """Refuse a file that would not fit into memory, before it is read."""
    size, free = path.stat().st_size, free_memory()
    if size * ROOM > free:
        message = (
            f"the file has {size / 1e9:.1f} GB; reading it takes about {size * ROOM / 1e9:.1f} GB "
            f"of memory, and {free / 1e9:.1f} GB are free"
        )
        raise TooLargeError(Problem(message, source=str(path)))


def _game_in(
    text: str, *, source: str, progress: Callable[[str, int, int], None] | None = None
) -> ExtensiveGame:
    """Read a text: a large one by its bytes, and word by word if that finds a mistake."""
    if len(text) >= LARGE:
        start = _Reader(Tokens(text, source=source))
        title, comment = start.prologue()
        data = text[start.tokens.ahead.at :].encode()

        def report(done: int, total: int) -> None:
            if progress:
                progress("reading the game", done, total)

        game = read_large(
            data, 0, title=title, comment=comment, players=tuple(start.players), report=report
        )
        if game is not None:
            return game
    return _Reader(Tokens(text, source=source)).game()


@dataclass
class _Set:
    """An information set, of a player or of chance, as the file spells it out."""

    row: int  # among the players' sets, in the order of their first node
    label: str
    actions: list[str]
    chances: list[float]


@dataclass
class _Nodes:
    """The nodes in preorder while they are read."""

    mover: list[int] = field(default_factory=list)
    infoset: list[int] = field(default_factory=list)
    outcome: list[int] = field(default_factory=list)
    spelled: list[_Set | None] = field(default_factory=list)
    children: list[list[int]] = field(default_factory=list)


class _Reader:
    """Reads one text, once, from left to right."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.sets: dict[tuple[int, int], _Set] = {}
        self.own_sets = 0
        self.outcomes: dict[int, list[float]] = {}
        self.players: list[str] = []

    def game(self) -> ExtensiveGame:
        """Read the whole text."""
        title, comment = self.prologue()
        nodes = self.nodes()
        sets = sorted(
            ((key, one) for key, one in self.sets.items() if key[0] >= 0),
            key=lambda item: item[1].row,
        )
        first = np.cumsum([0, *(len(row) for row in nodes.children)]).astype(np.int32)
        child = np.array([c for row in nodes.children for c in row], np.int32)
        spelled = [one for one in nodes.spelled if one is not None]
        return ExtensiveGame(
            title=title,
            comment=comment,
            players=tuple(self.players),
            mover=np.array(nodes.mover, np.int32),
            infoset=np.array(nodes.infoset, np.int32),
            first=first,
            payoff=self.payoffs(nodes, first, child),
            child=child,
            chance=np.array([c for one in spelled for c in one.chances], np.float64),
            edge_label=tuple(label for one in spelled for label in one.actions),
            infoset_player=np.array([key[0] for key, _ in sets], np.int32),
            infoset_number=np.array([key[1] for key, _ in sets], np.int32),
            infoset_label=tuple(one.label for _, one in sets),
            action_first=np.cumsum([0, *(len(one.actions) for _, one in sets)]).astype(np.int32),
            action_label=tuple(label for _, one in sets for label in one.actions),
        )

    def prologue(self) -> tuple[str, str]:
        """Read the title, the players and the comment."""
        hint = 'an extensive game starts with: EFG 2 R "title" { "player 1" "player 2" }'
        start = self.tokens.take("word", "`EFG`", hint=hint)
        if start.text == "NFG":
            message = "this is a game in strategic form, and only extensive games are read"
            hint = "choices without sight of each other are information sets of an extensive game"
            raise self.tokens.refuse(message, start, hint=hint)
        version, _ = self.tokens.whole("the format's version")
        kind = self.tokens.take("word", "`R` or `D` after `EFG 2`", hint=hint)
        if start.text != "EFG" or version != 2 or kind.text not in {"R", "D"}:
            raise self.tokens.refuse("this is no game in the format `EFG 2`", start, hint=hint)
        title = self.tokens.string("the title")
        self.tokens.brace("{", "before the players")
        while not self.tokens.at_brace("}"):
            self.players.append(self.tokens.string("a player's name or `}`"))
        close = self.tokens.brace("}", "after the players")
        if not self.players:
            raise self.tokens.refuse("a game needs at least one player", close)
        return title, self.tokens.label("the comment")

    def nodes(self) -> _Nodes:
        """Read the tree; a node's children are the nodes that follow it."""
        nodes, open_ends = _Nodes(), [(-1, self.tokens.ahead)]
        while open_ends:
            parent, opener = open_ends.pop()
            if self.tokens.ahead.kind == "end":
                missing = f"the file ends, but {len(open_ends) + 1} of the tree's nodes are missing"
                raise self.tokens.refuse(
                    missing, opener, hint="not all actions of this node lead on"
                )
            here = self.tokens.ahead
            number = len(nodes.mover)
            self.node(nodes)
            if parent >= 0:
                nodes.children[parent].append(number)
            spelled = nodes.spelled[number]
            open_ends += [(number, here)] * (len(spelled.actions) if spelled else 0)
        self.tokens.take("end", "the end of the file, since the tree is complete")
        return nodes

    def node(self, nodes: _Nodes) -> None:
        """Read one node."""
        token = self.tokens.take("word", "a node: `c`, `p` or `t`")
        if token.text not in {"c", "p", "t"}:
            raise self.tokens.refuse(f"`{token.text[:40]}` is no node: `c`, `p` or `t`", token)
        self.tokens.label("the node's label")
        mover = {"c": CHANCE, "t": END}.get(token.text, 0)
        spelled = None
        if token.text == "p":
            player, place = self.tokens.whole("the player's number")
            if not 1 <= player <= len(self.players):
                message = f"there is no player {player}: the game has {len(self.players)}"
                raise self.tokens.refuse(message, place)
            mover = player - 1
        if token.text != "t":
            spelled = self.infoset(mover)
        nodes.mover.append(mover)
        nodes.spelled.append(spelled)
        nodes.infoset.append(spelled.row if spelled and mover >= 0 else -1)
        nodes.children.append([])
        nodes.outcome.append(self.outcome())

    def infoset(self, mover: int) -> _Set:
        """Read an information set, spelled out or by its number."""
        number, place = self.tokens.whole("the information set's number")
        key, known = (mover, number), self.sets.get((mover, number))
        label = self.tokens.label("the information set's label")
        if not self.tokens.at_brace("{"):
            if known is None:
                message = f"information set {number} is meant before its actions are given"
                hint = 'give them in braces at its first node: { "left" "right" }'
                raise self.tokens.refuse(message, place, hint=hint)
            return known
        one = self.actions(mover, label)
        if known is None:
            one.row = self.own_sets if mover >= 0 else -1
            self.own_sets += mover >= 0
            self.sets[key] = known = one
        elif known.actions != one.actions or known.chances != one.chances:
            message = f"information set {number} had other actions or chances before"
            raise self.tokens.refuse(message, place, hint=f"before: {', '.join(known.actions)}")
        return known

    def actions(self, mover: int, label: str) -> _Set:
        """Read the actions in braces, with their chances at a chance node."""
        opener = self.tokens.brace("{", "before the actions")
        actions: list[str] = []
        chances: list[float] = []
        while not self.tokens.at_brace("}"):
            actions.append(self.tokens.string("an action's label or `}`"))
            chances.append(self.tokens.number("the action's chance") if mover == CHANCE else 1.0)
        self.tokens.brace("}", "after the actions")
        if not actions:
            raise self.tokens.refuse("an information set needs at least one action", opener)
        if mover == CHANCE and (min(chances) < 0 or abs(sum(chances) - 1.0) > SUM_TO_ONE):
            message = (
                f"the chances have to be zero or more and add up to 1, not {sum(chances):.12g}"
            )
            raise self.tokens.refuse(message, opener)
        return _Set(-1, label, actions, chances)

    def outcome(self) -> int:
        """Read an outcome, spelled out or by its number; return the number."""
        number, place = self.tokens.whole("the outcome's number (0: none)")
        self.tokens.label("the outcome's label")
        if self.tokens.at_brace("{"):
            self.tokens.brace("{", "before the payoffs")
            payoffs = []
            while not self.tokens.at_brace("}"):
                payoffs.append(self.tokens.number("a payoff or `}`"))
            self.tokens.brace("}", "after the payoffs")
            self.check_outcome(number, place, payoffs)
            self.outcomes.setdefault(number, payoffs)
        elif number != 0 and number not in self.outcomes:
            message = f"outcome {number} is meant before its payoffs are given"
            raise self.tokens.refuse(message, place, hint="give them in braces: { 1, -1/2 }")
        return number

    def check_outcome(self, number: int, place: Token, payoffs: list[float]) -> None:
        """Refuse payoffs that do not fit the players or what was said before."""
        if len(payoffs) != len(self.players):
            message = f"there are {len(payoffs)} payoffs for {len(self.players)} players"
            raise self.tokens.refuse(message, place)
        if number == 0:
            raise self.tokens.refuse("outcome 0 is none and cannot have payoffs", place)
        if self.outcomes.get(number, payoffs) != payoffs:
            raise self.tokens.refuse(f"outcome {number} had other payoffs before", place)

    def payoffs(self, nodes: _Nodes, first: Ints, child: Ints) -> Floats:
        """Add the outcomes up along the paths (N, P); zero where play goes on."""
        none = [0.0] * len(self.players)
        sums = np.array([self.outcomes.get(number, none) for number in nodes.outcome])
        for node in range(len(nodes.mover)):
            sums[child[first[node] : first[node + 1]]] += sums[node]
        sums[np.array(nodes.mover) != END] = 0.0
        return sums
