"""The manifest: the same crisis has the same fingerprint, however it was laid out."""

from __future__ import annotations

from dataclasses import replace

import detente
from detente import pipeline
from detente.forecast.manifest import fingerprint

RAID = detente.load("border-raid")


def test_the_fingerprint_is_of_what_the_crisis_says():
    again = detente.parse(detente.write(RAID), name="another.yaml")
    assert fingerprint(again) == fingerprint(replace(RAID, source_name="elsewhere"))
    assert fingerprint(replace(RAID, title="A feint")) != fingerprint(RAID)


def test_the_manifest_counts_what_was_drawn_and_solved():
    found = pipeline.run(RAID, draws=7, seed=5).manifest
    game = pipeline.compile(RAID).game
    assert (found.sampling.draws, found.sampling.seed) == (7, 5)
    assert found.convergence.converged == 7
    assert (found.convergence.nodes, found.convergence.edges) == game.size
    assert found.convergence.residual_max <= found.convergence.tolerance
    assert found.convergence.sweeps_median <= found.convergence.sweeps_max
    assert [row[:2] for row in found.convergence.regret] == [
        ("north", "bold"), ("north", "wary"), ("south", ""),
    ]  # fmt: skip
    assert all(row[2] >= 0.0 for row in found.convergence.regret)
