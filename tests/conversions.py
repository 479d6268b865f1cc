"""Between the two kinds of games: a public tree with types, and a game in extensive form."""

from __future__ import annotations

from itertools import product

import numpy as np

from detente.game.arrays import CHANCE, END, Game, Numbers
from detente.game.efg import read_efg
from detente.game.extensive import ExtensiveGame

MISSING = -1e6
"""What it costs a type to do what the file does not let it do."""


def to_extensive(game: Game, numbers: Numbers, *, draw: int = 0) -> ExtensiveGame:
    """Spell a public game out as a file: chance draws all types, then the tree for each profile.

    Priors and chances have to be common; the analyst's are read.
    """
    value, prior = numbers.value[draw], numbers.prior[draw, -1]
    chance = numbers.chance[draw, :, -1]
    slots = [range(game.player_slot[p], game.player_slot[p + 1]) for p in range(len(game.players))]
    profiles = list(product(*slots))
    odds = " ".join(f'"{n}" {np.prod(prior[list(q)])!r}' for n, q in enumerate(profiles))
    names = " ".join(f'"{name}"' for name in game.players)
    lines = [f'EFG 2 R "public" {{ {names} }}', f"c 1 {{ {odds} }} 0"]
    numbered: dict[tuple[int, tuple[int, ...]], int] = {}

    def write(node: int, path: tuple[int, ...], profile: tuple[int, ...], paid: np.ndarray) -> None:
        edges = range(game.first[node], game.first[node + 1])
        mover = game.mover[node]
        if mover == END:
            total = paid + value[game.final[node], list(profile)]
            lines.append(f"t {len(lines)} {{ {' '.join(repr(float(x)) for x in total)} }}")
        elif mover == CHANCE:
            pairs = " ".join(f'"{e}" {float(chance[game.chance[e]])!r}' for e in edges)
            lines.append(f"c {len(lines)} {{ {pairs} }} 0")
        else:
            number = numbered.setdefault((profile[mover], path), len(numbered) + 1)
            labels = " ".join(f'"{e}"' for e in edges)
            label = f"{profile[mover]}:{','.join(map(str, path))}"
            lines.append(f'p {mover + 1} {number} "{label}" {{ {labels} }} 0')
        for edge in edges:
            more = paid + value[game.reward[edge], list(profile)]
            write(int(game.child[edge]), (*path, edge), profile, more)

    for profile in profiles:
        write(0, (), profile, np.zeros(len(game.players)))
    return read_efg("\n".join(lines).replace("np.float64(", "").replace(")", ""))


