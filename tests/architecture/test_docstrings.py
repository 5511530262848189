"""Every module says what it owns; every public function of the cores says what it does."""

import ast

import pytest

from tests.architecture.import_table import CORES, is_within
from tests.architecture.source import Source, agree, product_files, test_files

pytestmark = pytest.mark.architecture


def silent_module(file: Source) -> list[str]:
    """A module without a docstring; an empty one has nothing to say."""
    if ast.get_docstring(file.tree) or not file.tree.body:
        return []
    return [f"{file.path}: says nowhere what it owns"]


def silent_functions(file: Source) -> list[str]:
    """Public functions, classes and methods of a core without a docstring."""
    if not is_within(file.module, CORES):
        return []
    return [
        file.at(node, f"{node.name} has no docstring")
        for node in _public(file.tree.body)
        if ast.get_docstring(node) is None
    ]


def _public(body: list[ast.stmt]) -> list[ast.FunctionDef | ast.ClassDef]:
    found: list[ast.FunctionDef | ast.ClassDef] = []
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            found.append(node)
            if isinstance(node, ast.ClassDef):
                found += _public(node.body)
    return found


def test_every_module_says_what_it_owns() -> None:
    agree([complaint for file in (*product_files(), *test_files()) for complaint in silent_module(file)])


def test_every_public_function_of_the_cores_says_what_it_does() -> None:
    agree([complaint for file in product_files() for complaint in silent_functions(file)])


def test_the_rule_finds_a_silent_module() -> None:
    assert silent_module(Source("cic/a.py", '"""Owns a."""\nx = 1')) == []
    assert silent_module(Source("cic/a.py", "")) == []
    assert len(silent_module(Source("cic/a.py", "x = 1"))) == 1


def test_the_rule_finds_silent_functions_of_the_cores_only() -> None:
    bad = 'def f(): ...\nclass A:\n  """A."""\n  def g(self): ...\n  def _h(self): ...\ndef _i(): ...'
    good = 'def f():\n  """Do."""\ndef _g(): ...'
    assert len(silent_functions(Source("routing/a.py", bad))) == 2
    assert silent_functions(Source("routing/a.py", good)) == []
    assert silent_functions(Source("cic/api/a.py", bad)) == []
