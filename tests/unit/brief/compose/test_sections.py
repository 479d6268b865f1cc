from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from tests.forecasts import DRAWS, small_crisis, small_forecast

from detente.brief import compose, to_html, to_markdown, to_pdf
from detente.brief.compose.course import recorded, to_come
from detente.brief.compose.reading import anchor, cleaned
from detente.brief.document import Document, Judgement, Note, Section, Table, plain
from detente.forecast.results import Distribution
from detente.forecast.uniqueness import NOT_ASKED
from detente.model.words import ICD203


@pytest.fixture(scope="module")
def document() -> Document:
    return compose(small_forecast())


def section(document: Document, name: str) -> Section:
    return next(b for b in document.walk() if isinstance(b, Section) and b.anchor == name)


def said(document: Document, name: str) -> str:
    return to_markdown(replace(document, sections=(section(document, name),)))


def test_the_recorded_move_is_news_and_no_longer_a_choice(document):
    assert "**3 January 2020.** North: Kill the commander." in said(document, "new")
    assert [step.stage.happened for step in recorded(small_crisis())] == ["kill"]
    assert all("kill" not in play.moves for play in to_come(small_forecast()))


def test_advice_and_forecast_share_no_section(document):
    advice = said(document, "advice") + said(document, "ways-out")
    assert "have not been weighed" in advice
    assert "%" not in advice
    for name in ("new", "why", "judgements"):
        assert "Calm on the river" not in said(document, name)


def test_judgements_come_by_date(document):
    labels = [b.label for b in document.walk() if isinstance(b, Judgement)]
    assert labels == ["Q3", "Q1", "Q2", "Q4", "Q5"]


def test_a_judgement_leads_to_its_claims_and_to_how_it_resolves(document):
    (one,) = [b for b in document.walk() if isinstance(b, Judgement) and b.label == "Q1"]
    targets = {run.target for run in one.behind if run.target}
    assert targets == {"#claim-C1", "#claim-C3", "#resolves-Q1"}


def test_a_question_that_asks_for_a_number_gets_one_without_a_word(document):
    (one,) = [b for b in document.walk() if isinstance(b, Judgement) and b.label == "Q5"]
    assert plain(one.likelihood).startswith("Our estimate is ")
    assert not one.share


def test_no_sentence_speaks_of_likelihood_and_confidence(document):
    words = [term for band in ICD203.bands for term in (band.word, *band.synonyms)]
    sentences = re.split(r"(?<=[.?!])\s+|\n", to_markdown(document))
    both = [s for s in sentences if "confidence" in s and any(w in s for w in words)]
    assert not both
    assert any("confidence" in s for s in sentences)


def test_only_one_word_of_a_row_is_ever_used(document):
    text = said(document, "judgements") + said(document, "why")
    assert not any(term in text for band in ICD203.bands for term in band.synonyms)


def test_draws_that_were_not_solved_are_flagged_at_the_judgements_and_in_the_run():
    document = compose(small_forecast(converged=DRAWS - 3))
    for name in ("judgements", "run"):
        flags = [b for b in section(document, name).blocks if isinstance(b, Note) and b.flagged]
        assert [plain(b.text).startswith("In 3 of 200 draws") for b in flags] == [True]


def test_another_equilibrium_that_matters_is_flagged_at_the_judgements_and_told_in_the_run():
    document = compose(small_forecast(several=True))
    for name in ("judgements", "run"):
        flags = [b for b in section(document, name).blocks if isinstance(b, Note) and b.flagged]
        assert [plain(b.text).startswith("In 2 of the 20 draws looked at") for b in flags] == [True]
    assert "in 2 of these it answers a question in another word" in said(document, "run")
    assert document.record["uniqueness"]["touched"] == 2


def test_the_run_says_that_none_was_found_or_looked_for(document):
    assert "looked for in 20 draws from 8 far-off starts in each: none" in said(document, "run")
    silent = compose(replace(small_forecast(), uniqueness=NOT_ASKED))
    assert "not looked for: the run was asked not to" in said(silent, "run")
    assert silent.record["uniqueness"]["share"] is None


def test_a_good_run_flags_nothing(document):
    assert not any(isinstance(b, Note) and b.flagged for b in document.walk())


def test_beliefs_about_types_stand_before_and_after_the_record(document):
    table = next(b for b in section(document, "types").blocks if isinstance(b, Table))
    forecast = small_forecast()
    prior = forecast.points[:, forecast.unknowns.index("beliefs.analyst.north.hawkish")]
    assert f"{np.median(prior) * 100:.0f}" in plain(table.rows[0].cells[1])


def test_an_actor_and_a_theatre_of_one_name_keep_their_own_titles():
    forecast = small_forecast()
    crisis = forecast.crisis
    theatres = (replace(crisis.theatres[0], name="south", title="Southern soil"),)
    document = compose(replace(forecast, crisis=replace(crisis, theatres=theatres)))
    assert "Southern soil" not in said(document, "first-force").split("**Where")[0]


def test_negligible_answers_are_left_out_and_counted():
    forecast = small_forecast()
    who = forecast.first_force[0]
    values = who.values.copy()
    values[:, 0] = 0.0
    thin = Distribution(who.name, who.title, who.labels, values)
    rest = forecast.first_force[1:]
    document = compose(replace(forecast, first_force=(thin, *rest)))
    assert "1 answer is left out" in said(document, "first-force")


def test_a_bare_crisis_still_makes_a_brief():
    forecast = small_forecast()
    crisis = replace(
        forecast.crisis,
        claims=(),
        questions=(),
        sources=(),
        theatres=(),
        facts=(),
        packages=(),
        levers=(),
        not_formalised=(),
        about="",
    )
    bare = replace(
        forecast,
        crisis=crisis,
        answers=(),
        tests=(),
        types=(),
        ever=forecast.ever,
        bound=np.zeros((DRAWS, 0), bool),
        first_force=(),
        play=(),
    )
    text = to_markdown(compose(bare))
    assert "asks no question" in text
    assert "no advice to give" in text
    assert "names no sources" in text


@pytest.mark.parametrize(
    "without", ["theatres", "claims", "sources", "packages", "levers", "facts"]
)
def test_whatever_is_missing_no_link_leads_nowhere(without):
    forecast = small_forecast()
    document = compose(replace(forecast, crisis=replace(forecast.crisis, **{without: ()})))
    page = to_html(document)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r' id="([^"]+)"', page))
    assert to_pdf(document)


def test_force_outside_every_theatre_is_said_so():
    forecast = small_forecast()
    labels = ("elsewhere", "none")
    values = np.tile([0.9, 0.1], (DRAWS, 1))
    where = Distribution("where", "Where", labels, values)
    kept = tuple(d for d in forecast.first_force if d.name != "where")
    document = compose(replace(forecast, first_force=(*kept, where)))
    assert "outside the theatres named here" in said(document, "why")


def test_control_characters_are_taken_out():
    assert cleaned("a\x1b[31mb\x00\u2028c") == "a[31mb c"


def test_different_names_have_different_anchors():
    names = ["a b", "a_b", "a.20.b", "a-b", "ab"]
    assert len({anchor("claim", name) for name in names}) == len(names)
