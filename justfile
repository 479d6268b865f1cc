# One command checks everything.

run := "uv run --frozen --all-groups"

# what there is
default:
    @just --list --unsorted

# everything that must hold before a commit
check: format-check lint types imports test docs

# rewrite the sources in the house's format
format:
    {{run}} ruff format
    {{run}} ruff check --fix-only --select I

format-check:
    {{run}} ruff format --check

lint:
    {{run}} ruff check

types:
    {{run}} mypy
    {{run}} ty check

imports:
    {{run}} lint-imports --no-logo

# the test suite; `just test tests/unit/app` for a part of it
test *args:
    {{run}} pytest {{args}}

# accept the snapshots as they are now; look at the difference before you commit it
snapshots:
    {{run}} pytest tests --snapshot-update

# the site, into site/
docs:
    {{run}} zensical build --clean --strict

# the site on a local port, rebuilt as you write
serve:
    {{run}} zensical serve

# figures for docs/about/performance.md: `just bench draws`
bench name *args:
    {{run}} python benchmarks/{{name}}.py {{args}}

# docs/reference/cli.md, from the commands themselves
command-page:
    {{run}} python tests/architecture/command_page.py

# the outputs in the README and the pages, as the commands print them now
pages:
    {{run}} python tests/examples/pages.py
