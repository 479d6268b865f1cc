from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import GameError
from detente.game.arrays import CHANCE, END
from detente.game.efg import read_efg, write_efg
from detente.game.efg_written import label, set_labels

WHOLE = r"""EFG 2 R "A \"quoted\" title" { "Ann" "Bob" }
"A comment
over two lines"

c "root" 1 "(0,1)" { "l" 1/4 "r" .75 } 3 "paid by chance" { 1 -1 }
p "" 1 1 "(1,1)" { "u" "" } 1 "on the way" { 0.5, -1/2 }
t "" 2 "end" { 1e1, -2.5E-1 }
t "" 0
p "" 2 4 { "x" "y" } 0
p "" 1 1 0
t "" 2
t "" 2 "end" { 10, -.25 }
t "" 0
"""


def test_everything_that_the_format_can_say():
    game = read_efg(WHOLE)
    assert game.title == 'A "quoted" title'
    assert game.comment == "A comment\nover two lines"
    assert game.players == ("Ann", "Bob")
    assert game.mover.tolist() == [CHANCE, 0, END, END, 1, 0, END, END, END]
    assert game.infoset.tolist() == [-1, 0, -1, -1, 1, 0, -1, -1, -1]
    assert game.chance.tolist() == [0.25, 0.75, 1, 1, 1, 1, 1, 1]
    assert game.payoff[game.mover == END].tolist() == [
        [11.5, -1.75], [1.5, -1.5], [11, -1.25], [11, -1.25], [1, -1],
    ]  # fmt: skip
    assert game.infoset_number.tolist() == [1, 4]
    assert game.infoset_label == ("(1,1)", "")
    assert game.action_label == ("u", "", "x", "y")
    assert not game.payoff[game.mover != END].any()


def same(one, other):
    for name in vars(one):
        left, right = getattr(one, name), getattr(other, name)
        assert np.array_equal(left, right) if isinstance(left, np.ndarray) else left == right


def test_written_and_read_again_it_is_the_same():
    game = read_efg(WHOLE)
    same(game, read_efg(write_efg(game)))


def tidied(game):
    """Give a game the labels that are written: white space apart, and sets told apart."""
    return replace(
        game,
        players=tuple(map(label, game.players)),
        edge_label=tuple(map(label, game.edge_label)),
        action_label=tuple(map(label, game.action_label)),
        infoset_label=tuple(set_labels(game)),
    )


@st.composite
def texts(draw):
    """Random trees with awkward labels, numbers and reused sets."""
    label = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=5)
    number = st.one_of(
        st.floats(-1e6, 1e6).map(repr), st.integers(-99, 99).map(str),
        st.tuples(st.integers(-99, 99), st.integers(1, 99)).map(lambda x: f"{x[0]}/{x[1]}"),
    )  # fmt: skip
    players = draw(st.integers(1, 3))
    sets: list[tuple[int, int, int]] = []

    def quoted(text):
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    names = " ".join(quoted(draw(label)) for _ in range(players))
    lines = [f"EFG 2 R {quoted(draw(label))} {{ {names} }}"]
    lines.append(quoted(draw(label)))
    ends = 0

    def node(depth):
        nonlocal ends
        kind = draw(st.sampled_from("tcpp")) if depth < 4 else "t"
        if kind == "t":
            ends += 1
            paid = " ".join(draw(number) for _ in range(players))
            lines.append(f"t {quoted(draw(label))} {ends} {{ {paid} }}")
            return
        if kind == "c":
            lines.append(f'c {len(lines) + 1} {{ {quoted(draw(label))} 1/3 "" 2/3 }} 0')
            branches = 2
        elif sets and draw(st.booleans()):
            player, infoset, branches = draw(st.sampled_from(sets))
            lines.append(f"p {player} {infoset} 0")
        else:
            player, branches = draw(st.integers(1, players)), draw(st.integers(1, 3))
            infoset = len(sets) + 1
            sets.append((player, infoset, branches))
            actions = " ".join(quoted(draw(label)) for _ in range(branches))
            lines.append(f"p {player} {infoset} {quoted(draw(label))} {{ {actions} }} 0")
        for _ in range(branches):
            node(depth + 1)

    node(0)
    return "\n".join(lines)


@settings(max_examples=60)
@given(texts())
def test_any_game_survives_being_written(text):
    game = read_efg(text)
    again = read_efg(write_efg(game))
    same(tidied(game), again)
    assert write_efg(again) == write_efg(game)


