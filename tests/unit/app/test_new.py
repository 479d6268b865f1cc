from __future__ import annotations

import pytest


def test_a_new_crisis_is_sound(detente, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert detente("new", "my-crisis").code == 0
    assert "#" in (tmp_path / "my-crisis.yaml").read_text()
    ran = detente("check", "my-crisis.yaml")
    assert (ran.code, ran.err) == (0, "")


def test_the_ending_may_be_given(detente, tmp_path):
    assert detente("new", str(tmp_path / "mine.yaml")).code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]


def test_a_file_that_is_there_is_left_alone(detente, tmp_path):
    (tmp_path / "mine.yaml").write_text("dear")
    ran = detente("new", str(tmp_path / "mine"))
    assert ran.code == 1
    assert "is there already" in ran.err
    assert (tmp_path / "mine.yaml").read_text() == "dear"


@pytest.mark.parametrize("name", ["My crisis", "1914", "-x"])
def test_a_name_that_is_none_is_misuse(detente, name):
    ran = detente("new", "--", name)
    assert ran.code == 2
    assert "is no name" in ran.err


def test_a_place_that_cannot_be_written_is_refused(detente, tmp_path):
    (tmp_path / "file").touch()
    ran = detente("new", str(tmp_path / "file" / "mine"))
    assert ran.code == 1
    assert "cannot write" in ran.err
