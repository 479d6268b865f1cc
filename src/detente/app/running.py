"""A run of the pipeline as the command line makes it: read, look at the options, show progress."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from detente.app.options import known_observer
from detente.app.progress import progress

if TYPE_CHECKING:
    from detente.findings.everything import Findings
    from detente.forecast.results import Forecast


def forecast(
    scenario: str, *, observer: str, yardstick: str | None, quiet: bool, **sampling: Any
) -> Forecast:
    """Read a crisis and forecast it, with a progress bar if there is a terminal to draw it on.

    `yardstick` chooses the words that are printed; what a word in the crisis means stays as it is.
    """
    from detente.app.crises import load

    crisis = load(scenario)
    known_observer(crisis, observer)
    from detente import pipeline

    with progress(quiet=quiet) as report:
        result = pipeline.run(crisis, observer=observer, progress=report, **sampling)
    return _worded(result, yardstick)


def everything(
    scenario: str, *, yardstick: str | None, quiet: bool, **sampling: Any
) -> tuple[Forecast, Findings]:
    """Read a crisis, forecast it as the analyst, and find out what the forecast hangs on."""
    from detente.app import studying

    with studying.study(scenario, quiet=quiet, **sampling) as study:
        from detente.findings.everything import ON_A_GRID, PARTS, investigate

        parts = PARTS if study.base.compiled.evidence else ON_A_GRID
        result, findings = investigate(study, parts=parts)
    return _worded(result, yardstick), findings


def _worded(forecast: Forecast, yardstick: str | None) -> Forecast:
    if yardstick is None:
        return forecast
    return replace(forecast, crisis=replace(forecast.crisis, yardstick=yardstick))
