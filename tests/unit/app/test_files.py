from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from detente.app import files
from detente.errors import OutputError


def names(folder):
    return [path.name for path in folder.iterdir()]


def test_a_file_is_written_with_its_missing_folders(tmp_path):
    target = tmp_path / "deep" / "er" / "brief.md"
    files.write(target, "# A brief\n")
    assert target.read_text() == "# A brief\n"


def test_bytes_are_written_as_they_are(tmp_path):
    files.write(tmp_path / "brief.pdf", b"%PDF\r\n\xff")
    assert (tmp_path / "brief.pdf").read_bytes() == b"%PDF\r\n\xff"


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path):
    target = tmp_path / "brief.md"
    target.write_text("old")
    files.write(target, "new")
    assert target.read_text() == "new"
    assert names(tmp_path) == ["brief.md"]


def test_a_failure_leaves_the_old_file_and_no_draft(tmp_path, monkeypatch):
    target = tmp_path / "brief.md"
    target.write_text("old")

    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        files.write(target, "new")
    assert target.read_text() == "old"
    assert names(tmp_path) == ["brief.md"]


def test_a_written_file_has_the_rights_of_any_new_file(tmp_path):
    (tmp_path / "plain").touch()
    files.write(tmp_path / "brief.md", "text")
    rights = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("plain", "brief.md")]
    assert rights[0] == rights[1]


def test_a_path_below_a_file_is_refused_early_and_late(tmp_path):
    (tmp_path / "file").touch()
    below = tmp_path / "file" / "brief.html"
    with pytest.raises(OutputError, match=r"cannot write .*: not a directory"):
        files.refuse_early([below])
    with pytest.raises(OutputError, match="cannot write"):
        files.write(below, "text")


def test_a_folder_is_refused_as_a_file(tmp_path):
    with pytest.raises(OutputError, match="it is a folder"):
        files.refuse_early([tmp_path])


def test_every_refusal_is_named_at_once(tmp_path):
    (tmp_path / "file").touch()
    paths = [tmp_path / "file" / name for name in ("a", "b")]
    with pytest.raises(OutputError) as refusal:
        files.refuse_early([*paths, tmp_path / "fine.md"])
    assert len(refusal.value.problems) == 2


def test_refusing_early_makes_no_folder(tmp_path):
    files.refuse_early([tmp_path / "new" / "brief.html"])
    assert names(tmp_path) == []


def test_a_link_is_followed_and_stays_a_link(tmp_path):
    target = tmp_path / "kept" / "brief.md"
    target.parent.mkdir()
    target.write_text("old")
    (tmp_path / "link.md").symlink_to(target)
    files.refuse_early([tmp_path / "link.md"])
    files.write(tmp_path / "link.md", "new")
    assert (tmp_path / "link.md").is_symlink()
    assert target.read_text() == "new"
    assert names(target.parent) == ["brief.md"]


def test_a_pipe_is_written_to_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[str] = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_text()))
    reader.start()
    files.refuse_early([pipe])
    files.write(pipe, "a brief")
    reader.join()
    assert heard == ["a brief"]
    assert pipe.is_fifo()
