from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest
from tests.unit.app.conftest import on_a_terminal

HIDDEN_CURSOR = "\x1b[?25l"
FEW = ("--draws", "20", "--seed", "3")


def test_the_brief_is_shown_without_a_file_to_write(detente):
    ran = detente("brief", "border-raid", *FEW)
    assert ran.code == 0
    assert ran.out.startswith("A raid across the border\n")


def test_each_form_is_written_to_its_file(detente, tmp_path):
    forms = ("html", "pdf", "md", "json")
    options = [part for form in forms for part in (f"--{form}", str(tmp_path / f"b.{form}"))]
    ran = detente("brief", "border-raid", *FEW, *options)
    assert (ran.code, ran.out) == (0, "")
    begins = {form: (tmp_path / f"b.{form}").read_bytes()[:15].lower() for form in forms}
    assert begins["html"] == b"<!doctype html>"
    assert begins["pdf"].startswith(b"%pdf-")
    assert begins["md"].startswith(b"# a raid")
    assert json.loads((tmp_path / "b.json").read_text())


def test_a_folder_gets_every_form(detente, tmp_path):
    assert detente("brief", "border-raid", *FEW, "--out", str(tmp_path / "new")).code == 0
    names = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert names == ["brief.html", "brief.json", "brief.md", "brief.pdf"]


def test_what_was_written_is_said_unless_quiet(detente, tmp_path):
    target = str(tmp_path / "b.md")
    assert detente("brief", "border-raid", *FEW, "--md", target).err == f"wrote {target}\n"
    assert detente("brief", "border-raid", *FEW, "--md", target, "--quiet").err == ""


def test_a_dash_prints(detente):
    assert detente("brief", "border-raid", *FEW, "--md", "-").out.startswith("# A raid")


def test_the_same_seed_gives_the_same_bytes(detente):
    first, second = (detente("brief", "border-raid", *FEW, "--json", "-").out for _ in range(2))
    assert first == second


def test_an_unwritable_place_is_refused_before_the_run(detente, tmp_path, monkeypatch):
    from detente import pipeline

    monkeypatch.setattr(pipeline, "run", lambda *_, **__: pytest.fail("the run began"))
    (tmp_path / "file").touch()
    for option, target in (("--html", "file/b.html"), ("--out", "file/new"), ("--md", ".")):
        ran = detente("brief", "border-raid", option, str(tmp_path / target))
        assert ran.code == 1
        assert "cannot write" in ran.err


def test_the_other_yardstick_has_its_own_words(detente):
    ours, theirs = (
        detente("brief", "border-raid", *FEW, "--yardstick", name, "--md", "-").out
        for name in ("icd203", "phia")
    )
    assert "ICD 203" in ours
    assert "PHIA" in theirs


def test_a_narrow_terminal_is_not_overrun_and_quiet_draws_no_progress():
    shown = on_a_terminal(["brief", "border-raid", *FEW, "--quiet"], COLUMNS="64")
    lines = re.sub(r"\x1b\[[0-9;]*m", "", shown.replace("\r", "")).split("\n")
    assert HIDDEN_CURSOR not in shown
    assert max(len(line) for line in lines) <= 64


def test_progress_is_drawn_on_a_terminal_and_not_in_a_pipe(detente):
    assert HIDDEN_CURSOR in on_a_terminal(["forecast", "border-raid", *FEW])
    assert "\x1b" not in detente("forecast", "border-raid", *FEW).err


def test_sections_follow_each_other_without_empty_stretches(detente):
    lines = detente("brief", "border-raid", *FEW).out.split("\n")
    assert not any(a == b == c == "" for (a, b), c in zip(pairwise(lines), lines[2:], strict=False))
