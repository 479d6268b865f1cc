from __future__ import annotations

from pathlib import Path

from detente import catalog


def test_every_crisis_is_listed_with_its_date_and_title(detente):
    lines = detente("catalog").out.splitlines()
    assert [line.split()[0] for line in lines] == list(catalog.names())
    assert any(line.endswith("2024-05-01  A raid across the border") for line in lines)


def test_the_text_of_one_is_printed_as_it_is(detente):
    assert detente("catalog", "border-raid").out == Path(catalog.path("border-raid")).read_text()


def test_a_near_miss_is_named(detente):
    ran = detente("catalog", "us-iran")
    assert ran.code == 2
    assert "did you mean `us-iran-2020`?" in ran.err
