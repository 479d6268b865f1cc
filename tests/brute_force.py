"""An agent quantal response equilibrium the slow way: every history on its own, in dictionaries.

Nothing is shared with the package's solver: merged nodes are told apart again, evidence chains are
not read (the likelihood of a type is multiplied up along the whole history), and the fixed point
is found by damped iteration in small steps of the precision.
"""

from __future__ import annotations

import math

from detente.game.arrays import CHANCE, END, Game, Numbers

History = tuple[int, ...]


class BruteForce:
    """One draw of a game, unrolled into its histories."""

    def __init__(self, game: Game, numbers: Numbers, *, draw: int) -> None:
        """Unroll the game; keep the numbers as plain lists."""
        self.game = game
        self.lam = numbers.rationality[draw].tolist()
        self.value = numbers.value[draw].tolist()
        self.chance = numbers.chance[draw].tolist()
        self.prior = numbers.prior[draw].tolist()
        self.players = range(len(game.players))
        self.slot_of = {
            (int(p), int(t)): k
            for k, (p, t) in enumerate(zip(game.slot_player, game.slot_type, strict=True))
        }
        self.node: dict[History, int] = {}
        self._unroll((), 0)
        self.choice = {
            (h, t): [1 / len(self.edges(h))] * len(self.edges(h))
            for h, node in self.node.items()
            if game.mover[node] >= 0
            for t in self.types(int(game.mover[node]))
        }

    def _unroll(self, history: History, node: int) -> None:
        self.node[history] = node
        for edge in range(self.game.first[node], self.game.first[node + 1]):
            self._unroll((*history, edge), int(self.game.child[edge]))

    def types(self, player: int) -> range:
        """Types of a player."""
        return range(len(self.game.types[player]))

    def edges(self, history: History) -> list[int]:
        """Edges after a history."""
        node = self.node[history]
        return list(range(self.game.first[node], self.game.first[node + 1]))

    def likelihood(self, history: History, player: int, kind: int) -> float:
        """Product of the player's own choice probabilities along a history."""
        product = 1.0
        for step, edge in enumerate(history):
            before = history[:step]
            if self.game.mover[self.node[before]] == player:
                product *= self.choice[before, kind][self.edges(before).index(edge)]
        return product

    def belief(self, observer: int, history: History, player: int) -> list[float]:
        """What an observer believes about a player's type after a history."""
        joint = [
            self.prior[observer][self.slot_of[player, t]] * self.likelihood(history, player, t)
            for t in self.types(player)
        ]
        return [x / sum(joint) for x in joint]

    def weights(self, observer: int, history: History) -> list[float]:
        """Chances that an observer gives the edges after a history."""
        mover = int(self.game.mover[self.node[history]])
        if mover == CHANCE:
            return [self.chance[self.game.chance[e]][observer] for e in self.edges(history)]
        belief = self.belief(observer, history, mover)
        return [
            sum(belief[t] * self.choice[history, t][a] for t in self.types(mover))
            for a in range(len(self.edges(history)))
        ]

    def values(self) -> dict[tuple[History, int], float]:
        """Value of every history to every slot, what came before it left out."""
        found: dict[tuple[History, int], float] = {}
        for history in sorted(self.node, key=len, reverse=True):
            node = self.node[history]
            mover = int(self.game.mover[node])
            for (player, kind), slot in self.slot_of.items():
                if mover == END:
                    found[history, slot] = self.value[self.game.final[node]][slot]
                    continue
                own = mover == player
                weights = self.choice[history, kind] if own else self.weights(player, history)
                found[history, slot] = sum(
                    w * self.gain(found, history, e, slot)
                    for w, e in zip(weights, self.edges(history), strict=True)
                )
        return found

    def gain(
        self, found: dict[tuple[History, int], float], history: History, edge: int, slot: int
    ) -> float:
        """Value of an edge to a slot."""
        return found[(*history, edge), slot] + self.value[self.game.reward[edge]][slot]

    def answer(self, scale: float) -> dict[tuple[History, int], list[float]]:
        """Logit choices against the present ones."""
        found = self.values()
        answers = {}
        for history, kind in self.choice:
            mover = int(self.game.mover[self.node[history]])
            slot = self.slot_of[mover, kind]
            lam = scale * self.lam[mover]
            utilities = [lam * self.gain(found, history, e, slot) for e in self.edges(history)]
            raised = [math.exp(u - max(utilities)) for u in utilities]
            answers[history, kind] = [x / sum(raised) for x in raised]
        return answers

    def solve(self, *, steps: int = 8, tolerance: float = 1e-12) -> float:
        """Follow the branch in even steps; return the last change of a choice probability."""
        change = math.inf
        for step in range(1, steps + 1):
            for _ in range(500):
                answers = self.answer(step / steps)
                change = max(
                    (
                        abs(x - y)
                        for key in answers
                        for x, y in zip(answers[key], self.choice[key], strict=True)
                    ),
                    default=0.0,
                )
                self.choice = answers
                if change < (tolerance if step == steps else 1e-3):
                    break
        return change
