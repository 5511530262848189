"""`cic diff` and the warnings of `cic check` as a person and a script meet them."""

import json
import shutil
from pathlib import Path

import pytest

from cic.cli.main import main

pytestmark = pytest.mark.unit

DEMO = Path(__file__).parents[3] / "config"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A copy of the demo center."""
    return Path(shutil.copytree(DEMO, tmp_path / "config"))


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_no_change_is_0(other: Path, capsys: Capture) -> None:
    edit(other / "agents.yaml", "agents:\n", "agents:\n# a comment\n")
    assert main(["diff", "--against", str(other)]) == 0
    assert capsys.readouterr().out == "Nothing would change.\n"
    assert main(["diff", "--against", str(other), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["differences"] == []


def test_changes_are_1_from_the_old_text_to_ours(other: Path, capsys: Capture) -> None:
    edit(other / "agents.yaml", "products: 90", "products: 80")
    assert main(["diff", "--against", str(other)]) == 1
    assert capsys.readouterr().out == "agent bob: skills.products: 80 -> 90\n1 change(s).\n"
    assert main(["diff", "--config", str(other), "--against", str(DEMO), "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["differences"]
    assert found == {
        "kind": "agent", "name": "bob", "change": "changed", "field": "skills.products", "old": 90, "new": 80,
    }  # fmt: skip


def test_a_text_with_problems_cannot_be_compared(other: Path, capsys: Capture) -> None:
    edit(other / "agents.yaml", "products: 90", "prodcts: 90")
    assert main(["diff", "--against", str(other)]) == 2
    told = capsys.readouterr()
    assert "did you mean 'products'?" in told.out
    assert f"{other} cannot be compared" in told.err
    assert main(["diff", "--against", str(other), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["folder"] == str(other)
    assert main(["diff", "--against", str(other / "none")]) == 2
    assert main(["diff"]) == 2


def test_the_help_tells_the_exit_codes(capsys: Capture) -> None:
    assert main(["diff", "--help"]) == 0
    assert "0 done and nothing would change, 1 something would" in capsys.readouterr().out


def test_a_center_with_warnings_alone_is_good(other: Path, capsys: Capture) -> None:
    edit(other / "agents.yaml", "at_most: {callback: 0,", "at_most: {chat: 9, callback: 0,")
    assert main(["check", "--config", str(other)]) == 0
    words = capsys.readouterr().out
    assert "warning: agents.robin.at_most" in words and "1 warning(s)." in words and "is good" in words
    assert main(["check", "--config", str(other), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["problems"] == []
    assert [(warning["where"], warning["severity"]) for warning in told["warnings"]] == [
        ("agents.robin.at_most", "warning")
    ]
