"""YAML to nodes: places to the character, words that stay words."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError, Span
from detente.scenario import document as d
from detente.scenario import nodes
from detente.scenario.problems import Problems


def read(text: str) -> nodes.Mapping:
    problems = Problems(text, source="t")
    root = d.read_document(text, problems=problems).root
    problems.refuse()
    return root


def scalar(text: str) -> nodes.Scalar:
    node = read(text).get("a")
    assert isinstance(node, nodes.Scalar)
    return node


@pytest.mark.parametrize(
    "word", ["no", "yes", "on", "off", "null", "~", "2020-01-03", "0x1F", "1_000", "1:30"]
)
def test_words_of_older_yaml_stay_words(word):
    assert scalar(f"a: {word}").text == word


@pytest.mark.parametrize(
    ("text", "line", "column", "length"),
    [
        ("a: raid or shotz", 1, 12, 5),
        ("# é\na:   raid or shotz", 2, 14, 5),
        ('a: "raid or shotz"', 1, 13, 5),
        ("a: 'raid or shotz'", 1, 13, 5),
        ("a: >-\n  raid\n  or shotz", 3, 6, 5),
        ("a: |\n  raid or\n  shotz", 3, 3, 5),
        ("a: raid\n  or\n   shotz", 3, 4, 5),
        ("é: 1\r\na: raid or shotz\r\n", 2, 12, 5),
        ('{x: "ø", a: raid or shotz}', 1, 21, 5),
    ],
)
def test_a_word_within_a_text_has_its_place(text, line, column, length):
    node = scalar(text)
    start = node.text.index("shotz")
    assert nodes.within(node, start, start + 5) == Span(line, column, length)


def test_keys_may_stand_twice_for_the_reader_to_see():
    assert [key.text for key, _ in read("a: 1\na: 2").entries] == ["a", "a"]


def test_a_key_that_is_a_list_is_refused():
    with pytest.raises(ScenarioError, match="a key must be a word"):
        read("? [a, b]\n: 1")


def test_too_many_entries_are_refused():
    with pytest.raises(ScenarioError, match="more than 100,000 entries"):
        read(f"a: [{'x,' * (d.MOST_NODES + 1)}]")


def test_depth_is_bounded_and_the_bound_is_reached():
    deepest = d.DEEPEST - 1
    assert read(f"a: {'[' * deepest}x{']' * deepest}").entries
    with pytest.raises(ScenarioError, match="nested deeper than 40"):
        read(f"a: {'[' * (deepest + 1)}x{']' * (deepest + 1)}")


def test_what_a_broken_section_declares_is_not_missed():
    text = "title: T\nfacts: {x: [no, yes]\nends: x"
    document = d.read_document(text, problems=Problems(text, source="t"))
    assert document.broken == {"facts"}
    assert [key.text for key, _ in document.root.entries] == ["title", "ends"]
