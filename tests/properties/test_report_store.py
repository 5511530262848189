"""The tables of reports: the same however the journal came in pieces, over crashes and restarts, by any intervals."""

import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cic.journal.codec import Codec
from cic.journal.database import Database
from cic.journal.port import Committed
from cic.reporting.asked import Asked, Interval, ReportKind
from cic.reporting.fold import Ledger
from cic.reporting.quarters import QUARTER_MS, quarter_of
from cic.reporting.reading import ReportReading
from cic.reporting.store import ReportStore
from cic.reporting.tables import REPORTS, report_form
from cic.reporting.writing import ReportWriter
from routing.vocabulary import SiteId, TenantId
from tests.harness.golden_day import golden_records
from tests.simulation.test_desk_days import ROUGH, desk_day, run

pytestmark = pytest.mark.property

TENANT, SITE = TenantId("demo"), SiteId("main")


def opened(path: Path) -> ReportStore:
    return ReportStore(Database(path), Codec, TENANT, SITE)


def dump(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the file; rows of sums that are all 0 stand for nothing."""
    with sqlite3.connect(path) as connection:
        return {
            table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in REPORTS.tables
        }


@pytest.fixture(scope="module")
def records() -> list[Committed]:
    """The golden hour, and after it a day with all that can go wrong."""
    golden = golden_records()
    day = desk_day(12, ROUGH)
    run(day)
    later_ms = golden[-1].at_ms
    moved = [Committed(len(golden) + one.seq, later_ms + one.at_ms, one.given, one.events, None) for one in day.records]
    return [*golden, *moved]


@pytest.fixture(scope="module")
def whole(records: list[Committed], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("whole") / "reports.db"
    store = opened(path)
    store.take(Ledger(), records)
    store.close()
    return path


@pytest.mark.parametrize("size", [1, 7, 100])
def test_however_the_journal_comes_in_pieces_the_tables_are_the_same(
    records: list[Committed], whole: Path, tmp_path: Path, size: int
) -> None:
    store, ledger = opened(tmp_path / "reports.db"), Ledger()
    for start in range(0, len(records), size):
        store.take(ledger, records[start : start + size])
    store.close()
    assert dump(tmp_path / "reports.db") == dump(whole)


def test_a_write_that_fails_and_a_restart_count_nothing_twice_and_lose_nothing(
    records: list[Committed], whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, middle = tmp_path / "reports.db", len(records) // 2
    store, ledger = opened(path), Ledger()
    store.take(ledger, records[:middle])

    def fails(_writer: ReportWriter, _seq: int, _at_ms: int) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="no space"):
        patched.setattr(ReportWriter, "move_cursor", fails)
        store.take(ledger, records[middle : middle + 40])
    store.close()
    again = opened(path)
    assert again.cursor() == middle
    again.take(again.ledger(), records[middle:])
    again.close()
    assert dump(path) == dump(whole)


def test_tables_of_another_form_are_made_again(tmp_path: Path) -> None:
    path = tmp_path / "reports.db"
    store = opened(path)
    store.take(Ledger(), golden_records())
    with store.database.writing() as connection:
        connection.execute(report_form.update().values(form=0))
    store.close()
    assert opened(path).cursor() == 0  # the journal is folded from its beginning


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_intervals_of_any_length_add_up_to_the_whole(whole: Path, data: st.DataObject) -> None:
    first, last = quarter_of(golden_records()[1].at_ms) - QUARTER_MS, golden_records()[-1].at_ms + 3 * 3_600_000
    begins = first + QUARTER_MS * data.draw(st.integers(0, 20), "begins")
    until = begins + QUARTER_MS * data.draw(st.integers(1, (last - first) // QUARTER_MS), "until")
    kind = data.draw(st.sampled_from(list(ReportKind)), "kind")
    interval = data.draw(st.sampled_from(list(Interval)), "interval")
    zone = data.draw(st.sampled_from(["Europe/Vienna", "Asia/Kathmandu", "Pacific/Chatham"]), "zone")
    store = opened(whole)
    reading = ReportReading(store, lambda: last)
    parts = reading.report_now(Asked(kind, begins, until, zone, interval))
    one = reading.report_now(Asked(kind, begins, until, zone, Interval.NONE))
    store.close()
    assert Counter(parts.total.sums) == Counter(one.total.sums)
    assert (parts.total.breaks, parts.break_reasons) == (one.total.breaks, one.break_reasons)
    for sums in [row.sums for row in parts.rows]:
        if kind in (ReportKind.QUEUES, ReportKind.INTERVALS):
            ended = ("answered", "abandoned", "short_abandoned", "left", "waiting")
            assert sums.get("offered", 0) == sum(sums.get(name, 0) for name in ended)
