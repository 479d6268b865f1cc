"""The grid against the whole tree: seconds, cells per second, errors, and cost against the horizon.

    python benchmarks/grid.py [--json] [--draws 4] [--crisis us-iran-2020] [--long FILE]

Errors are the largest over the draws and the crisis's questions, against the whole tree. Seconds
are of one thread, a draw, without compilation; in an ensemble, of the processor. The feud is the
tests' crisis, played for more and more rounds: its cost has to grow in proportion. With `--long`,
only the ensemble of that crisis, whose tree may be too large.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from detente import catalog, pipeline
from detente.forecast.readings import Readings
from detente.game.compile import Compiled, compile_crisis
from detente.model.crisis import Crisis
from detente.scenario import read
from detente.shapes import Floats
from detente.solve.grid.axes import windows_of
from detente.solve.grid.draw import Plan, Room, backward, walk
from detente.solve.grid.solver import GridSolutions, observer_chances, share_grid, solve_grid
from detente.solve.public_tree import solve
from detente.solve.tree.index import numbered
from detente.solve.tree.reading import observer_weights

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.feud import feud
from tests.grid_reading import grid_answers


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    case: str
    nodes: int
    seconds: float
    error: float = float("nan")
    note: str = ""


def shares(rows: list[Floats]) -> list[float]:
    """Return P(event | given) of answers that count neither, the given alone, both."""
    return [float(row[2:].sum() / row[1:].sum()) for row in rows]


def asked_of(compiled: Compiled) -> Readings:
    """Ask every yes-or-no question of a crisis."""
    readings = Readings(compiled)
    for question in compiled.crisis.questions:
        if question.asks is not None:
            readings.ask_probability(question.asks)
    return readings


def on_the_tree(crisis: Crisis, points: Floats) -> tuple[Row, Floats]:
    """Time the whole tree and read its questions (D, Q)."""
    whole = compile_crisis(crisis)
    numbers, readings = whole.parameters.numbers(points), asked_of(whole)
    solve(whole.game, whole.parameters.numbers(points[:1]), threads=1)
    begin = time.perf_counter()
    found = solve(whole.game, numbers, threads=1)
    seconds = (time.perf_counter() - begin) / len(points)
    read_off = []
    for d in range(len(points)):
        weights = observer_weights(
            whole.game, numbers, found.policy[d], observer=len(whole.game.players), draw=d
        )
        one = weights[:, None]  # the tree is an unfolding of one point a node
        rows = [grid_answers(a.lift, one, np.zeros_like(one, np.int32)) for a in readings.asked]
        read_off.append(shares(rows))
    return Row("whole tree", whole.game.size[0], seconds), np.array(read_off)


def on_the_grid(
    public: Compiled, points: Floats, *, cells: int, evidence: int, tolerance: float
) -> tuple[float, GridSolutions, Floats]:
    """Time the grid and read the crisis's questions (D, Q)."""
    numbers, readings = public.parameters.numbers(points), asked_of(public)
    begin = time.perf_counter()
    found = solve_grid(
        public.game, numbers, cells=cells, points=evidence, tolerance=tolerance, threads=1,
        record=readings.allowed,
    )  # fmt: skip
    seconds = (time.perf_counter() - begin) / len(points)
    read_off = []
    for d in range(len(points)):
        chances = observer_chances(
            public.game, numbers, found, observer=len(public.game.players), draw=d
        )
        rows = [grid_answers(a.lift, chances, found.to[d]) for a in readings.asked]
        read_off.append(shares(rows))
    return seconds, found, np.array(read_off)


def against_the_tree(crisis: Crisis, *, draws: int) -> list[Row]:
    """Errors and seconds against cells and points of evidence."""
    points = pipeline.draw(crisis, draws=draws, seed=1).points
    row, exact = on_the_tree(crisis, points)
    public = compile_crisis(crisis, evidence=False)
    rows = [Row(f"{crisis.name}, {row.case}", row.nodes, row.seconds)]
    cases = [("tolerance 1e-3, 16 points", 65, 16, 1e-3)]
    cases += [(f"{cells} cells, 32 points", cells, 32, 0.0) for cells in (17, 33, 65)]
    cases += [(f"65 cells, {m} points", 65, m, 0.0) for m in (1, 4, 8, 16)]
    for name, cells, evidence, tolerance in cases:
        seconds, found, asked = on_the_grid(
            public, points, cells=cells, evidence=evidence, tolerance=tolerance
        )
        note = f"cells {found.cells.max()}, {own_errors(found)}"
        error = float(np.abs(asked - exact).max())
        rows.append(Row(f"{crisis.name}, {name}", public.game.size[0], seconds, error, note))
    rows.append(cells_per_second(public, points))
    return rows


