"""Settings that every test shares."""

from __future__ import annotations

import hypothesis

# A shared machine is slow at times; no test asserts how long it took.
hypothesis.settings.register_profile("detente", deadline=None)
hypothesis.settings.load_profile("detente")
