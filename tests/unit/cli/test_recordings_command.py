"""`cic recordings listen-log`: what it asks of the center, its table, and wrong use."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cic.cli.main import main
from tests.harness.pretend_center import TOKEN, PretendCenter, pretend_center

pytestmark = pytest.mark.unit

Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]
ROW = {
    "ordinal": 7, "at_ms": 1_700_000_000_000, "user": "alice", "role": "agent", "agent_id": "alice", "contact_id": "c1",
    "track": "m1-1-1", "from_byte": 48_000,
}  # fmt: skip


@pytest.fixture
def center() -> Iterator[PretendCenter]:
    with pretend_center() as made:
        made.answer = {"listenings": [ROW]}
        yield made


@pytest.fixture
def run(center: PretendCenter, tmp_path: Path) -> Run:
    (tmp_path / "operator.token").write_text(TOKEN)
    return lambda *words: main(["recordings", "listen-log", *words, "--data", str(tmp_path), "--url", center.url])


def test_listenings_stand_in_a_table(run: Run, center: PretendCenter, capsys: Capture) -> None:
    assert run() == 0
    line = capsys.readouterr().out.splitlines()[-1].split()
    assert line[-6:] == ["alice", "agent", "c1", "m1-1-1", "3", "s"]
    assert center.asked == [("GET", "/api/recordings/listenings?limit=100", None)]


def test_a_page_is_asked_for_and_told_as_json(run: Run, center: PretendCenter, capsys: Capture) -> None:
    assert run("--limit", "2", "--before", "9", "--json") == 0
    assert json.loads(capsys.readouterr().out) == center.answer
    assert center.asked == [("GET", "/api/recordings/listenings?limit=2&before=9", None)]


@pytest.mark.parametrize("words", [("--limit", "0"), ("--limit", "501"), ("--before", "x")])
def test_wrong_numbers_are_wrong_use(run: Run, center: PretendCenter, words: tuple[str, str]) -> None:
    assert run(*words) == 2 and center.asked == []
