from __future__ import annotations

import json

import pytest


def test_a_sound_crisis_has_no_mistakes(detente):
    ran = detente("check", "border-raid")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "border-raid: no mistakes\n"


def test_every_mistake_comes_with_its_place_and_is_counted(detente, crisis):
    text = crisis.read_text().replace("asks: strike", "asks: stirke")
    crisis.write_text(text.replace("[strike, wait]", "[strike, wiat]"))
    ran = detente("check", str(crisis))
    assert ran.code == 1
    assert f"{crisis}:6:" in ran.err
    assert f"{crisis}:12:" in ran.err
    assert ran.err.endswith("\n2 problems\n")


def test_json_has_the_same_mistakes(detente, crisis):
    crisis.write_text(crisis.read_text().replace("asks: strike", "asks: stirke"))
    ran = detente("check", str(crisis), "--json")
    report = json.loads(ran.out)
    assert ran.code == 1
    assert [problem["line"] for problem in report["problems"]] == [12]
    assert report["problems"][0]["hint"] == "did you mean `strike`?"


def test_a_warning_does_not_fail(detente, crisis):
    crisis.write_text(crisis.read_text().replace("Will South strike", "Will there be war"))
    ran = detente("check", str(crisis))
    assert ran.code == 0
    assert "warning" in ran.err
    assert ran.out.endswith("no mistakes, 1 warning\n")


def test_claims_that_clash_are_named(detente, crisis):
    clash = "claims: {C0: {text: War is twice as bad., means: south.war <= 2 * south.looks_weak}, "
    crisis.write_text(crisis.read_text().replace("claims: {", clash))
    ran = detente("check", str(crisis))
    assert ran.code == 1
    assert "C0" in ran.err
    assert "C1" in ran.err


@pytest.mark.parametrize("times", [99999])
def test_a_course_without_an_end_is_refused(detente, crisis, times):
    text = crisis.read_text()
    stage = "{within: 30 days, actor: north, choose: [raid, hold]}"
    endless = f"{{repeat: {{times: {times}, every: 30 days, stages: [{stage}]}}}}"
    crisis.write_text(text.replace(stage, endless))
    ran = detente("check", str(crisis))
    assert ran.code == 1
    assert "Traceback" not in ran.err
