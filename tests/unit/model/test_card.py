from __future__ import annotations

from dataclasses import replace

from tests.cards import harmless
from tests.forecasts import small_crisis
from tests.strangers import poisoned


def test_a_crisis_shows_who_is_in_it_and_what_it_takes_as_given():
    crisis = small_crisis()
    card = harmless(crisis._repr_html_())
    assert crisis.title in card.texts
    assert {actor.title for actor in crisis.actors} <= set(card.texts)
    assert "resolved, cautious" in card.texts
    assert "C1: The South fears looking afraid more than a limited reprisal." in card.texts
    assert not any(text.startswith("C3:") for text in card.texts)  # a conclusion


def test_a_proxy_stands_beside_its_patron():
    crisis = small_crisis()
    (proxy,) = (actor for actor in crisis.actors if actor.patron)
    card = harmless(crisis._repr_html_())
    assert card.texts[card.texts.index(proxy.title) :].index(crisis.actor(proxy.patron).title) == 1


def test_counts_are_those_of_the_crisis():
    crisis = small_crisis()
    line = next(text for text in harmless(crisis._repr_html_()).texts if text.startswith("moves"))
    assert f"moves {len(crisis.moves)}" in line
    assert "premises 2" in line
    assert "conclusions to test 2" in line


def test_without_premises_nothing_is_folded():
    assert "details" not in harmless(replace(small_crisis(), claims=())._repr_html_()).tags


def test_a_stranger_s_text_stays_text():
    card = harmless(poisoned(small_crisis())._repr_html_())
    assert "<script>alert(1)</script>" in card.text
