from __future__ import annotations

import re

import pytest
from tests.cards import harmless

from detente import notebook


def drawn(**given):
    whole = {"most": (0.1, 0.9), "half": (0.4, 0.6), "middle": 0.5, "limits": (0.0, 1.0)}
    return notebook.bar(**{**whole, "says": "half", **given}).html


def numbers(svg: str, name: str) -> list[float]:
    return [float(found) for found in re.findall(rf' {name}="([^"]*)"', svg)]


def test_everything_written_is_escaped():
    evil = "<script>alert(1)</script>\"'"
    made = notebook.card(
        evil,
        about=evil,
        facts=[(evil, evil)],
        body=[
            evil,
            notebook.heading(evil),
            notebook.listing([evil]),
            notebook.folded(evil, notebook.table(evil, [evil], [[evil]])),
            notebook.bar(most=(0, 1), half=(0, 1), middle=0, limits=(0, 1), says=evil),
        ],
    )
    assert harmless(made).text.count(evil) == 11


def test_a_table_counts_what_it_leaves_out():
    card = harmless(notebook.table("Many", ["n"], [[str(n)] for n in range(50)], most=10).html)
    assert "and 40 more" in card.text
    assert card.tags.count("tr") == 1 + 10 + 1


def test_a_list_counts_what_it_leaves_out():
    assert harmless(notebook.listing("abc", most=1).html).texts == ["a", "and 2 more"]


def test_a_short_table_leaves_nothing_out():
    assert "more" not in notebook.table("Few", ["n"], [["1"]]).html


def test_a_bar_keeps_the_order_of_its_numbers():
    axis, most, middle = zip(*(numbers(drawn(), name) for name in ("x1", "x2")), strict=True)
    assert axis == (0.0, notebook.WIDTH)
    assert most == pytest.approx((0.1 * notebook.WIDTH, 0.9 * notebook.WIDTH))
    assert middle == pytest.approx((0.5 * notebook.WIDTH,) * 2)
    assert numbers(drawn(), "x") == [pytest.approx(0.4 * notebook.WIDTH)]


def test_a_bar_stays_within_its_limits():
    found = drawn(most=(-3.0, 7.0), half=(-1.0, 2.0), middle=5.0)
    assert all(0 <= x <= notebook.WIDTH for name in ("x", "x1", "x2") for x in numbers(found, name))


def test_a_bar_of_one_number_can_still_be_seen():
    found = drawn(most=(0.5, 0.5), half=(0.5, 0.5))
    assert numbers(found, "width")[1] >= 1.0


def test_a_bar_says_in_words_what_it_draws():
    card = harmless(drawn(says="about half"))
    assert ("aria-label", "about half") in card.attributes
    assert ("role", "img") in card.attributes
