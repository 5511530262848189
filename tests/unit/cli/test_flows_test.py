"""`cic flows test`: failures with their place, coverage, lists, JSON, and what the exit code says."""

import json
from pathlib import Path

import pytest

from cic.cli.main import main

pytestmark = pytest.mark.unit

Capture = pytest.CaptureFixture[str]
FLOW = """
flow: line
languages: [en]
start: hello
on_error: end
nodes:
  hello: {type: menu, say: hello, keys: {"1": one}, timeout_s: 5, on_failure: end}
  one: {type: say, say: one, next: end}
  end: {type: hang_up}
"""
TESTS = """
flow: line
tests:
  - name: a caller presses 1
    steps: [{hear: hello}, {press: 1}, {hear: one}, ends]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tests").mkdir()
    (tmp_path / "line.yaml").write_text(FLOW)
    (tmp_path / "tests" / "line.yaml").write_text(TESTS)
    return tmp_path


def flows_test(folder: Path, *more: str) -> int:
    return main(["flows", "test", "--flows", str(folder), *more])


def test_tests_that_pass_tell_what_they_never_took(folder: Path, capsys: Capture) -> None:
    assert flows_test(folder) == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines() == [
        "line: 3 of 4 ways taken (75.0 %)",
        "    line.yaml:7: never hello, on_failure",
        "1 passed, 0 failed.",
    ]
    assert shown.err.startswith("1 tests in ")


def test_full_is_not_reached_while_a_way_is_left(folder: Path) -> None:
    assert flows_test(folder, "--full") == 1
    silent = "  - {name: a silent caller, steps: [{hear: hello}, silence, ends]}\n"
    (folder / "tests" / "line.yaml").write_text(TESTS + silent)
    assert flows_test(folder, "--full") == 0


def test_a_failure_is_shown_with_line_both_sides_and_the_call(folder: Path, capsys: Capture) -> None:
    (folder / "tests" / "line.yaml").write_text(TESTS.replace("hear: one", "hear: two"))
    assert flows_test(folder) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "tests/line.yaml:5: line, a caller presses 1",
        "    expected  to hear en/line/two",
        "    found     heard en/line/one",
    ]
    assert any("caller  presses 1" in line for line in lines)


def test_json_has_tests_coverage_and_failures(folder: Path, capsys: Capture) -> None:
    (folder / "tests" / "line.yaml").write_text(TESTS.replace("hear: one", "hear: two"))
    assert flows_test(folder, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["passed"], told["failed"]) == (0, 1)
    assert told["tests"][0]["failure"]["line"] == 5
    assert told["coverage"][0]["never"][0] == {"node": "hello", "field": "on_failure", "line": 7}


def test_a_list_runs_nothing(folder: Path, capsys: Capture) -> None:
    assert flows_test(folder, "--list") == 0
    assert capsys.readouterr().out == "tests/line.yaml:4: a caller presses 1\n"


def test_a_flow_that_is_not_there(folder: Path, capsys: Capture) -> None:
    assert flows_test(folder, "lin") == 1
    assert "Did you mean 'line'?" in capsys.readouterr().err


def test_files_that_cannot_be_read_are_told_with_their_lines(folder: Path, capsys: Capture) -> None:
    (folder / "tests" / "line.yaml").write_text(TESTS.replace("press", "pres"))
    assert flows_test(folder) == 1
    assert "tests/line.yaml:5: test 1" in capsys.readouterr().out
    (folder / "line.yaml").write_text("flow: [")
    assert flows_test(folder) == 1
    assert "line.yaml:1: the file" in capsys.readouterr().out


def test_flows_without_tests_are_said_to_have_none(folder: Path, capsys: Capture) -> None:
    (folder / "tests" / "line.yaml").unlink()
    assert flows_test(folder) == 1
    assert "there are no tests of line" in capsys.readouterr().err


def test_a_sub_flow_that_is_missing_is_a_problem_of_the_flow(folder: Path, capsys: Capture) -> None:
    (folder / "line.yaml").write_text(FLOW.replace("{type: say, say: one, next: end}", "{type: flow, flow: away}"))
    assert flows_test(folder) == 1
    assert "no flow `away`" in capsys.readouterr().out
