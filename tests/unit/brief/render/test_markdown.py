from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt
from tests.forecasts import small_forecast
from tests.strangers import hostile

from detente.brief import compose, to_markdown
from detente.brief.render.markdown import escaped


def rendered(text: str) -> str:
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(text)


@pytest.mark.parametrize("forecast", [small_forecast, lambda: hostile(small_forecast())])
def test_it_reads_as_a_page_with_tables_and_working_links(forecast):
    page = rendered(to_markdown(compose(forecast())))
    ids = set(re.findall(r'id="([^"]+)"', page))
    for target in re.findall(r'href="([^"]+)"', page):
        assert target[1:] in ids or target.startswith("https://")
    assert page.count("<table>") > 5
    assert page.count("<h1>") == 1


def test_what_a_stranger_wrote_stays_text():
    page = rendered(to_markdown(compose(hostile(small_forecast()))))
    assert "<script" not in page
    assert "<img" not in page
    assert 'javascript:alert(1)"' not in page
    assert "<code>" not in page


@pytest.mark.parametrize(
    "text",
    [
        "# head",
        "- item",
        "1. item",
        "1) item",
        "> quote",
        "a | b",
        "*a*",
        "<b>",
        "---",
        "[a](b)",
        "`c`",
        "&amp;",
        "a_b_c",
        "~~~",
        "=== ",
    ],
)
def test_escaped_text_reads_as_it_stands(text):
    page = rendered(escaped(text))
    assert page.startswith("<p>")
    shown = re.sub(r"<[^>]+>", "", page).strip()
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        shown = shown.replace(entity, char)
    assert shown == text.strip()
