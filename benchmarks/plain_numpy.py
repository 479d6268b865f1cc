"""The yardstick of `extensive.py`: logit equilibria of a crisis by plain NumPy sweeps.

The public tree is taken turn by turn, all nodes of a turn at once. A pass forward multiplies each
type's chances along the path, which gives beliefs by Bayes' rule; a pass back answers the values
with logit choices (McKelvey and Palfrey 1998, section 3). Sweeps repeat until the choices stand.
"""

from __future__ import annotations

import numpy as np
from crises import PRIOR, WIDE, PublicTree

from detente.shapes import Floats


class PlainSweep:
    """A crisis with the choices of the last sweep; M nodes of a turn, types and actions before.

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

    def sweep(self) -> float:
        """Sweep once; return the largest change of any choice."""
        beliefs, change = self.forward(), 0.0
        for turn in range(len(self.choice) - 1, -1, -1):
            mover, here = turn % 2, self.inner[turn]
            after = self.worth[turn + 1].reshape(2, 2, WIDE, -1)
            choice = logit(self.lam * after[mover])
            seen = (beliefs[turn][:, None] * choice).sum(axis=0)
            self.worth[turn][mover][:, here] = (choice * after[mover]).sum(axis=1)
            self.worth[turn][1 - mover][:, here] = (seen * after[1 - mover]).sum(axis=1)
            change = max(change, float(np.abs(choice - self.choice[turn]).max()))
            self.choice[turn] = choice
        return change

    def policy(self) -> Floats:
        """Return the choices at all nodes in order (M, T, 4)."""
        return np.concatenate([choice.transpose(2, 0, 1) for choice in self.choice])


def logit(utilities: Floats) -> Floats:
    """Return the logit choice over the second axis (T, 4, M)."""
    raised = np.exp(utilities - utilities.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def solve_plainly(
    tree: PublicTree, worth: Floats, *, lam: float, tolerance: float, most: int = 10_000
) -> tuple[Floats, int]:
    """Sweep until no choice changes by more than the tolerance; return the policy and sweeps."""
    plain = PlainSweep(tree, worth, lam=lam)
    for sweeps in range(1, most + 1):
        if plain.sweep() <= tolerance:
            return plain.policy(), sweeps
    raise ArithmeticError(f"plain sweeps have not settled after {most}")
