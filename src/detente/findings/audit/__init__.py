"""The argument audited: what clashes, what follows, what decides, what flips it, what is open."""

from __future__ import annotations

from detente.findings.audit.changes import Flip
from detente.findings.audit.flips import flip
from detente.findings.audit.inquiry import AuditInquiry, audit
from detente.findings.audit.results import Audit

__all__ = ["Audit", "AuditInquiry", "Flip", "audit", "flip"]
