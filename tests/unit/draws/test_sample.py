from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente.claims import Owner, Polytope
from detente.draws import draw
from detente.errors import ContradictionError, DetenteError


def system(matrix, bound, *, low=None, high=None, confidence=None):
    matrix = np.array(matrix, dtype=float)
    count = matrix.shape[1]
    return Polytope.from_matrix(
        matrix,
        np.array(bound, dtype=float),
        low=np.zeros(count) if low is None else np.array(low, dtype=float),
        high=np.ones(count) if high is None else np.array(high, dtype=float),
        confidence=None if confidence is None else np.array(confidence),
    )


def close(values, expected, *, deviation, draws):
    """Within five standard errors of the mean of as many draws."""
    return np.all(np.abs(values - expected) < 5 * np.asarray(deviation) / np.sqrt(draws))


def test_a_box_is_drawn_uniformly():
    found = draw(system(np.zeros((0, 3)), [], low=[-8, 0, 2], high=[-3, 1, 12]), draws=2000)
    unit = (found.points - [-8, 0, 2]) / [5, 1, 10]
    assert close(unit.mean(axis=0), 0.5, deviation=np.sqrt(1 / 12), draws=2000)
    for column in unit.T:  # Kolmogorov and Smirnov
        assert np.abs(np.sort(column) - (np.arange(2000) + 0.5) / 2000).max() < 0.045
    assert found.effective > 1200
    assert found.rhat < 1.03
    assert found.mixed


def test_a_simplex_with_a_rest_is_drawn_as_by_dirichlet():
    found = draw(system(np.ones((1, 4)), [1]), draws=2000)
    assert close(found.points.mean(axis=0), 1 / 5, deviation=0.163, draws=2000)
    assert np.abs(found.points.var(axis=0) - 4 / 25 / 6).max() < 0.004


def test_chances_that_sum_to_one_are_drawn_on_their_plane():
    found = draw(system([[1] * 4, [-1] * 4], [1, -1]), draws=2000)
    assert np.abs(found.points.sum(axis=1) - 1).max() < 1e-12
    assert found.dimension == 3
    assert close(found.points.mean(axis=0), 1 / 4, deviation=0.194, draws=2000)
    assert np.abs(found.points.var(axis=0) - 3 / 16 / 5).max() < 0.005


def test_a_chain_of_orders_is_drawn_as_order_statistics():
    count = 25
    chain = np.eye(count - 1, count) - np.eye(count - 1, count, 1)
    found = draw(system(chain, np.zeros(count - 1)), draws=2000)
    k = np.arange(1, count + 1)
    variance = k * (count + 1 - k) / ((count + 1) ** 2 * (count + 2))
    assert close(found.points.mean(axis=0), k / (count + 1), deviation=variance**0.5, draws=2000)
    assert np.abs(found.points.var(axis=0) / variance - 1).max() < 0.2


@pytest.mark.parametrize("seed", range(3))
def test_a_triangle_is_drawn_about_its_centroid(seed):
    corners = np.random.default_rng(seed).random((3, 2))
    ahead = np.roll(corners, -1, axis=0) - corners
    normal = np.stack([ahead[:, 1], -ahead[:, 0]], axis=1)
    if np.cross([*ahead[0], 0], [*ahead[1], 0])[2] < 0:
        normal = -normal
    bound = np.sum(normal * corners, axis=1)
    found = draw(system(normal, bound), draws=2000, seed=seed)
    deviation = np.sqrt(((corners - corners.mean(axis=0)) ** 2).sum(axis=0) / 12)
    assert close(found.points.mean(axis=0), corners.mean(axis=0), deviation=deviation, draws=2000)
    assert np.allclose(found.points.std(axis=0), deviation, rtol=0.08)


def test_no_unknowns_are_drawn_as_often_as_asked():
    found = draw(system(np.zeros((0, 0)), []), draws=7)
    assert found.points.shape == (7, 0)
    assert found.dimension == 0
    assert found.effective == 7


