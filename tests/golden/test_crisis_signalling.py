"""The search for several equilibria on a crisis game with one or three (Crisman-Cox and Gibilisco).

Numbers: sigInt 0.2.0, `generate.eq`, `../shared/data/estimation/sigint`.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict

import numpy as np
import pytest
from tests import crisis_signalling as game
from tests.aqre import SHARED

from detente.solve.homotopy import Length
from detente.solve.others import settled

FILE = SHARED / "data" / "estimation" / "sigint" / "golden_equilibria_helpexample.csv"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason=f"{FILE} is not there")


def golden():
    rows = defaultdict(list)
    if FILE.is_file():
        with FILE.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                rows[float(row["barWB"])].append(tuple(float(row[k]) for k in ("pr", "pc", "pf")))
    return {war: sorted(found) for war, found in rows.items()}


def odds(chance):
    return math.log(chance / (1 - chance))


def image_at(war, rise=0.0):
    def image(point, share):
        return np.array([game.answer(float(point[0]), war + rise * share)])

    return image


@pytest.mark.parametrize("war", sorted(golden())[::3])
def test_the_game_written_here_has_the_published_equilibria(war):
    theirs = golden()[war]
    ours = game.equilibria(war)
    assert ours == pytest.approx([resist for resist, _, _ in theirs], abs=1e-8)
    for resist, challenge, firm in theirs:
        assert game.play(resist, war)[:2] == pytest.approx((challenge, firm), abs=1e-9)


@pytest.mark.parametrize("war", [-2.9, -2.8, -2.75, -2.5])
def test_starts_find_every_equilibrium_that_answers_lead_to(war):
    theirs = [resist for resist, _, _ in golden()[war]]
    ends = (settled(image_at(war), np.array([start])) for start in (-4.0, -1.0, 1.0, 4.0))
    found = {round(1 / (1 + math.exp(-float(end[0]))), 8) for end in ends if end is not None}
    assert {round(theirs[0], 8), round(theirs[-1], 8)} <= found
    assert all(min(abs(x - y) for y in theirs) < 1e-7 for x in found)


def test_the_branch_followed_by_its_length_leads_past_the_fold_to_the_third():
    """From the lowest at -2.9 war gets cheaper; at the fold the branch turns back."""
    low, middle, _ = (resist for resist, _, _ in golden()[-2.9])
    start = np.array([odds(low)])
    arc = Length(image_at(-2.9, 0.5), start, unit=1.0, most=5000, care=0.3)
    point, _ = arc.walk(np.array([1.0]), goal=1e-10)
    end = 1 / (1 + math.exp(-float(start[0] + point[0])))
    assert 0 <= point[-1] < 0.05  # it has come back to where it began
    assert end == pytest.approx(game.equilibria(-2.9 + 0.5 * point[-1])[1], abs=1e-4)
    assert end == pytest.approx(middle, abs=0.03)
