"""What the contributing page says about the code, checked on the code."""

from __future__ import annotations

import ast
from itertools import chain
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "detente"
MODULES = sorted(SOURCE.rglob("*.py"))
VAGUE = {"utils", "util", "common", "core", "base", "manager", "helpers", "misc"}
LONGEST = 60  # lines of a function, its docstring left out; 25 is the aim
COMPILED = 100  # of a compiled one: a call in an inner loop over bare arrays has its price
ONE_PASS = {"run_back", "unfold"}  # whole loops of the grid solver: a call in them costs too much
LARGEST = 420  # lines of a module; 200 is the aim


def test_no_module_has_a_name_that_says_nothing():
    names = chain.from_iterable(path.relative_to(SOURCE).with_suffix("").parts for path in MODULES)
    assert VAGUE.isdisjoint(names)


def test_modules_fit_a_reader():
    assert [path.name for path in MODULES if len(path.read_text().splitlines()) > LARGEST] == []


def test_functions_fit_a_screen():
    long = [
        f"{path.relative_to(SOURCE)}:{node.lineno} {node.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        and node.name not in ONE_PASS
        and _length(node) > (COMPILED if _compiled(node) else LONGEST)
    ]
    assert long == []


def _compiled(function: ast.FunctionDef) -> bool:
    return any("njit" in ast.unparse(decorator) for decorator in function.decorator_list)


def _length(function: ast.FunctionDef) -> int:
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    start = (first.end_lineno if documented else function.lineno) or 0
    return (function.end_lineno or 0) - start
