"""Every number by its path, and as a linear form of the unknowns."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.feud import feud

from detente.errors import GameError
from detente.model.crisis import Outcome, Stake, TypeOf
from detente.model.numbers import Fixed, Range, Rest, Same, Word
from detente.model.unknowns import Linear, linear, numbers, simplices, unknowns


def with_worth(*worths):
    """The feud with north's stakes s0, s1, ... worth these numbers."""
    stakes = tuple(Stake("north", f"s{i}", (("", w),)) for i, w in enumerate(worths))
    return replace(feud(), stakes=stakes)


def with_chances(*chances):
    """The feud in which a hit can turn out in these ways."""
    outcomes = tuple(Outcome(f"o{i}", chance) for i, chance in enumerate(chances))
    crisis = feud()
    hit = replace(crisis.move("hit"), outcomes=outcomes)
    return replace(crisis, moves=(hit, *crisis.moves[1:]))


def test_paths_are_those_that_claims_use():
    assert [path for path in numbers(feud()) if "done" not in path] == [
        "stakes.north.fear.hard", "stakes.north.fear.soft", "stakes.north.struck",
        "stakes.south.dead", "stakes.south.cost.proud", "stakes.south.cost.meek",
        "stakes.band.loot",
        "moves.hit.outcomes.dead.chance", "moves.hit.outcomes.none.chance",
        "moves.spark.outcomes.fire.chance", "moves.spark.outcomes.calm.chance",
        "beliefs.analyst.north.hard", "beliefs.analyst.north.soft",
        "beliefs.analyst.south.proud", "beliefs.analyst.south.meek",
        "beliefs.north.south.proud", "beliefs.north.south.meek", "rationality.north",
        "beliefs.south.hit.dead", "beliefs.south.hit.none", "rationality.south",
        "rationality.band",
    ]  # fmt: skip


def test_unknowns_are_the_ranges_in_that_order():
    found = unknowns(feud())
    assert [(u.path, u.low, u.high) for u in found] == [
        ("stakes.north.fear.hard", -5, -1), ("stakes.south.dead", -4, -2),
        ("moves.hit.outcomes.dead.chance", 0.2, 0.4), ("beliefs.analyst.north.hard", 0.3, 0.6),
        ("beliefs.north.south.proud", 0.1, 0.3), ("rationality.north", 0.5, 1.5),
    ]  # fmt: skip


def test_probabilities_of_one_thing_are_one_simplex():
    found = {simplex.name: simplex.paths for simplex in simplices(feud())}
    assert found["actors.north.types"] == (
        "beliefs.analyst.north.hard", "beliefs.analyst.north.soft",
    )  # fmt: skip
    assert found["beliefs.south.hit"] == ("beliefs.south.hit.dead", "beliefs.south.hit.none")
    assert "moves.hit.outcomes" in found
    assert not any(path.startswith(("stakes", "rationality")) for s in found.values() for path in s)


def test_a_word_is_an_unknown_within_its_band():
    crisis = with_chances(Word("probable"), Rest())
    chance = next(u for u in unknowns(crisis) if u.path == "moves.hit.outcomes.o0.chance")
    assert (chance.low, chance.high) == (0.55, 0.80)
    in_phia = replace(crisis, yardstick="phia")
    assert (0.55, 0.75) in [(u.low, u.high) for u in unknowns(in_phia)]


def test_a_word_that_the_yardstick_lacks_is_refused():
    with pytest.raises(GameError, match="`perhaps` is no word of icd203"):
        unknowns(with_chances(Word("perhaps"), Rest()))


def test_rest_is_one_less_the_others():
    forms = linear(with_chances(Range(0.1, 0.3), Fixed(0.25), Rest()))
    first = "moves.hit.outcomes.o0.chance"
    assert forms["moves.hit.outcomes.o2.chance"] == Linear(0.75, {first: -1.0})


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_set_with_a_rest_sums_to_one_whatever_the_unknowns(a, b):
    crisis = with_chances(Range(0, 1), Range(0, 1), Same("moves.hit.outcomes.o0.chance"), Rest())
    point = {"moves.hit.outcomes.o0.chance": a, "moves.hit.outcomes.o1.chance": b}
    forms = linear(crisis)
    (paths,) = (s.paths for s in simplices(crisis) if s.name == "moves.hit.outcomes")
    total = sum(
        form.constant + sum(w * point[path] for path, w in form.weights.items())
        for form in (forms[path] for path in paths)
    )
    assert total == pytest.approx(1.0)


def test_the_same_number_is_borrowed_through_others():
    forms = linear(with_worth(Range(-4, -1), Same("stakes.north.s2"), Same("stakes.north.s0")))
    assert forms["stakes.north.s1"] == forms["stakes.north.s0"]
    assert forms["stakes.north.s1"] == Linear(0.0, {"stakes.north.s0": 1.0})


def test_a_circle_is_refused_and_named():
    circle = with_worth(Same("stakes.north.s1"), Same("stakes.north.s0"))
    with pytest.raises(GameError) as no:
        linear(circle)
    assert no.value.problems[0].message == (
        "numbers borrow from each other in a circle: "
        "`stakes.north.s0` = `stakes.north.s1` = `stakes.north.s0`"
    )


def test_a_rest_that_is_borrowed_back_is_a_circle_too():
    crisis = feud()
    types = (TypeOf("hard", Same("beliefs.analyst.north.soft")), TypeOf("soft", Rest()))
    north = replace(crisis.actors[0], types=types)
    with pytest.raises(GameError, match="in a circle"):
        linear(replace(crisis, actors=(north, *crisis.actors[1:])))


def test_terms_that_cancel_are_dropped():
    x = Linear(1.0, {"a": 2.0, "b": 1.0})
    assert x.plus(Linear(0.5, {"a": 1.0}), -2.0) == Linear(0.0, {"b": 1.0})
