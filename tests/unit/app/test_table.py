from __future__ import annotations

import subprocess
import sys

import pytest

from detente.app import table

HEADINGS = ("", "question", "answer", "half of the draws")
ENTRIES = [
    ("Q1", "Will South strike by 15 May 2024?", "likely (71 %)", "60-80 %"),
    ("Q12", "Will [bold]North[/bold] raid twice?", "3 %", "2-4 %"),
]


@pytest.fixture
def shown(capsys, monkeypatch):
    def at(columns: int) -> list[str]:
        monkeypatch.setenv("COLUMNS", str(columns))
        table.show_entries(HEADINGS, ENTRIES)
        return [line.rstrip() for line in capsys.readouterr().out.splitlines()]

    return at


def test_a_wide_screen_has_a_row_for_each(shown):
    assert shown(90) == [
        "     question                             answer         half of the draws",
        "Q1   Will South strike by 15 May 2024?    likely (71 %)  60-80 %",
        "Q12  Will [bold]North[/bold] raid twice?  3 %            2-4 %",
    ]


def test_a_narrower_screen_has_the_figures_under_the_question(shown):
    assert shown(60) == [
        "     answer         half of the draws",
        "Q1   Will South strike by 15 May 2024?",
        "     likely (71 %)  60-80 %",
        "Q12  Will [bold]North[/bold] raid twice?",
        "     3 %            2-4 %",
    ]


def test_a_narrow_screen_has_one_figure_a_line(shown):
    assert shown(30) == [
        "Q1   Will South strike by 15",
        "     May 2024?",
        "     answer: likely (71 %)",
        "     half of the draws: 60-80",
        "     %",
        "Q12  Will [bold]North[/bold]",
        "     raid twice?",
        "     answer: 3 %",
        "     half of the draws: 2-4 %",
    ]


def test_nothing_asked_is_the_headings_alone(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    table.show_entries(HEADINGS, [])
    assert "question" in capsys.readouterr().out


def test_a_closed_pipe_is_left_to_the_command_line():
    script = (
        "from detente.app import table\n"
        "try:\n    table.show(('a',), [('b' * 70,)] * 2000)\n"
        "except BrokenPipeError:\n    import os; os._exit(7)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    complaint = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), complaint) == (7, b"")


def test_very_many_rows_are_aligned_and_not_folded(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    rows = [(str(n), "a long cell that is not folded") for n in range(table.MANY)]
    table.show(("no", "what"), rows)
    head, first, *rest = capsys.readouterr().out.splitlines()
    assert head == "no    what"
    assert first == "0     a long cell that is not folded"
    assert rest[-1] == "1999  a long cell that is not folded"
    assert len(rest) == table.MANY - 1
