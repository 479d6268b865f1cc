"""A forecast as a notebook shows it: the questions, their answers and their ranges."""

from __future__ import annotations

import math

from detente import notebook
from detente.forecast.figures import percents, quantities, quantity, worded
from detente.forecast.results import Answer, Forecast
from detente.model.crisis import ANALYST
from detente.model.words import YARDSTICKS


def at_a_glance(forecast: Forecast) -> str:
    """Return the card of a forecast: a row per question, with a bar of its ranges.

    The bar runs from 0 to 1 for a probability, and otherwise over what nine in ten draws give.
    """
    sampling, convergence = forecast.manifest.sampling, forecast.manifest.convergence
    unsolved = sampling.draws - convergence.converged
    headings = ("", "question", "by", "answer", "nine in ten draws", "range")
    rows = [_row(forecast, answer) for answer in forecast.answers]
    warnings = [forecast.uniqueness.warning(forecast.crisis.yardstick)]
    if unsolved:
        warnings.append(f"{unsolved:,} draws did not converge; their answers are less sure.")
    return notebook.card(
        forecast.crisis.title,
        about=f"Forecast as of {forecast.crisis.as_of}, read by {_reader(forecast)}",
        facts=[
            ("draws", f"{sampling.draws:,}"),
            ("unknowns", sampling.unknowns),
            ("seed", sampling.seed),
            ("conclusions tested", len(forecast.tests)),
        ],
        body=[notebook.table("Questions", headings, rows), *filter(None, warnings)],
    )


def _reader(forecast: Forecast) -> str:
    if forecast.observer == ANALYST:
        return "the analyst"
    return forecast.crisis.actor(forecast.observer).title


def _row(forecast: Forecast, answer: Answer) -> tuple[notebook.Cell, ...]:
    asked, spread = answer.question, answer.spread
    share = asked.asks is not None
    yardstick = YARDSTICKS[forecast.crisis.yardstick]
    middle = worded(spread.median, yardstick) if share else quantity(spread.median)
    most = (percents if share else quantities)(spread.low90, spread.high90)
    drawn: notebook.Cell = ""
    if not math.isnan(spread.median):
        drawn = notebook.bar(
            most=(spread.low90, spread.high90),
            half=(spread.low50, spread.high50),
            middle=spread.median,
            limits=(0.0, 1.0) if share else (min(0.0, spread.low90), max(1.0, spread.high90)),
            says=f"{middle}, {most} in nine of ten draws",
        )
    return (asked.name, asked.text, asked.by.isoformat(), middle, most, drawn)
