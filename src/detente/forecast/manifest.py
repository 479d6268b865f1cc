"""The run manifest: where a forecast's numbers came from, and how well they were reached."""

from __future__ import annotations

import hashlib
from importlib import metadata

import numpy as np

from detente.draws import Draws
from detente.forecast.results import Convergence, Manifest, Sampling
from detente.forecast.run import Read
from detente.game.compile import Compiled
from detente.model.crisis import Crisis
from detente.scenario import write
from detente.solve.solution import Status


def manifest(compiled: Compiled, draws: Draws, *, read: Read, seed: int) -> Manifest:
    """Collect the manifest of a run; the same inputs give the same manifest."""
    crisis = compiled.crisis
    return Manifest(
        version=metadata.version("detente"),
        crisis=crisis.name,
        source_name=crisis.source_name,
        sha256=fingerprint(crisis),
        sampling=Sampling(
            draws=len(draws.points),
            seed=seed,
            unknowns=len(draws.paths),
            dimension=draws.dimension,
            half_spaces=draws.half_spaces,
            effective=draws.effective,
            rhat=draws.rhat,
        ),
        convergence=_convergence(compiled, read),
    )


def _convergence(compiled: Compiled, read: Read) -> Convergence:
    game = compiled.game
    nodes, edges = game.size
    worst = read.regret.max(axis=0, initial=0.0)
    slots = zip(game.slot_player, game.slot_type, strict=True)
    return Convergence(
        method=read.method.name,
        nodes=nodes,
        edges=edges,
        public_states=compiled.public_states,
        sweeps_median=float(np.median(read.sweeps)),
        sweeps_max=int(read.sweeps.max(initial=0)),
        converged=int((read.status == Status.CONVERGED).sum()),
        tolerance=read.method.tolerance,
        residual_max=float(read.residual.max(initial=0.0)),
        error_max=float(np.nanmax(read.error, initial=0.0)),
        regret=tuple(
            (game.players[p], game.types[p][t], float(worst[k])) for k, (p, t) in enumerate(slots)
        ),
        measured=int((~np.isnan(read.error)).sum()),
        folded=int((read.folded > read.method.tolerance).sum()),
    )


def fingerprint(crisis: Crisis) -> str:
    """Return the SHA-256 of the crisis as printed: what it says, not how it was laid out."""
    return hashlib.sha256(write(crisis).encode()).hexdigest()
