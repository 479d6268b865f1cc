"""The whole of a small brief, in the formats that a person can compare line by line."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from tests.forecasts import DRAWS, small_forecast

from detente.brief import compose, show, to_html, to_json, to_markdown, to_typst


class Text(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def page(snapshot):
    return snapshot.use_extension(Text)


@pytest.fixture(scope="module")
def document():
    return compose(small_forecast(converged=DRAWS - 4, several=True))


def test_markdown(document, page):
    assert to_markdown(document) == page


def test_json(document, page):
    assert to_json(document) == page


@pytest.mark.parametrize("full", [False, True], ids=["first-look", "full"])
def test_terminal(document, page, full):
    file = io.StringIO()
    show(document, Console(file=file, width=80, color_system=None), full=full)
    assert file.getvalue() == page


@pytest.mark.parametrize("render", [to_html, to_typst, to_markdown, to_json])
def test_the_same_forecast_gives_the_same_bytes(document, render):
    assert render(compose(small_forecast(converged=DRAWS - 4, several=True))) == render(document)
