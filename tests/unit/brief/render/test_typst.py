from __future__ import annotations

import re

import pytest
from tests.forecasts import small_forecast
from tests.strangers import hostile

from detente.brief import compose, to_pdf, to_typst
from detente.brief.render.typst import literal


@pytest.fixture(scope="module")
def paper() -> bytes:
    return to_pdf(compose(small_forecast()))


def test_the_same_brief_is_the_same_paper(paper):
    assert to_pdf(compose(small_forecast())) == paper
    assert paper.startswith(b"%PDF-")


def test_the_paper_is_dated_by_the_crisis_and_tagged(paper):
    assert b"(D:20200103" in paper
    assert b"/MarkInfo" in paper
    assert b"/Lang" in paper


def test_a_strangers_text_neither_breaks_nor_runs(paper):
    document = compose(hostile(small_forecast()))
    source = to_typst(document)
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', '""', source.split("#set document")[1])
    assert "read(" not in outside
    assert "script" not in outside
    assert len(to_pdf(document)) > len(paper)


def test_a_literal_survives_quotes_backslashes_and_lines():
    assert literal('\\ " \n') == '"\\\\ \\" \\u{a}"'
