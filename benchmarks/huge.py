"""A crisis of more than ten million nodes: compiled and solved once, in double and in single.

    python benchmarks/huge.py [--rounds 9] [--more 2] [--threads 2] [--single] [--compare]

The crisis is the feud of the tests over so many rounds, and after them so many more choices of its
typed sides. Peaks are of resident memory, from the operating system; so run one setting a process.
`--compare` solves in single and in double and says how far apart the choices are.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.feud import feud

from detente.game.compile import Compiled, compile_crisis
from detente.model.crisis import Crisis, Stage, When
from detente.model.unknowns import unknowns
from detente.shapes import Floats
from detente.solve.public_tree import solve
from detente.solve.solution import Status

Timed = tuple[float, float, Any]


def crisis_of(*, rounds: int, more: int) -> Crisis:
    """Return the feud over so many rounds, with choices of either side after them."""
    crisis = feud(rounds=rounds)
    turns = (("south", ("back", "pass_by")), ("north", ("hit", "hold")))
    after = tuple(Stage(*turns[k % 2], When("within", days=3)) for k in range(more))
    return replace(crisis, course=crisis.course + after)


def timed(work: Callable[[], Any]) -> Timed:
    """Return wall seconds, processor seconds, and what the work returns."""
    wall, processor = time.perf_counter(), time.process_time()
    found = work()
    return time.perf_counter() - wall, time.process_time() - processor, found


def peak() -> float:
    """Return the most memory that this process has held, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def middle(crisis: Crisis) -> Floats:
    """Return the point in the middle of all ranges (1, U)."""
    return np.array([[0.5 * (unknown.low + unknown.high) for unknown in unknowns(crisis)]])


def measure(compiled: Compiled, *, threads: int, single: bool) -> dict[str, Any]:
    """Solve once and say what it took."""
    numbers = compiled.parameters.numbers(middle(compiled.crisis))
    wall, processor, solution = timed(
        lambda: solve(
            compiled.game, numbers, threads=threads, precision="single" if single else "double"
        )
    )
    return {
        "precision": "single" if single else "double", "threads": threads, "seconds": wall,
        "processor": processor, "sweeps": int(solution.sweeps[0]),
        "residual": float(solution.residual[0]),
        "status": Status(solution.status[0]).name, "peak_gb": peak(), "policy": solution.policy[0],
    }  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--more", type=int, default=2)
    parser.add_argument("--threads", type=int, nargs="+", default=[2])
    parser.add_argument("--single", action="store_true")
    parser.add_argument("--compare", action="store_true")
    asked = parser.parse_args()
    warm = compile_crisis(crisis_of(rounds=2, more=1))  # loads the compiled loops
    for single in (False, True):
        measure(warm, threads=1, single=single)
    crisis = crisis_of(rounds=asked.rounds, more=asked.more)
    wall, processor, compiled = timed(lambda: compile_crisis(crisis, most_nodes=10**9))
    nodes, edges = compiled.game.size
    print(f"{nodes:,} nodes, {edges:,} edges; peak {peak():.2f} GB")
    print(f"compiled in {wall:.1f} s (processor {processor:.1f} s)", flush=True)
    runs = [asked.single, not asked.single] if asked.compare else [asked.single]
    found = [measure(compiled, threads=t, single=single) for single in runs for t in asked.threads]
    for run in found:
        print({name: value for name, value in run.items() if name != "policy"})
    if asked.compare:
        print(f"largest difference {np.abs(found[0]['policy'] - found[-1]['policy']).max():.1e}")
    if len(asked.threads) > 1:
        print("same bits:", all(np.array_equal(found[0]["policy"], one["policy"])
                                for one in found[: len(asked.threads)]))  # fmt: skip


if __name__ == "__main__":
    main()
