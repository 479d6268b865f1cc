"""All findings as plain data, for machines."""

from __future__ import annotations

from collections.abc import Mapping

from detente.brief.compose.audit_record import audit_record
from detente.brief.compose.eyes import eyes_record
from detente.brief.compose.offramps_record import offramps_record
from detente.brief.compose.watch_record import watch_record
from detente.brief.compose.whatif import whatif_record
from detente.findings.everything import Findings


def findings_record(findings: Findings) -> Mapping[str, object]:
    """Return what each analysis found; what was not asked is left out."""
    found: dict[str, object] = {}
    if findings.audit is not None:
        found["audit"] = audit_record(findings.audit)
    if findings.eyes is not None:
        found["eyes"] = eyes_record(findings.eyes)
    if findings.what_if:
        found["whatif"] = whatif_record(findings.what_if)
    if findings.watch is not None:
        found["watch"] = watch_record(findings.watch)
    if findings.offramps is not None:
        found["offramps"] = offramps_record(findings.offramps)
    return found
