"""Errors are caught by name, and nothing prints but the commands a person runs."""

import ast
import re

import pytest

from tests.architecture.source import ROOT, Source, agree, is_program, product_files, test_files

pytestmark = pytest.mark.architecture

TOO_WIDE = {"Exception", "BaseException"}


def wide_catches(file: Source) -> list[str]:
    """Bare excepts, and catches of everything without the reason in a comment there or on the line before."""
    complaints = []
    for node in ast.walk(file.tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        if node.type is None:
            complaints.append(f"{file.path}:{node.lineno}: bare except")
        elif TOO_WIDE & _names(node.type) and not _has_reason(file, node):
            complaints.append(f"{file.path}:{node.lineno}: catches everything and does not say why in a comment")
    return complaints


def _names(caught: ast.expr) -> set[str]:
    parts = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return {ast.unparse(part) for part in parts}


def _has_reason(file: Source, node: ast.ExceptHandler) -> bool:
    around = [file.lines[node.lineno - 1], file.lines[node.lineno - 2]]
    comments = [line.partition("#")[2].strip() for line in around]
    return any(re.sub(r"^noqa: [A-Z0-9, ]+", "", comment).strip() for comment in comments)


def prints(file: Source, programs: frozenset[str]) -> list[str]:
    """Prints outside what a person runs: the command line, and modules that are programs of their own."""
    folder = file.path.rpartition("/")[0]
    if file.path.startswith("cic/cli/") or folder in programs or is_program(file):
        return []
    return [
        file.at(node, "prints; a diagnostic goes to the log, an answer to the caller")
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]


def program_folders() -> frozenset[str]:
    """Packages that are run by ``python -m``."""
    return frozenset(
        file.path.removesuffix("/__main__.py") for file in product_files() if file.path.endswith("/__main__.py")
    )


def test_errors_are_caught_by_name() -> None:
    agree([complaint for file in (*product_files(), *test_files()) for complaint in wide_catches(file)])


def test_only_programs_print() -> None:
    assert (ROOT / "cic").is_dir()
    agree([complaint for file in product_files() for complaint in prints(file, program_folders())])


def caught(clause: str) -> Source:
    return Source("cic/a.py", f"try:\n    x()\n{clause}\n    y()")


@pytest.mark.parametrize(
    "clause",
    [
        "except ValueError:",
        "except Exception:  # a task's edge: one bad desktop must not stop the others",
        "# The task's edge.\nexcept Exception:",
        "except Exception as error:  # noqa: BLE001  one observer must not silence the others",
    ],
)
def test_the_rule_lets_a_named_or_reasoned_catch_pass(clause: str) -> None:
    assert wide_catches(caught(clause)) == []


@pytest.mark.parametrize(
    "clause",
    ["except:", "except Exception:", "except (ValueError, Exception):", "except BaseException:  # noqa: BLE001"],
)
def test_the_rule_finds_a_wide_catch(clause: str) -> None:
    assert len(wide_catches(caught(clause))) == 1


def test_the_rule_finds_a_print() -> None:
    assert len(prints(Source("cic/runtime/a.py", "print(1)"), frozenset())) == 1
    assert prints(Source("cic/cli/contacts.py", "print(1)"), frozenset()) == []
    assert prints(Source("cic/lab/start.py", "print(1)"), frozenset({"cic/lab"})) == []
    assert prints(Source("cic/a.py", "if __name__ == '__main__':\n  print(1)"), frozenset()) == []
