"""`cic report`: what it asks of the center, its tables beside the golden hour, CSV as it comes, and wrong use."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from cic.api.report_bodies import report_data
from cic.cli.main import main
from cic.configuration.labels import Labels
from cic.journal.codec import Codec
from cic.journal.database import Database
from cic.reporting.asked import Asked, Interval, ReportKind
from cic.reporting.fold import Ledger
from cic.reporting.reading import ReportReading
from cic.reporting.store import ReportStore
from routing.vocabulary import SiteId, TenantId
from tests.harness.golden_day import ZONE, at_ms, golden_records
from tests.harness.pretend_center import TOKEN, PretendCenter, pretend_center

pytestmark = pytest.mark.unit

Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]
NINE, TEN = at_ms("09:00:00"), at_ms("10:00:00")


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReportReading]:
    store = ReportStore(Database(tmp_path_factory.mktemp("r") / "reports.db"), Codec, TenantId("demo"), SiteId("main"))
    store.take(Ledger(), golden_records())
    yield ReportReading(store, lambda: TEN)
    store.close()


@pytest.fixture
def center(reading: ReportReading) -> Iterator[PretendCenter]:
    with pretend_center() as made:
        made.answer = answer(reading, ReportKind.QUEUES)
        yield made


@pytest.fixture
def run(center: PretendCenter, tmp_path: Path) -> Run:
    (tmp_path / "operator.token").write_text(TOKEN)
    return lambda *words: main(["report", *words, "--data", str(tmp_path), "--url", center.url])


def answer(reading: ReportReading, kind: ReportKind, interval: Interval = Interval.NONE) -> dict[str, object]:
    report = reading.report_now(Asked(kind, NINE, TEN, ZONE, interval))
    return report_data(report, Labels({}, {}, {}, {}))


def lines_of(capsys: Capture) -> list[list[str]]:
    return [line.split() for line in capsys.readouterr().out.splitlines()]


def test_queues_stand_in_a_table_with_their_total(run: Run, center: PretendCenter, capsys: Capture) -> None:
    assert run("queues") == 0
    lines = lines_of(capsys)
    assert lines[0] == ["Queues", "from", "2026-03-02", "09:00", "until", "2026-03-02", "10:00,", "Europe/Vienna"]
    assert ["sales", "voice", "7", "4", "1", "1", "0", "1", "60.0%", "0:00:14", "0:04:45", "75.0%"] in lines
    assert lines[-1][:3] == ["total", "-", "13"]
    assert [(verb, urlsplit(path).path) for verb, path, _ in center.asked] == [("GET", "/api/reports/queues")]


def test_states_by_interval_with_breaks(
    run: Run, center: PretendCenter, reading: ReportReading, capsys: Capture
) -> None:
    center.answer = answer(reading, ReportKind.STATES, Interval.QUARTER)
    assert run("states", "--interval", "15m", "--columns", "ready_ms,break_ms") == 0
    lines = lines_of(capsys)
    assert ["2026-03-02", "09:00", "bob", "0:10:08", "0:00:00"] in lines and ["lunch", "0:15:00"] in lines


def test_all_that_is_wanted_is_asked_for(run: Run, center: PretendCenter, capsys: Capture) -> None:
    words = "agents --from 2026-03-02T09:00 --until 2026-03-03 --zone Asia/Shanghai --interval day --agent a --agent b"
    assert run(*words.split(), "--json") == 0
    assert json.loads(capsys.readouterr().out) == center.answer
    ((_, path, _),) = center.asked
    assert parse_qsl(urlsplit(path).query) == [
        ("from", "2026-03-02T09:00"), ("until", "2026-03-03"), ("zone", "Asia/Shanghai"), ("interval", "day"),
        ("agent", "a"), ("agent", "b"),
    ]  # fmt: skip


def test_csv_is_asked_of_the_center_and_printed_as_it_comes(run: Run, center: PretendCenter, capsys: Capture) -> None:
    assert run("intervals", "--csv") == 0
    ((_, path, _),) = center.asked
    assert ("format", "csv") in parse_qsl(urlsplit(path).query)
    assert json.loads(capsys.readouterr().out) == center.answer  # the pretended center knows JSON alone


def test_definitions_need_no_center(run: Run, center: PretendCenter, capsys: Capture) -> None:
    assert run("--definitions") == 0 and center.asked == []
    assert "service_level (Service level, share)" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["weather"], ["--interval", "decade"], ["--columns", "luck"], ["--csv", "--json"]])
def test_wrong_use(run: Run, center: PretendCenter, words: list[str]) -> None:
    assert run(*words) == 2 and center.asked == []
