from __future__ import annotations

import pytest
from tests.cards import harmless

from detente import load, pipeline
from detente.errors import DetenteError, SolveError, TooLargeError
from detente.forecast import equilibrium
from detente.forecast.equilibrium import SHOWN


@pytest.fixture(scope="module")
def found():
    return pipeline.equilibrium(load("border-raid"))


def test_the_middle_is_the_mean_of_draws_and_keeps_every_claim(found):
    draws = pipeline.draw(load("border-raid"), draws=pipeline.CENTRE)
    middle = draws.points.mean(axis=0)
    at = dict(zip(draws.paths, middle, strict=True))
    assert at["stakes.south.looks_weak"] < at["stakes.south.war"]
    wanted = found.compiled.parameters.numbers(middle[None])
    assert (found.numbers.value == wanted.value).all()
    assert (found.numbers.prior == wanted.prior).all()


def test_it_holds_and_says_so(found):
    assert found.residual <= 1e-9
    assert found.sentence == "The solution is a fixed point to within the tolerance."


def test_one_precision_for_all_is_given_to_all():
    found = pipeline.equilibrium(load("border-raid"), lam=0.0)
    assert set(found.table()["probability"]) == {0.5}


def test_a_negative_precision_and_a_zeroth_draw_are_refused():
    with pytest.raises(SolveError, match="negative"):
        pipeline.equilibrium(load("border-raid"), lam=-1.0)
    with pytest.raises(DetenteError, match="0 draws"):
        pipeline.equilibrium(load("border-raid"), at=0)


def test_a_notebook_shows_the_likeliest_points_of_choice(found):
    card = harmless(found._repr_html_())
    assert card.tags.count("tr") == 1 + min(SHOWN, len(found.sets))
    assert f"The likeliest of {len(found.sets)} points of choice" in card.texts


def test_a_list_that_would_not_fit_is_refused_before_it_is_made(monkeypatch):
    monkeypatch.setattr(equilibrium, "free_memory", lambda: 1000.0)
    with pytest.raises(
        TooLargeError, match=r"the game has 7 information sets; .* 0\.0 GB are free"
    ):
        pipeline.equilibrium(load("border-raid"))
