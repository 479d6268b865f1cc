from __future__ import annotations

from dataclasses import replace

from tests.forecasts import small_forecast

from detente.forecast.labels import conclusion_names, named_distributions


def test_conclusions_of_one_claim_are_told_apart():
    one, two = small_forecast().tests
    assert conclusion_names([one, two, replace(one)]) == ["C3.1", "C4", "C3.2"]


def test_distributions_have_names_of_their_own():
    forecast = small_forecast()
    names = [name for name, _ in named_distributions(forecast)]
    assert len(set(names)) == len(names)
    assert ("ever" in names) == (forecast.ever is not None)
    assert "ever" not in dict(named_distributions(replace(forecast, ever=None)))
