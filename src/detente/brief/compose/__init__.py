"""Forecast to document: one file a section, put in order here."""

from __future__ import annotations

from dataclasses import replace

from detente.brief.compose.actions import who_does_what
from detente.brief.compose.argument import argument_tested
from detente.brief.compose.audit import audit_sections
from detente.brief.compose.course import dated
from detente.brief.compose.exchange import the_exchange
from detente.brief.compose.eyes import eyes_sections
from detente.brief.compose.findings_record import findings_record
from detente.brief.compose.first_page import (
    ways_out,
    what_is_new,
    what_should_be_done,
    why_it_matters,
)
from detente.brief.compose.ground import cautions, given, manifest, scale, sources
from detente.brief.compose.ignorance import what_each_is, what_we_do_not_know
from detente.brief.compose.judgements import beside, how_they_resolve, key_judgements
from detente.brief.compose.lasting import how_long
from detente.brief.compose.mind import what_would_change_our_mind
from detente.brief.compose.offramps import offramps_sections
from detente.brief.compose.reading import Reading, cleaned
from detente.brief.compose.record import record
from detente.brief.compose.watch import watch_sections
from detente.brief.compose.whatif import whatif_sections
from detente.brief.document import Document, Section
from detente.brief.words import several
from detente.findings.everything import Findings
from detente.forecast.results import Forecast


def compose(forecast: Forecast, findings: Findings | None = None) -> Document:
    """Write the brief of a forecast, and of what was found out about its argument.

    The same forecast and findings give the same document.
    """
    reading, findings = Reading(cleaned(forecast)), cleaned(findings or Findings())
    crisis, sampling = reading.forecast.crisis, reading.forecast.manifest.sampling
    byline = (
        dated(crisis),
        f"As read by {reading.actor(forecast.observer)}",
        f"{several(sampling.draws, 'draw')}, seed {sampling.seed}",
    )
    return Document(
        title=crisis.title,
        about=crisis.about.strip(),
        as_of=crisis.as_of,
        observer=reading.forecast.observer,
        byline=byline,
        sections=_sections(reading, findings),
        record={**record(reading), "findings": findings_record(findings)},
    )


def _sections(reading: Reading, findings: Findings) -> tuple[Section, ...]:
    judgements = key_judgements(reading)
    flagged = cautions(reading.forecast)
    sections = (
        what_is_new(reading),
        why_it_matters(reading),
        what_should_be_done(reading, findings),
        replace(judgements, blocks=(*flagged, *judgements.blocks)),
        what_would_change_our_mind(reading, findings),
        what_we_do_not_know(reading, findings),
        beside(reading),
        who_does_what(reading),
        the_exchange(reading),
        how_long(reading),
        *(eyes_sections(reading, findings.eyes) if findings.eyes else ()),
        what_each_is(reading),
        argument_tested(reading),
        *(audit_sections(reading, findings.audit) if findings.audit else ()),
        *whatif_sections(reading, findings.what_if),
        *(watch_sections(reading, findings.watch) if findings.watch else ()),
        *(offramps_sections(reading, findings.offramps) if findings.offramps else ()),
        ways_out(reading, findings),
        given(reading),
        how_they_resolve(reading),
        scale(reading),
        sources(reading),
        manifest(reading),
    )
    return tuple(section for section in sections if section is not None and section.blocks)
