"""Edits made on the spot: `stakes.us.war = -9..-6` as a setting, as in the `set:` of a file."""

from __future__ import annotations

from detente.errors import Problem, ScenarioError
from detente.model.crisis import Crisis
from detente.model.naming import UnknownPath
from detente.model.numbers import Number
from detente.model.settings import canonical
from detente.scenario.amounts import Kind, Misread, read_amount


def read_setting(text: str, *, crisis: Crisis) -> tuple[str, Number | str]:
    """Return the path and the number, or the start of a fact, that `PATH=VALUE` sets.

    Raises `ScenarioError` where the path names nothing or the value is none.

    >>> from detente import load
    >>> read_setting("north.loot.bold=2..3", crisis=load("border-raid"))
    ('north.loot.bold', Range(low=2.0, high=3.0))
    """
    path, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not path or not value:
        raise ScenarioError(Problem(
            f"`{text}` sets nothing", hint="write PATH=VALUE, such as `stakes.us.war=-9..-6`",
        ))  # fmt: skip
    if path.startswith("facts."):
        return path, value
    number = read_amount(value, kind=_kind(crisis, path), yardstick=crisis.yardstick)
    if isinstance(number, Misread):
        raise ScenarioError(Problem(f"`{path}`: {number.message}", hint=number.hint))
    return path, number


def _kind(crisis: Crisis, path: str) -> Kind:
    try:
        full = canonical(crisis, path)[0]
    except UnknownPath as error:
        near = " or ".join(f"`{candidate}`" for candidate in error.candidates)
        hint = f"did you mean {near}?" if near else "paths are listed under Numbers in the language"
        raise ScenarioError(Problem(str(error), hint=hint)) from None
    kinds: dict[str, Kind] = {"stakes": "worth", "rationality": "precision"}
    return kinds.get(full.partition(".")[0], "probability")
