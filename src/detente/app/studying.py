"""A study as the command line makes it: read the crisis, draw, and show progress."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from detente.app.progress import progress

if TYPE_CHECKING:
    from detente.findings.study import Study
    from detente.model.crisis import Crisis
    from detente.pipeline import Method


@contextmanager
def study(
    scenario: str | Crisis,
    *,
    draws: int,
    seed: int,
    threads: int | None,
    method: Method,
    quiet: bool,
    check_unique: int | None = None,
) -> Generator[Study, None, None]:
    """Open a study of a crisis, read already or not, with a progress bar while it is open."""
    from detente.app.crises import load

    crisis = load(scenario) if isinstance(scenario, str) else scenario
    from detente.findings.study import Study

    with progress(quiet=quiet) as report:
        yield Study.of(
            crisis, draws=draws, seed=seed, threads=threads, method=method, progress=report,
            check_unique=check_unique,
        )  # fmt: skip
