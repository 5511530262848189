"""Every test module has one category, and no test waits for time to pass."""

import ast

import pytest

from tests.architecture.source import Source, agree, functions, test_files
from tests.conftest import CATEGORIES

pytestmark = pytest.mark.architecture


def wrong_category(file: Source) -> list[str]:
    """A test module that does not set exactly one category for the whole of it."""
    if not file.path.rsplit("/", 1)[-1].startswith("test_"):
        return []
    found = [
        ast.unparse(node.value)
        for node in file.tree.body
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["pytestmark"]
    ]
    if len(found) == 1 and found[0] in {f"pytest.mark.{category}" for category in CATEGORIES}:
        return []
    return [f"{file.path}: needs one `pytestmark = pytest.mark.<category>`, has {found or 'none'}"]


def sleeps(file: Source) -> list[str]:
    """Waits for time to pass.

    ``sleep(0)`` only lets others run. Outside test modules, in the far side of a wire, a sleep inside a loop is how
    a condition is polled with a bound, or how audio keeps its pace.
    """
    is_test_module = file.path.rsplit("/", 1)[-1].startswith("test_")
    return [
        file.at(call, "waits for time to pass: wait for a condition with a bound, or advance the clock")
        for call in _sleep_calls(file.tree)
        if not _is_zero(call) and (is_test_module or call not in _calls_in_loops(file.tree))
    ]


def _sleep_calls(tree: ast.AST) -> list[ast.Call]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if ast.unparse(call.func).rpartition(".")[2] == "sleep"]


def _calls_in_loops(tree: ast.Module) -> list[ast.Call]:
    loops = [node for function in functions(tree) for node in ast.walk(function)]
    return [
        call for node in loops if isinstance(node, ast.While | ast.For | ast.AsyncFor) for call in _sleep_calls(node)
    ]


def _is_zero(call: ast.Call) -> bool:
    return len(call.args) == 1 and isinstance(call.args[0], ast.Constant) and call.args[0].value == 0


def test_every_test_module_has_one_category() -> None:
    agree([complaint for file in test_files() for complaint in wrong_category(file)])


def test_no_test_waits_for_time_to_pass() -> None:
    agree([complaint for file in test_files() for complaint in sleeps(file)])


@pytest.mark.parametrize(
    "text",
    [
        "x = 1",
        "pytestmark = pytest.mark.slow",
        "pytestmark = [pytest.mark.unit, pytest.mark.property]",
        "pytestmark = pytest.mark.unit\npytestmark = pytest.mark.property",
    ],
)
def test_the_rule_finds_a_module_without_one_category(text: str) -> None:
    assert len(wrong_category(Source("tests/unit/test_a.py", text))) == 1


def test_the_rule_lets_one_category_and_plain_modules_pass() -> None:
    assert wrong_category(Source("tests/unit/test_a.py", "pytestmark = pytest.mark.unit")) == []
    assert wrong_category(Source("tests/unit/builders.py", "x = 1")) == []


def test_the_rule_finds_waiting() -> None:
    polling = "async def until(is_true):\n  while not is_true():\n    await asyncio.sleep(0.02)"
    assert sleeps(Source("tests/e2e/center.py", polling)) == []
    assert sleeps(Source("tests/unit/test_a.py", "async def f():\n  await asyncio.sleep(0)")) == []
    assert len(sleeps(Source("tests/unit/test_a.py", polling))) == 1
    assert len(sleeps(Source("tests/e2e/center.py", "def f():\n  time.sleep(1)"))) == 1
    assert len(sleeps(Source("tests/e2e/center.py", "def f():\n  sleep(1)"))) == 1
