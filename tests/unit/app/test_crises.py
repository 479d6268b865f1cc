from __future__ import annotations

import os

import pytest

from detente.app.crises import find, load
from detente.errors import ScenarioError


def test_a_name_of_the_catalog_is_found():
    assert find("border-raid").read_text().startswith("title: A raid across the border")


def test_a_file_wins_over_the_catalog(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "border-raid").write_text("mine")
    assert find("border-raid").read_text() == "mine"


def test_a_near_miss_of_the_catalog_is_named():
    with pytest.raises(ScenarioError, match="did you mean `border-raid`"):
        find("border-riad")


def test_a_near_miss_of_a_file_is_named(tmp_path):
    (tmp_path / "kosovo.yaml").touch()
    with pytest.raises(ScenarioError, match=r"did you mean `.*/kosovo\.yaml`"):
        find(str(tmp_path / "kosvo.yaml"))


def test_without_a_near_miss_the_catalog_is_listed():
    with pytest.raises(ScenarioError, match=r"the catalog has .*border-raid"):
        find("zzz")


def test_a_folder_is_no_crisis(tmp_path):
    with pytest.raises(ScenarioError, match="is a folder"):
        find(str(tmp_path))


def test_a_pipe_or_a_link_to_nowhere_is_no_crisis(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    for name in ("pipe", "link"):
        with pytest.raises(ScenarioError, match="is no regular file"):
            find(str(tmp_path / name))


def test_a_crisis_is_loaded_by_its_name():
    assert [actor.name for actor in load("border-raid").actors] == ["north", "south"]
