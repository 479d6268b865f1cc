from __future__ import annotations

import pytest

from detente.brief.charts.tree import Twig, tree, trimmed

ROOT = Twig(
    "start",
    1.0,
    1.0,
    (
        Twig("a", 0.6, 0.6, (Twig("aa", 0.9, 0.54), Twig("ab", 0.1, 0.06))),
        Twig("b", 0.3, 0.3, (Twig("ba", 0.5, 0.15), Twig("bb", 0.5, 0.15))),
        Twig("c", 0.06, 0.06),
        Twig("d", 0.04, 0.04),
    ),
)


def leaves(twig: Twig) -> list[Twig]:
    return [leaf for child in twig.children for leaf in leaves(child)] or [twig]


@pytest.mark.parametrize("most", [2, 3, 4, 5, 6])
def test_folding_keeps_to_the_number_of_ends_and_loses_no_chance(most):
    cut = trimmed(ROOT, levels=5, leaves=most)
    assert len(leaves(cut)) <= most
    assert sum(leaf.reached for leaf in leaves(cut)) == pytest.approx(1.0)


def test_the_rarest_are_folded_into_one():
    cut = trimmed(ROOT, levels=5, leaves=5)
    assert cut.children[-1] == Twig("2 other ways", pytest.approx(0.1), pytest.approx(0.1))


def test_cutting_levels_leaves_the_rest_as_ends():
    assert [leaf.label for leaf in leaves(trimmed(ROOT, levels=1, leaves=9))] == list("abcd")


def test_the_picture_says_the_same_in_words():
    told = tree(ROOT, title="t").desc.replace("\u00a0", " ")
    assert told.startswith("a, 60 % (then: aa, 90 %; ab, 10 %)")
