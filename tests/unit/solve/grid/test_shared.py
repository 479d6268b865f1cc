from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.feud import feud

from detente import pipeline
from detente.forecast.methods import SAMPLE
from detente.game.compile import Compiled, compile_crisis
from detente.model.crisis import Crisis
from detente.shapes import Floats
from detente.solve.grid.axes import windows_of
from detente.solve.grid.draw import Plan, change, on_windows, solve_on_grid
from detente.solve.grid.shared import LEAVES, Shared
from detente.solve.grid.solver import GridSolutions, share_grid, solve_grid
from detente.solve.solution import Status
from detente.solve.tree.index import numbered

DRAWS = 40


def ensemble(crisis: Crisis) -> tuple[Compiled, Floats]:
    return compile_crisis(crisis, evidence=False), pipeline.draw(crisis, draws=DRAWS, seed=3).points


def shared_by(
    compiled: Compiled, points: Floats, *, sample: list[int], tolerance: float = 1e-3
) -> tuple[Shared, GridSolutions]:
    numbers = compiled.parameters.numbers
    shared = share_grid(
        compiled.game, numbers(points[sample]), points=8, tolerance=tolerance, threads=1
    )
    return shared, solve_grid(
        compiled.game, numbers(points), tolerance=tolerance, shared=shared, threads=1
    )


@pytest.mark.parametrize("rounds", [3, 8])
def test_a_shared_grid_gives_what_a_grid_of_its_own_gives(rounds: int):
    compiled, points = ensemble(feud(rounds=rounds))
    shared, _ = shared_by(compiled, points, sample=list(range(0, DRAWS, 3)))
    plan, numbers = Plan.of(compiled.game, None), compiled.parameters.numbers(points)
    assert shared.holds
    for draw in (1, 17, 38):
        here = numbered(numbers, draw)
        own = solve_on_grid(plan, here, cells=65, points=8, tolerance=1e-5).unfolding
        mine = on_windows(plan, here, shared.windows, points=8)
        assert mine.missed < 1e-3
        assert change(plan, mine, own) < 2e-3


def test_what_is_measured_on_the_sample_is_the_distance_to_a_grid_twice_as_fine():
    compiled, points = ensemble(feud(rounds=4))
    shared, _ = shared_by(compiled, points, sample=[0, 20])
    plan = Plan.of(compiled.game, None)
    here = numbered(compiled.parameters.numbers(points), 20)
    mine = on_windows(plan, here, shared.windows, points=8)
    finest = on_windows(plan, here, windows_of(plan.axes, cells=65), points=8)
    assert change(plan, mine, finest) < 1.5 * shared.error[1] + 1e-5
    assert (shared.error <= 1e-3).all()


def test_draws_on_the_shared_grid_carry_no_error_of_their_own():
    compiled, points = ensemble(feud(rounds=3))
    shared, found = shared_by(compiled, points, sample=list(range(0, DRAWS, 3)))
    on_it = np.isnan(found.error)
    assert on_it.sum() > DRAWS // 2
    assert (found.cells[on_it] == shared.cells).all()
    assert (found.status[on_it] == Status.CONVERGED).all()


def test_a_draw_that_leaves_the_windows_gets_a_grid_of_its_own():
    compiled, points = ensemble(feud(rounds=6))
    game, numbers = compiled.game, compiled.parameters.numbers(points)
    shared = share_grid(game, compiled.parameters.numbers(points[:1]), points=8, threads=1)
    odd = replace(numbers, rationality=3.0 * numbers.rationality)
    found = solve_grid(game, odd, shared=shared, threads=1)
    alone = solve_grid(game, odd, points=8, threads=1)
    plan = Plan.of(game, None)
    for draw in range(0, DRAWS, 8):
        inside = on_windows(plan, numbered(odd, draw), shared.windows, points=8)
        assert inside.missed > LEAVES * shared.tolerance
        np.testing.assert_array_equal(found.policy[draw], alone.policy[draw])
        assert found.error[draw] == alone.error[draw]


def test_a_tolerance_that_cannot_be_met_is_said_of_every_draw():
    compiled, points = ensemble(feud(rounds=8))
    numbers = compiled.parameters.numbers
    shared = share_grid(
        compiled.game, numbers(points[:4]), cells=17, points=2, tolerance=1e-6, threads=1
    )
    found = solve_grid(
        compiled.game, numbers(points[:4]), cells=17, tolerance=1e-6, shared=shared, threads=1
    )
    assert not shared.holds
    assert (found.status == Status.SLOW).all()


def test_the_same_bytes_whatever_the_threads():
    compiled, points = ensemble(feud(rounds=3))
    numbers = compiled.parameters.numbers
    one, two = (share_grid(compiled.game, numbers(points[:6]), points=4, threads=n) for n in (1, 2))
    assert one.windows.low.tobytes() == two.windows.low.tobytes()
    assert one.error.tobytes() == two.error.tobytes()
    first, second = (
        solve_grid(compiled.game, numbers(points), shared=one, threads=n) for n in (1, 2)
    )
    for name in ("policy", "to", "ratios", "worth", "regret"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()


def test_the_manifest_says_on_how_many_draws_the_error_was_measured():
    many = pipeline.run(feud(rounds=2), draws=DRAWS, seed=1, method="grid")
    solved = many.manifest.convergence
    assert SAMPLE <= solved.measured < DRAWS
    assert solved.converged == DRAWS
    assert 0.0 < solved.error_max <= solved.tolerance
    few = pipeline.run(feud(rounds=2), draws=6, seed=1, method="grid")
    assert few.manifest.convergence.measured == 6
