"""Node-sweeps per second of the crisis solver, beside what the machine's memory can do.

    python benchmarks/solver.py [--json] [--nodes 10000 100000 1000000] [--branches]

Random crises with five players, two of them of two types, everybody with priors of its own; nodes
merge as in a compiled crisis. `sweep` is one pass over all nodes that hang on beliefs, the best of
several; bytes are what it has to read and write at least once. The bandwidth is that of a triad
(a = b + s c) measured in the same run by the same number of threads. `--branches` reports instead
what share of hard crises converges: two players of four types each, seven stages, payoffs from
N(0, 1).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numba import njit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.games import Shape, random_game, random_numbers

from detente.game.arrays import Game, Numbers
from detente.shapes import Floats
from detente.solve.public_tree import solve
from detente.solve.tree.branch import solve_draw
from detente.solve.tree.index import Numbered, Tree, numbered, tree_of
from detente.solve.tree.sweep import Room, room_for, sweep

ROUNDS = 7
GIGA = 1e9


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    nodes: int
    edges: int
    live: int  # nodes that a sweep visits
    threads: int
    sweeps_per_draw: float
    seconds_per_draw: float
    node_sweeps_per_second: float
    edge_sweeps_per_second: float
    gigabytes_per_second: float
    bandwidth: float  # of the triad, GB/s
    share: float


@njit(nogil=True)
def triad(left: Floats, middle: Floats, right: Floats) -> None:
    """Write `middle + 3 right` into `left`."""
    for x in range(len(left)):
        left[x] = middle[x] + 3.0 * right[x]


def fastest(work: Callable[[int], None], threads: int) -> float:
    """Return the shortest time in which `threads` threads all do the work, in seconds."""
    times = []
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
        for _ in range(ROUNDS):
            start = time.perf_counter()
            list(pool.map(work, range(threads)))
            times.append(time.perf_counter() - start)
    return min(times)


def bandwidth(threads: int) -> float:
    """Measure the triad in bytes per second, over arrays that no cache holds."""
    size = 12_000_000
    arrays = [tuple(np.full(size, x) for x in (0.0, 1.0, 2.0)) for _ in range(threads)]
    seconds = fastest(lambda n: triad(*arrays[n]), threads)
    return threads * 3 * 8 * size / seconds


def touched(tree: Tree) -> int:
    """Count the bytes that one sweep has to read and write, each once."""
    slots, players = len(tree.slot_player), len(tree.player_slot) - 1
    types = int(np.diff(tree.player_slot).max())
    degree = np.diff(tree.first)[tree.live]
    edges = int(degree.sum())
    indices = 4 * (4 * len(tree.live) + 3 * edges)
    values = 8 * slots * (len(tree.live) + edges)
    choices = 8 * types * edges
    clues = 8 * len(tree.clue_edge) * types * 4
    return indices + values + choices + clues + 8 * players


@cache
def crisis(nodes: int) -> tuple[Game, Numbers]:
    """Return a random crisis of about so many nodes."""
    shape = Shape(types=(2, 2, 1, 1, 1), width=3, chance=0.25, ends=0.03, facts=max(50, nodes // 5))
    for depth in range(4, 40):
        game = random_game(3, shape._replace(depth=depth))
        if game.size[0] >= nodes:
            return game, random_numbers(game, 1, draws=2)
    raise AssertionError("the crisis does not grow")


def measure(nodes: int, threads: int, triad_speed: float) -> Row:
    """Measure sweeps and whole solves of one crisis."""
    game, numbers = crisis(nodes)
    tree = tree_of(game)
    draws = [numbered(numbers, 0) for _ in range(threads)]
    rooms = [room_for(tree, chances=numbers.chance.shape[1]) for _ in range(threads)]
    solved = [0]

    def whole(n: int) -> None:
        _, solved[0], _ = solve_draw(tree, draws[n], rooms[n])

    def once(n: int) -> None:
        passes(tree, draws[n], rooms[n])

    whole(0)
    seconds = fastest(once, threads)
    draw_seconds = fastest(whole, threads) / threads
    edges = int(np.diff(tree.first)[tree.live].sum())
    speed = threads * touched(tree) / seconds
    return Row(
        *game.size, len(tree.live), threads, solved[0], draw_seconds,
        threads * len(tree.live) / seconds, threads * edges / seconds,
        speed / GIGA, triad_speed / GIGA, speed / triad_speed,
    )  # fmt: skip


def passes(tree: Tree, draw: Numbered, room: Room) -> None:
    """Sweep once."""
    sweep(tree, draw, room)


def hard_crises() -> list[dict[str, float]]:
    """Return the share of hard crises that converge, by precision."""
    rows = []
    for lam in (1.0, 2.0, 4.0, 8.0, 12.0):
        status, sweeps, spread = [], [], []
        for seed in range(8):
            game = random_game(seed, Shape(types=(4, 4), depth=7, width=3, chance=0.15, ends=0.05))
            numbers = random_numbers(game, 2, draws=15, lam=(lam, lam))
            solution = solve(game, numbers)
            status.append(solution.status)
            sweeps.append(solution.sweeps)
            spread.append(lam * np.ptp(numbers.value, axis=(1, 2)))
        good = np.concatenate(status) == 0
        rows.append({
            "lam": lam, "lam_times_range": float(np.median(spread)), "crises": good.size,
            "converged": float(good.mean()), "sweeps": float(np.median(sweeps)),
        })  # fmt: skip
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--branches", action="store_true")
    parser.add_argument("--nodes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    asked = parser.parse_args()
    if asked.branches:
        found = hard_crises()
    else:
        speeds = {threads: bandwidth(threads) for threads in (1, 2)}
        found = [
            asdict(measure(nodes, threads, speeds[threads]))
            for nodes in asked.nodes
            for threads in speeds
        ]
    if asked.json:
        print(json.dumps(found, indent=1))
        return
    print("| " + " | ".join(name.replace("_", " ") for name in found[0]) + " |")
    print("|" + "---|" * len(found[0]))
    for row in found:
        print("| " + " | ".join(f"{value:.4g}" for value in row.values()) + " |")


if __name__ == "__main__":
    main()
