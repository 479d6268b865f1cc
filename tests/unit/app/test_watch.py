from __future__ import annotations

import json

import pytest

FEW = ("--draws", "12", "--seed", "3")


def test_the_list_is_shown(detente):
    ran = detente("watch", "border-raid", *FEW)
    assert ran.code == 0
    assert "What to watch" in ran.out
    assert "Telling apart the types of North" in ran.out


def test_json_holds_the_indicators_and_threads_change_nothing(detente):
    one, two = (
        detente("watch", "border-raid", *FEW, "--json", "--threads", n).out for n in ("1", "2")
    )
    assert one == two
    assert [o["move"] for o in json.loads(one)["indicators"]] == ["strike", "wait", "raid", "hold"]


def test_a_calendar_and_a_map_layer_are_written_instead(detente, tmp_path):
    ics, places = tmp_path / "w.ics", tmp_path / "w.geojson"
    ran = detente("watch", "us-iran-2020", *FEW, "--ics", str(ics), "--geojson", str(places))
    assert (ran.code, ran.out) == (0, "")
    assert ics.read_bytes().count(b"BEGIN:VEVENT") == 10
    assert json.loads(places.read_text())["features"]


def test_a_window_and_a_question_are_kept_to(detente):
    ran = detente("watch", "us-iran-2020", *FEW, "--within", "7", "--question", "F14", "--json")
    record = json.loads(ran.out)
    assert record["questions"] == ["F14"]
    assert max(o["end"] for o in record["indicators"]) <= "2020-01-10"


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (("--within", "7", "--all"), 2, "exclude each other"),
        (("--question", "Q9"), 1, "no question is called `Q9`"),
        (("--hypotheses", "Q9"), 2, "no hypothesis here"),
        (("--as", "nobody"), 2, "nobody is called"),
        (("--until", "2024-05-01"), 1, "nothing can be observed by 2024-05-01"),
        (("--until", "soon"), 2, "soon"),
    ],
)
def test_what_cannot_be_done_is_said(detente, options, code, told):
    ran = detente("watch", "border-raid", *FEW, *options)
    assert ran.code == code
    assert told in ran.err


def test_an_actor_may_be_told_apart(detente):
    ran = detente("watch", "border-raid", *FEW, "--hypotheses", "types", "--hypotheses", "Q1")
    assert "Telling apart Q1: yes, no" in ran.out
