"""Seconds and memory of the stability of random conflicts, by concept.

    python benchmarks/stability.py [--json] [--rounds 3]

Strict random preferences, which leave nothing to exploit. Each shape runs in a process of its own,
whose first round compiles or loads the compiled loops and is not counted. Seconds are processor
time, the least of the rounds; memory is the process's peak less that before the conflict was made.
`locked` makes every third option one that cannot be dropped again and one state in five infeasible.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time

import numpy as np

from detente.stability.concepts import CONCEPTS, stability
from detente.stability.conflict import Conflict, DecisionMaker, Option

SHAPES = {
    "two, 6 + 6": ((6, 6), False),
    "two, 7 + 7": ((7, 7), False),
    "two, 10 + 10": ((10, 10), False),
    "two, 10 + 10, locked": ((10, 10), True),
    "three, 5 + 5 + 4": ((5, 5, 4), False),
    "three, 7 + 7 + 6": ((7, 7, 6), False),
    "five, 4 + 3 + 3 + 3 + 3": ((4, 3, 3, 3, 3), False),
    "five, 4 + 3 + 3 + 3 + 3, locked": ((4, 3, 3, 3, 3), True),
    "five, 4 each": ((4, 4, 4, 4, 4), False),
}
MEGA = 1024.0


def random_conflict(own: tuple[int, ...], *, locked: bool) -> Conflict:
    """Make a conflict in which decision maker m has `own[m]` options."""
    rng = np.random.default_rng(1)
    count = sum(own)
    first = np.cumsum([0, *own])
    options = tuple(
        Option(f"o{k}", change="take" if locked and k % 3 == 2 else "both") for k in range(count)
    )
    makers = tuple(
        DecisionMaker(f"d{m}", tuple(range(first[m], first[m + 1]))) for m in range(len(own))
    )
    feasible = rng.random(1 << count) > 0.2 if locked else np.ones(1 << count, bool)
    ranks = np.array([rng.permutation(1 << count) for _ in own], np.int32)
    return Conflict("random", options, makers, feasible, ranks)


def measure(name: str, rounds: int) -> dict[str, float | str]:
    """Measure one shape in this process."""
    own, locked = SHAPES[name]
    stability(random_conflict(tuple(2 for _ in own), locked=locked))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    conflict = random_conflict(own, locked=locked)
    row: dict[str, float | str] = {"shape": name, "states": conflict.size}
    for concepts in (*((c,) for c in CONCEPTS), CONCEPTS):
        seconds = []
        for _ in range(rounds):
            start = time.process_time()
            stability(conflict, concepts)
            seconds.append(time.process_time() - start)
        row["all" if len(concepts) > 1 else concepts[0]] = min(seconds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    row["megabytes"] = (peak - before) / MEGA
    return row


def main() -> None:
    """Measure every shape and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--shape", choices=SHAPES)
    wanted = parser.parse_args()
    if wanted.shape:
        print(json.dumps(measure(wanted.shape, wanted.rounds)))
        return
    rows = []
    for name in SHAPES:
        command = [sys.executable, __file__, "--shape", name, "--rounds", str(wanted.rounds)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        rows.append(json.loads(done.stdout))
    if wanted.json:
        print(json.dumps(rows, indent=1))
        return
    columns = [*CONCEPTS, "all"]
    print("| decision makers, options | states |", " | ".join(columns), "| MB |")
    print("|" + "---|" * (len(columns) + 3))
    for row in rows:
        seconds = " | ".join(f"{row[c]:.3f}" for c in columns)
        print(f"| {row['shape']} | {row['states']:,} | {seconds} | {row['megabytes']:.0f} |")


if __name__ == "__main__":
    main()
