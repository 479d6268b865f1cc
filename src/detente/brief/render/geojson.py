"""A watch list as a map layer: RFC 7946, a point for everything that may be seen somewhere."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from detente.brief.compose.indicators import seen, who
from detente.brief.compose.reading import Titled
from detente.findings.watch import Watch
from detente.forecast.results import Spread


def to_geojson(titled: Titled, watch: Watch) -> str:
    """Write the placed indicators as a feature collection; the others have no place on a map.

    Positions are those of the theatres, longitude before latitude.
    """
    at = {t.name: t.at for t in titled.crisis.theatres if t.at is not None}
    features = [
        {
            "type": "Feature",
            "id": indicator.name,
            "geometry": {"type": "Point", "coordinates": list(at[indicator.where])},
            "properties": _properties(titled, watch, i),
        }
        for i, indicator in enumerate(watch.indicators)
        if indicator.where in at
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, indent=2) + "\n"


def _properties(titled: Titled, watch: Watch, i: int) -> dict[str, Any]:
    indicator, h, chance = watch.indicators[i], int(watch.about[i]), watch.probability(i)
    told: dict[str, Any] = {
        "title": seen(titled, indicator),
        "actor": who(titled, indicator),
        "theatre": titled.theatre(indicator.where),
        "channel": indicator.channel,
        "start": indicator.start.isoformat(),
        "end": indicator.end.isoformat(),
        "chance": _rounded(chance.median),
        "chance_low90": _rounded(chance.low90),
        "chance_high90": _rounded(chance.high90),
        "bits": _rounded(float(watch.value[i])),
        "tells_nothing": bool(watch.silent[i]),
    }
    if watch.value[i] > 0.0:
        told |= {
            "question": watch.questions[h].name,
            "before": _rounded(Spread.of(watch.prior[:, h]).median),
            "after": _rounded(Spread.of(watch.posterior[:, h, i]).median),
        }
    return told


def _rounded(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 6)
