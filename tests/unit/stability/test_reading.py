from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import catalog
from detente.stability.conflict import ConflictError, dense
from detente.stability.reading import parse, read
from detente.stability.statements import SlipError, holds, pattern_of, state_in

GOOD = """\
title: A dispute over a dam
decision_makers:
  upper:
    title: Upper riparian
    options:
      release: {title: release water, change: both}
      fill: {change: take}
    prefers: [not strike, fill, not release]
  lower:
    options: [strike]
    order: [YNN, [NNN, YYN], -NY, NYN, YYY, NYY]
infeasible:
  - release and strike and not fill
barred:
  - {by: lower, from: fill, to: strike}
status_quo: [release]
"""


def test_a_conflict_is_read():
    found = parse(GOOD)
    assert [option.change for option in found.options] == ["both", "take", "both"]
    assert [(m.name, m.options, m.label) for m in found.makers] == [
        ("upper", (0, 1), "Upper riparian"),
        ("lower", (2,), "lower"),
    ]
    assert found.states().tolist() == [0, 1, 2, 3, 4, 6, 7]
    assert found.status_quo == 1
    assert found.moves(1, 3) == []
    assert found.moves(1, 0) == [4]
    assert found.moves(0, 2) == [3]


def test_statements_by_priority_rank_states_lexicographically():
    upper = parse(GOOD).ranks[0]
    states = [2, 3, 0, 1, 6, 7, 4]  # the best first
    assert sorted(states, key=lambda s: -upper[s]) == states


def test_an_order_ranks_states_as_they_stand():
    lower = parse(GOOD).ranks[1]
    assert lower[1] > lower[0] == lower[3] > lower[4] > lower[2] > lower[7] > lower[6]


def test_numbers_rank_states_too():
    text = GOOD.replace(
        "order: [YNN, [NNN, YYN], -NY, NYN, YYY, NYY]",
        "ranks: {YNN: 7, NNN: 2.5, release + fill: 2.5, -NY: 2, fill: 0, YYY: -1, NYY: -1.5}",
    )
    feasible = parse(GOOD).feasible
    ours, theirs = parse(text).ranks[1][feasible], parse(GOOD).ranks[1][feasible]
    assert (dense([ours]) == dense([theirs])).all()


@pytest.mark.parametrize("name", catalog.conflicts())
def test_every_conflict_of_the_catalog_is_read(name):
    assert read(catalog.conflict(name)).status_quo is not None


def test_the_same_conflict_in_lists():
    text = """{"options": [["a", "fwd"], ["b", "back"], ["c", "none"]],
      "decision_makers": [{"name": "One", "options": [0, 2], "ordinal_payoff_by_state":
        {"0": 1, "1": 2, "2": 3, "4": 4, "5": 5, "6": 6}},
       {"name": "Two", "options": [1], "ordinal_payoff_by_state":
        {"0": 6, "1": 5, "2": 4, "4": 3, "5": 2, "6": 1}}],
      "infeasible": [[[0, "Y"], [1, "Y"]]]}"""
    found = parse(text)
    assert [option.change for option in found.options] == ["take", "drop", "never"]
    assert found.states().tolist() == [0, 1, 2, 4, 5, 6]
    assert found.moves(0, 0) == [1]
    assert found.moves(1, 2) == [0]
    assert found.ranks[1, 0] > found.ranks[1, 6]


NAMES = {"a": 0, "b": 1, "c": 2}
ATOMS = st.sampled_from(list(NAMES))


@st.composite
def statements(draw, depth=3):
    """A statement, and the same in Python's words."""
    kind = draw(st.sampled_from(["name", "not", "and", "or", "if", "iff"])) if depth else "name"
    if kind == "name":
        name = draw(ATOMS)
        return name, name
    left, left_python = draw(statements(depth=depth - 1))
    if kind == "not":
        return f"not ({left})", f"(not {left_python})"
    right, right_python = draw(statements(depth=depth - 1))
    python = {
        "and": f"({left_python} and {right_python})",
        "or": f"({left_python} or {right_python})",
        "if": f"({left_python} or not {right_python})",
        "iff": f"({left_python} == {right_python})",
    }[kind]
    return f"({left}) {kind} ({right})", python


@given(statements())
def test_a_statement_holds_where_it_does_in_other_words(pair):
    text, python = pair
    expected = [
        bool(eval(python, {}, {n: bool(s >> k & 1) for n, k in NAMES.items()})) for s in range(8)
    ]
    assert holds(text, NAMES).tolist() == expected


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a or b and c", "a or (b and c)"),
        ("not a and b", "(not a) and b"),
        ("a or b if c", "(a or b) if c"),
        ("a iff b or c", "a iff (b or c)"),
    ],
)
def test_what_binds_stronger(text, same):
    assert (holds(text, NAMES) == holds(same, NAMES)).all()


@pytest.mark.parametrize("text", ["", "a b", "a and", "(a", "a)", "not", "not not a", "a & b", "d"])
def test_what_is_no_statement_is_refused_with_its_place(text):
    with pytest.raises(SlipError) as slip:
        holds(text, NAMES)
    assert 0 <= slip.value.start <= len(text)


def test_states_and_patterns():
    assert [state_in(t, NAMES) for t in ("YNY", "a+c", "5", "8", "YN", "d")] == [5, 5, 5] + [
        None
    ] * 3
    assert pattern_of("Y-", 3) is None
    assert pattern_of("---", 3) == (0, 0)


def test_a_file_that_is_not_there_is_a_problem():
    with pytest.raises(ConflictError, match="there is no such file"):
        read("nowhere.yaml")


def test_many_options_are_refused_before_memory_is_asked_for():
    options = ", ".join(f"o{k}" for k in range(40))
    with pytest.raises(ConflictError, match="40 options are too many"):
        parse(f"decision_makers: {{a: {{options: [{options}], prefers: [o1]}}}}")


def test_hundreds_of_states_without_a_place_are_counted():
    options = ", ".join(f"o{k}" for k in range(10))
    with pytest.raises(ConflictError, match="1,020 more"):
        parse(f"decision_makers: {{a: {{options: [{options}], order: [NNNNNNNNNN]}}}}")


def test_the_last_statement_counts_less_than_all_before():
    options = [f"o{k}" for k in range(8)]
    found = parse(f"decision_makers: {{a: {{options: {options}, prefers: {options}}}}}")
    order = sorted(range(256), key=lambda s: [-(s >> k & 1) for k in range(8)])
    assert np.argsort(-found.ranks[0], kind="stable").tolist() == order


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("fill", "`fill` says the same as `fill`"),
        ("not fill", "`not fill` says the opposite of `fill`"),
        ("strike and not strike", "holds in no feasible state"),
        ("fill or strike or not fill", "holds in every feasible state"),
    ],
)
def test_a_statement_that_decides_nothing_is_remarked(statement, said):
    idle = parse(
        GOOD.replace("[not strike, fill, not release]", f"[not strike, fill, {statement}]")
    )
    assert len(idle.remarks) == 1
    assert idle.remarks[0].startswith("line 8: ")
    assert said in idle.remarks[0]
    without = parse(GOOD.replace("[not strike, fill, not release]", "[not strike, fill]"))
    assert (idle.ranks == without.ranks).all()
    assert parse(GOOD).remarks == ()


def test_a_name_for_the_only_conflict_is_refused():
    with pytest.raises(ConflictError, match="the file holds one conflict"):
        parse(GOOD, conflict="dam")
