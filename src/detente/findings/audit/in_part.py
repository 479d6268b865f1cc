"""Claims turned around in part: one relation reversed where the whole claim cannot be.

A claim of several relations often cannot be reversed whole because of one of them. Each relation is
then reversed alone, the others staying as they are. Of those that are possible, the one is solved
that a regression on all solved draws says moves some question most.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.findings.audit.changes import Change, Flip
from detente.findings.audit.flips import Flipper


def turned_in_part(flipper: Flipper, flips: Sequence[Flip]) -> tuple[Flip, ...]:
    """Return one flip for every claim that cannot be reversed whole, if any relation can be."""
    means = {claim.name: len(claim.means) for claim in flipper.study.crisis.claims}
    stuck = [flip.claims[0] for flip in flips if flip.way == "reversed" and flip.reason]
    tried = {
        claim: [Change((claim,), "reversed", part + 1) for part in range(means[claim])]
        for claim in stuck
        if means[claim] > 1
    }
    flipper.moved([change for changes in tried.values() for change in changes])
    found = [_strongest(flipper, changes) for changes in tried.values()]
    return flipper.flips([change for change in found if change is not None])


def _strongest(flipper: Flipper, changes: Sequence[Change]) -> Change | None:
    """Return the possible change that the surrogate says moves some question most."""
    answers = flipper.targets.base.answers
    now, spread = np.nanmean(answers, axis=0), np.nanstd(answers, axis=0)
    scale = np.where(flipper.shares, 1.0, np.maximum(spread, 1e-12))
    best: tuple[float, Change] | None = None
    for change in changes:
        (moved, _), *_ = flipper.moved([change])
        if moved.possible and moved.affected.any():
            most = float(np.abs((flipper.guessed(change) - now) / scale).max(initial=0.0))
            if best is None or most > best[0]:
                best = (most, change)
    return best and best[1]
