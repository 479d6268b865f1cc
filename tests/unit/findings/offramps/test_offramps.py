"""Packages that fail or work for one reason each, against the sums done by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.ways_out import ayland_first, beeland_first, deal_kept, logit, two_sides, war

from detente import load
from detente.errors import GameError
from detente.findings.offramps import OfframpsInquiry, offramps
from detente.findings.study import Study

TIGHT = 1e-6


@pytest.fixture(scope="module")
def found():
    return offramps(Study.of(two_sides(), draws=2))


def test_the_gravest_question_is_the_risk(found):
    assert [risk.name for risk in found.risks] == ["W"]
    np.testing.assert_allclose(found.ways[0].risk, 0.4, atol=TIGHT)


def test_compliance_first_fails_for_want_of_commitment(found):
    """Beeland would pocket the compliance, so Ayland does not comply."""
    way = found.way("deal")
    comply, relief = ayland_first()
    np.testing.assert_allclose(way.delivery.whole, comply * relief, atol=TIGHT)
    np.testing.assert_allclose(way.risk[:, 0], war(comply * relief), atol=TIGHT)
    broken = dict(zip(way.delivery.breaks, way.delivery.values[0], strict=True))
    assert broken["compliance", "refuse"] == pytest.approx(1 - comply, abs=TIGHT)
    assert broken["relief", "keep"] == pytest.approx(comply * (1 - relief), abs=TIGHT)


def test_relief_first_works(found):
    """Once relieved, Ayland does better by complying, so Beeland can dare to go first."""
    relief, comply = beeland_first()
    (group,) = found.orders
    written, other = group
    assert written.variant.order == ("ayland", "beeland")
    assert other.variant.order == ("beeland", "ayland")
    assert other.whole == pytest.approx(relief * comply, abs=TIGHT)
    assert other.change[0] == pytest.approx(war(relief * comply) - 0.4, abs=TIGHT)
    assert other.whole > 0.6
    assert written.whole < 0.01


def test_the_search_finds_the_order_that_works(found):
    best = min(found.ways, key=lambda way: way.risk.mean())
    assert best.variant.order == ("beeland", "ayland")
    orders = [found.ways[member.way].variant.order for member in found.front]
    assert ("beeland", "ayland") in orders
    assert ("ayland", "beeland") not in orders


def test_acceptance_is_read_at_the_stage(found):
    comply, relief = ayland_first()
    seen = {(a.stage, a.observer): a for a in found.way("deal").answers}
    assert seen["compliance", "analyst"].values[0, 0] == pytest.approx(comply, abs=TIGHT)
    assert seen["relief", "analyst"].values[0, 0] == pytest.approx(relief, abs=TIGHT)
    assert seen["relief", "ayland"].chance[0] == pytest.approx(comply, abs=TIGHT)


def test_a_package_that_nobody_accepts_changes_nothing_worth_naming(found):
    way = found.way("unwanted")
    assert way.delivery.whole.max() < 1e-8
    assert abs(way.change).max() < 1e-8


def test_an_option_without_effect_changes_nothing(found):
    way = found.way("talk")
    assert abs(way.change).max() < 1e-12
    assert way.delivery is None  # nobody is asked to deliver a lever


def test_a_lever_costs_its_giver_what_it_says(found):
    way = found.way("pay_the_gang")
    broker = found.slots.index(("broker", ""))
    np.testing.assert_allclose(way.worth[:, broker], -0.5, atol=TIGHT)
    np.testing.assert_allclose(way.cost, 0.5, atol=TIGHT)


def test_worth_is_the_sum_of_the_stakes_by_hand(found):
    """Ayland expects 4 of a deal kept, -4 of being cheated."""
    comply, relief = ayland_first()
    ayland = found.slots.index(("ayland", ""))
    by_hand = comply * (4 * relief - 4 * (1 - relief))
    np.testing.assert_allclose(found.way("deal").worth[:, ayland], by_hand, atol=TIGHT)


def test_a_spoiler_undoes_a_deal_and_can_be_paid():
    found = offramps(Study.of(two_sides(gang=1.0), draws=2))
    relief, comply = beeland_first()
    whole = relief * comply
    alone = min((w for w in found.tried if w.variant.names == ("deal",)), key=lambda w: w.change[0])
    paid = min(
        (w for w in found.tried if set(w.variant.names) == {"deal", "pay_the_gang"}),
        key=lambda w: w.change[0],
    )
    assert alone.whole == pytest.approx(whole, abs=TIGHT)
    assert alone.change[0] == pytest.approx(war(whole, gang=1.0) - 0.4, abs=TIGHT)
    assert paid.change[0] == pytest.approx(war(whole, gang=-2.0) - 0.4, abs=TIGHT)
    assert deal_kept(gang=1.0) == pytest.approx(1 - logit(2.0))
    assert any(a.lever.name == "pay_the_gang" and a.change[0] < -0.1 for a in found.added)


def test_no_draw_of_a_world_is_solved_twice_and_the_base_is_shared():
    study = Study.of(two_sides(), draws=40)
    inquiry = OfframpsInquiry.ask(study)
    reading = study.base.questions()
    found = inquiry.found()
    study.base.values(reading[0])
    assert study.base.solved == 40
    assert found.solved == 40 + sum(tried.draws for tried in found.tried)
    assert len({tried.variant.edits for tried in found.tried}) == len(found.tried)


def test_the_same_seed_gives_the_same_finding():
    one, two = (offramps(Study.of(two_sides(gang=1.0), draws=3)) for _ in range(2))
    for a, b in zip(one.ways, two.ways, strict=True):
        np.testing.assert_array_equal(a.risk, b.risk)
    assert [m.way for m in one.front] == [m.way for m in two.front]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"risks": ("V",)}, "no question about a chance is called `V`"),
        ({"packages": ("dea",)}, "no package is called `dea`"),
    ],
)
def test_a_name_that_is_not_there_is_a_problem(given, message):
    with pytest.raises(GameError, match=message):
        offramps(Study.of(two_sides(), draws=1), **given)


def test_a_crisis_without_ways_out_is_a_problem():
    bare = replace(two_sides(), packages=(), levers=())
    with pytest.raises(GameError, match="names no way out"):
        offramps(Study.of(bare, draws=1))


def test_the_crisis_of_2020_with_few_draws():
    found = offramps(
        Study.of(load("us-iran-2020"), draws=3), packages=("military_channel",), search=False
    )
    assert [risk.name for risk in found.risks] == ["F14", "F16", "F13"]
    assert found.solved == 3 * (2 + len(found.crisis.levers))
    assert (found.way("military_channel").change[:, 0] <= TIGHT).all()
