"""A run of the pipeline as the command line makes it: read, look at the options, show progress."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from detente.app.options import known_observer
from detente.app.progress import progress

if TYPE_CHECKING:
    from detente.forecast.results import Forecast


def forecast(
    path: Path, *, draws: int, seed: int, threads: int | None, observer: str, quiet: bool
) -> Forecast:
    """Read a crisis and forecast it, with a progress bar if there is a terminal to draw it on."""
    from detente.scenario import read

    crisis = read(path)
    known_observer(crisis, observer)
    from detente import pipeline

    with progress(quiet=quiet) as report:
        return pipeline.run(
            crisis, draws=draws, seed=seed, threads=threads, observer=observer, progress=report
        )
