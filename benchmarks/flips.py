"""What one flip costs on a solved base, and how far it is from a full run of the edited crisis.

Run: `uv run python benchmarks/flips.py [CLAIM ...] [--draws 1000] [--solved 64]`. Every claim is
reversed on the study's draws with a few moved draws solved; then the crisis with the claim reversed
is drawn afresh, all its draws are solved, and the means of the chances asked are compared. Both
sides have the noise of their draws.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

import detente
from detente.findings.audit import flip
from detente.findings.audit.targets import Targets
from detente.findings.study import Study
from detente.model.crisis import Edit

CLAIMS = ("C03", "C13", "R04", "R07", "A08")
OTHER_SEED = 77


def main() -> None:
    """Print the time and the error of every flip."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("claims", nargs="*", default=CLAIMS)
    options.add_argument("--crisis", default="us-iran-2020")
    options.add_argument("--draws", type=int, default=1000)
    options.add_argument("--solved", type=int, default=64)
    chosen = options.parse_args()
    crisis = detente.load(chosen.crisis)
    study = Study.of(crisis, draws=chosen.draws)
    targets = Targets.ask(study)
    asked = [i for i, q in enumerate(crisis.questions) if q.asks is not None]
    noise = targets.base.answers[:, asked].std(axis=0) / np.sqrt(chosen.draws)
    flip(study, chosen.claims[0], draws=8)  # compiles
    every = []
    for claim in chosen.claims:
        wall, processor = time.perf_counter(), time.process_time()
        found = flip(study, claim, draws=chosen.solved)
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        full = rerun(study, claim, seed=OTHER_SEED)[asked]
        off = 100 * (found.after[asked] - full)
        every.append(off)
        expected = 100 * np.hypot(found.error[asked], noise)
        print(
            f"{claim}: {wall:.2f} s wall, {processor:.2f} s cpu, {found.solved} solved, "
            f"off by {rms(off):.2f} points, at most {np.abs(off).max():.2f}; "
            f"its own error says {rms(expected):.2f}",
            flush=True,
        )
    print(f"all: off by {rms(np.concatenate(every)):.2f} points")


def rerun(study: Study, claim: str, *, seed: int) -> np.ndarray:
    """Return the means of all answers (Q) when the edited crisis is drawn and solved afresh."""
    other = Study(study.crisis, study.draws, seed=seed)
    world = other.elsewhere(Edit("e", "counterfactual", "", reverses=(claim,)))
    measured = world.questions()
    return np.array([np.nanmean(world.values(one)) for one in measured])


def rms(values: np.ndarray) -> float:
    """Return the root mean square."""
    return float(np.sqrt(np.mean(np.square(values))))


if __name__ == "__main__":
    main()
