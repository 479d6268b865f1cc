"""Every output in the README and in the documentation is what its command prints."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.examples.pages import PAGES, ROOT, executed

from detente import catalog


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_shows_what_its_commands_print(page):
    assert executed(page.read_text()) == page.read_text(), "run `just pages`"


def test_the_readme_s_crisis_has_twelve_lines():
    text = (ROOT / "README.md").read_text()
    crisis = Path(catalog.path("border-raid")).read_text()
    assert f"```yaml\n{crisis}```" in text
    assert len(crisis.splitlines()) == 12
