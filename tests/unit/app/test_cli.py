from __future__ import annotations

import subprocess
import sys

import pytest
from tests.unit.app.conftest import COMMAND, on_a_terminal


def test_help_names_every_command_and_exits_with_0(detente):
    ran = detente("--help")
    assert ran.code == 0
    assert all(
        f"\n  {name} " in ran.out
        for name in ("brief", "catalog", "check", "forecast", "new", "solve")
    )


def test_without_a_command_the_help_is_shown_as_misuse(detente):
    ran = detente()
    assert ran.code == 2
    assert "Usage: detente" in ran.err


def test_the_version_is_the_package_s(detente):
    import detente as package

    assert detente("--version").out == f"detente {package.__version__}\n"


def test_an_unknown_command_is_misuse(detente):
    ran = detente("breif")
    assert ran.code == 2
    assert "brief" in ran.err


def test_an_unknown_crisis_is_misuse_with_a_hint(detente):
    ran = detente("forecast", "border-riad")
    assert ran.code == 2
    assert "did you mean `border-raid`?" in ran.err


@pytest.mark.parametrize("draws", ["0", "-5", "many"])
def test_draws_have_to_be_one_or_more(detente, draws):
    ran = detente("forecast", "border-raid", "--draws", draws)
    assert ran.code == 2
    assert "'--draws'" in ran.err


def test_an_unknown_observer_is_misuse_with_a_hint(detente):
    ran = detente("forecast", "border-raid", "--as", "nroth")
    assert ran.code == 2
    assert "did you mean `north`?" in ran.err


def test_mistakes_in_a_crisis_are_listed_without_a_traceback(detente, crisis):
    crisis.write_text(crisis.read_text().replace("asks: strike", "asks: stirke"))
    ran = detente("forecast", str(crisis))
    assert ran.code == 1
    assert "did you mean `strike`?" in ran.err
    assert ran.out == ""


def test_a_closed_pipe_is_silent():
    process = subprocess.Popen(
        [*COMMAND, "catalog", "us-iran-2020"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.readline()
    process.stdout.close()
    complaint = process.stderr.read()
    process.stderr.close()
    assert process.wait() in {0, 141}
    assert complaint == b""


@pytest.mark.parametrize("more", [[], ["--json"]], ids=["table", "json"])
def test_output_that_nobody_reads_is_told_by_the_exit_code(tmp_path, more):
    acts = " ".join(f'"a{k}"' for k in range(20_000))  # far more than a pipe holds
    ends = "\n".join(f"t {k + 1} {{ {k % 7} }}" for k in range(20_000))
    (tmp_path / "wide.efg").write_text(f'EFG 2 R "" {{ "A" }} p 1 1 {{ {acts} }} 0\n{ends}')
    process = subprocess.Popen(
        [*COMMAND, "solve", "wide.efg", "--quiet", *more],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path,
    )  # fmt: skip
    process.stdout.close()
    complaint = process.stderr.read()
    process.stderr.close()
    assert complaint == b""
    assert process.wait() == 141


INTERRUPTED = """
import contextlib, os, signal
from detente.app import running, studying
from detente.app.cli import main

@contextlib.contextmanager
def interrupting(*, quiet):
    once = iter([signal.SIGINT])
    yield lambda phase, *_: phase.startswith("solving") and [os.kill(os.getpid(), s) for s in once]

running.progress = studying.progress = interrupting
main()
"""


@pytest.mark.parametrize("more", [[], ["--quick"]], ids=["whole", "quick"])
def test_ctrl_c_in_the_middle_is_calm_and_leaves_no_file(tmp_path, more):
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, "brief", "border-raid", "--html", "brief.html", *more],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 130
    assert done.stderr.strip() == "Stopped. Nothing was left half-written."
    assert list(tmp_path.iterdir()) == []


def test_mistakes_are_coloured_on_a_terminal(crisis):
    crisis.write_text(crisis.read_text().replace("asks: strike", "asks: stirke"))
    assert "\x1b[31m" in on_a_terminal(["check", str(crisis)])


def test_no_color_is_respected_on_a_terminal(crisis):
    crisis.write_text(crisis.read_text().replace("asks: strike", "asks: stirke"))
    assert "\x1b[" not in on_a_terminal(["check", str(crisis)], NO_COLOR="1")
