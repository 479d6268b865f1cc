from __future__ import annotations

from detente.app import excerpts
from detente.errors import ContradictionError, Problem, ScenarioError, Span

LINE = "title: A raid across the border"


def test_a_clash_gets_the_line_of_its_claim(crisis):
    (problem,) = excerpts.of(ContradictionError(Problem("no", Span(1, 8, 6), source=str(crisis))))
    assert str(problem).splitlines()[1:] == [f"    {LINE}", f"    {' ' * 7}{'^' * 6}"]


def test_a_crisis_of_the_catalog_has_its_line_too():
    (problem,) = excerpts.with_lines([Problem("no", Span(1, 1), source="border-raid.yaml")])
    assert problem.excerpt == LINE


def test_what_the_reader_left_without_a_line_stays_without(crisis):
    missing = Problem("the key is missing", Span(1, 1), source=str(crisis))
    assert excerpts.of(ScenarioError(missing)) == (missing,)


def test_a_line_that_is_there_is_kept(crisis):
    known = Problem("no", Span(1, 1), source=str(crisis), excerpt="as it was")
    assert excerpts.with_lines([known]) == (known,)


def test_without_a_file_or_a_place_there_is_no_line(tmp_path):
    (tmp_path / "picture").write_bytes(b"\xff\xfe")
    without = [
        Problem("no", Span(1, 1)),
        Problem("no", source="border-raid.yaml"),
        Problem("no", Span(1, 1), source=str(tmp_path / "gone.yaml")),
        Problem("no", Span(1, 1), source=str(tmp_path / "picture")),
        Problem("no", Span(9999, 1), source="border-raid.yaml"),
    ]
    assert [problem.excerpt for problem in excerpts.with_lines(without)] == [""] * 5