class PublicForm:
    """A file's game as a public tree: chance at the root draws types, actions have public labels.

    A type that has fewer actions than others at a node pays `MISSING` for the rest.
    """

    def __init__(self, file: ExtensiveGame) -> None:
        self.file = file
        self.roots = self._roots(0, 1.0)
        self.types, self.prior = self._types()
        self.nodes: dict[tuple[str, ...], int] = {(): 0}
        self.where: list[dict[int, int]] = []  # public node: profile -> node of the file
        self._grow()

    def _edges(self, node: int) -> range:
        return range(self.file.first[node], self.file.first[node + 1])

    def _roots(self, node: int, odds: float) -> list[tuple[int, float]]:
        if self.file.mover[node] != CHANCE:
            return [(node, odds)]
        return [
            root
            for e in self._edges(node)
            for root in self._roots(int(self.file.child[e]), odds * float(self.file.chance[e]))
        ]

    def _sets(self, node: int) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {p: set() for p in range(len(self.file.players))}
        waiting = [node]
        while waiting:
            at = waiting.pop()
            if self.file.mover[at] >= 0:
                found[int(self.file.mover[at])].add(int(self.file.infoset[at]))
            waiting += [int(self.file.child[e]) for e in self._edges(at)]
        return found

    def _types(self) -> tuple[list[list[int]], list[np.ndarray]]:
        """Two profiles hold the same type of a player if they share an information set of it."""
        sets = [self._sets(root) for root, _ in self.roots]
        types, priors = [], []
        for player in range(len(self.file.players)):
            groups: list[set[int]] = []
            mine = []
            for one in sets:
                at = next((g for g, group in enumerate(groups) if group & one[player]), None)
                if at is None:
                    at = len(groups)
                    groups.append(set())
                groups[at] |= one[player]
                mine.append(at)
            types.append(mine)
            priors.append(np.bincount(mine, [odds for _, odds in self.roots]))
        for profile, (_, odds) in enumerate(self.roots):
            assert np.isclose(
                odds, np.prod([q[t[profile]] for q, t in zip(priors, types, strict=True)])
            )
        return types, priors

    def _grow(self) -> None:
        self.where.append({n: root for n, (root, _) in enumerate(self.roots)})
        self.first, self.child, self.label, self.mover = [0], [], [], []
        self.past: list[tuple[int, ...]] = [(-1,) * len(self.file.players)]
        node = 0
        while node < len(self.where):
            here = self.where[node]
            movers = {int(self.file.mover[at]) for at in here.values()}
            assert len(movers) == 1, "not a public tree"
            self.mover.append(movers.pop())
            labels = dict.fromkeys(
                self.file.edge_label[e] for at in here.values() for e in self._edges(at)
            )
            for label in labels:
                past = list(self.past[node])
                if self.mover[node] >= 0:
                    past[self.mover[node]] = len(self.child)
                self.child.append(len(self.where))
                self.label.append(label)
                self.past.append(tuple(past))
                self.where.append(
                    {
                        n: int(self.file.child[e])
                        for n, at in here.items()
                        for e in self._edges(at)
                        if self.file.edge_label[e] == label
                    }
                )
            self.first.append(len(self.child))
            node += 1

    def edge_of(self, node: int, profile: int, edge: int) -> int | None:
        """Return the file's edge of a public edge for a profile, if its type has it."""
        at = self.where[node].get(profile)
        if at is None:
            return None
        same = (e for e in self._edges(at) if self.file.edge_label[e] == self.label[edge])
        return next(same, None)

    def build(self, lam: float) -> tuple[Game, Numbers]:
        """Return the public game and its numbers at a precision."""
        players = len(self.file.players)
        sizes = [max(mine) + 1 for mine in self.types]
        start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        rows: list[np.ndarray] = [np.zeros(start[-1])]
        reward = np.zeros(len(self.child), np.int32)
        final = np.zeros(len(self.where), np.int32)
        for node, mover in enumerate(self.mover):
            if mover == END:
                final[node] = len(rows)
                rows.append(self._ending(node, start))
            for edge in range(self.first[node], self.first[node + 1]):
                row = np.zeros(start[-1])
                if mover >= 0:
                    for profile in self.where[node]:
                        if self.edge_of(node, profile, edge) is None:
                            row[start[mover] + self.types[mover][profile]] = MISSING
                if row.any():
                    reward[edge] = len(rows)
                    rows.append(row)
        evidence = [p[m] if m >= 0 else -1 for p, m in zip(self.past, self.mover, strict=True)]
        game = Game(
            players=self.file.players,
            types=tuple(tuple(f"t{t}" for t in range(n)) if n > 1 else ("",) for n in sizes),
            slot_player=np.repeat(np.arange(players), sizes).astype(np.int32),
            slot_type=np.concatenate([np.arange(n) for n in sizes]).astype(np.int32),
            player_slot=start, mover=np.array(self.mover, np.int32),
            first=np.array(self.first, np.int32), stage=np.zeros(len(self.mover), np.int32),
            evidence=np.array(evidence, np.int32), final=final,
            state=np.zeros(len(self.mover), np.int64), child=np.array(self.child, np.int32),
            event=np.full(len(self.child), -1, np.int32), move=np.zeros(len(self.child), np.int32),
            chance=np.full(len(self.child), -1, np.int32), reward=reward,
            rewards=np.zeros((len(rows), 1)),
        )  # fmt: skip
        prior = np.concatenate([q / q.sum() for q in self.prior])
        return game, Numbers(
            np.full((1, players), lam), np.array(rows)[None], np.zeros((1, 0, players + 1)),
            np.tile(prior, (1, players + 1, 1)),
        )  # fmt: skip

    def _ending(self, node: int, start: np.ndarray) -> np.ndarray:
        row = np.zeros(start[-1])
        for player, mine in enumerate(self.types):
            paid: dict[int, float] = {}
            for profile, at in self.where[node].items():
                worth = float(self.file.payoff[at, player])
                assert paid.setdefault(mine[profile], worth) == worth, "depends on others' types"
                row[start[player] + mine[profile]] = worth
        return row

    def policy(self, solved: np.ndarray) -> np.ndarray:
        """Read a policy (E, T) back as probabilities of the file's actions (A), NaN if not met."""
        found = np.full(len(self.file.action_label), np.nan)
        actions = self.file.action
        for node, mover in enumerate(self.mover):
            for edge in range(self.first[node], self.first[node + 1]) if mover >= 0 else ():
                for profile in self.where[node]:
                    mine = self.edge_of(node, profile, edge)
                    if mine is not None:
                        found[actions[mine]] = solved[edge, self.types[mover][profile]]
        return found
