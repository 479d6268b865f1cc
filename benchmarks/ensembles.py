"""Draws of one game solved side by side, against one after the other.

    python benchmarks/ensembles.py [--json] [--crisis us-iran-2020] [--draws 64]

Node-sweeps per second of one sweep, the best of several, alone and in lanes, by threads, beside the
bandwidth of a triad in the same run; then the processor time of whole solves a draw. A lane-sweep
counts the nodes of every lane. Bytes are what has to be read and written at least once.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.solver import GIGA, bandwidth, fastest, passes, touched

import detente
from detente.game.compile import compile_crisis
from detente.solve import public_tree
from detente.solve.lanes.layout import lay_out
from detente.solve.lanes.register import WIDTH
from detente.solve.lanes.room import deal, desk_for, hands_for, views_of
from detente.solve.lanes.sweep import sweep_lanes
from detente.solve.tree.branch import set_precision
from detente.solve.tree.index import numbered, tree_of
from detente.solve.tree.sweep import room_for, settle_in


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    lanes: int  # 0: one draw after the other
    threads: int
    milliseconds_per_draw_sweep: float
    node_sweeps_per_second: float
    gigabytes_per_second: float
    share_of_triad: float
    sweeps_per_draw: float
    processor_milliseconds_per_draw: float


def measure(crisis: str, draws: int) -> list[Row]:
    """Measure a crisis of the catalog."""
    compiled = compile_crisis(detente.load(crisis))
    points = detente.draw(detente.load(crisis), draws=draws, seed=1).points
    numbers, tree = compiled.parameters.numbers(points), tree_of(compiled.game)
    layout = lay_out(tree)
    views, nodes, rows = views_of(layout, numbers), len(tree.live), []
    for threads in (1, 2):
        triad = bandwidth(threads)
        rooms = [room_for(tree, chances=numbers.chance.shape[1]) for _ in range(threads)]
        for room in rooms:
            settle_in(tree, numbered(numbers, 0), room)
            set_precision(tree, numbered(numbers, 0), room, 1.0)
        benches = [(hands_for(layout, numbers), desk_for(layout)) for _ in range(threads)]
        for hands, _ in benches:
            hands.scale[:] = 1.0
            for lane in range(WIDTH):
                deal(layout, numbers, lane, hands, lane=lane)

        def single(n: int, rooms: list[object] = rooms) -> None:
            passes(tree, numbered(numbers, 0), rooms[n])

        def side_by_side(n: int, benches: list[tuple[object, object]] = benches) -> None:
            sweep_lanes(layout, views, *benches[n])

        ways: list[tuple[int, Callable[[int], None]]] = [(0, single), (WIDTH, side_by_side)]
        for lanes, work in ways:
            many = threads * max(1, lanes)
            seconds = fastest(work, threads)
            kept, public_tree.MOST_CHOICES = public_tree.MOST_CHOICES, lanes * 10**9
            public_tree.solve(compiled.game, numbers, threads=threads)
            start = time.process_time()
            solution = public_tree.solve(compiled.game, numbers, threads=threads)
            spent = time.process_time() - start
            public_tree.MOST_CHOICES = kept
            speed = many * touched(tree) / seconds
            rows.append(Row(
                lanes, threads, 1e3 * seconds / many, many * nodes / seconds, speed / GIGA,
                speed / triad, float(np.mean(solution.sweeps)), 1e3 * spent / draws,
            ))  # fmt: skip
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--crisis", default="us-iran-2020")
    parser.add_argument("--draws", type=int, default=64)
    asked = parser.parse_args()
    found = [asdict(row) for row in measure(asked.crisis, asked.draws)]
    if asked.json:
        print(json.dumps(found, indent=1))
        return
    print("| " + " | ".join(name.replace("_", " ") for name in found[0]) + " |")
    print("|" + "---|" * len(found[0]))
    for row in found:
        print("| " + " | ".join(f"{value:.4g}" for value in row.values()) + " |")


if __name__ == "__main__":
    main()
