"""Forecast to document: one file a section, put in order here."""

from __future__ import annotations

from dataclasses import replace

from detente.brief.compose.actions import who_does_what
from detente.brief.compose.argument import argument_tested
from detente.brief.compose.exchange import the_exchange
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
from detente.brief.compose.reading import Reading, cleaned
from detente.brief.compose.record import record
from detente.brief.document import Document, Section
from detente.brief.words import day, several
from detente.forecast.results import Forecast


def compose(forecast: Forecast) -> Document:
    """Write the brief of a forecast; the same forecast gives the same document."""
    reading = Reading(cleaned(forecast))
    crisis, sampling = reading.forecast.crisis, reading.forecast.manifest.sampling
    byline = (
        f"As of {day(crisis.as_of)}",
        f"As read by {reading.actor(forecast.observer)}",
        f"{several(sampling.draws, 'draw')}, seed {sampling.seed}",
    )
    return Document(
        title=crisis.title,
        about=crisis.about.strip(),
        as_of=crisis.as_of,
        observer=reading.forecast.observer,
        byline=byline,
        sections=_sections(reading),
        record=record(reading),
    )


def _sections(reading: Reading) -> tuple[Section, ...]:
    judgements = key_judgements(reading)
    flagged = cautions(reading.forecast)
    sections = (
        what_is_new(reading),
        why_it_matters(reading),
        what_should_be_done(reading),
        replace(judgements, blocks=(*flagged, *judgements.blocks)),
        beside(reading),
        who_does_what(reading),
        the_exchange(reading),
        how_long(reading),
        argument_tested(reading),
        what_each_is(reading),
        what_we_do_not_know(reading),
        ways_out(reading),
        given(reading),
        how_they_resolve(reading),
        scale(reading),
        sources(reading),
        manifest(reading),
    )
    return tuple(section for section in sections if section is not None and section.blocks)
