"""Draws per second and effective draws per second, beside hopsy's best walk, in one run.

    python benchmarks/draws.py [--json] [--draws 1000] [--seed 1]

The polytopes: (a) 40 unknowns and 55 sparse claims, (b) 150 and 210, (c) a chain of 40 orders, and
(d) 80 and 60, the size that an ordinary crisis has. `draw` gives independent draws, each a chain
of its own, five autocorrelation times long; hopsy walks four chains thinned by one. Both use one
thread and are measured in processor time, ours with everything but compilation, hopsy's without
the rounding. Effective draws are counted by the same function.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass

import hopsy
import numpy as np

from detente.claims import Polytope
from detente.draws import draw
from detente.draws.mixing import autocorrelation_time, effective_size, largest_rhat
from detente.shapes import Floats


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    case: str
    sampler: str
    seconds: float
    draws_per_second: float
    effective_per_second: float
    rhat: float
    moves_per_draw: int


def within_unit_ranges(matrix: Floats, bound: Floats) -> Polytope:
    """Return the polytope `matrix @ x <= bound`, 0 <= x <= 1, one claim a row."""
    unknowns = matrix.shape[1]
    return Polytope.from_matrix(matrix, bound, low=np.zeros(unknowns), high=np.ones(unknowns))


def sparse_claims(unknowns: int, claims: int) -> Polytope:
    """Return claims on two or three unknowns each, around a point in the middle."""
    random = np.random.default_rng(unknowns)
    middle = random.uniform(0.3, 0.7, unknowns)
    matrix = np.zeros((claims, unknowns))
    for row in matrix:
        size = random.integers(2, 4)
        row[random.choice(unknowns, size, replace=False)] = random.choice([-2, -1, -1, 1, 1], size)
    return within_unit_ranges(matrix, matrix @ middle + random.uniform(0.0, 0.2, claims))


def chain_of_orders(unknowns: int) -> Polytope:
    """Return `x1 <= x2 <= ...`: the order statistics of as many uniform numbers."""
    matrix = np.eye(unknowns - 1, unknowns) - np.eye(unknowns - 1, unknowns, 1)
    return within_unit_ranges(matrix, np.zeros(unknowns - 1))


def ours(case: str, polytope: Polytope, *, draws: int, seed: int) -> Row:
    """Time `draw`, everything included."""
    start = time.process_time()
    found = draw(polytope, draws=draws, seed=seed, threads=1)
    taken = time.process_time() - start
    return Row(
        case, "detente", taken, draws / taken, found.effective / taken, found.rhat, found.steps
    )


def hopsys(case: str, polytope: Polytope, *, draws: int, seed: int) -> Row:
    """Time hopsy's coordinate hit-and-run, thinned by what it needs; rounding is not counted."""
    unknowns = len(polytope.paths)
    problem = hopsy.Problem(polytope.dense(), polytope.bound)
    problem = hopsy.add_box_constraints(
        problem, np.zeros(unknowns), np.ones(unknowns), simplify=False
    )
    try:
        problem, name = hopsy.round(problem, simplify=False), "hopsy, rounded"
    except ValueError:  # its ellipsoid does not converge on every polytope
        name = "hopsy, not rounded"
    middle = None if problem.transformation is not None else hopsy.compute_chebyshev_center(problem)
    rngs = [hopsy.RandomNumberGenerator(seed, stream) for stream in range(4)]
    chains = [
        hopsy.MarkovChain(problem, hopsy.UniformCoordinateHitAndRunProposal, starting_point=middle)
        for _ in rngs
    ]
    start = time.process_time()
    thinning = unknowns
    for _ in range(3):
        points = _walked(chains, rngs, count=256, thinning=thinning)
        tau = thinning * float(autocorrelation_time(points).max())
        thinning = max(thinning, round(tau / 5))
    thinning = max(1, round(tau))
    points = _walked(chains, rngs, count=draws // 4, thinning=thinning).reshape(draws, -1)
    taken = time.process_time() - start
    effective = effective_size(points)
    return Row(case, name, taken, draws / taken, effective / taken, largest_rhat(points), thinning)


def _walked(
    chains: list[hopsy.MarkovChain],
    rngs: list[hopsy.RandomNumberGenerator],
    *,
    count: int,
    thinning: int,
) -> Floats:
    return np.asarray(hopsy.sample(chains, rngs, n_samples=count, thinning=thinning)[1])


def main() -> None:
    """Run every case and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    draw(chain_of_orders(3), draws=16)
    cases = {
        "a: 40 unknowns, 55 claims": sparse_claims(40, 55),
        "b: 150 unknowns, 210 claims": sparse_claims(150, 210),
        "c: chain of 40 orders": chain_of_orders(40),
        "d: 80 unknowns, 60 claims": sparse_claims(80, 60),
    }
    rows = [
        sampler(case, polytope, draws=options.draws, seed=options.seed)
        for case, polytope in cases.items()
        for sampler in (ours, hopsys)
    ]
    if options.json:
        print(json.dumps([asdict(row) for row in rows], indent=2))
        return
    print(f"{'case':<30}{'sampler':<20}{'s':>8}{'draws/s':>10}{'ESS/s':>10}{'moves/draw':>12}")
    for row in rows:
        print(
            f"{row.case:<30}{row.sampler:<20}{row.seconds:>8.2f}{row.draws_per_second:>10.0f}"
            f"{row.effective_per_second:>10.0f}{row.moves_per_draw:>12}"
        )


if __name__ == "__main__":
    main()
