"""A forecast as JSON for other programs: every quantity with its median, mean and ranges."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.forecast.results import Answer, Distribution, Forecast, Spread, StagePlay, Test


def report(forecast: Forecast) -> str:
    """Return a forecast as JSON text; what cannot be met in any draw is null."""
    return json.dumps(_whole(forecast), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _whole(forecast: Forecast) -> dict[str, Any]:
    crisis = forecast.crisis
    several = [*forecast.first_force, forecast.ever, forecast.top_rung, forecast.exchanges]
    several += [forecast.last_force, *forecast.types]
    return {
        "crisis": crisis.name,
        "title": crisis.title,
        "as_of": crisis.as_of.isoformat(),
        "observer": forecast.observer,
        "questions": [_answer(answer) for answer in forecast.answers],
        "conclusions": [_test(test) for test in forecast.tests],
        "distributions": [_distribution(one) for one in several if one is not None],
        "stages": [_stage(stage) for stage in forecast.play],
        "manifest": asdict(forecast.manifest),
    }


def _answer(answer: Answer) -> dict[str, Any]:
    question = answer.question
    return {
        "name": question.name,
        "text": question.text,
        "by": question.by.isoformat(),
        "kind": "number" if question.asks is None else "probability",
        "said": question.said,
        **_spread(answer.spread),
    }


def _test(test: Test) -> dict[str, Any]:
    from detente.forecast.results import Spread

    return {
        "claim": test.claim,
        "support": _number(test.support),
        "left": _spread(Spread.of(test.left)),
        "right": _spread(Spread.of(test.right)),
    }


def _distribution(distribution: Distribution) -> dict[str, Any]:
    return {
        "name": distribution.name,
        "title": distribution.title,
        "chances": {label: _spread(distribution.spread(label)) for label in distribution.labels},
    }


def _stage(stage: StagePlay) -> dict[str, Any]:
    from detente.forecast.results import Spread

    return {
        "stage": stage.stage,
        "name": stage.name,
        "actor": stage.actor,
        "start": stage.start.isoformat(),
        "end": stage.end.isoformat(),
        "moves": {move: _spread(stage.spread(move)) for move in stage.moves},
        "skipped": _spread(Spread.of(stage.values[:, -1])),
    }


def _spread(spread: Spread) -> dict[str, Any]:
    return {
        "median": _number(spread.median),
        "mean": _number(spread.mean),
        "half": [_number(spread.low50), _number(spread.high50)],
        "nine_in_ten": [_number(spread.low90), _number(spread.high90)],
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
