"""How long a command takes from its start to its end, as a whole process.

python benchmarks/start_up.py [--runs 9]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

COMMANDS = (
    "--help",
    "check border-raid",
    "check us-iran-2020",
    "forecast border-raid --draws 100",
)
ENTRY = (sys.executable, "-c", "from detente.app.cli import main; main()")


def seconds(command: str, *, runs: int) -> list[float]:
    """Return the wall-clock time of each run, after one run that fills the caches."""
    taken = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run([*ENTRY, *command.split()], capture_output=True, check=True)
        taken.append(time.perf_counter() - start)
    return taken[1:]


def main() -> None:
    """Print the table of the performance page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    print("| command | median | fastest |\n|---|---|---|")
    for command in COMMANDS:
        taken = seconds(command, runs=runs)
        middle, least = statistics.median(taken), min(taken)
        print(f"| `detente {command}` | {middle:.2f} s | {least:.2f} s |")


if __name__ == "__main__":
    main()
