"""The audit's sections, in the words that a reader gets."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.findings.audit.arguments import DECIDES, IDLE, RAIDS, TEA, study

from detente.brief.compose.audit import audit_sections
from detente.brief.compose.finding import finding
from detente.brief.compose.reading import Titles
from detente.brief.document import Table
from detente.brief.render.markdown import to_markdown
from detente.findings.audit import audit

TENSE = 'C8: {text: North will hold., expects: "P(raid) <= unlikely"}'


@pytest.fixture(scope="module")
def found():
    return audit(study(DECIDES, TEA, IDLE, RAIDS, TENSE))


@pytest.fixture(scope="module")
def page(found):
    sections = audit_sections(Titles(found.crisis), found)
    return to_markdown(
        finding(found.crisis, name="audit", sections=sections, record={}, draws=200, seed=1)
    )


def test_the_page_is_as_it_was(page, snapshot):
    assert page == snapshot


def test_a_premise_that_works_against_a_conclusion_is_named(page):
    assert "works against" in page
    told = next(line for line in page.split("\n") if "would hold in" in line)
    assert "C1" in told.split("works against")[0]
    assert "C8" in told.split("works against")[1]


def test_a_premise_about_nothing_moves_nothing(found, page):
    row = next(line for line in page.split("\n") if "Nobody asks." in line and "moves" in line)
    assert row.count("moves nothing") == 2
    assert found.flip("C5", "dropped").still


def test_every_row_has_as_many_cells_as_there_are_columns(found):
    def tables(blocks):
        for block in blocks:
            if isinstance(block, Table):
                yield block
            yield from tables(getattr(block, "blocks", ()))

    for table in tables(audit_sections(Titles(found.crisis), found)):
        assert {len(row.cells) for row in table.rows} <= {len(table.columns)}


def test_no_number_is_not_printed_as_one(page):
    assert "nan" not in page
    assert np.char.find(page, "inf ") < 0
