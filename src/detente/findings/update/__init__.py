"""Evidence: what observed moves say about the unknown numbers and about the actors' types."""

from __future__ import annotations

from detente.findings.update.results import Update
from detente.findings.update.run import UpdateInquiry, update

__all__ = ["Update", "UpdateInquiry", "update"]
