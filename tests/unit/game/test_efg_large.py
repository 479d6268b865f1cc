"""The compiled reader of large files gives what the careful one gives, mistakes included."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.aqre import FOLDER
from tests.unit.game.test_efg import START, WHOLE, WRONG, same, texts

from detente.errors import GameError, TooLargeError
from detente.game import efg
from detente.game.efg import read_efg
from detente.game.efg_large import read_large
from detente.game.efg_tokens import LARGEST


def quick(text):
    """Read by the compiled loops alone; None if they leave the text to the careful reader."""
    start = efg._Reader(efg.Tokens(text, source=""))
    title, comment = start.prologue()
    data = text[start.tokens.ahead.at :].encode()
    return read_large(data, 0, title=title, comment=comment, players=tuple(start.players))


def test_everything_that_the_format_can_say():
    same(quick(WHOLE), read_efg(WHOLE))


@settings(max_examples=60)
@given(texts())
def test_any_game_is_read_the_same(text):
    found = quick(text)
    assert found is not None
    same(found, read_efg(text))


@given(st.floats(-LARGEST, LARGEST), st.sampled_from(["r", ".17g", ".3f", "e"]))
def test_numbers_are_read_to_the_last_bit(number, form):
    written = repr(number) if form == "r" else format(number, form)
    text = f'EFG 2 R "" {{ "A" }} t 1 {{ {written} }}'
    found = quick(text)
    if len(written) <= 250:
        assert found.payoff[0, 0] == float(written)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.efg")), ids=lambda path: path.stem)
def test_reference_games_are_read_the_same(path):
    text = path.read_text()
    same(quick(text), read_efg(text))


@pytest.mark.parametrize("case", WRONG)
def test_mistakes_are_left_to_the_careful_reader(case, monkeypatch):
    text, line, column, message = WRONG[case]
    monkeypatch.setattr(efg, "LARGE", 0)
    with pytest.raises(GameError) as refused:
        read_efg(text)
    problem = refused.value.problems[0]
    assert message in problem.message
    assert (problem.span.line, problem.span.column) == (line, column)


def test_a_mistake_deep_in_a_large_file_has_its_place(tmp_path):
    rows = [f'p 1 {n} {{ "on" "off" }} 0\nt 0' for n in range(1, 12_000)]
    rows[9_000] = 'p 1 9001 { "on" "off" } 0\nt 1 { x }'
    path = tmp_path / "deep.efg"
    path.write_text("\n".join([START, *rows, "t 0"]))
    with pytest.raises(GameError, match=r"deep\.efg:18004:7: expected a payoff"):
        read_efg(path)


def test_progress_is_told_in_bytes(monkeypatch):
    monkeypatch.setattr(efg, "LARGE", 0)
    told = []
    read_efg(WHOLE, progress=lambda *done: told.append(done))
    assert [phase for phase, *_ in told] == ["reading the game"]
    assert told[-1][1] == told[-1][2] > 0


def test_a_file_larger_than_the_memory_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "game.efg"
    path.write_text(WHOLE)
    monkeypatch.setattr(efg, "free_memory", lambda: 1000.0)
    with pytest.raises(TooLargeError, match=r"of memory, and 0\.0 GB are free"):
        read_efg(path)
