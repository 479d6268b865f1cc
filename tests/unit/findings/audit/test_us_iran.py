"""The audit of a whole crisis, end to end, with few draws."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import unescape

import numpy as np

import detente
from detente.brief.compose.audit import audit_sections
from detente.brief.compose.audit_record import audit_record
from detente.brief.compose.finding import finding
from detente.brief.compose.reading import Titles, cleaned
from detente.brief.render.markdown import to_markdown
from detente.draws import pilot
from detente.findings.audit import Audit, audit, volume
from detente.findings.study import Study


def test_the_audit_runs_end_to_end_and_its_record_is_plain_json(monkeypatch):
    monkeypatch.setattr(volume, "POINTS", 60)
    monkeypatch.setattr(volume, "PAIR_POINTS", 60)
    monkeypatch.setattr(pilot, "ENOUGH", 2)  # points of the polytope all the same
    study = Study.of(detente.load("us-iran-2020"), draws=60)
    found = cleaned(audit(study, most=4))
    assert study.base.solved == 60
    assert len(found.flips) == 2 * len(found.premises)
    assert all(flip.solved <= 4 for flip in (*found.flips, *found.in_part))
    assert all(np.isfinite(flip.after).all() for flip in found.flips)
    stuck = {flip.claims for flip in found.flips if flip.reason}
    assert found.in_part
    assert all(part.claims in stuck and not part.reason for part in found.in_part)
    record = audit_record(found)
    assert list(strange(record)) == []
    assert json.loads(json.dumps(record, allow_nan=False))["flips"]
    text = page(found)
    for part in record["turned_in_part"]:
        assert f"{part['claims'][0]} turned around in part ({part['relation']})" in text


def page(found: Audit) -> str:
    """Write the sections out, without the marks of the format."""
    sections = audit_sections(Titles(found.crisis), found)
    document = finding(found.crisis, name="audit", sections=sections, record={}, draws=60, seed=1)
    return unescape(to_markdown(document)).replace("\\", "")


def strange(value: object) -> Iterator[object]:
    """Walk a record for what is no plain data."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from () if type(name) is str else (name,)
            yield from strange(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from strange(part)
    elif type(value) not in {str, int, float, bool, type(None)}:
        yield value
