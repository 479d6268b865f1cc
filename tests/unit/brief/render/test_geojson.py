"""The map layer against what RFC 7946 asks of a feature collection."""

from __future__ import annotations

import json

import pytest

from detente import load
from detente.brief.compose.reading import Titles
from detente.brief.render.geojson import to_geojson
from detente.findings.study import Study
from detente.findings.watch import watch


@pytest.fixture(scope="module")
def found():
    return watch(Study.of(load("us-iran-2020"), draws=4))


@pytest.fixture(scope="module")
def layer(found):
    def refuse(constant):
        raise AssertionError(constant)

    return json.loads(to_geojson(Titles(found.crisis), found), parse_constant=refuse)


def test_it_is_a_collection_of_points(layer):
    assert layer["type"] == "FeatureCollection"
    assert "crs" not in layer  # positions are WGS 84, and the standard dropped the member
    for feature in layer["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        assert feature["geometry"]["type"] == "Point"
        longitude, latitude = feature["geometry"]["coordinates"]
        assert -180 <= longitude <= 180
        assert -90 <= latitude <= 90
    assert len({feature["id"] for feature in layer["features"]}) == len(layer["features"])


def test_everything_that_has_a_place_is_there_and_nothing_else(found, layer):
    placed = {theatre.name for theatre in found.crisis.theatres if theatre.at is not None}
    wanted = [o.name for o in found.indicators if o.where in placed]
    assert [feature["id"] for feature in layer["features"]] == wanted
    assert 0 < len(wanted) < len(found.indicators)


def test_longitude_comes_first(layer):
    iraq = next(f for f in layer["features"] if f["properties"]["theatre"] == "Iraq")
    assert iraq["geometry"]["coordinates"] == [44.4, 33.3]


def test_the_numbers_are_those_of_the_list(found, layer):
    by_name = {o.name: i for i, o in enumerate(found.indicators)}
    for feature in layer["features"]:
        i, told = by_name[feature["id"]], feature["properties"]
        assert told["chance"] == pytest.approx(found.probability(i).median, abs=1e-6)
        assert ("question" in told) == (found.value[i] > 0.0)