def own_errors(found: GridSolutions) -> str:
    """Say what the solutions themselves think of their errors."""
    return f"error {found.error.max():.0e}, merging {found.merging.max():.0e}"


def cells_per_second(public: Compiled, points: Floats) -> Row:
    """One backward pass and unfolding with 33 cells on every axis, no windows."""
    plan, room = Plan.of(public.game, None), Room()
    numbers = numbered(public.parameters.numbers(points), 0)
    grid = windows_of(plan.axes, cells=33)
    walk(plan, numbers, backward(plan, numbers, grid, room=room), points=8)
    begin = time.process_time()
    found = backward(plan, numbers, grid, room=room)
    seconds = time.process_time() - begin
    begin, cells = time.process_time(), int(grid.offset[-1])
    walk(plan, numbers, found, points=8)
    note = f"{cells:,} cells, {found.cells:,} fixed points, {cells / seconds:,.0f} cells a second"
    note += f", unfolding {time.process_time() - begin:.4f} s"
    return Row(f"{public.crisis.name}, one pass", public.game.size[0], seconds, note=note)


def ensemble(crisis: Crisis, *, draws: int) -> list[Row]:
    """Processor time of an ensemble on a shared grid: laying it out, and a draw."""
    public = compile_crisis(crisis, evidence=False)
    points = pipeline.draw(crisis, draws=draws, seed=1).points
    game, numbers = public.game, public.parameters.numbers
    record, nodes = Readings(public).allowed, public.game.size[0]
    options = {"points": 8, "record": record, "threads": 1}
    solve_grid(game, numbers(points[:1]), cells=17, **options)
    begin = time.process_time()
    sample = points[np.linspace(0, draws - 1, min(draws, 16)).round().astype(int)]
    shared = share_grid(game, numbers(sample), **options)
    laid_out = time.process_time() - begin
    begin = time.process_time()
    solve_grid(game, numbers(points), shared=shared, **options)
    seconds = (time.process_time() - begin) / draws
    note = f"{shared.cells} points an axis, {int(shared.windows.offset[-1]):,} cells"
    more = f"error {np.nanmax(shared.error):.1e}, merging {np.nanmax(shared.merging):.1e}"
    return [
        Row(f"{crisis.name}, the shared grid", nodes, laid_out, note=note),
        Row(f"{crisis.name}, a draw of {draws}", nodes, seconds, note=more),
    ]


def against_the_horizon(rounds: tuple[int, ...]) -> list[Row]:
    """Seconds of one grid of 33 cells for feuds of more and more rounds."""
    rows = []
    for number in rounds:
        crisis = feud(rounds=number)
        public = compile_crisis(crisis, evidence=False)
        points = pipeline.draw(crisis, draws=2, seed=1).points
        numbers = public.parameters.numbers(points)
        begin = time.process_time()
        found = solve_grid(public.game, numbers, cells=33, points=8, tolerance=0.0, threads=1)
        seconds = (time.process_time() - begin) / 2
        note = own_errors(found)
        rows.append(Row(f"feud, {number} rounds", public.game.size[0], seconds, note=note))
    return rows


def main() -> None:
    """Print the table, or it as JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    options.add_argument("--draws", type=int, default=4)
    options.add_argument("--crisis", default="us-iran-2020")
    options.add_argument("--long", type=Path)
    asked = options.parse_args()
    if asked.long is not None:
        rows = ensemble(read(asked.long), draws=100)
    else:
        crisis = read(catalog.path(asked.crisis))
        rows = against_the_tree(crisis, draws=asked.draws)
        rows += ensemble(crisis, draws=200)
        rows += against_the_horizon((5, 10, 20, 40))
    if asked.json:
        print(json.dumps([asdict(row) for row in rows], indent=1))
        return
    for row in rows:
        print(
            f"{row.case:45} {row.nodes:8,} nodes {row.seconds:9.4f} s {row.error:9.1e}  {row.note}"
        )


if __name__ == "__main__":
    main()
