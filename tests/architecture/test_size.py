"""Files and functions stay short enough to be read in one go."""

import pytest

from tests.architecture.source import ROOT, Source, agree, files_below, functions, product_files, test_files

pytestmark = pytest.mark.architecture

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60


def too_long_file(path: str, text: str) -> list[str]:
    """A file that is longer than a file may be."""
    count = len(text.splitlines())
    return [f"{path}: {count} lines, at most {FILE_LINES_MAX}"] if count > FILE_LINES_MAX else []


def too_long_functions(file: Source) -> list[str]:
    """Functions that are longer than a function may be, signature and docstring included."""
    complaints = []
    for function in functions(file.tree):
        assert function.end_lineno is not None
        count = function.end_lineno - function.lineno + 1
        if count > FUNCTION_LINES_MAX:
            complaints.append(file.at(function, f"{function.name} has {count} lines, at most {FUNCTION_LINES_MAX}"))
    return complaints


def test_python_files_are_short() -> None:
    files = (*product_files(), *test_files())
    agree([complaint for file in files for complaint in too_long_file(file.path, file.text)])


def test_python_functions_are_short() -> None:
    files = (*product_files(), *test_files())
    agree([complaint for file in files for complaint in too_long_functions(file)])


def test_typescript_files_are_short() -> None:
    paths = files_below("agent_desktop/web/src", ".ts", ".tsx", ".css")
    names = [(str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in paths]
    agree([complaint for name, text in names for complaint in too_long_file(name, text)])


def test_the_rule_counts_lines_of_a_file() -> None:
    assert too_long_file("routing/a.py", "x = 1\n" * FILE_LINES_MAX) == []
    assert len(too_long_file("routing/a.py", "x = 1\n" * (FILE_LINES_MAX + 1))) == 1


@pytest.mark.parametrize("head", ["def f():\n", "async def f():\n", "class A:\n  def f(self):\n"])
def test_the_rule_counts_lines_of_a_function(head: str) -> None:
    good, bad = head + "    x = 1\n" * (FUNCTION_LINES_MAX - 1), head + "    x = 1\n" * FUNCTION_LINES_MAX
    assert too_long_functions(Source("routing/a.py", good)) == []
    assert len(too_long_functions(Source("routing/a.py", bad))) == 1
