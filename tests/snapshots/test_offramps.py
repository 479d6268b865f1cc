"""The whole of a finding about ways out, as a person compares it line by line."""

from __future__ import annotations

import json

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from tests.ways_out import two_sides

from detente.brief import to_json, to_markdown
from detente.brief.compose.finding import finding
from detente.brief.compose.offramps import advice, offramps_record, offramps_sections
from detente.brief.compose.reading import Titles
from detente.findings.offramps import offramps
from detente.findings.study import Study


class Text(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def page(snapshot):
    return snapshot.use_extension(Text)


@pytest.fixture(scope="module")
def found():
    return offramps(Study.of(two_sides(gang=1.0), draws=2))


@pytest.fixture(scope="module")
def document(found):
    titles = Titles(found.crisis)
    return finding(
        found.crisis, name="offramps",
        sections=(advice(titles, found), *offramps_sections(titles, found)),
        record=offramps_record(found), draws=2, seed=1,
    )  # fmt: skip


def test_markdown(document, page):
    assert to_markdown(document) == page


def test_the_record_has_every_way_out_and_the_pareto_set(document, found):
    record = json.loads(to_json(document))
    assert record["schema"] == "detente/offramps/1"
    assert len(record["ways"]) == len(found.ways)
    assert [member["way"] for member in record["pareto"]] == [m.way for m in found.front]
    assert len(record["tried"]) == len(found.tried)
    whole = record["ways"][1]["delivery"]["whole"]["median"]
    assert whole == pytest.approx(found.way("deal").delivery.whole[0], abs=1e-6)
