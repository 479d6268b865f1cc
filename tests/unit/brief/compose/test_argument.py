from __future__ import annotations

import pytest
from tests.forecasts import small_forecast

from detente.brief import compose
from detente.brief.compose.argument import verdict
from detente.brief.document import Definitions, Row, Table, plain


@pytest.mark.parametrize(
    ("support", "told"),
    [
        (1.0, "follows"),
        (0.95, "follows"),
        (0.949, "mostly follows"),
        (0.75, "mostly follows"),
        (0.749, "open"),
        (0.251, "open"),
        (0.25, "mostly fails"),
        (0.051, "mostly fails"),
        (0.05, "fails"),
        (0.0, "fails"),
    ],
)
def test_the_verdict_turns_at_the_named_shares(support, told):
    assert verdict(support) == told


def rows(section: str) -> dict[str, Row]:
    found = next(b for b in compose(small_forecast()).walk() if getattr(b, "anchor", "") == section)
    table = next(block for block in found.blocks if isinstance(block, Table))
    return {plain(row.cells[0]).split()[0]: row for row in table.rows}


def test_every_statement_of_the_argument_has_its_place():
    anchors = {
        getattr(item, "anchor", "")
        for block in compose(small_forecast()).walk()
        for item in (*getattr(block, "rows", ()), *getattr(block, "items", ()))
    }
    assert {f"claim-C{n}" for n in (1, 2, 3, 4, 5, 6, 9)} <= anchors


def test_a_conclusion_shows_support_and_what_was_wanted():
    cells = [plain(cell) for cell in rows("conclusions")["C3"].cells]
    forecast = small_forecast()
    support = next(t for t in forecast.tests if t.claim == "C3").support
    assert cells[1] == verdict(support)
    assert cells[4] == "at least 95\u00a0% (almost certain)"


def test_draws_without_a_number_are_counted():
    forecast = small_forecast()
    c4 = next(test for test in forecast.tests if test.claim == "C4")
    object.__setattr__(c4, "left", c4.left.copy())
    c4.left[:2] = float("nan")
    document = compose(forecast)
    tables = [block for block in document.walk() if isinstance(block, Table)]
    cells = [plain(cell) for table in tables for row in table.rows for cell in row.cells]
    assert any("no number in 2 draws" in cell for cell in cells)


def test_a_premise_tells_how_often_it_binds():
    share = small_forecast().bound[:, 0].mean()
    assert f"{share * 100:.0f}" in plain(rows("premises")["C1"].cells[1])


def test_what_is_not_formalised_keeps_its_reason():
    found = next(
        b for b in compose(small_forecast()).walk() if getattr(b, "anchor", "") == "left-out"
    )
    (items,) = found.blocks
    assert isinstance(items, Definitions)
    assert "a verdict on the past" in plain(items.items[0].text)
