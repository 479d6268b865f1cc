from __future__ import annotations

import json

import pytest
from tests.ways_out import CRISIS

FEW = ("--draws", "2", "--threads", "1")


@pytest.fixture
def two_sides(tmp_path):
    file = tmp_path / "two-sides.yaml"
    file.write_text(CRISIS.replace("GANG", "-10"))
    return str(file)


def test_the_finding_is_shown(detente, two_sides):
    ran = detente("offramps", two_sides, *FEW)
    assert ran.code == 0
    assert "Beeland has to go first" in ran.out
    assert "What nothing else beats" in ran.out


def test_json_without_a_search_has_packages_and_levers_alone(detente, two_sides):
    ran = detente("offramps", two_sides, *FEW, "--no-search", "--json")
    record = json.loads(ran.out)
    names = [(way["package"], way["beside"]) for way in record["ways"]]
    assert names == [
        (None, []),
        ("deal", []),
        ("unwanted", []),
        (None, ["talk"]),
        (None, ["pay_the_gang"]),
    ]
    assert record["tried"] == []
    assert record["draws_solved"] == 10


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("--risk", "F1"), "no question about a chance is called `F1`"),
        (("--package", "dael"), "did you mean `deal`?"),
    ],
)
def test_a_name_that_is_not_there_is_told(detente, two_sides, given, message):
    ran = detente("offramps", two_sides, *FEW, *given)
    assert ran.code == 1
    assert message in ran.err


def test_a_crisis_without_ways_out_says_so(detente):
    ran = detente("offramps", "border-raid", *FEW, "--risk", "Q1")
    assert ran.code == 1
    assert "names no way out" in ran.err


def test_fewer_draws_are_the_default(detente):
    assert "default: 200" in detente("offramps", "--help").out
