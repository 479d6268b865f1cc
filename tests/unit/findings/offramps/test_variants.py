"""Orders that guards allow, dates that fit, and what moves with them."""

from __future__ import annotations

from datetime import date, timedelta

from tests.ways_out import two_sides

from detente import load
from detente.findings.offramps.variants import Variant, dates, names, orders, shifted, stages
from detente.model import conditions as c


def package(crisis, name):
    return next(p for p in crisis.packages if p.name == name)


def test_the_last_to_deliver_makes_the_deal():
    crisis = two_sides()
    written, other = orders(package(crisis, "deal"))
    moves = {m.name: dict(m.outcomes[0].then) for m in other.moves}
    assert moves["comply"] == {"complied": "yes", "deal": "agreed"}
    assert moves["relieve"] == {"relieved": "yes"}
    assert other.by == ("beeland", "ayland")
    assert written is package(crisis, "deal")


def test_a_later_stage_opens_once_the_one_before_has_delivered():
    crisis = two_sides()
    _, other = orders(package(crisis, "deal"))
    first, second = stages(other)
    assert first.when == c.Always()
    assert second.when == c.Done(c.Named(("relieve",)), None)
    assert second.date.days == 30  # windows stay in their places


def test_a_delivery_that_needs_another_cannot_come_before_it():
    crisis = load("us-iran-2020")
    found = {
        tuple(s.actor for s in stages(o)) for o in orders(package(crisis, "phased_oil_credit"))
    }
    assert found == {
        ("us", "europeans", "iran"),
        ("us", "iran", "europeans"),
        ("iran", "us", "europeans"),
    }


def test_a_package_of_one_stage_has_one_order():
    crisis = two_sides()
    assert len(list(orders(package(crisis, "unwanted")))) == 1


def test_dates_are_days_of_decision_and_the_course_moves_along():
    crisis = two_sides()
    found = list(dates(crisis, package(crisis, "deal")))
    assert [p.course[0].on for p in found] == [date(2024, 3, 1), date(2024, 2, 1)]
    assert found[0] is package(crisis, "deal")


def test_a_day_of_its_own_moves_along():
    crisis = two_sides()
    later = shifted(package(crisis, "deal"), timedelta(days=10))
    assert later.course[0].on == date(2024, 3, 11)


def test_a_variant_puts_what_stands_beside_it_first():
    crisis = two_sides()
    deal, talk = package(crisis, "deal"), crisis.levers[0]
    variant = Variant(deal, (talk,))
    assert variant.edits == (talk, deal)
    assert variant.names == ("deal", "talk")
    assert variant.on == date(2024, 3, 1)


def test_names_are_found_wherever_they_stand():
    condition = c.And((c.Is("deal", "==", ("agreed",)), c.Not(c.Done(c.Named(("war",)), None))))
    assert set(names(condition)) == {"deal", "war"}
