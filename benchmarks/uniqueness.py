"""What it costs to look for other equilibria, and how many of them eight starts find.

    python benchmarks/uniqueness.py [--draws 100] [--first 0] [--count 100] [--most 6000]

First the processor time of the check on `us-iran-2020`. Then random crises (`tests/mixed.py`) at
precision times range 20 and 50: in how many another equilibrium is found from the eight starts of a
forecast, of those in which it is found from 16 times as many.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.mixed import mixed_case

import detente
from detente.forecast.elsewhere import STARTS
from detente.forecast.methods import OnTree
from detente.forecast.readings import Readings
from detente.solve.others import looker
from detente.solve.public_tree import solve
from detente.solve.solution import Status

MORE = 16


def main() -> None:
    """Print both."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--draws", type=int, default=100)
    options.add_argument("--first", type=int, default=0)
    options.add_argument("--count", type=int, default=100)
    options.add_argument("--most", type=int, default=6000)
    chosen = options.parse_args()
    cost(chosen.draws)
    for reach in (20.0, 50.0):
        missed(range(chosen.first, chosen.first + chosen.count), reach=reach, most=chosen.most)


def cost(draws: int) -> None:
    """Look at draws of the first crisis, one thread."""
    crisis = detente.load("us-iran-2020")
    compiled = detente.compile(crisis)
    numbers = Readings(compiled).numbers(detente.draw(crisis, draws=draws).points)
    block = OnTree(compiled.game).solve(numbers, threads=2, progress=lambda *_: None)
    how, policy = looker(compiled.game), [block.policy(d)[:, 0] for d in range(draws)]
    how.look(numbers, 0, policy[0], starts=STARTS, seed=(1, 0))
    start, several, settled = time.process_time(), 0, 0
    for d in range(draws):
        found = how.look(numbers, d, policy[d], starts=STARTS, seed=(1, d))
        several += bool(found.policies)
        settled += found.settled
    spent = time.process_time() - start
    print(
        f"us-iran-2020: {1e3 * spent / draws:.1f} ms of processor time a draw; another in "
        f"{several} of {draws}, {settled} of {STARTS * draws} starts settled"
    )


def missed(seeds: range, *, reach: float, most: int) -> None:
    """Compare few starts with many on random crises."""
    games = few = many = lost = 0
    for seed in seeds:
        case = mixed_case(seed, reach=reach)
        solved = solve(case.game, case.numbers, max_sweeps=3000)
        if case.game.size[0] > most or solved.status[0] != Status.CONVERGED:
            continue
        how, known = looker(case.game), solved.policy[0]
        one = how.look(case.numbers, 0, known, starts=STARTS, seed=(1, seed))
        more = how.look(case.numbers, 0, known, starts=MORE * STARTS, seed=(2, seed))
        games += 1
        few += bool(one.policies)
        many += bool(one.policies or more.policies)
        lost += STARTS - one.settled
    print(
        f"precision times range {reach:g}: {games} crises, another equilibrium in {many}, from "
        f"{STARTS} starts in {few}; {lost} of {STARTS * games} starts led nowhere"
    )


if __name__ == "__main__":
    main()
