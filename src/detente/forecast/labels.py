"""Names of the parts of a forecast, the same in frames and datasets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.forecast.results import Distribution, Forecast, Test

SKIPPED = "(skipped)"
"""The label of a stage that nobody acts at; no move can have this name."""


def named_distributions(forecast: Forecast) -> Iterator[tuple[str, Distribution]]:
    """Yield every distribution with its name.

    They are `first_force.who` and so on for `what`, `where`, `when`, `channel`; `ever`, `top_rung`,
    `exchanges`, `last_force`, `length`, `uses`, `gaps`, `longest_quiet`; and `types.ACTOR`.
    """
    yield from ((f"first_force.{leg.name}", leg) for leg in forecast.first_force)
    if forecast.ever is not None:
        yield "ever", forecast.ever
    yield "top_rung", forecast.top_rung
    yield "exchanges", forecast.exchanges
    yield "last_force", forecast.last_force
    exchange = forecast.exchange
    for found in (exchange.length, exchange.uses, exchange.gaps, exchange.longest):
        yield found.name, found
    yield from ((f"types.{found.name}", found) for found in forecast.types)


def conclusion_names(tests: Sequence[Test]) -> list[str]:
    """Name tests by their claims; `C3.1`, `C3.2` where a claim states several."""
    claims = [test.claim for test in tests]
    return [
        claim if claims.count(claim) == 1 else f"{claim}.{claims[: i + 1].count(claim)}"
        for i, claim in enumerate(claims)
    ]
