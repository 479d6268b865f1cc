"""Quantities as distributions: each value's chance is that of the condition on it."""

from __future__ import annotations

import numpy as np
import pytest
from tests.feud import feud

from detente import pipeline
from detente.forecast.conclusions import conditional
from detente.forecast.ranked import Ranked
from detente.forecast.readings import Readings
from detente.forecast.run import read_draws
from detente.game.compile import compile_crisis
from detente.model import conditions as c


def test_the_chance_of_a_value_is_that_of_being_equal_to_it():
    crisis = feud(rounds=2)
    readings = Readings(compile_crisis(crisis))
    ranked = Ranked.ask_top_rung(readings)
    equal = {
        label: readings.ask_probability(c.Compare(c.TopRung(), "==", int(label)))
        for label in ranked.labels
    }
    read = read_draws(readings, pipeline.draw(crisis, draws=3, seed=2).points)
    found = ranked.distribution(read.chances[ranked.reading])
    assert found.values.sum(axis=1) == pytest.approx(1.0)
    for label, values in zip(found.labels, found.values.T, strict=True):
        assert values == pytest.approx(conditional(read.chances[equal[label]]))
    assert [int(label) for label in found.labels] == sorted(int(label) for label in found.labels)


def test_the_highest_rung_is_counted_after_the_record_only():
    free, past = (pipeline.run(feud(happened=h), draws=3, seed=2).top_rung for h in ("", "hit"))
    assert "7" in free.labels
    assert past.labels[0] == "0"
    assert np.all(past.values[:, 0] > 0.0)
