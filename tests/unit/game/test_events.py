"""Whose use of force counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.feud import feud

from detente.game.course import unroll
from detente.game.events import Events


def sides(**changes):
    crisis = replace(feud(), **changes)
    events = Events(unroll(crisis))
    return {m.name: side for m, side in zip(events.made, events.force_side(), strict=True) if side}


def test_a_proxy_counts_with_its_patron_and_nature_with_nobody():
    assert sides() == {"hit": "north", "back": "south", "raid": "south"}


@pytest.mark.parametrize(
    ("parties", "counted"),
    [
        (("north", "south"), {"hit", "back", "raid"}),
        (("north", "band"), {"hit", "back", "raid"}),  # the band stands for its patron
    ],
)
def test_parties_bring_their_proxies(parties, counted):
    assert set(sides(parties=parties)) == counted


def test_force_against_its_own_side_does_not_count():
    moves = tuple(
        replace(move, against={"hit": ("south",), "raid": ("band",)}.get(move.name, ()))
        for move in feud().moves
    )
    assert set(sides(moves=moves, parties=("north", "south"))) == {"hit", "back"}
