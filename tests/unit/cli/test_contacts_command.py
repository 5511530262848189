"""`cic contacts`: what it asks of the center by which options, an export as a file, and wrong use."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from cic.cli.main import main
from tests.harness.pretend_center import TOKEN, PretendCenter, pretend_center
from tests.unit.cli.test_cli import CONTACT

pytestmark = pytest.mark.unit
Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]
FOUND = {"contacts": [CONTACT], "cursor": "77", "count": 10_000, "is_more": True}
DONE = {"export_id": "export-1", "state": "done", "rows_written": 2, "rows_total": 2, "failure": ""}


@pytest.fixture
def center() -> Iterator[PretendCenter]:
    with pretend_center() as made:
        made.answer = dict(FOUND)
        yield made


@pytest.fixture
def run(center: PretendCenter, tmp_path: Path) -> Run:
    (tmp_path / "operator.token").write_text(TOKEN)
    return lambda *words: main(["contacts", *words, "--data", str(tmp_path), "--url", center.url])


def test_filters_are_asked_in_a_body_and_found_contacts_stand_in_a_table(
    run: Run, center: PretendCenter, capsys: Capture
) -> None:
    words = (
        "--number", "5678", "--name", "wang", "--note", "refund", "--queue", "sales", "--queue", "support", "--agent",
        "alice", "--outcome", "abandoned", "--talked", "60-", "--waited", "-30", "--lasted", "5", "--rated", "1-2",
        "--recorded", "--longest", "--from", "2026-11-01", "--until", "2026-11-28 08:30", "--limit", "1",
    )  # fmt: skip
    assert run(*words) == 0
    ((method, path, body),) = center.asked
    assert (method, path) == ("POST", "/api/contacts/search")
    assert body == {
        "number": "5678", "name": "wang", "note": "refund", "queues": ["sales", "support"], "agents": ["alice"],
        "outcomes": ["abandoned"], "talk_ms": {"least": 60_000, "most": None}, "order": "longest",
        "waited_ms": {"least": None, "most": 30_000}, "total_ms": {"least": 5_000, "most": 5_000},
        "rating": {"of": "", "least": 1, "most": 2}, "is_recorded": True, "limit": 1, "cursor": None,
        "with_count": True,
        "from_ms": int(datetime(2026, 11, 1).timestamp() * 1_000),
        "until_ms": int(datetime(2026, 11, 28, 8, 30).timestamp() * 1_000),
    }  # fmt: skip
    told = capsys.readouterr()
    assert "李娜" in told.out and "1 of more than 10000; the next: --cursor 77" in told.err


def test_pages_are_asked_for_until_there_are_enough(run: Run, center: PretendCenter, capsys: Capture) -> None:
    assert run("--medium", "voice", "--limit", "3", "--cursor", "99", "--json") == 0
    assert [(body["limit"], body["cursor"]) for _, _, body in center.asked] == [(3, "99"), (2, "77"), (1, "77")]
    assert [body["with_count"] for _, _, body in center.asked] == [True, False, False]
    assert len(json.loads(capsys.readouterr().out)["contacts"]) == 3


def test_an_export_is_asked_for_watched_and_written(
    run: Run, center: PretendCenter, tmp_path: Path, capsys: Capture
) -> None:
    center.answer = dict(DONE)
    file = tmp_path / "out.jsonl"
    assert run("export", str(file), "--reason", "weekly", "--queue", "sales", "--columns", "contact_id,total_ms") == 0
    assert [(method, path) for method, path, _ in center.asked] == [
        ("POST", "/api/exports"), ("GET", "/api/exports/export-1"), ("GET", "/api/exports/export-1/file"),
        ("DELETE", "/api/exports/export-1"),
    ]  # fmt: skip
    assert center.asked[0][2] == {
        "search": {"queues": ["sales"]}, "form": "jsonl", "reason": "weekly", "columns": ["contact_id", "total_ms"],
    }  # fmt: skip
    told = capsys.readouterr()
    assert "2 contacts in" in told.out and "2 of 2 (100 %)" in told.err
    assert json.loads(file.read_text()) == DONE and file.stat().st_mode & 0o777 == 0o600
    assert run("export", str(file), "--reason", "again") == 1, "a file that is there stays"
    assert "is there already" in capsys.readouterr().err


def test_an_export_that_fails_says_why(run: Run, center: PretendCenter, tmp_path: Path, capsys: Capture) -> None:
    center.answer = DONE | {"state": "failed", "failure": "no_room"}
    assert run("export", str(tmp_path / "a.csv"), "--reason", "x") == 1
    assert "no_room" in capsys.readouterr().err and not (tmp_path / "a.csv").exists()


@pytest.mark.parametrize(
    "words",
    [("export",), ("export", "a.csv"), ("c-1", "c-2"), ("--talked", "x"), ("--talked", "-"), ("--from", "yesterday"),
     ("--outcome", "lost"), ("--queue", "sales", "--before", "c-1"), ("--recorded", "--not-recorded")],
)  # fmt: skip
def test_wrong_use_asks_nothing(run: Run, center: PretendCenter, words: tuple[str, ...]) -> None:
    assert run(*words) == 2 and center.asked == []
