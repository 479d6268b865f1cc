"""What the analyst reads for each kind of mistake in a conflict file."""

from __future__ import annotations

import pytest

from detente.app.cli import run
from detente.stability.conflict import ConflictError
from detente.stability.reading import parse

GOOD = """\
title: A dispute over a dam
decision_makers:
  upper:
    title: Upper riparian
    options:
      release: {title: release water, change: both}
      fill: {change: take}
    prefers:
      - not strike
      - fill iff release
  lower:
    options: [strike]
    order: [YNN, [NNN, YYN], -NY, NYN, YYY, NYY]
infeasible:
  - release and strike and not fill
barred:
  - {by: lower, from: fill, to: strike}
status_quo: [release]
"""

LISTED = """\
{"options": [["a", "fwd"], ["b", "both"]],
 "decision_makers": [
  {"name": "One", "options": [0], "ordinal_payoff_by_state": {"0": 1, "1": 2, "2": 3}},
  {"name": "Two", "options": [1], "ordinal_payoff_by_state": {"0": 1, "1": 2, "2": 3}}],
 "infeasible": [[[0, "Y"], [1, "Y"]]]}
"""

MISTAKES = {
    "unknown key": ("infeasible:", "unfeasible:"),
    "unknown key of a decision maker": ("    prefers:", "    perfers:"),
    "unknown key of an option": ("{change: take}", "{changes: take}"),
    "a change that is none": ("{change: take}", "{change: tkae}"),
    "no decision makers": ("decision_makers:", "players:"),
    "a decision maker without options": ("    options: [strike]\n", ""),
    "a name for two options": ("options: [strike]", "options: [fill]"),
    "a name in capitals": ("options: [strike]", "options: [Strike]"),
    "a word of statements as a name": ("options: [strike]", "options: [if]"),
    "undefined option in a statement": ("fill iff release", "fill iff relaese"),
    "undefined option in what is infeasible": ("and not fill\n", "and not fil\n"),
    "undefined option in the status quo": ("status_quo: [release]", "status_quo: [relase]"),
    "undefined decision maker": ("{by: lower,", "{by: lowre,"),
    "a statement that does not parse": ("fill iff release", "fill <-> release"),
    "a statement that ends early": ("fill iff release", "fill iff"),
    "a pattern that is too short": ("  - release and strike and not fill", "  - Y-"),
    "two ways to prefer": ("    order:", "    prefers: [strike]\n    order:"),
    "no preferences": ("    order: [YNN, [NNN, YYN], -NY, NYN, YYY, NYY]\n", ""),
    "a state without a place": ("NYN, YYY, NYY]", "NYN, YYY]"),
    "a state with two places": ("NYN, YYY, NYY]", "NYN, YYY, YNN, NYY]"),
    "a state that is none": ("NYN, YYY, NYY]", "NYN, YYY, NYYN]"),
    "a number that is none": (
        "order: [YNN, [NNN, YYN], -NY, NYN, YYY, NYY]",
        "ranks: {YNN: much, ---: 1}",
    ),
    "nothing is feasible": ("and not fill\n", "and not fill\n  - ---\n"),
    "a status quo that cannot be": ("status_quo: [release]", "status_quo: [release, strike]"),
    "a list where a mapping belongs": (
        "  upper:\n    title: Upper", "  upper: [a]\n  x:\n    title: U",
    ),
    "a mapping where a list belongs": ("infeasible:\n  - release", "infeasible:\n  a: release"),
    "an alias": ("status_quo: [release]", "status_quo: *release"),
    "a bracket that is not closed": ("status_quo: [release]", "status_quo: [release"),
    "two documents": ("infeasible:", "---\ninfeasible:"),
    "three mistakes in one file": (
        "    prefers:\n      - not strike\n      - fill iff release\n  lower:",
        "    prefers:\n      - not strkie\n      - fill if\n  lower:\n    note: none",
    ),
}  # fmt: skip

LISTED_MISTAKES = {
    "a direction that is none": ('["b", "both"]', '["b", "bth"]'),
    "an option that is not there": ('"options": [1]', '"options": [2]'),
    "an option of two": ('"options": [1]', '"options": [0]'),
    "a payoff missing": ('"1": 2, "2": 3}},', '"1": 2}},'),
    "a payoff that is no number": ('"1": 2, "2": 3}},', '"1": "x", "2": 3}},'),
    "a letter that is none": ('[0, "Y"]', '[0, "X"]'),
    "several conflicts": (LISTED, f'{{"one": {LISTED}, "two": {LISTED}}}'),
}


def refusal(text: str) -> str:
    with pytest.raises(ConflictError) as error:
        parse(text, name="dam.yaml")
    lines = [problem.span.line for problem in error.value.problems if problem.span]
    assert lines == sorted(lines)
    return f"\n{error.value}\n"


@pytest.mark.parametrize("text", [GOOD, LISTED], ids=["ours", "listed"])
def test_the_text_without_mistakes_is_read(text):
    assert parse(text).makers


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake(mistake, snapshot):
    right, wrong = MISTAKES[mistake]
    assert right in GOOD
    assert refusal(GOOD.replace(right, wrong, 1)) == snapshot


@pytest.mark.parametrize("mistake", LISTED_MISTAKES)
def test_a_mistake_in_lists(mistake, snapshot):
    right, wrong = LISTED_MISTAKES[mistake]
    assert right in LISTED
    assert refusal(LISTED.replace(right, wrong, 1)) == snapshot


@pytest.mark.parametrize(
    "text", ["", "just a sentence", "- a\n- list\n", "{", "title: x\x00"],
    ids=["empty", "sentence", "list", "bracket", "binary"],
)  # fmt: skip
def test_what_is_no_conflict(text, snapshot):
    assert refusal(text) == snapshot


@pytest.mark.parametrize(
    "arguments",
    [
        ["dam.yaml", "--state", "YYYYY"],
        ["dam.yaml", "--inverse", "release + strike"],
        ["dam.yaml", "--by", "best"],
        ["dam.yaml", "--moves", "fill"],
        ["border-raid", "--conflict", "one"],
        ["border-raid", "--moves", "raid,hodl"],
        ["border-raid", "--actors", "nroth"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_asked(arguments, snapshot, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dam.yaml").write_text(GOOD)
    code = run(["stability", *arguments])
    shown = capsys.readouterr()
    assert shown.out == ""
    assert f"\nexit {code}\n{shown.err}" == snapshot
