"""The calendar read back by a small reader of RFC 5545 that shares nothing with the writer."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from detente import load
from detente.brief.compose.reading import Titles
from detente.brief.render.icalendar import folded, text, to_icalendar
from detente.findings.study import Study
from detente.findings.watch import watch


@pytest.fixture(scope="module")
def found():
    return watch(Study.of(load("us-iran-2020"), draws=3))


def unfolded(data: bytes) -> list[str]:
    """Join what was folded; every line ends in CRLF and is no longer than 75 octets."""
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    return re.sub(rb"\r\n[ \t]", b"", data).decode().removesuffix("\r\n").split("\r\n")


def unescaped(value: str) -> str:
    signs = {"n": "\n", "N": "\n", "\\": "\\", ";": ";", ",": ","}
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value)  # a bare one would end the value
    return re.sub(r"\\(.)", lambda found: signs[found[1]], value)


def events(data: bytes) -> list[dict[str, str]]:
    """Read the events; the calendar's own properties come first."""
    lines = unfolded(data)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert lines[1:3] == ["VERSION:2.0", "PRODID:-//detente//watch list//EN"]
    read: list[dict[str, str]] = []
    for line in lines[1:-1]:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            read.append({})
        elif read:
            assert name not in read[-1]
            read[-1][name] = value
    return read


def test_every_stage_is_an_event_with_what_the_standard_requires(found):
    read = events(to_icalendar(Titles(found.crisis), found))
    assert len(read) == len({o.step for o in found.indicators})
    assert len({event["UID"] for event in read}) == len(read)
    for event in read:
        assert datetime.fromisoformat(event["DTSTAMP"]).date() == found.crisis.as_of
        assert {"SUMMARY", "DESCRIPTION", "DTSTART;VALUE=DATE", "DTEND;VALUE=DATE"} <= set(event)


def test_the_last_day_is_the_one_before_the_end(found):
    read = events(to_icalendar(Titles(found.crisis), found))
    days = [
        tuple(date.fromisoformat(event[f"{name};VALUE=DATE"]) for name in ("DTSTART", "DTEND"))
        for event in read
    ]
    stages = {o.step: (o.start, o.end + timedelta(days=1)) for o in found.indicators}
    assert days == list(stages.values())


def test_titles_come_back_as_they_were(found):
    read = events(to_icalendar(Titles(found.crisis), found))
    assert unescaped(read[0]["SUMMARY"]) == "Iran's government: the nuclear step"
    told = unescaped(read[0]["DESCRIPTION"]).split("\n")
    assert told[0].startswith(
        "Answer the killing with far more than the planned step: 20 per cent,"
    )
    assert "settles F07 yes and F08 yes" in told[0]
    assert read[0]["GEO"] == "33.700000;51.700000"  # latitude first


def test_the_same_list_is_the_same_bytes_and_other_draws_keep_the_identities(found):
    again = watch(Study.of(load("us-iran-2020"), draws=3))
    assert to_icalendar(Titles(again.crisis), again) == to_icalendar(Titles(found.crisis), found)
    other = watch(Study.of(load("us-iran-2020"), draws=2, seed=9))
    uids = [
        [event["UID"] for event in events(to_icalendar(Titles(some.crisis), some))]
        for some in (found, other)
    ]
    assert uids[0] == uids[1]


@pytest.mark.parametrize(
    "value", ["a;b,c\\d\ne", "\\n", "tr\u00eave; \u505c\u706b, \U0001f54a" * 20]
)
def test_any_text_comes_back(value):
    line = f"SUMMARY:{text(value)}"
    (back,) = unfolded(folded(line))
    assert unescaped(back.removeprefix("SUMMARY:")) == value


def test_a_hostile_title_opens_no_property(found):
    crisis = replace(found.crisis, title="x\r\nBEGIN:VEVENT\r\nSUMMARY:made up")
    from detente.brief.compose.reading import cleaned

    data = to_icalendar(Titles(cleaned(crisis)), found)
    assert len(events(data)) == len({o.step for o in found.indicators})
