"""All findings of one study, asked together so that the draws are solved once for all of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, TypeAlias

from detente.errors import GameError
from detente.findings.audit import Audit, AuditInquiry
from detente.findings.eyes import Eyes, EyesInquiry
from detente.findings.offramps import Offramps, OfframpsInquiry
from detente.findings.study import Study
from detente.findings.watch import Watch, WatchInquiry
from detente.findings.whatif import WhatIf, WhatIfInquiry
from detente.forecast.results import Forecast

Part: TypeAlias = Literal["audit", "eyes", "whatif", "watch", "offramps"]
PARTS: tuple[Part, ...] = ("audit", "eyes", "whatif", "watch", "offramps")
ON_A_GRID: tuple[Part, ...] = ("eyes", "watch")
"""Those that solve nothing beside the base: on the grid of a long course a draw takes too long."""
FIRST = 100
"""Draws at which ways out are solved beside a forecast; `detente offramps` solves them at more."""


@dataclass(frozen=True)
class Findings:
    """What has been found out about an argument; None where it was not asked, or does not apply."""

    audit: Audit | None = None
    eyes: Eyes | None = None
    what_if: tuple[WhatIf, ...] = ()
    watch: Watch | None = None
    offramps: Offramps | None = None


def investigate(
    study: Study, *, parts: Collection[Part] = PARTS, search: bool = False
) -> tuple[Forecast, Findings]:
    """Forecast a crisis and find out what the forecast hangs on, in one pass over the base draws.

    Ways out are solved at the study's first draws only, since each is a game of its own; `search`
    also looks for better orders, dates and levers than those that the packages name. What a crisis
    has nothing for (no way out, nothing left to see) is left out.

    >>> from detente import load
    >>> forecast, found = investigate(Study.of(load("border-raid"), draws=64), parts=["watch"])
    >>> found.watch is not None, found.audit is None, len(forecast.answers)
    (True, True, 1)
    """
    crisis, base = study.crisis, study.base
    _ = base.inquiry
    eyes = EyesInquiry.ask(study) if "eyes" in parts else None
    watch = _watch(study) if "watch" in parts else None
    audit = AuditInquiry.ask(study) if "audit" in parts else None
    offramps = None
    if "offramps" in parts and (crisis.packages or crisis.levers):
        offramps = OfframpsInquiry.ask(study, search=search, most=FIRST)
    what_if = [
        WhatIfInquiry.ask(study, edit) for edit in crisis.counterfactuals if "whatif" in parts
    ]
    forecast = study.forecast
    return forecast, Findings(
        audit=audit.found() if audit else None,
        eyes=eyes.found() if eyes else None,
        what_if=tuple(inquiry.found() for inquiry in what_if),
        watch=watch.found() if watch else None,
        offramps=offramps.found() if offramps else None,
    )


def _watch(study: Study) -> WatchInquiry | None:
    """Ask for the watch list, unless all has happened already or nothing is asked."""
    try:
        return WatchInquiry.ask(study)
    except GameError:
        return None
