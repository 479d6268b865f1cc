"""How many crises the solver follows to high precision, case by case.

    python benchmarks/branches.py [--first 0] [--count 1000] [--large 100] [--sweeps 50000]
                                  [--out branches.jsonl] [--reference FOLDER]

Random crises of mixed shape (`tests/mixed.py`), every actor's precision times its range of payoffs
at 50; large trees of two actors with four types, 21,845 nodes and payoffs from N(0, 1), at
precision 4; and, with `--reference FOLDER`, games of the literature at 50 over their range of
payoffs. Each case is a line of the file; cases that are in it already are not run again, so it can
be stopped and go on. At the end the table is printed, and every case that did not converge by its
seed and shape.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.mixed import PAYOFFS, Case, large_case, mixed_case

from detente.game.arrays import END
from detente.game.efg import read_efg
from detente.solve.extensive.agents import solve_extensive
from detente.solve.solution import Status
from detente.solve.tree.branch import solve_draw
from detente.solve.tree.index import numbered, tree_of
from detente.solve.tree.sweep import room_for

Row = dict[str, Any]


def solved(case: Case, *, sweeps: int) -> Row:
    """Solve a case and say how it went."""
    tree = tree_of(case.game)
    room = room_for(tree, chances=case.numbers.chance.shape[1])
    start = time.process_time()
    residual, used, status = solve_draw(tree, numbered(case.numbers, 0), room, max_sweeps=sweeps)
    return {
        "shape": case.name, "nodes": case.game.size[0],
        "unknowns": int((tree.clue_types - 1).sum()), "sweeps": used,
        "status": Status(status).name, "residual": residual,
        "regret": float(np.maximum(room.best[0] - room.worth[0], 0.0).max()),
        "seconds": time.process_time() - start,
    }  # fmt: skip


def reference(path: Path) -> Row:
    """Solve a game of the literature at 50 over its range of payoffs."""
    game = read_efg(path)
    ends = game.payoff[game.mover == END]
    precision = 50.0 / float(np.ptp(ends, axis=0).max())
    start = time.process_time()
    solution = solve_extensive(game, precision)
    return {
        "shape": f"{path.stem}, at {precision:.3g}", "nodes": len(game.payoff),
        "unknowns": len(solution.policy), "sweeps": solution.steps,
        "status": Status(solution.status).name, "residual": solution.residual,
        "regret": float(np.max(solution.regret)), "seconds": time.process_time() - start,
    }  # fmt: skip


def run(asked: argparse.Namespace, known: set[str]) -> Iterator[Row]:
    """Solve what is asked for and not known yet."""
    for path in sorted(asked.reference.glob("*.efg")) if asked.reference else ():
        if f"reference {path.stem}" not in known:
            yield {"case": f"reference {path.stem}", "kind": "reference"} | reference(path)
    for seed in range(asked.first, asked.first + asked.count):
        if f"mixed {seed}" not in known:
            kind = PAYOFFS[seed % len(PAYOFFS)]
            found = solved(mixed_case(seed), sweeps=asked.sweeps)
            yield {"case": f"mixed {seed}", "kind": kind} | found
    for seed in range(asked.large):
        if f"large {seed}" not in known:
            found = solved(large_case(seed), sweeps=asked.sweeps)
            yield {"case": f"large {seed}", "kind": "large"} | found


def table(rows: list[Row]) -> str:
    """Return the table by kind of payoffs, then the cases that did not converge."""
    names = ("kind", "cases", "converged", "slow", "lost", "sweeps, median", "90 %", "most",
             "largest residual", "regret, median", "seconds, median", "most")  # fmt: skip
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    for kind in dict.fromkeys([*PAYOFFS, *(row["kind"] for row in rows)]):
        own = [row for row in rows if row["kind"] == kind]
        good = [row for row in own if row["status"] == "CONVERGED"]
        if not good:
            continue
        sweeps, seconds = ([row[name] for row in good] for name in ("sweeps", "seconds"))
        lost = [sum(row["status"] == name for row in own) for name in ("SLOW", "LOST")]
        cells = [
            kind, len(own), len(good), *lost, f"{np.median(sweeps):.0f}",
            f"{np.quantile(sweeps, 0.9):.0f}", max(sweeps),
            f"{max(row['residual'] for row in good):.1e}",
            f"{np.median([row['regret'] for row in good]):.2g}",
            f"{np.median(seconds):.2g}", f"{max(seconds):.2g}",
        ]  # fmt: skip
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    lines += [
        f"{row['case']}: {row['status']} after {row['sweeps']:,} sweeps, {row['seconds']:.0f} s, "
        f"residual {row['residual']:.1e}; {row['shape']}; {row['nodes']:,} nodes, "
        f"{row['unknowns']:,} log-odds"
        for row in rows
        if row["status"] != "CONVERGED"
    ]
    return "\n".join(lines)


def main() -> None:
    """Run what is missing, then print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--large", type=int, default=100)
    parser.add_argument("--sweeps", type=int, default=50_000)
    parser.add_argument("--reference", type=Path)
    parser.add_argument("--out", type=Path, default=Path("branches.jsonl"))
    asked = parser.parse_args()
    lines = asked.out.read_text().splitlines() if asked.out.exists() else []
    rows: list[Row] = [json.loads(line) for line in lines]
    with asked.out.open("a") as file:
        for row in run(asked, {row["case"] for row in rows}):
            rows.append(row)
            file.write(json.dumps(row) + "\n")
            file.flush()
    print(table(rows))


if __name__ == "__main__":
    main()
