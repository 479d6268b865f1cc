"""The contract of every solver: what a solution is, and how well it holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from detente import notebook
from detente.shapes import Floats, Ints


class Status(IntEnum):
    """How a solve ended; `sentence` is what the reader sees."""

    CONVERGED = 0
    SLOW = 1
    LOST = 2
    ROUNDED = 3

    @property
    def sentence(self) -> str:
        """Say what it means, in a sentence."""
        return {
            Status.CONVERGED: "The solution is a fixed point to within the tolerance.",
            Status.SLOW: "The sweeps ran out, or helped no more, before the tolerance was met; the "
            "residual says by how much.",
            Status.LOST: "The branch could not be followed to the wanted precision.",
            Status.ROUNDED: "The solution is as good as rounding allows at so high a precision and "
            "misses the tolerance; the residual says by how much.",
        }[self]


@dataclass(frozen=True)
class Solutions:
    """Agent quantal response equilibria of one game for a block of draws.

    `policy[d, e, t]` is the probability that the mover's type t takes edge e (ones on chance
    edges, whose numbers are the observers'; zero beyond the mover's types). `residual[d]` is the
    largest change of any choice probability in one more sweep, `regret[d, k]` the most that slot
    k could gain in utils by any other strategy against its own beliefs, and `worth[d, k]` what
    slot k expects of the whole game, both at the root.
    """

    policy: Floats  # D, E, T
    residual: Floats  # D
    sweeps: Ints  # D
    status: Ints  # D: a `Status`
    regret: Floats  # D, K
    worth: Floats  # D, K

    @property
    def converged(self) -> Floats:
        """Say per draw whether the solution converged."""
        return np.asarray(self.status == Status.CONVERGED)

    def _repr_html_(self) -> str:
        draws, edges, _ = self.policy.shape
        return notebook.card(
            "Agent quantal response equilibria",
            facts=[
                ("draws", f"{draws:,}"),
                ("edges", f"{edges:,}"),
                ("converged", f"{int(self.converged.sum()):,}"),
                ("largest residual", f"{self.residual.max(initial=0.0):.1e}"),
                ("most sweeps", int(self.sweeps.max(initial=0))),
                ("largest regret", f"{self.regret.max(initial=0.0):.2g} utils"),
            ],
        )


@dataclass(frozen=True)
class ExtensiveSolution:
    """An agent quantal response equilibrium of an extensive game at one precision.

    `policy[a]` is the probability of action `a` (as in `ExtensiveGame.action_first`), `residual`
    the largest distance of any from the logit of its values, `regret[p]` the most that player p
    could gain by any other strategy (at one information set only, if p forgets its past), and
    `worth[p]` what p expects. `steps` counts what it took from uniform play: predictor steps in a
    small game with a fork, sweeps elsewhere. `fork` is the
    precision at which the branch forks before this one, NaN if it does not: in a game with a
    symmetry the equilibrium beyond it is one of several, picked by a convention.
    """

    lam: float
    policy: Floats  # A
    logs: Floats  # A: of the policy, also where it is too small for a number
    residual: float
    regret: Floats  # P
    worth: Floats  # P
    steps: int
    status: Status
    fork: float = np.nan
