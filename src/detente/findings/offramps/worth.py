"""What the whole crisis is worth to each actor after the record, as it sees things itself."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from detente.findings.study import World
from detente.forecast.methods import Block
from detente.game.arrays import END, Game, Numbers
from detente.game.flow import edge_chances
from detente.game.play import Play
from detente.model.crisis import ANALYST
from detente.shapes import Bools, Floats


@dataclass(eq=False)
class Worths:
    """Reads, per slot (actor and type), the expected sum of its stakes in utils (D, K).

    An actor of a type makes that type's choices and believes what the actor believes about the
    others and about chances.
    """

    game: Game
    allowed: Bools  # E: the edges that the record leaves open
    values: Floats = field(default_factory=lambda: np.zeros((0, 0)))

    @classmethod
    def of(cls, world: World) -> Worths:
        """Make the reader of a world."""
        return cls(world.compiled.game, world.readings.allowed)

    def begin(self, draws: int) -> None:
        """Make room for so many draws."""
        self.values = np.zeros((draws, len(self.game.slot_player)))

    def read(self, row: int, d: int, numbers: Numbers, solved: Block) -> None:
        """Read one draw; actors without types that believe as the analyst does share one pass."""
        game = self.game
        analyst = len(game.players)
        counted: dict[bytes, Floats] = {}
        policy: Floats | None = None
        for player, names in enumerate(game.types):
            beliefs = self._beliefs(numbers, d, player, analyst)
            if len(names) == 1:
                if beliefs not in counted:
                    counted[beliefs] = self._counts(solved.play(d, observer=player))
                slot = game.player_slot[player]
                self.values[row, slot] = counted[beliefs] @ numbers.value[d, :, slot]
                continue
            policy = solved.policy(d) if policy is None else policy
            mine = solved.play(d, observer=player)
            own = game.mover[game.source] == player
            for t in range(len(names)):
                slot = game.player_slot[player] + t
                chance = np.where(own[:, None], policy[:, :, t], mine.chance)
                counts = self._counts(Play(np.ascontiguousarray(chance), mine.to))
                self.values[row, slot] = counts @ numbers.value[d, :, slot]

    @staticmethod
    def _beliefs(numbers: Numbers, d: int, player: int, analyst: int) -> bytes:
        """Identify what an actor believes; that of the analyst is the same for all who share it."""
        prior, chance = numbers.prior[d, player], numbers.chance[d, :, player]
        same = np.array_equal(prior, numbers.prior[d, analyst])
        if same and np.array_equal(chance, numbers.chance[d, :, analyst]):
            return ANALYST.encode()
        return bytes(prior.tobytes() + chance.tobytes())

    def _counts(self, play: Play) -> Floats:
        """Return how often each row of rewards is collected after the record (R)."""
        game, flow = self.game, edge_chances(self.game, play, allowed=self.allowed)
        rows = len(game.rewards)
        counts = np.bincount(game.reward, flow, minlength=rows).astype(np.float64)
        ends = game.mover[game.child] == END
        counts += np.bincount(game.final[game.child[ends]], flow[ends], minlength=rows)
        return np.asarray(counts)
