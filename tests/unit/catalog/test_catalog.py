"""Every crisis of the catalog is one, whole, and no younger than its date."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pytest

from detente import catalog
from detente.claims import clashes, polytope
from detente.game.compile import compile_crisis
from detente.model.crisis import Citation, Crisis
from detente.scenario import parse, read, warnings, write

NAMES = catalog.names()
LONG = {"us-iran-2020-year"}
"""Too long for a tree: what counts is the size of the public game."""
SIZES = {
    "border-raid": (5, 200),
    "cuba-1962": (300, 5_000),
    "us-iran-2018": (4_000, 10_000),
    "us-iran-2020": (10_000, 40_000),
    "us-iran-2020-year": (5_000, 9_000),
}


@lru_cache
def crisis(name: str) -> Crisis:
    return read(catalog.path(name))


def citations(of: Crisis) -> list[Citation]:
    cited = [x.source for part in (of.claims, of.facts, of.moves) for x in part]
    cited += [edit.source for part in (of.counterfactuals, of.packages, of.levers) for edit in part]
    return [citation for citation in cited if citation is not None]


def first_day(issued: str) -> date:
    """Return the first day of a date that may lack its day or its month."""
    year, month, day = (int(part) for part in [*issued.split("-"), "1", "1"][:3])
    return date(year, month, day)


def test_the_crises_are_there() -> None:
    assert set(NAMES) == set(SIZES)


@pytest.mark.parametrize("name", NAMES)
def test_text_to_crisis_to_text_to_crisis_is_the_identity(name: str) -> None:
    assert parse(write(crisis(name)), name=name) == crisis(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_crisis_is_called_after_its_file(name: str) -> None:
    assert crisis(name).name == name


@pytest.mark.parametrize("name", NAMES)
def test_the_premises_can_all_hold_at_once(name: str) -> None:
    premises = [claim for claim in crisis(name).claims if claim.means]
    assert premises
    assert clashes(polytope(crisis(name))) == ()


@pytest.mark.parametrize("name", NAMES)
def test_sources_that_are_cited_exist_and_those_that_exist_are_cited(name: str) -> None:
    cited = {citation.source for citation in citations(crisis(name))}
    assert cited == {source.name for source in crisis(name).sources}


@pytest.mark.parametrize("name", NAMES)
def test_no_source_is_younger_than_the_argument(name: str) -> None:
    for source in crisis(name).sources:
        assert first_day(dict(source.fields)["issued"]) <= crisis(name).as_of, source.name


@pytest.mark.parametrize("name", NAMES)
def test_every_question_closes_after_the_course_has_begun(name: str) -> None:
    for question in crisis(name).questions:
        assert question.by > crisis(name).start, question.name
        known = {claim.name for claim in crisis(name).claims}
        assert set(question.claims) <= known, question.name


@pytest.mark.parametrize("name", NAMES)
def test_the_game_has_its_size_and_every_stage_and_move_is_reached(name: str) -> None:
    compiled = compile_crisis(crisis(name), evidence=name not in LONG)
    least, most = SIZES[name]
    assert least <= compiled.game.size[0] <= most
    assert compiled.never_played == ()
    made = {compiled.crisis.moves[m].name for m in set(compiled.game.move.tolist())}
    assert made == {move.name for move in crisis(name).moves}


@pytest.mark.parametrize("name", NAMES)
def test_the_linter_has_nothing_to_say(name: str) -> None:
    assert warnings(crisis(name)) == ()


def test_a_name_that_is_not_in_the_catalog_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        catalog.path("atlantis-1")
