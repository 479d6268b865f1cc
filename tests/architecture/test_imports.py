"""The contracts of `pyproject.toml` hold, and importing or asking for help stays light."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]
HEAVY = {"numba", "numpy", "rich", "yaml", "lark", "highspy", "polars", "xarray", "typst"}


def modules_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split("\n")[-2].split())


def test_imports_point_down_and_the_core_knows_no_terminal(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(str(ROOT / "src"))
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


@pytest.mark.parametrize(
    "code",
    [
        "import detente",
        "from detente.app.cli import run; run(['--help'])",
        "from detente.app.cli import run; run(['brief', '--help'])",
        "from detente.app.cli import run; run(['--version'])",
    ],
)
def test_nothing_heavy_is_imported(code):
    assert modules_after(code).isdisjoint(HEAVY)


def test_importing_the_package_does_not_even_import_the_command_line():
    assert "click" not in modules_after("import detente")