START = 'EFG 2 R "" { "A" "B" }\n'
WRONG = {
    "no game": ("GAME 1 R\n", 1, 1, "no game in the format `EFG 2`"),
    "strategic form": ("NFG 1 R\n", 1, 1, "a game in strategic form"),
    "empty": ("\n", 1, 1, "the file ends here"),
    "version": ('EFG 3 R "" { "A" }\n', 1, 1, "no game in the format `EFG 2`"),
    "no players": ('EFG 2 R "" { }\n', 1, 14, "at least one player"),
    "no tree": (START, 1, 23, "tree's nodes are missing"),
    "kind": (START + "q 1", 2, 1, "`q` is no node"),
    "player": (START + 'p 3 1 { "a" } 0', 2, 3, "there is no player 3: the game has 2"),
    "number": (START + "t 1.5", 2, 3, "a whole number"),
    "unknown set": (START + "p 1 1 0", 2, 5, "before its actions are given"),
    "other set": (
        START + 'p 1 1 { "a" "b" } 0\np 1 1 { "a" } 0\n', 3, 5, "had other actions",
    ),
    "other labels": (
        START + 'p 1 1 { "a" "b" } 0\np 1 1 { "b" "a" } 0\n', 3, 5, "had other actions",
    ),
    "no actions": (START + "p 1 1 { } 0", 2, 7, "at least one action"),
    "chances": (START + 'c 1 { "a" 1/2 "b" 1/3 } 0', 2, 5, "add up to 1, not 0.833333333333"),
    "negative": (START + 'c 1 { "a" -1 "b" 2 } 0', 2, 5, "zero or more"),
    "payoffs": (START + "t 1 { 1 }", 2, 3, "1 payoffs for 2 players"),
    "zero": (START + "t 0 { 1 2 }", 2, 3, "outcome 0 is none"),
    "unknown outcome": (START + "t 4", 2, 3, "outcome 4 is meant before"),
    "other outcome": (
        START + 'p 1 1 { "a" "b" } 0\nt 1 { 1 2 }\nt 1 { 1 3 }', 4, 3, "had other payoffs",
    ),
    "divided": (START + "t 1 { 1/0 2 }", 2, 7, "divides by zero"),
    "huge": (START + "t 1 { 1e999 2 }", 2, 7, "too large"),
    "very large": (START + "t 1 { 2 -2e150 }", 2, 9, "too large to be computed with"),
    "word": (START + "t 1 { x 2 }", 2, 7, "a payoff or `}`, found `x`"),
    "quote": (START + 't "open', 2, 3, "never closed"),
    "quote of an outcome": (START + 't 1 "open', 2, 5, "never closed"),
    "quote of a set": (START + 'p 1 1 "open', 2, 7, "never closed"),
    "brace": (START + "t 1 { 1 2", 2, 10, "the file ends here"),
    "short": (START + 'p 1 1 { "a" "b" } 0\nt 0', 2, 1, "1 of the tree's nodes are missing"),
    "long": (START + "t 0\nt 0", 3, 1, "the tree is complete"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_has_a_place(case):
    text, line, column, message = WRONG[case]
    with pytest.raises(GameError) as refused:
        read_efg(text)
    problem = refused.value.problems[0]
    assert message in problem.message
    assert problem.span is not None
    assert (problem.span.line, problem.span.column) == (line, column)


def test_a_file_is_named_in_its_errors(tmp_path):
    path = tmp_path / "game.efg"
    path.write_text(START + "t 4", encoding="utf-8")
    with pytest.raises(GameError, match=r"game\.efg:2:3: outcome 4"):
        read_efg(path)
    path.write_bytes(b"EFG 2 R \xff\xfe")
    with pytest.raises(GameError, match="UTF-8"):
        read_efg(str(path))
    with pytest.raises(GameError, match="cannot be read"):
        read_efg(tmp_path / "none.efg")
    with pytest.raises(GameError, match="cannot be read"):
        read_efg(tmp_path)


def test_a_file_may_start_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "game.efg"
    path.write_bytes(b"\xef\xbb\xbf" + (START + "t 1 { 1 2 }").encode())
    assert read_efg(path).payoff.tolist() == [[1.0, 2.0]]


def test_a_deep_and_large_game_is_read():
    depth = 6_000
    lines = [START] + [f'p 1 {n} {{ "on" "off" }} 0\nt 0' for n in range(1, depth)]
    game = read_efg("\n".join([*lines, "t 0"]))
    assert len(game.mover) == 2 * depth - 1