def test_a_single_point_is_drawn_again_and_again():
    found = draw(system([[1, 1]], [0], low=[2, -2], high=[3, 4]), draws=20)
    assert np.array_equal(found.points, np.tile([2.0, -2.0], (20, 1)))
    assert (found.dimension, found.steps, found.rhat) == (0, 0, 1.0)


def test_one_draw_is_enough_to_ask_for():
    assert draw(system(np.zeros((0, 2)), []), draws=1).points.shape == (1, 2)


def test_claims_bind_in_the_share_that_they_are_held_with():
    confidence = [0.2, 0.5, 0.9, 1.0]
    found = draw(system(np.tile([1.0, -1.0], (4, 1)), [0] * 4, confidence=confidence), draws=4000)
    deviation = np.sqrt(np.array(confidence) * (1 - np.array(confidence)))
    shares = found.bound.mean(axis=0)
    assert np.all(np.abs(shares - confidence) <= 4 * deviation / np.sqrt(4000))
    assert np.abs(np.corrcoef(found.bound[:, :3].T) - np.eye(3)).max() < 0.08


def test_a_claim_that_does_not_bind_leaves_the_draw_alone():
    found = draw(system([[1, -1]], [0], confidence=[0.5]), draws=4000)
    first, second = found.points.T
    binds = found.bound[:, 0]
    assert np.all(first[binds] <= second[binds] + 1e-12)
    assert (first[~binds] > second[~binds]).mean() == pytest.approx(0.5, abs=0.06)


def test_an_equality_held_in_part_makes_only_its_draws_flat():
    polytope = system([[1, -1, 0], [-1, 1, 0], [0, 1, -1]], [0, 0, 0], confidence=[0.6, 0.6, 0.7])
    polytope = replace(
        polytope,
        owner=np.array([0, 0, 1], dtype=np.int32),
        owners=(polytope.owners[0], polytope.owners[2]),
    )
    found = draw(polytope, draws=2000)
    first, second, third = found.points.T
    equal, ordered = found.bound.T
    assert np.abs(first - second)[equal].max() < 1e-12
    assert np.abs(first - second)[~equal].mean() > 0.2
    assert np.all(second[ordered] <= third[ordered] + 1e-12)
    assert found.dimension == 2
    # of three uniform numbers, and of two: the mean of the smaller of the last pair
    assert second[ordered & ~equal].mean() == pytest.approx(1 / 3, abs=0.04)
    assert second[ordered & equal].mean() == pytest.approx(1 / 3, abs=0.04)
    assert first[~equal].mean() == pytest.approx(1 / 2, abs=0.05)


def test_an_empty_polytope_names_what_clashes():
    with pytest.raises(ContradictionError, match="claims C0 and C1 cannot all hold"):
        draw(system([[1, -1], [-1, 1]], [-0.2, 0]))


def test_claims_that_clash_are_refused_though_they_seldom_bind():
    with pytest.raises(ContradictionError):
        draw(system([[1, -1], [-1, 1]], [-0.2, 0], confidence=[0.1, 0.1]))


def test_a_claim_of_no_confidence_contradicts_nobody():
    polytope = system([[1, -1]], [0])
    polytope = replace(
        polytope, owners=(*polytope.owners, Owner("C9", "", premise=True, confidence=0.0))
    )
    found = draw(polytope, draws=50)
    assert found.premises == ("C0", "C9")
    assert not found.bound[:, 1].any()


@pytest.mark.parametrize("draws", [0, -3])
def test_no_draws_is_a_mistake_with_a_hint(draws):
    with pytest.raises(DetenteError) as caught:
        draw(system(np.zeros((0, 1)), []), draws=draws)
    (problem,) = caught.value.problems
    assert f"{draws} draws" in problem.message
    assert "1000" in problem.hint


def test_progress_counts_up_to_all_draws():
    seen = []
    polytope = system([[1, -1], [-1, 1]], [0, 0], confidence=[0.5, 0.5])
    draw(polytope, draws=100, progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1] == (100, 100)


def test_seeds_differ():
    polytope = system([[1, -1]], [0])
    assert not np.array_equal(
        draw(polytope, draws=20, seed=1).points, draw(polytope, draws=20, seed=2).points
    )
