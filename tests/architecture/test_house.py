"""What the contributing page says about the code, checked on the code."""

from __future__ import annotations

import ast
from itertools import chain
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "detente"
MODULES = sorted(SOURCE.rglob("*.py"))
VAGUE = {"utils", "util", "common", "core", "base", "manager", "helpers", "misc"}


def label(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def test_no_module_has_a_name_that_says_nothing():
    names = chain.from_iterable(path.relative_to(SOURCE).with_suffix("").parts for path in MODULES)
    assert VAGUE.isdisjoint(names)


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_annotations_are_postponed_everywhere(path):
    tree = ast.parse(path.read_text())
    statements = [node for node in tree.body if not isinstance(node, ast.Expr)]
    assert not statements or ast.unparse(statements[0]) == "from __future__ import annotations"


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_functions_take_few_arguments_by_position(path):
    many = [
        f"{node.name}:{node.lineno}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and not _compiled(node)
        and len([a for a in node.args.args if a.arg not in {"self", "cls"}]) > 4
    ]
    assert not many


def _compiled(function: ast.FunctionDef) -> bool:
    return any("njit" in ast.unparse(decorator) for decorator in function.decorator_list)
