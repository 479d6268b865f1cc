"""What to watch: what can be observed next, and what each observation would tell."""

from __future__ import annotations

from detente.findings.watch.inquiry import WatchInquiry as WatchInquiry
from detente.findings.watch.inquiry import watch as watch
from detente.findings.watch.matrix import Matrix as Matrix
from detente.findings.watch.matrix import matrix as matrix
from detente.findings.watch.results import Watch as Watch
