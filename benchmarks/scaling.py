"""What a solve costs against nodes, stages, types and draws: a drawing with the slopes named.

    python benchmarks/scaling.py [--svg docs/about/scaling.svg] [--most 300000]

Processor time on one thread, the best of three, so that other work on the machine counts little.
Crises are random ones of `tests/games.py` at everyday precision. Both axes are logarithms; the
slope is that of the straight line fitted to them: 1 means that twice as much costs twice as much.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.games import Shape, random_game, random_numbers

from detente.game.arrays import Game
from detente.solve.public_tree import solve

WIDTH, HEIGHT, MARGIN = 320, 240, 48
USUAL = Shape(types=(2, 2, 1, 1, 1), width=3, chance=0.25, ends=0.03)


@dataclass(frozen=True, slots=True)
class Curve:
    """Seconds against a size."""

    size: str
    points: tuple[tuple[float, float], ...]

    @property
    def slope(self) -> float:
        """The exponent of the power law that fits best."""
        sizes, seconds = np.log(np.array(self.points)).T
        return float(np.polyfit(sizes, seconds, 1)[0])


def seconds(game: Game, *, draws: int = 1) -> float:
    """Return the processor time of one solve of so many draws, the best of three."""
    numbers = random_numbers(game, 1, draws=draws)
    times = []
    for _ in range(3):
        start = time.process_time()
        solve(game, numbers, threads=1)
        times.append(time.process_time() - start)
    return min(times)


def grown(*, nodes: int, shape: Shape) -> Game:
    """Return the first game of a shape, over more and more stages, with at least so many nodes."""
    for depth in range(4, 60):
        game = random_game(3, shape._replace(depth=depth, facts=max(50, nodes // 5)))
        if game.size[0] >= nodes:
            return game
    raise AssertionError("the crisis does not grow")


def curves(most: int) -> Iterator[Curve]:
    """Measure each curve."""
    solve(random_game(1, USUAL), random_numbers(random_game(1, USUAL), 1, draws=2))  # compiles
    sizes = np.unique(np.geomspace(1000, most, 7).astype(int)).tolist()
    games = [grown(nodes=size, shape=USUAL) for size in sizes]
    yield Curve("nodes", tuple((game.size[0], seconds(game)) for game in games))
    # without types histories merge by their facts, so nodes grow by the stage, not in powers
    long = Shape(types=(1, 1, 1), width=3, chance=0.25, ends=0.0, facts=40)
    depths = (50, 100, 200, 400, 800)
    found = [(float(d), seconds(random_game(5, long._replace(depth=d)), draws=8)) for d in depths]
    yield Curve("stages, nobody with types", tuple(found))
    typed = [
        (float(t), Shape(types=(t, t), depth=7, width=3, least=3, chance=0.15))
        for t in (2, 3, 4, 6, 8)
    ]
    yield Curve("types of two actors", tuple((t, seconds(random_game(0, s))) for t, s in typed))
    game = grown(nodes=3000, shape=USUAL)
    counts = (8, 16, 32, 64, 128, 256)
    yield Curve("draws", tuple((float(n), seconds(game, draws=n)) for n in counts))


def drawing(curve: Curve) -> str:
    """Draw one curve as SVG paths, both axes by powers of ten."""
    logs = np.log10(np.array(curve.points))
    low, high = np.floor(logs.min(axis=0) + 1e-9), np.ceil(logs.max(axis=0) - 1e-9)
    high = np.maximum(high, low + 1)

    def place(log: np.ndarray) -> tuple[float, float]:
        share = (log - low) / (high - low)
        across, down = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
        return MARGIN + share[0] * across, HEIGHT - MARGIN - share[1] * down

    places = [place(log) for log in logs]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    parts = [
        (
            f'<rect x="{MARGIN}" y="{MARGIN}" width="{WIDTH - 2 * MARGIN}" '
            f'height="{HEIGHT - 2 * MARGIN}" fill="none" stroke="#999"/>'
        ),
        f'<polyline points="{line}" fill="none" stroke="#1f5f8b" stroke-width="1.5"/>',
        *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="#1f5f8b"/>' for x, y in places),
        (
            f'<text x="{MARGIN}" y="{MARGIN - 14}" font-weight="600">{escape(curve.size)}: '
            f"slope {curve.slope:.2f}</text>"
        ),
        f'<text x="{MARGIN}" y="{MARGIN - 2}" fill="#555">seconds</text>',
    ]
    for axis, anchor in ((0, "middle"), (1, "end")):
        for power in range(int(low[axis]), int(high[axis]) + 1):
            log = low.copy()
            log[axis] = power
            x, y = place(log)
            x, y = (x, y + 14) if axis == 0 else (x - 5, y + 4)
            label = f"{10.0**power:,g}" if -3 < power < 6 else f"1e{power}"
            parts.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{label}</text>')
    return "\n".join(parts)


def page(found: list[Curve]) -> str:
    """Return the curves side by side as one SVG."""
    rows = -(-len(found) // 2)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} {rows * HEIGHT}" '
        'font-family="sans-serif" font-size="11" role="img">'
    )
    title = "<title>Seconds of a solve against nodes, stages, types and draws</title>"
    groups = [
        f'<g transform="translate({WIDTH * (k % 2)},{HEIGHT * (k // 2)})">\n{drawing(one)}\n</g>'
        for k, one in enumerate(found)
    ]
    return "\n".join([head, title, *groups, "</svg>", ""])


def main() -> None:
    """Measure, write the drawing, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--svg", type=Path, default=Path("docs/about/scaling.svg"))
    parser.add_argument("--most", type=int, default=300_000)
    asked = parser.parse_args()
    found = list(curves(asked.most))
    asked.svg.write_text(page(found))
    print("| against | from | to | slope |\n|---|---|---|---|")
    for curve in found:
        ends = [f"{size:,.0f}: {cost:.2g} s" for size, cost in (curve.points[0], curve.points[-1])]
        print(f"| {curve.size} | {ends[0]} | {ends[1]} | {curve.slope:.2f} |")


if __name__ == "__main__":
    main()
