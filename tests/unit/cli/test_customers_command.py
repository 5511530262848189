"""`cic customers`: cards found, shown, merged and parted again, with the exit codes of a shell's friend."""

import json
from pathlib import Path

import pytest

from cic.cli.main import main
from tests.unit.cli.test_cli import Capture

pytestmark = pytest.mark.unit

FILE = "customer_number,name,numbers,note\n1,Ann Lee,+442079460000,likes it short\n2,Anna Leigh,+442079460001,\n"


@pytest.fixture
def data(tmp_path: Path, capsys: Capture) -> Path:
    (tmp_path / "customers.csv").write_text(FILE)
    assert main(["customers", "import", str(tmp_path / "customers.csv"), "--data", str(tmp_path / "data")]) == 0
    capsys.readouterr()
    return tmp_path / "data"


def found(data: Path, query: str, capsys: Capture) -> list[dict[str, object]]:
    capsys.readouterr()
    main(["customers", "find", query, "--data", str(data), "--json"])
    cards: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return cards


def test_customers_are_found_and_shown(data: Path, capsys: Capture) -> None:
    assert main(["customers", "find", "lee", "--data", str(data)]) == 0
    title, row = capsys.readouterr().out.splitlines()
    assert title.split() == ["PARTY", "CUSTOMER", "NAME", "NUMBERS"] and row.endswith("+442079460000")
    (card,) = found(data, "lee", capsys)
    assert main(["customers", "show", str(card["party_id"]), "--data", str(data)]) == 0
    told = capsys.readouterr().out
    assert "likes it short" in told and "imported" in told and "by import: name, note, numbers" in told
    assert main(["customers", "find", "nobody", "--data", str(data)]) == 1
    assert "Nobody was found" in capsys.readouterr().err


def test_customers_are_merged_and_parted_again(data: Path, capsys: Capture) -> None:
    ann, anna = (str(card["party_id"]) for card in (*found(data, "lee", capsys), *found(data, "leigh", capsys)))
    assert main(["customers", "merge", ann, anna, "--data", str(data), "--json"]) == 0
    merge_id = json.loads(capsys.readouterr().out)["merge_id"]
    (card,) = found(data, "leigh", capsys)
    assert (card["party_id"], card["numbers"]) == (ann, ["+442079460000", "+442079460001"])
    assert main(["customers", "undo", merge_id, "--data", str(data)]) == 0
    assert [card["party_id"] for card in found(data, "leigh", capsys)] == [anna]


def test_a_folder_without_customers_is_told_and_left_as_it_is(tmp_path: Path, capsys: Capture) -> None:
    mistyped = tmp_path / "vra"
    assert main(["customers", "find", "lee", "--data", str(mistyped)]) == 1
    assert f"{mistyped} holds no customers" in capsys.readouterr().err
    assert not mistyped.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["show", "nobody"], 1, "unknown_party"),
        (["merge", "a", "a"], 1, "same_party"),
        (["merge", "a", "b"], 1, "unknown_party"),
        (["undo", "m"], 1, "unknown_merge"),
        (["merge", "a"], 2, "required: MERGE"),
        ([], 2, "required: ACTION"),
    ],
)
def test_what_cannot_be_done_is_said(data: Path, capsys: Capture, arguments: list[str], code: int, told: str) -> None:
    options = ["--data", str(data)] if arguments else []
    assert main(["customers", *arguments, *options]) == code
    assert told in capsys.readouterr().err
