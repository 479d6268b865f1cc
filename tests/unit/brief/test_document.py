from __future__ import annotations

import pytest
from tests.cards import harmless
from tests.forecasts import small_forecast
from tests.strangers import hostile

from detente.brief import compose
from detente.brief.document import Judgement, Section, plain


@pytest.fixture(scope="module")
def document():
    return compose(small_forecast())


def test_a_notebook_shows_the_first_page_alone(document):
    card = harmless(document._repr_html_())
    assert document.title in card.texts
    for section in document.sections:
        assert (section.title in card.texts) == section.first_page


def test_every_judgement_has_its_likelihood_and_its_confidence(document):
    card = harmless(document._repr_html_())
    judgements = [block for block in document.walk() if isinstance(block, Judgement)]
    assert judgements
    for one in judgements:
        assert f"{plain(one.likelihood)} {plain(one.confidence)}" in card.texts


def test_it_says_how_much_more_there_is(document):
    rest = sum(not section.first_page for section in document.sections)
    assert f"{rest} more sections" in document._repr_html_()


def test_walking_meets_sections_before_what_they_hold(document):
    met = list(document.walk())
    for section in met:
        if isinstance(section, Section):
            assert all(met.index(section) < met.index(block) for block in section.blocks)


def test_a_stranger_s_text_stays_text():
    card = harmless(compose(hostile(small_forecast()))._repr_html_())
    assert "<script>alert(1)</script>" in card.text
