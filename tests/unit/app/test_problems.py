from __future__ import annotations

from detente.app import problems
from detente.errors import Problem, Span

WRONG = Problem(
    "no fact is called `us_force`",
    Span(3, 9, 8),
    "did you mean `us_forces`?",
    "iran.yaml",
    "  when: us_force is present",
)


def test_a_problem_shows_place_line_caret_and_hint(capsys):
    problems.show([WRONG])
    assert capsys.readouterr().err.splitlines() == [
        "iran.yaml:3:9: no fact is called `us_force`",
        "      when: us_force is present",
        "            ^^^^^^^^",
        "    hint: did you mean `us_forces`?",
    ]


def test_several_problems_are_counted(capsys):
    problems.show([WRONG, WRONG])
    assert capsys.readouterr().err.endswith("\n2 problems\n")


def test_a_warning_says_that_it_is_one(capsys):
    problems.warn([WRONG])
    assert "iran.yaml:3:9: warning: no fact" in capsys.readouterr().err


def test_a_problem_as_data_keeps_its_place():
    found = problems.as_json(WRONG)
    assert (found["line"], found["column"], found["length"]) == (3, 9, 8)
    assert found["file"] == "iran.yaml"


def test_a_problem_without_a_place_has_none():
    assert problems.as_json(Problem("too large"))["line"] is None
