"""Results as data frames: summaries over the draws, and the strategies of one equilibrium.

Rows and columns have the names that the scenario gives them. Imported late: polars is slow to load.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
import polars as pl

from detente.errors import DetenteError, Problem
from detente.forecast.figures import word
from detente.forecast.information_sets import InformationSet
from detente.forecast.labels import SKIPPED, conclusion_names, named_distributions
from detente.forecast.results import Forecast, Spread, StagePlay
from detente.model.words import YARDSTICKS
from detente.shapes import Floats

Content: TypeAlias = Literal["questions", "conclusions", "play", "distributions", "exchange"]
Schema: TypeAlias = dict[str, Any]

RANGES = ("median", "mean", "low50", "high50", "low90", "high90")
TAIL = (30, 90, 180, 365)
"""Days for which `exchange` gives the chance of lasting longer."""
SPREAD: Schema = dict.fromkeys(RANGES, pl.Float64)


def table(forecast: Forecast, content: Content = "questions") -> pl.DataFrame:
    """Return a part of a forecast as a frame; `DetenteError` if there is no such part."""
    parts = {
        "questions": questions,
        "conclusions": conclusions,
        "play": play,
        "distributions": distributions,
        "exchange": exchange,
    }
    if content not in parts:
        message = f"a forecast has no table called `{content}`"
        raise DetenteError(Problem(message, hint=f"its tables are {', '.join(parts)}"))
    return parts[content](forecast)


def questions(forecast: Forecast) -> pl.DataFrame:
    """Return a row per question: what we find over the draws, and what the argument itself says.

    A question of yes or no (`kind` is probability) is answered by a chance between 0 and 1, one
    about a number by the number's mean. `judgement` is the yardstick's word for the median; `said`
    and `word` are the argument's own answer. What there is none of is null.
    """
    yardstick = YARDSTICKS[forecast.crisis.yardstick]
    rows = []
    for answer in forecast.answers:
        asked, spread = answer.question, answer.spread
        term = word(spread.median, yardstick) if asked.asks is not None else ""
        kind = "quantity" if asked.asks is None else "probability"
        rows.append(
            (
                *(asked.name, asked.text, asked.by, kind, *_spread(spread)),
                *(term or None, asked.said, asked.word or None),
            )
        )
    schema: Schema = {"name": pl.String, "text": pl.String, "by": pl.Date, "kind": pl.String}
    said: Schema = {"judgement": pl.String, "said": pl.Float64, "word": pl.String}
    return _frame(rows, schema | SPREAD | said)


def conclusions(forecast: Forecast) -> pl.DataFrame:
    """Return a row per conclusion tested: its claim, its support, and both sides' middles.

    `support` is the share of draws in which it holds, `unmet` that in which its condition cannot
    be met. `name` is the claim's, with a number if the claim states several.
    """
    texts = {claim.name: claim.text for claim in forecast.crisis.claims}
    rows = [
        (
            *(name, test.claim, texts[test.claim], test.support, float(np.isnan(test.left).mean())),
            *(_middle(test.left), test.relation.op, _middle(test.right)),
        )
        for name, test in zip(conclusion_names(forecast.tests), forecast.tests, strict=True)
    ]
    names: Schema = dict.fromkeys(("name", "claim", "text"), pl.String)
    numbers: Schema = dict.fromkeys(("support", "unmet", "left"), pl.Float64)
    return _frame(rows, names | numbers | {"relation": pl.String, "right": pl.Float64})


def play(forecast: Forecast) -> pl.DataFrame:
    """Return a row per stage and move: the chance that it is made there, over the draws.

    The last row of a stage is the chance that it is skipped.
    """
    rows = [
        (stage.stage, stage.name, stage.actor, stage.start, stage.end, move, *_spread(spread))
        for stage in forecast.play
        for move, spread in zip((*stage.moves, SKIPPED), _columns(stage), strict=True)
    ]
    schema: Schema = {
        "step": pl.Int64, "stage": pl.String, "mover": pl.String, "start": pl.Date,
        "end": pl.Date, "move": pl.String,
    }  # fmt: skip
    return _frame(rows, schema | SPREAD)


def distributions(forecast: Forecast) -> pl.DataFrame:
    """Return a row per label of every distribution: first force, ladder, exchanges, types.

    `distribution` is `first_force.who` and so on, `top_rung`, `exchanges`, `last_force`, `length`,
    `uses`, `gaps`, `longest_quiet`, and `types.ACTOR`.
    """
    rows = [
        (name, found.title, label, *_spread(found.spread(label)))
        for name, found in named_distributions(forecast)
        for label in found.labels
    ]
    schema: Schema = dict.fromkeys(("distribution", "title", "label"), pl.String)
    return _frame(rows, schema | SPREAD)


def exchange(forecast: Forecast) -> pl.DataFrame:
    """Return a row per measure of how long force goes on, and its number of days if it has one.

    `lasting` is the chance of more than so many days; `length` the mean (no `share`) and the
    quantiles, in days, those beyond the course null; `returns` the share of quiets of so many days
    that force ended; `unended` the chance that no end was seen.
    """
    found = forecast.exchange
    chances = [
        *(("lasting", days, None, found.lasting(days)) for days in TAIL),
        *(("returns", days, None, share) for days, share in found.returns),
        ("unended", None, None, found.unended),
    ]
    lengths = [
        ("length", None, None, found.mean),
        *(("length", None, share, found.quantile(share)) for share in (0.5, 0.9, 0.95)),
    ]
    rows = [(*row, *_spread(Spread.of(values))) for *row, values in chances]
    rows += [(*row, *_within(values, found.horizon)) for *row, values in lengths]
    schema: Schema = {"measure": pl.String, "days": pl.Int64, "share": pl.Float64}
    return _frame(rows, schema | SPREAD)


def _within(days: Floats, horizon: int) -> tuple[float | None, ...]:
    """Summarise lengths; what lies beyond the course is null."""
    told = _spread(Spread.of(np.minimum(days, horizon + 1.0)))
    return tuple(None if one is None or one > horizon else one for one in told)


def choices(sets: Iterable[InformationSet]) -> pl.DataFrame:
    """Return strategies: a row per information set, type and move, in the order of play."""
    rows = [
        (
            *(one.node, one.step, one.stage, one.start, one.end, one.actor, list(one.history)),
            *(one.reach, type_ or None, belief, move, by_type[type_]),
        )
        for one in sets
        for type_, belief in one.belief.items()
        for move, by_type in one.choices.items()
    ]
    schema: Schema = {
        "infoset": pl.Int64, "step": pl.Int64, "stage": pl.String, "start": pl.Date,
        "end": pl.Date, "mover": pl.String, "after": pl.List(pl.String), "reach": pl.Float64,
        "type": pl.String, "belief": pl.Float64, "move": pl.String, "probability": pl.Float64,
    }  # fmt: skip
    return _frame(rows, schema)


def _columns(stage: StagePlay) -> Iterator[Spread]:
    return (Spread.of(column) for column in stage.values.T)


def _middle(values: Floats) -> float | None:
    return _spread(Spread.of(values))[0]


def _spread(spread: Spread) -> tuple[float | None, ...]:
    values = (getattr(spread, name) for name in RANGES)
    return tuple(None if math.isnan(value) else value for value in values)


def _frame(rows: Sequence[Sequence[Any]], schema: Schema) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")
