"""What would help: packages and levers weighed on common draws, and the search among them."""

from __future__ import annotations

from detente.findings.offramps.offramps import OfframpsInquiry, offramps
from detente.findings.offramps.results import Added, Front, Offramps, Tried, WayOut
from detente.findings.offramps.variants import Variant

__all__ = [
    "Added",
    "Front",
    "Offramps",
    "OfframpsInquiry",
    "Tried",
    "Variant",
    "WayOut",
    "offramps",
]
