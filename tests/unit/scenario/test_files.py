"""Files: what can be read, what is refused before it is read, what a crisis is called."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from detente import catalog, scenario
from detente.errors import ScenarioError
from detente.scenario.files import MOST_BYTES

RAID = Path(catalog.path("border-raid"))


def refused(path: Path | str) -> str:
    with pytest.raises(ScenarioError) as error:
        scenario.read(path)
    (problem,) = error.value.problems
    assert problem.source == str(path)
    return problem.message


def test_a_file_gives_its_crisis_its_name(tmp_path):
    (tmp_path / "My raid.yaml").write_bytes(RAID.read_bytes())
    crisis = scenario.read(tmp_path / "My raid.yaml")
    assert crisis.name == "My-raid"
    assert crisis.source_name == str(tmp_path / "My raid.yaml")


def test_a_mark_of_byte_order_is_no_part_of_the_text(tmp_path):
    path = tmp_path / "border-raid.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + RAID.read_bytes())
    assert scenario.read(path) == scenario.read(RAID)


def test_line_ends_of_any_kind(tmp_path):
    text = RAID.read_text("utf-8").replace("\n", "\r\n")
    assert scenario.parse(text, name="border-raid.yaml") == scenario.read(RAID)


def test_a_missing_file(tmp_path):
    assert refused(tmp_path / "none.yaml") == "there is no such file"


def test_a_folder(tmp_path):
    assert refused(tmp_path) == "this is a folder, not a scenario file"


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe") == "this is no regular file"


def test_a_file_of_fifty_megabytes_is_not_read(tmp_path):
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert refused(path) == "the file has 50.0 MB; a scenario has at most 2 MB"


def test_a_text_as_long_as_is_allowed_and_one_longer():
    text = RAID.read_text("utf-8")
    room = MOST_BYTES - len(text) - 2
    assert scenario.parse(text + "#" + "x" * room + "\n")
    with pytest.raises(ScenarioError, match="at most 2 MB"):
        scenario.parse(text + "#" + "x" * (room + 5) + "\n")


def test_a_picture(tmp_path):
    path = tmp_path / "map.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    assert refused(path) == "the file is not UTF-8 text (byte 1)"


def test_a_path_that_cannot_be(tmp_path):
    assert refused("a\0b").startswith("the file cannot be read")
    assert refused(str(tmp_path / ("x" * 5000))).startswith("the file cannot be read")


def test_a_lone_surrogate_is_refused_with_its_place():
    with pytest.raises(ScenarioError, match="U\\+D800"):
        scenario.parse("title: \ud800")


def test_all_placeholders_stay_inside():
    with pytest.raises(ScenarioError):
        scenario.parse("title: T\nas_of: x\nactors: {a: 1}\nmoves: []\ncourse: {}\nstakes: 3")
