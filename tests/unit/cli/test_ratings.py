"""`cic ratings`: what it asks of the center, its tables, and wrong use."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cic.cli import ratings
from cic.cli.main import main
from tests.harness.pretend_center import TOKEN, PretendCenter, pretend_center

pytestmark = pytest.mark.unit

NOW_MS = 1_700_000_000_000
DAY_MS = 86_400_000
Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]
SALES = {
    "queue_id": "sales", "agent_id": None, "subject": "service", "lowest": 1, "highest": 5, "count": 4, "average": 3.75,
    "values": {"1": 1, "2": 0, "3": 0, "4": 1, "5": 2},
}  # fmt: skip


@pytest.fixture
def center() -> Iterator[PretendCenter]:
    with pretend_center() as made:
        alice = SALES | {"queue_id": None, "agent_id": "alice", "average": 4.0}
        made.answer = {"from_ms": NOW_MS - DAY_MS, "until_ms": NOW_MS, "queues": [SALES], "agents": [alice]}
        yield made


@pytest.fixture
def run(center: PretendCenter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    (tmp_path / "operator.token").write_text(TOKEN)
    monkeypatch.setattr(ratings, "now_ms", lambda: NOW_MS)
    return lambda *words: main(["ratings", *words, "--data", str(tmp_path), "--url", center.url])


def test_queues_and_agents_stand_in_tables(run: Run, center: PretendCenter, capsys: Capture) -> None:
    assert run() == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    row = ["service", "4", "3.75", "1", "to", "5", "1:", "1", "2:", "0", "3:", "0", "4:", "1", "5:", "2"]
    assert ["sales", *row] in lines and ["alice", "service", "4", "4.00"] in [line[:4] for line in lines]
    assert center.asked == [("GET", f"/api/ratings?from_ms={NOW_MS - DAY_MS}", None)]


def test_a_queue_an_agent_and_a_time_are_asked_for(run: Run, center: PretendCenter, capsys: Capture) -> None:
    assert run("--queue", "sales", "--agent", "alice", "--days", "7", "--json") == 0
    assert json.loads(capsys.readouterr().out) == center.answer
    wanted = f"/api/ratings?from_ms={NOW_MS - 7 * DAY_MS}&queue_id=sales&agent_id=alice"
    assert center.asked == [("GET", wanted, None)]


@pytest.mark.parametrize("days", ["0", "x", "-1", "99999"])
def test_a_wrong_number_of_days_is_wrong_use(run: Run, center: PretendCenter, days: str) -> None:
    assert run("--days", days) == 2 and center.asked == []
