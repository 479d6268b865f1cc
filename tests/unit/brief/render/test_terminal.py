from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console
from tests.forecasts import small_forecast
from tests.strangers import hostile

from detente.brief import compose, show
from detente.brief.render.terminal import gauge
from detente.forecast.results import Spread


def printed(*, width: int = 80, full: bool = True, forecast=small_forecast, **given) -> str:
    file = io.StringIO()
    show(compose(forecast()), Console(file=file, width=width, **given), full=full)
    return file.getvalue()


@pytest.mark.parametrize(("asked", "most"), [(40, 40), (60, 60), (95, 95), (120, 120), (400, 120)])
def test_lines_keep_to_the_width_up_to_120(asked, most):
    lengths = [len(line) for line in printed(width=asked).splitlines()]
    assert max(lengths) <= most


def test_without_colour_there_is_no_colour(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    text = printed(force_terminal=True)
    assert "\x1b[3" not in text.replace("\x1b[3m", "")
    monkeypatch.delenv("NO_COLOR")
    assert "\x1b[36m" in printed(force_terminal=True, color_system="standard")


def test_the_first_look_is_short_and_names_what_is_missing():
    short, whole = printed(full=False), printed()
    assert len(short) < len(whole) / 2
    assert "Key judgements" in short
    assert "Not shown on the terminal: " in short
    assert "Sources" in short.split("Not shown")[1]


def test_what_a_stranger_wrote_cannot_steer_the_terminal():
    text = printed(forecast=lambda: hostile(small_forecast()))
    assert "\x1b" not in text
    assert "\x07" not in text


def test_markup_of_the_printer_stays_text():
    assert "[link](javascript:alert(1))" in printed(
        forecast=lambda: hostile(small_forecast()), width=120
    ).replace("\n", "")


def test_a_reader_may_close_the_pipe():
    root = Path(__file__).parents[4]
    script = (
        "from rich.console import Console; from detente.brief import compose, show;"
        "from tests.forecasts import small_forecast;"
        "show(compose(small_forecast()), Console(), full=True)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert process.stdout is not None
    process.stdout.close()
    _, complaint = process.communicate(timeout=60)
    assert complaint == b""
    assert process.returncode == 0


def test_the_gauge_puts_the_median_in_its_place():
    line = gauge(Spread(1.0, 1.0, 1.0, 1.0, 0.0, 1.0)).plain
    assert line == f"0 |{'-' * 40}o| 100 %"


def test_a_narrow_screen_has_a_shorter_gauge_on_one_line():
    lines = [line for line in printed(width=40).splitlines() if line.endswith("| 100 %")]
    assert lines
    assert all(line.lstrip().startswith("0 |") for line in lines)
    assert gauge(Spread(0.5, 0.5, 0.4, 0.6, 0.0, 1.0), cells=11).plain == "0 |----=o=----| 100 %"
