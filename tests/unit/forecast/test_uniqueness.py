from __future__ import annotations

import math

import numpy as np
import pytest

from detente.forecast.uniqueness import NORMAL, NOT_ASKED, Moved, Shift, Uniqueness, wilson

PLAIN = {0xA0: " ", 0x2013: "-"}
DRAWS = np.array([3, 3, 8, 20])
HERE = np.array([0.10, 0.10, 0.30, 0.30])
THERE = np.array([0.12, 0.60, 0.33, 0.24])  # the same word; likely; the same; 6 points, the same
FAR = Shift("Q1", DRAWS, HERE, THERE)
NEAR = Shift("Q2", DRAWS, HERE, HERE + 0.04)
ENDS = Shift("Q3", np.array([5, 6]), np.array([0.004, 0.004]), np.array([0.996, 0.2]))


def found(*shifts, looked=100, several=3):
    return Uniqueness(looked, 8, 8 * looked, several, shifts)


@pytest.mark.parametrize(("hits", "of"), [(0, 8), (1, 8), (41, 100), (64, 64)])
def test_the_interval_holds_the_shares_that_the_score_test_allows(hits, of):
    low, high = wilson(hits, of)
    share = hits / of

    def distance(chance):
        return (share - chance) ** 2 - NORMAL**2 * chance * (1 - chance) / of

    for edge in (low, high):
        assert distance(edge) == pytest.approx(0.0, abs=1e-12)
    assert 0 <= low <= share <= high <= 1
    assert distance(0.5 * (low + high)) < 0


def test_nothing_looked_at_has_no_share():
    assert all(math.isnan(number) for number in NOT_ASKED.share("icd203"))
    assert NOT_ASKED.touched("icd203") == 0


def test_only_moves_to_another_word_and_far_enough_are_told():
    one = found(FAR, NEAR)
    assert one.moved("icd203") == (Moved("Q1", 1, 0.5, 0.5),)
    assert one.touched("icd203") == 1
    assert one.share("icd203") == (0.01, *wilson(1, 100))


def test_the_farthest_equilibrium_of_a_draw_counts_once():
    two = Shift("Q1", np.array([3, 3, 9]), np.full(3, 0.1), np.array([0.6, 0.9, 0.5]))
    (moved,) = found(two).moved("icd203")
    assert (moved.draws, moved.most, moved.median) == (2, pytest.approx(0.8), pytest.approx(0.6))


def test_the_yardstick_decides():
    crossing = Shift("Q1", np.array([1]), np.array([0.53]), np.array([0.60]))
    assert found(crossing).touched("icd203") == 1  # roughly even to likely
    assert found(crossing).touched("phia") == 0  # both are nearest to likely


def test_ends_without_a_word_are_told_apart():
    (moved,) = found(ENDS).moved("icd203")
    assert (moved.draws, moved.most) == (2, pytest.approx(0.992))


def test_a_draw_is_touched_once_whatever_it_moves():
    other = Shift("Q4", np.array([3]), np.array([0.1]), np.array([0.9]))
    assert found(FAR, other).touched("icd203") == 1


def test_sentences():
    none = found(several=0).sentence("icd203").translate(PLAIN)
    assert none == (
        "looked for in 100 draws from 8 far-off starts in each: none found, so the share of draws "
        "with one that such starts find is 0-4 % (95 % interval); that is no proof that there is "
        "none"
    )
    still = found(NEAR).sentence("icd203").translate(PLAIN)
    assert still.endswith(
        "found in 3 of the 100 draws looked at (3 %; 95 % interval 1-8 %); it answers no question "
        "in another word"
    )
    assert found(NEAR).warning("icd203") == ""
    lost = Uniqueness(1, 8, 5, 0).sentence("icd203")
    assert "looked for in 1 draw from 8 far-off starts in each: 3 starts led nowhere; none" in lost
    moved = found(FAR).warning("icd203").translate(PLAIN)
    assert moved == (
        "In 1 of the 100 draws looked at (1 %; 95 % interval 0.2-5 %) another equilibrium answers "
        "a question in another word: Q1 in 1 (by 50 points in the median, 50 at most)."
    )
    assert found(FAR).sentence("icd203").endswith("in 1 of these it answers a question in "
                                                  "another word")  # fmt: skip
