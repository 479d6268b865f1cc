from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from tests.forecasts import small_forecast
from tests.strangers import hostile

from detente.brief import compose, to_html

VOID = {"meta", "br", "hr", "img", "link", "input"}
ALLOWED = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "a",
    "div",
    "header",
    "h1",
    "h2",
    "h3",
    "h4",
    "p",
    "ul",
    "ol",
    "li",
    "nav",
    "main",
    "section",
    "footer",
    "strong",
    "em",
    "small",
    "span",
    "figure",
    "figcaption",
    "details",
    "summary",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "dl",
    "dt",
    "dd",
    "svg",
    "desc",
    "path",
    "circle",
    "text",
}


class Page(HTMLParser):
    """What a page holds, and whether its tags close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def values(self, key: str) -> list[str]:
        return [attributes[key] for _, attributes in self.tags if key in attributes]


@pytest.fixture(
    scope="module",
    params=[small_forecast, lambda: hostile(small_forecast())],
    ids=["plain", "hostile"],
)
def text(request) -> str:
    return to_html(compose(request.param()))


@pytest.fixture(scope="module")
def page(text) -> Page:
    return Page(text)


def test_tags_close_in_order(page):
    assert not page.crossed
    assert not page.open


def test_only_known_elements_and_no_handlers(page):
    assert {tag for tag, _ in page.tags} <= ALLOWED
    assert not any(key.startswith("on") for _, attributes in page.tags for key in attributes)


def test_nothing_is_loaded(text, page):
    assert not page.values("src")
    assert not page.values("srcset")
    assert not [tag for tag, _ in page.tags if tag in {"link", "script", "iframe", "img"}]
    style = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert "default-src 'none'" in text


def test_links_lead_within_the_page_or_to_the_web(page):
    ids = set(page.values("id"))
    for target in page.values("href"):
        if target.startswith("#"):
            assert target[1:] in ids
        else:
            assert re.match(r"https?://", target)


def test_ids_are_unique_and_labels_exist(page):
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    for names in page.values("aria-labelledby"):
        assert set(names.split()) <= set(ids)


def test_headings_never_skip_a_level(page):
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_landmarks_and_a_way_past_the_contents(page):
    tags = [tag for tag, _ in page.tags]
    assert [tags.count(name) for name in ("main", "nav", "header", "footer")] == [1, 1, 1, 1]
    skip = next(attributes for tag, attributes in page.tags if tag == "a")
    assert skip["href"] == "#main"
    assert ("html", {"lang": "en"}) in page.tags


def test_every_table_is_captioned_and_every_heading_cell_scoped(page):
    tags = [tag for tag, _ in page.tags]
    assert tags.count("caption") == tags.count("table") > 5
    assert all("scope" in attributes for tag, attributes in page.tags if tag == "th")


def test_every_chart_is_well_formed_and_says_what_it_shows(text):
    charts = re.findall(r"<svg.*?</svg>", text, flags=re.DOTALL)
    assert len(charts) >= 6
    for chart in charts:
        root = ET.fromstring(chart)
        assert root.get("role") == "img"
        assert [child.tag.split("}")[1] for child in root][:2] == ["title", "desc"]
        assert all(child.text for child in root[:2])


def test_the_map_says_that_boundaries_imply_nothing(text):
    assert "imply no judgement" in text


def test_the_page_minds_the_dark_the_printer_and_the_phone(text):
    for query in ("prefers-color-scheme: dark", "@media print", "max-width: 40rem"):
        assert query in text


def test_what_a_stranger_wrote_stays_text():
    text = to_html(compose(hostile(small_forecast())))
    assert "&lt;script&gt;alert(1)" in text
    assert "<script" not in text
    assert "\x1b" not in text
