"""Automata: minimal, joined, frozen, explored; each against reading words letter by letter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.game import automata

EVENTS = 4


@st.composite
def machines(draw):
    states = draw(st.integers(1, 6))
    cells = st.lists(st.integers(0, states - 1), min_size=EVENTS, max_size=EVENTS)
    table = draw(st.lists(cells, min_size=states, max_size=states))
    output = draw(st.lists(st.integers(0, 2), min_size=states, max_size=states))
    return np.array(table, np.int32), np.array(output, np.int32)


words = st.lists(st.integers(0, EVENTS - 1), max_size=12)


def read(table, output, word):
    state = 0
    for x in word:
        state = table[state, x]
    return output[state]


@given(machines(), words)
def test_minimal_gives_the_same_answers(machine, word):
    small = automata.minimal(*machine)
    assert read(small.table, small.output, word) == read(*machine, word)
    assert len(small.table) <= len(machine[0])


@given(machines())
def test_minimal_twice_changes_nothing(machine):
    once = automata.minimal(*machine)
    assert automata.minimal(once.table, once.output).key == once.key


@given(machines(), st.permutations(range(6)))
def test_minimal_does_not_depend_on_the_names_of_states(machine, order):
    table, output = machine
    names = [o for o in order if o < len(table)]
    number = np.argsort(names)
    renamed = number[table[names]]
    again = automata.minimal(renamed, output[names], start=int(number[0]))
    assert again.key == automata.minimal(table, output).key


@given(machines(), machines(), words)
def test_product_joins_the_answers(left, right, word):
    both = automata.product(
        automata.minimal(*left), automata.minimal(*right), lambda a, b: 3 * a + b
    )
    assert read(both.table, both.output, word) == 3 * read(*left, word) + read(*right, word)


@given(machines(), st.lists(st.booleans(), min_size=EVENTS, max_size=EVENTS), words)
def test_frozen_is_deaf_to_the_rest(machine, readable, word):
    deaf = automata.frozen(automata.minimal(*machine), np.array(readable))
    heard = [x for x in word if readable[x]]
    assert read(deaf.table, deaf.output, word) == read(*machine, heard)


def test_explore_counts_up_to_three():
    counter = automata.explore(
        0, lambda q, x: min(q + (x == 1), 3), answer=lambda q: q, events=EVENTS
    )
    assert read(counter.table, counter.output, [1, 0, 1, 1, 1]) == 3
    assert read(counter.table, counter.output, [0, 2]) == 0
    assert len(counter.table) == 4


@pytest.mark.parametrize("value", [0, 1, 7])
def test_constant_has_one_state(value):
    machine = automata.constant(value, events=EVENTS)
    assert machine.table.shape == (1, EVENTS)
    assert read(machine.table, machine.output, [0, 3, 2]) == value
