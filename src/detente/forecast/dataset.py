"""A forecast as a dataset: every draw, with the names of the scenario as coordinates.

Imported late: xarray is slow to load.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from typing import Any, TypeAlias

import numpy as np
import xarray as xr

from detente.forecast.labels import SKIPPED, conclusion_names, named_distributions
from detente.forecast.results import Forecast

Values: TypeAlias = np.ndarray[Any, Any]

AXES = {
    "top_rung": "rung", "exchanges": "count", "last_force": "last", "ever": "move_ever",
    "length": "days", "uses": "used", "gaps": "gap", "longest_quiet": "longest",
}  # fmt: skip
"""Axes of the distributions that are not legs of the first use of force."""


def dataset(forecast: Forecast) -> xr.Dataset:
    """Return every draw: what was drawn, and all that was read off its solution.

    Draws count from 1, as `detente solve --draw` does. Variables, by their dimensions:

    - `number(draw, unknown)` in the analyst's units; `binds(draw, premise)`
    - `answer(draw, question)`; `left`, `right` and `holds(draw, conclusion)`
    - `chosen(draw, choice)`, a choice being a step and a move, or that the step is skipped
    - `first_force_who(draw, who)` and so on for `what`, `where`, `when` and `channel`;
      `top_rung(draw, rung)`, `exchanges(draw, count)`, `last_force(draw, last)`
    - `length(draw, days)`, `uses(draw, used)`, `gaps(draw, gap)`, `longest_quiet(draw, longest)`;
      `lasting(draw, more_than)` the chance to last more than so many days, `returns(draw, quiet)`
      that force comes back after so many of quiet, `unended(draw)` that no end was seen
    - `belief(draw, slot)`, a slot being an actor and a type, after the record
    """
    asked, tests = forecast.answers, forecast.tests
    found = xr.Dataset(
        {
            "number": (("draw", "unknown"), forecast.points),
            "binds": (("draw", "premise"), forecast.bound),
            "answer": (("draw", "question"), _stack(forecast, [a.values for a in asked])),
            "left": (("draw", "conclusion"), _stack(forecast, [t.left for t in tests])),
            "right": (("draw", "conclusion"), _stack(forecast, [t.right for t in tests])),
            "holds": (
                ("draw", "conclusion"),
                _stack(forecast, [t.holds for t in tests]).astype(bool),
            ),
            **_distributions(forecast),
        },
        coords={
            "draw": np.arange(1, len(forecast.points) + 1),
            "unknown": _names(forecast.unknowns),
            "premise": _names([claim.name for claim in forecast.crisis.claims if claim.means]),
            "question": _names([a.question.name for a in asked]),
            "by": ("question", _days([a.question.by for a in asked])),
            "conclusion": _names(conclusion_names(tests)),
        },
        attrs=_attributes(forecast),
    )
    return found.merge(_exchange(forecast)).merge(_choices(forecast)).merge(_beliefs(forecast))


def _distributions(forecast: Forecast) -> dict[str, xr.DataArray]:
    arrays = {}
    for name, found in named_distributions(forecast):
        part, _, leg = name.partition(".")
        if part == "types":
            continue
        axis = leg or AXES[part]
        arrays[name.replace(".", "_")] = xr.DataArray(
            found.values, dims=("draw", axis), coords={axis: _names(found.labels)}
        ).assign_attrs(long_name=found.title)
    return arrays


def _exchange(forecast: Forecast) -> xr.Dataset:
    """The tail of the length, day by day, and what is not seen of it."""
    exchange = forecast.exchange
    days = range(exchange.horizon + 1)
    return xr.Dataset(
        {
            "lasting": (
                ("draw", "more_than"),
                _stack(forecast, [exchange.lasting(d) for d in days]),
            ),
            "returns": (("draw", "quiet"), _stack(forecast, [r for _, r in exchange.returns])),
            "unended": (("draw",), exchange.unended),
        },
        coords={"more_than": np.array(days), "quiet": np.array([d for d, _ in exchange.returns])},
    )


def _choices(forecast: Forecast) -> xr.Dataset:
    """The chance of each move at each step, side by side: steps differ in their moves."""
    pairs = [(stage, move) for stage in forecast.play for move in (*stage.moves, SKIPPED)]
    values = [stage.values for stage in forecast.play]
    return _paired(
        "chosen",
        _side_by_side(forecast, values),
        dim="choice",
        levels={
            "step": np.array([stage.stage for stage, _ in pairs], np.int64),
            "move": _names([move for _, move in pairs]),
        },
    ).assign_coords(
        stage=("choice", _names([stage.name for stage, _ in pairs])),
        mover=("choice", _names([stage.actor for stage, _ in pairs])),
        start=("choice", _days([stage.start for stage, _ in pairs])),
        end=("choice", _days([stage.end for stage, _ in pairs])),
    )


def _beliefs(forecast: Forecast) -> xr.Dataset:
    pairs = [(found.name, label) for found in forecast.types for label in found.labels]
    return _paired(
        "belief",
        _side_by_side(forecast, [found.values for found in forecast.types]),
        dim="slot",
        levels={
            "actor": _names([actor for actor, _ in pairs]),
            "type": _names([type_ for _, type_ in pairs]),
        },
    )


def _paired(name: str, values: Values, *, dim: str, levels: dict[str, Values]) -> xr.Dataset:
    """One variable over an axis that is known by two coordinates, and indexed by both."""
    coords = {level: (dim, labels) for level, labels in levels.items()}
    indexed: dict[Any, Sequence[Hashable]] = {dim: list(levels)}
    return xr.Dataset({name: (("draw", dim), values)}, coords=coords).set_index(indexed)


def _attributes(forecast: Forecast) -> dict[str, Any]:
    made = forecast.manifest
    return {
        "title": forecast.crisis.title,
        "crisis": forecast.crisis.name,
        "as_of": forecast.crisis.as_of.isoformat(),
        "observer": forecast.observer,
        "seed": made.sampling.seed,
        "sha256": made.sha256,
        "detente": made.version,
    }


def _stack(forecast: Forecast, columns: Sequence[Values]) -> Values:
    return np.column_stack(columns) if columns else np.zeros((len(forecast.points), 0))


def _side_by_side(forecast: Forecast, blocks: Sequence[Values]) -> Values:
    return np.hstack(blocks) if blocks else np.zeros((len(forecast.points), 0))


def _names(names: Sequence[str]) -> Values:
    return np.array(names, np.str_)


def _days(days: Sequence[date]) -> Values:
    return np.array(days, "datetime64[s]")
