"""The schema and the loader are of one mind."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from importlib import resources
from typing import Any

import jsonschema
import pytest
from tests.examples.reference import scenario_text
from tests.plain_yaml import plain

from detente import catalog, scenario
from detente.errors import ScenarioError
from detente.scenario import keys, shapes
from detente.scenario.schema import schema_text

VALIDATOR = jsonschema.Draft202012Validator(scenario.schema())
PAGE = plain(scenario_text())


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(scenario.schema())


def test_the_file_in_the_package_is_the_schema():
    file = resources.files("detente.scenario") / "schema.json"
    assert file.read_text("utf-8") == schema_text(), "write schema_text() to schema.json"


@pytest.mark.parametrize("name", catalog.names())
def test_a_crisis_of_the_catalog_keeps_to_the_schema(name):
    text = catalog.path(name).read_text("utf-8")
    VALIDATOR.validate(plain(text))


def test_the_starter_and_the_page_keep_to_the_schema():
    VALIDATOR.validate(plain(scenario.starter("mine")))
    VALIDATOR.validate(PAGE)


def records(
    data: Any, shape: shapes.Shape, path: tuple[Any, ...] = ()
) -> Iterator[tuple[Any, ...]]:
    """Find every mapping with known keys on the page."""
    match shape:
        case shapes.Again(name):
            yield from records(data, keys.DEFINED[name], path)
        case shapes.Choice(by_key, otherwise):
            chosen = next((record for key, record in by_key if key in data), otherwise)
            yield from records(data, chosen, path)
        case shapes.Record(_, record_keys) if isinstance(data, dict):
            yield path
            for key in record_keys:
                if key.name in data:
                    yield from records(data[key.name], key.shape, (*path, key.name))
        case shapes.Mapped(of) if isinstance(data, dict):
            for name, value in data.items():
                yield from records(value, of, (*path, name))
        case shapes.Listed(of) if isinstance(data, list):
            for number, value in enumerate(data):
                yield from records(value, of, (*path, number))


RECORDS = list(records(PAGE, keys.SCENARIO))


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: ".".join(map(str, path)) or "file")
def test_an_unknown_key_is_refused_by_both(path):
    data = copy.deepcopy(PAGE)
    place = data
    for step in path:
        place = place[step]
    place["zzz"] = "a"
    assert not VALIDATOR.is_valid(data)
    with pytest.raises(ScenarioError, match="has no key `zzz`"):
        scenario.parse(json.dumps(data))


def test_every_record_of_the_table_stands_on_the_page():
    def all_records(shape: shapes.Shape) -> Iterator[str]:
        match shape:
            case shapes.Record(what, record_keys):
                yield what
                for key in record_keys:
                    yield from all_records(key.shape)
            case shapes.Mapped(of) | shapes.Listed(of):
                yield from all_records(of)
            case shapes.Choice(by_key, otherwise):
                for record in (*(record for _, record in by_key), otherwise):
                    yield from all_records(record)

    told = {error for path in RECORDS for error in _what_is_told(path)}
    assert told == set(all_records(keys.SCENARIO))


def _what_is_told(path: tuple[Any, ...]) -> Iterator[str]:
    data = copy.deepcopy(PAGE)
    place = data
    for step in path:
        place = place[step]
    place["zzz"] = "a"
    with pytest.raises(ScenarioError) as error:
        scenario.parse(json.dumps(data))
    for problem in error.value.problems:
        if "has no key `zzz`" in problem.message:
            yield problem.message.split(" has no key")[0].split(" ", 1)[1]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("as_of",), "3 January"),
        (("moves", "rockets", "rung"), 11),
        (("moves", "rockets", "channel"), "hidden"),
        (("sources", "icg", "grade"), "G7"),
        (("course", 1, "within"), "7"),
        (("actors", "us", "types", "hawkish"), 1.5),
        (("stakes", "iran", "us_gone", "worth"), "some"),
        (("claims", "C07", "confidence"), 2),
        (("yardstick",), "mine"),
        (("course",), []),
        (("questions", "F01", "asks"), 3),
    ],
)
def test_a_wrong_form_is_refused_by_both(path, value):
    data = copy.deepcopy(PAGE)
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not VALIDATOR.is_valid(data)
    with pytest.raises(ScenarioError):
        scenario.parse(json.dumps(data))
