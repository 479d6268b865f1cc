"""The grammar: what binds first, what a name means, what a refusal points at."""

from __future__ import annotations

import pytest
from tests.properties.crises import GROUND

from detente.errors import ScenarioError
from detente.model.conditions import And, Done, EventRef, Is, Matching, Named, Not, Or, Union
from detente.model.relations import Relation, Sum, Term
from detente.scenario import (
    parse_condition,
    parse_each,
    parse_expected,
    parse_moves,
    parse_relation,
    parse_relations,
)

A, B, C = (Is("alarm", "==", ("yes",)), Done(Named(("m0_a0",))), EventRef("force"))


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("alarm or m0_a0 and force", Or((A, And((B, C))))),
        ("not alarm and m0_a0", And((Not(A), B))),
        ("not (alarm and m0_a0)", Not(And((A, B)))),
        ("(alarm or m0_a0) and force", And((Or((A, B)), C))),
        ("alarm and m0_a0 and force", And((A, B, C))),
        ("alarm and (m0_a0 and force)", And((A, And((B, C))))),
        ("((alarm))", A),
        ("level is mid", Is("level", "==", ("mid",))),
        ("level is not mid", Is("level", "!=", ("mid",))),
        ("count_of is on", Is("count_of", "==", ("on",))),
        ("count_of >= 1", Is("count_of", ">=", ("1",))),
        ("m0_a0.o1", Done(Named(("m0_a0.o1",)))),
        ("move()", Done(Matching())),
        (
            "move(by a0|a1,rung>=6,rung<9)",
            Done(Matching(by=("a0", "a1"), rung=((">=", 6), ("<", 9)))),
        ),
    ],
)
def test_a_condition_means(text, means):
    assert parse_condition(text, crisis=GROUND) == means


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("alarm andforce", "andforce"),
        ("alarm orr force", "orr"),
        ("level isnot mid", "isnot"),
        ("m0_a0 afterforce", "afterforce"),
        ("move(bya0)", "bya0"),
        ("m0_a0 within 3 daysofforce", "daysofforce"),
        ("alarm and nott force", "force"),
    ],
)
def test_a_word_of_the_language_is_a_whole_word(text, wrong):
    with pytest.raises(ScenarioError) as error:
        parse_condition(text, crisis=GROUND)
    (problem,) = error.value.problems
    assert text[problem.span.column - 1 :].startswith(wrong)
    assert problem.span.length == len(wrong)


def test_spaces_and_line_breaks_count_for_nothing():
    text = "alarm\n  or   m0_a0\n  and force"
    assert parse_condition(text, crisis=GROUND) == Or((A, And((B, C))))


def test_braces_are_one_set_of_names_or_a_union():
    assert parse_moves("{m0_a0, m1_a1.o0}", crisis=GROUND) == Named(("m0_a0", "m1_a1.o0"))
    union = Union((Named(("m0_a0",)), EventRef("force")))
    assert parse_moves("{m0_a0, force}", crisis=GROUND) == union


def test_multiples_of_sums_are_multiplied_out():
    relation = parse_relation("2 * (a.b - 3 * c) - a.b * 0.5 <= -(c + 1)")
    left = Sum((Term(2.0, "a.b"), Term(-6.0, "c"), Term(-0.5, "a.b")))
    assert relation == Relation(left, "<=", Sum((Term(-1.0, "c"),), -1.0))


def test_chains_and_joins_are_several_relations():
    assert len(parse_relations("a worse than b worse than c and d == 1")) == 3
    with pytest.raises(ScenarioError, match="states 2 relations"):
        parse_relation("a < b < c")


@pytest.mark.parametrize(
    ("text", "column", "length"),
    [
        ("alarm and", 9, 1),
        ("alarm = yes", 7, 1),
        ("alarm and level is hgih", 20, 4),
        ("move(by a0, for nobody)", 17, 6),
        ("m0_a0 between 2024-05-02 and 2024-05-01", 15, 10),
        ("force by 2024-13-01", 10, 10),
        ("{m0_a0, alarm}", 9, 5),
        ("move(by a0, by a1)", 13, 2),
        ("count(force) >= 99999999999", 17, 11),
        ("m0_a0 within 999999 weeks", 14, 6),
        ("AND alarm", 1, 3),
    ],
)
def test_a_refusal_points_at_the_word(text, column, length):
    with pytest.raises(ScenarioError) as error:
        parse_condition(text, crisis=GROUND)
    (problem,) = error.value.problems
    assert problem.span is not None
    assert (problem.span.column, problem.span.length) == (column, length)
    assert problem.excerpt == text


def test_every_slip_of_a_text_is_told():
    with pytest.raises(ScenarioError) as error:
        parse_condition("alram or level is hgih or move(where sea)", crisis=GROUND)
    assert len(error.value.problems) == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a != b", "says nothing that a range"),
        ("a =< b", "`=` cannot stand here"),
        ("a worse b", "cannot stand here"),
        ("2 <= x <=", "ends too early"),
    ],
)
def test_a_relation_that_is_none(text, message):
    with pytest.raises(ScenarioError, match=message):
        parse_relations(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("P(alarm) >= likly", "no word of the yardstick"),
        ("P(alarm) != 0.5", "cannot be tested"),
        ("P(alarm) >= likely <= 0.9", "can only stand last"),
        ("P[nobody](alarm) >= 0.5", "no actor is called `nobody`"),
        ("E(alarm) >= 0.5", "cannot stand here"),
        ("alarm >= 0.5", "cannot stand here"),
    ],
)
def test_a_conclusion_that_is_none(text, message):
    with pytest.raises(ScenarioError, match=message):
        parse_expected(text, crisis=GROUND)


def test_a_change_is_of_a_fact_and_one_of_its_values():
    with pytest.raises(ScenarioError, match="no value `broken`"):
        parse_each("level becomes broken", crisis=GROUND)
    with pytest.raises(ScenarioError, match="no fact is called `m0_a0`"):
        parse_each("m0_a0 becomes high", crisis=GROUND)


@pytest.mark.parametrize(
    "text", ["x" * 10_001, "(" * 41 + "alarm" + ")" * 41, "not " * 2000 + "alarm"]
)
def test_texts_past_all_measure_are_refused_at_once(text):
    with pytest.raises(ScenarioError):
        parse_condition(text, crisis=GROUND)
