"""Every output in the README and in the documentation is what its command prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.examples.pages import PAGES, ROOT, executed

from detente import catalog


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_shows_what_its_commands_print(page):
    assert executed(page.read_text()) == page.read_text(), "run `just pages`"


def test_the_readme_shows_the_crisis_of_the_catalog():
    block = re.search(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)[1]
    assert block == Path(catalog.path("border-raid")).read_text()
    assert len(block.splitlines()) == 12
