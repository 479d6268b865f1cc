"""The public names are a dozen, they are there, and the reference has them all."""

from __future__ import annotations

from pathlib import Path

import pytest

import detente

PUBLIC = {
    "Crisis",
    "DetenteError",
    "Forecast",
    "Study",
    "audit",
    "compile",
    "compose",
    "draw",
    "equilibrium",
    "eyes",
    "load",
    "offramps",
    "parse",
    "read_efg",
    "run",
    "solve_extensive",
    "update",
    "watch",
    "what_if",
    "write",
}


def test_the_public_names_are_these():
    assert set(detente.__all__) == PUBLIC


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_a_public_name_is_there_and_says_what_it_is(name):
    assert getattr(detente, name).__doc__


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_a_public_name_stands_in_the_reference(name):
    page = Path(__file__).parents[2] / "docs" / "reference" / "api.md"
    assert f"::: detente.{name}\n" in page.read_text()


def test_a_name_that_is_not_public_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'frobnicate'"):
        _ = detente.frobnicate


def test_the_version_is_the_installed_one():
    from importlib.metadata import version

    assert detente.__version__ == version("detente")
