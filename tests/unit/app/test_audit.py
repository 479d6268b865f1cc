from __future__ import annotations

import json

import pytest
from tests.unit.findings.audit.arguments import DECIDES, LOGIT, PLANTED, RAIDS

FEW = ("--draws", "60", "--quiet")


@pytest.fixture
def written(tmp_path):
    def write(*claims: str) -> str:
        path = tmp_path / "choice.yaml"
        path.write_text(LOGIT.format(claims=",\n         ".join(claims)))
        return str(path)

    return write


def test_an_audit_is_shown(detente, written):
    ran = detente("audit", written(DECIDES, RAIDS), *FEW)
    assert ran.code == 0
    for title in ("What decides", "The fewest reversals", "What follows", "Claim by claim"):
        assert f"\n{title}\n" in ran.out


def test_everything_is_in_the_json(detente, written):
    ran = detente("audit", written(DECIDES, RAIDS), *FEW, "--json", "--question", "Q1")
    found = json.loads(ran.out)
    assert found["schema"] == "detente/audit/1"
    (dropped, turned) = found["flips"]
    assert (dropped["way"], turned["way"]) == ("dropped", "reversed")
    assert turned["questions"]["Q1"]["after"] < 0.5 < turned["questions"]["Q1"]["before"]
    assert turned["conclusions"]["C9"]["verdict_after"] in {"fails", "mostly fails"}
    assert [one["question"] for one in found["fewest_reversals"]["questions"]] == ["Q1", "Q1"]
    assert found["coherence"]["numbers"][0]["said"] == 0.9


def test_the_same_seed_gives_the_same_bytes(detente, written):
    path = written(DECIDES, RAIDS)
    first, second = (detente("audit", path, *FEW, "--json").out for _ in range(2))
    assert first == second


def test_clashing_premises_are_all_listed_and_the_exit_code_says_so(detente, written):
    ran = detente("audit", written(*PLANTED), *FEW)
    assert ran.code == 1
    assert "- C1, C2\n- C2, C3, C4\n" in ran.out
    assert "- C2\n" in ran.out
    record = json.loads(detente("audit", written(*PLANTED), "--json").out)
    assert record["contradictions"]["clashes"] == [["C1", "C2"], ["C2", "C3", "C4"]]


def test_gut_numbers_come_from_the_line_or_from_a_file(detente, written, tmp_path):
    path, gut = written(DECIDES), tmp_path / "gut.yaml"
    gut.write_text("# by heart\nQ1: 0.7\n\nQ2: 0.5  # a coin\n")
    given = json.loads(detente("audit", path, *FEW, "--json", "--gut", str(gut)).out)
    said = {one["question"]: one["said"] for one in given["coherence"]["numbers"]}
    assert said == {"Q1": 0.7, "Q2": 0.5}
    given = json.loads(detente("audit", path, *FEW, "--json", "--gut", "Q2=0.25").out)
    assert [one["said"] for one in given["coherence"]["numbers"]] == [0.25]


@pytest.mark.parametrize(
    ("gut", "told"),
    [
        ("Q7=0.5", "no question is called `Q7`"),
        ("Q1=2", "no probability between 0 and 1"),
        ("Q1=nan", "no probability between 0 and 1"),
        ("nowhere", "neither NAME=P nor a file"),
    ],
)
def test_a_gut_number_that_is_none_is_refused(detente, written, gut, told):
    ran = detente("audit", written(DECIDES), *FEW, "--gut", gut)
    assert ran.code == 2
    assert told in ran.err


def test_a_bad_line_in_a_file_is_named_with_its_place(detente, written, tmp_path):
    gut = tmp_path / "gut.yaml"
    gut.write_text("Q1: 0.7\nQ2: often\n")
    ran = detente("audit", written(DECIDES), *FEW, "--gut", str(gut))
    assert ran.code == 1
    assert "gut.yaml:2:1" in ran.err


def test_a_question_that_nobody_asks_is_refused(detente, written):
    ran = detente("audit", written(DECIDES), *FEW, "--question", "Q7")
    assert ran.code == 1
    assert "no question `Q7`" in ran.err
