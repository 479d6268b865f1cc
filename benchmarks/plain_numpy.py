"""The yardsticks of `extensive.py`: logit equilibria of a crisis by NumPy sweeps.

The public tree is taken turn by turn, all nodes of a turn at once. A pass forward multiplies each
type's chances along the path, which gives beliefs by Bayes' rule; a pass back answers the values
with logit choices (McKelvey and Palfrey 1998, section 3). Sweeps repeat until the choices stand.

`PlainSweep` is what one writes first: a row for each node, which gathers its children.
`TurnedSweep` has the nodes along the last axis, where NumPy's loops are long, and gathers nothing.
"""

from __future__ import annotations

import numpy as np
from crises import PRIOR, WIDE, PublicTree

from detente.shapes import Floats


class PlainSweep:
    """A crisis with the choices of the last sweep: `worth` (H, P, T), `choice` (M, T, 4)."""

    def __init__(self, tree: PublicTree, worth: Floats, *, lam: float) -> None:
        """Begin with uniform play; `worth` is (H, P, T)."""
        self.worth, self.child, self.lam = worth.copy(), tree.child, lam
        self.turns = [
            begin + here for begin, here in zip(tree.level, tree.inner[:-1], strict=False)
        ]
        self.row = np.full(len(tree.mover), -1)  # of a node among those where play goes on
        self.row[tree.node] = np.arange(len(tree.node))
        self.choice = np.full((len(tree.node), 2, WIDE), 1.0 / WIDE)

    def sweep(self) -> float:
        """Sweep once; return the largest change of any choice."""
        like, change = self.forward(), 0.0
        for turn in range(len(self.turns) - 1, -1, -1):
            nodes, mover = self.turns[turn], turn % 2
            rows = self.row[nodes]
            after = self.worth[self.child[rows]]  # M, 4, P, T
            own = after[:, :, mover].transpose(0, 2, 1)
            choice = logit(self.lam * own, axis=2)
            belief = np.array(PRIOR) * like[nodes, mover]
            belief /= belief.sum(axis=1, keepdims=True)
            self.worth[nodes, mover] = (choice * own).sum(axis=2)
            seen = np.einsum("mt,mta->ma", belief, choice)
            self.worth[nodes, 1 - mover] = np.einsum("ma,mat->mt", seen, after[:, :, 1 - mover])
            change = max(change, float(np.abs(choice - self.choice[rows]).max()))
            self.choice[rows] = choice
        return change

    def forward(self) -> Floats:
        """Return how likely each type of each player goes where it could (H, P, T)."""
        like = np.ones(self.worth.shape)
        for turn, nodes in enumerate(self.turns):
            children = self.child[self.row[nodes]]
            like[children] = like[nodes][:, None]
            like[children, turn % 2] *= self.choice[self.row[nodes]].transpose(0, 2, 1)
        return like

    def policy(self) -> Floats:
        """Return the choices at all nodes in order (M, T, 4)."""
        return self.choice


class TurnedSweep:
    """The same, M nodes of a turn, types and actions before.

    `worth[d]` (P, T, nodes of turn d) holds values, at endings for good; `choice[d]` (T, 4, M) is
    what each type of the mover does.
    """

    def __init__(self, tree: PublicTree, worth: Floats, *, lam: float) -> None:
        """Begin with uniform play; `worth` is (H, P, T)."""
        self.inner, self.lam = tree.inner, lam
        self.worth = [
            np.ascontiguousarray(worth[begin:end].transpose(1, 2, 0))
            for begin, end in zip(tree.level, tree.level[1:], strict=False)
        ]
        self.choice = [np.full((2, WIDE, len(here)), 1.0 / WIDE) for here in tree.inner[:-1]]
        self.prior = np.array(PRIOR)[:, None]

    def sweep(self) -> float:
        """Sweep once; return the largest change of any choice."""
        beliefs, change = self.forward(), 0.0
        for turn in range(len(self.choice) - 1, -1, -1):
            mover, here = turn % 2, self.inner[turn]
            after = self.worth[turn + 1].reshape(2, 2, WIDE, -1)
            choice = logit(self.lam * after[mover], axis=1)
            seen = (beliefs[turn][:, None] * choice).sum(axis=0)
            self.worth[turn][mover][:, here] = (choice * after[mover]).sum(axis=1)
            self.worth[turn][1 - mover][:, here] = (seen * after[1 - mover]).sum(axis=1)
            change = max(change, float(np.abs(choice - self.choice[turn]).max()))
            self.choice[turn] = choice
        return change

    def forward(self) -> list[Floats]:
        """Return what the mover's opponent believes of the mover's type, turn by turn (T, M)."""
        like, beliefs = np.ones((2, 2, 1)), []
        for turn, choice in enumerate(self.choice):
            mover = turn % 2
            joint = self.prior * like[mover]
            beliefs.append(joint / joint.sum(axis=0))
            after = np.repeat(like[:, :, None], WIDE, axis=2)
            after[mover] *= choice
            like = after.reshape(2, 2, -1)[:, :, self.inner[turn + 1]]
        return beliefs

    def policy(self) -> Floats:
        """Return the choices at all nodes in order (M, T, 4)."""
        return np.concatenate([choice.transpose(2, 0, 1) for choice in self.choice])


def logit(utilities: Floats, *, axis: int) -> Floats:
    """Return the logit choice over an axis."""
    raised = np.exp(utilities - utilities.max(axis=axis, keepdims=True))
    return raised / raised.sum(axis=axis, keepdims=True)


def settle(
    sweeper: PlainSweep | TurnedSweep, *, tolerance: float, most: int = 10_000
) -> tuple[Floats, int]:
    """Sweep until no choice changes by more than the tolerance; return the policy and sweeps."""
    for sweeps in range(1, most + 1):
        if sweeper.sweep() <= tolerance:
            return sweeper.policy(), sweeps
    raise ArithmeticError(f"plain sweeps have not settled after {most}")
