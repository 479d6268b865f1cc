"""The forecast as plain data, for machines: every number of the brief, and the run behind it."""

from __future__ import annotations

import math
from dataclasses import asdict

import numpy as np

from detente.brief.compose.judgements import ordered
from detente.brief.compose.lasting import LONGER, SHARES
from detente.brief.compose.plain import Data, plain_number, plain_spread
from detente.brief.compose.reading import Reading
from detente.brief.compose.relations import unmet
from detente.brief.confidence import suggest
from detente.forecast.figures import shown, word
from detente.forecast.results import Answer, Branch, Distribution, Exchange, Spread, Test
from detente.forecast.verdicts import verdict
from detente.model.unknowns import unknowns
from detente.shapes import Floats

SCHEMA = "detente/brief/1"
"""Version of the layout; a change that breaks readers raises the last number."""


def record(reading: Reading) -> dict[str, Data]:
    """Return the whole forecast as dictionaries, lists, strings and numbers."""
    forecast, crisis = reading.forecast, reading.forecast.crisis
    return {
        "schema": SCHEMA,
        "crisis": {"name": crisis.name, "title": crisis.title, "about": crisis.about},
        "as_of": crisis.as_of.isoformat(),
        "observer": forecast.observer,
        "yardstick": crisis.yardstick,
        "questions": [_question(reading, answer) for answer in ordered(reading)],
        "conclusions": [_test(test) for test in forecast.tests],
        "premises": _premises(reading),
        "first_force": [_distribution(dist) for dist in forecast.first_force],
        "ever": _distribution(forecast.ever),
        "top_rung": _distribution(forecast.top_rung),
        "exchanges": _distribution(forecast.exchanges),
        "last_force": _distribution(forecast.last_force),
        "exchange": _exchange(forecast.exchange),
        "types": [_distribution(dist) for dist in forecast.types],
        "stages": _stages(reading),
        "tree": _branch(forecast.tree),
        "unknowns": _unknowns(reading),
        "not_formalised": [{"claim": n, "reason": why} for n, why in crisis.not_formalised],
        "uniqueness": _uniqueness(reading),
        "manifest": _finite(asdict(forecast.manifest)),
    }


def _question(reading: Reading, answer: Answer) -> Data:
    question, share = answer.question, answer.question.asks is not None
    trust = suggest(reading.forecast, answer)
    median = answer.spread.median
    return {
        "name": question.name,
        "text": question.text,
        "by": question.by.isoformat(),
        "kind": "probability" if share else "number",
        "spread": plain_spread(answer.spread),
        "printed": plain_number(shown(median)) if share and not math.isnan(median) else None,
        "word": word(median, reading.yardstick) if share else None,
        "said": plain_number(question.said),
        "said_word": question.word,
        "resolves": question.resolves,
        "claims": list(question.claims),
        "confidence": {"level": trust.level, "reasons": list(trust.reasons)},
    }


def _test(test: Test) -> Data:
    return {
        "claim": test.claim,
        "support": plain_number(test.support),
        "verdict": verdict(test.support),
        "operator": test.relation.op,
        "word": test.relation.right.word,
        "left": plain_spread(Spread.of(test.left)),
        "right": plain_spread(Spread.of(test.right)),
        "draws_without_number": unmet(test),
    }


def _premises(reading: Reading) -> Data:
    bound = reading.forecast.bound
    premises = [claim for claim in reading.forecast.crisis.claims if claim.means]
    return [
        {
            "claim": claim.name,
            "asked": claim.confidence,
            "binds": plain_number(float(bound[:, i].mean())) if i < bound.shape[1] else None,
        }
        for i, claim in enumerate(premises)
    ]


def _distribution(dist: Distribution) -> Data:
    spreads: dict[str, Data] = {label: plain_spread(dist.spread(label)) for label in dist.labels}
    return {"name": dist.name, "title": dist.title, "labels": spreads}


def _exchange(exchange: Exchange) -> Data:
    def days(values: Floats) -> Data:
        """Summarise lengths; what lies beyond the course is null."""
        inside = Spread.of(np.minimum(values, exchange.horizon + 1.0))
        kept = {name: getattr(inside, name) for name in Spread.__slots__}
        return {
            name: None if value > exchange.horizon else plain_number(value)
            for name, value in kept.items()
        }

    return {
        "begun": None if exchange.begun is None else exchange.begun.isoformat(),
        "horizon": exchange.horizon,
        "length": _distribution(exchange.length),
        "lasting": {f"{d}": plain_spread(Spread.of(exchange.lasting(d))) for d in LONGER},
        "mean": days(exchange.mean),
        "quantiles": {f"{share:g}": days(exchange.quantile(share)) for share in SHARES},
        "unended": plain_spread(Spread.of(exchange.unended)),
        "uses": _distribution(exchange.uses),
        "gaps": _distribution(exchange.gaps),
        "longest_quiet": _distribution(exchange.longest),
        "returns": {f"{d}": plain_spread(Spread.of(share)) for d, share in exchange.returns},
    }


def _stages(reading: Reading) -> Data:
    found: list[Data] = []
    for play in reading.forecast.play:
        labels = (*play.moves, "skipped")
        dist = Distribution(play.name, "", labels, play.values)
        moves: dict[str, Data] = {label: plain_spread(dist.spread(label)) for label in labels}
        found.append(
            {
                "stage": play.stage,
                "name": play.name,
                "actor": play.actor,
                "start": play.start.isoformat(),
                "end": play.end.isoformat(),
                "moves": moves,
            }
        )
    return found


def _branch(branch: Branch) -> Data:
    return {
        "label": branch.label,
        "actor": branch.actor,
        "stage": branch.stage,
        "end": None if branch.end is None else branch.end.isoformat(),
        "move": branch.move,
        "outcome": branch.outcome,
        "chance": plain_number(branch.chance),
        "given": plain_spread(Spread.of(branch.values)),
        "children": [_branch(child) for child in branch.children],
    }


def _unknowns(reading: Reading) -> Data:
    forecast = reading.forecast
    bounds = {u.path: u for u in unknowns(forecast.crisis)}
    return [
        {
            "path": path,
            "low": bounds[path].low if path in bounds else None,
            "high": bounds[path].high if path in bounds else None,
            "spread": plain_spread(Spread.of(forecast.points[:, i])),
        }
        for i, path in enumerate(forecast.unknowns)
    ]


def _uniqueness(reading: Reading) -> Data:
    """Return what was found of other equilibria; shares are null where none was looked at."""
    found, yardstick = reading.forecast.uniqueness, reading.forecast.crisis.yardstick
    share, low, high = found.share(yardstick)
    return {
        "draws": found.looked,
        "starts": found.starts,
        "settled": found.settled,
        "several": found.several,
        "touched": found.touched(yardstick),
        "share": plain_number(share),
        "interval95": [plain_number(low), plain_number(high)],
        "moved": [
            {
                "question": one.question,
                "draws": one.draws,
                "median": plain_number(one.median),
                "most": plain_number(one.most),
            }
            for one in found.moved(yardstick)
        ],
        "reason": found.reason,
    }


def _finite(value: object) -> Data:
    """Replace numbers that JSON does not know, at any depth."""
    if isinstance(value, dict):
        return {str(key): _finite(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(part) for part in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, str | int | bool) or value is None else str(value)
