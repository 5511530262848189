"""The journal in SQLite: groups, order, failure, lock, header, damage."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table

from cic.journal.database import RowWriter
from cic.journal.port import Committed, JournalError
from cic.journal.sql_journal import SqlJournal, open_for_reading
from routing.events import ActivityChanged
from routing.rejections import Rejection, RejectionCode
from routing.vocabulary import Activity, AgentId, SiteId, TenantId
from tests.unit.runtime.parts import reason

pytestmark = pytest.mark.unit

TENANT, SITE = TenantId("demo"), SiteId("main")


def record(seq: int, text: str = "tea", rejection: Rejection | None = None) -> Committed:
    changed = ActivityChanged(AgentId("alice"), Activity.ON_BREAK, text)
    return Committed(seq, 1_000 + seq, reason(text), (changed,), rejection)


class Bench:
    """An open journal whose callbacks come on its own thread."""

    def __init__(self, path: Path, site: SiteId = SITE) -> None:
        self.failures: list[Exception] = []
        self.committed: list[int] = []
        self.changed = threading.Condition()
        self.journal = SqlJournal(path, TENANT, site, deliver=self._deliver, on_failure=self.failures.append)

    def _deliver(self, call: object) -> None:
        with self.changed:
            call()  # type: ignore[operator]
            self.changed.notify_all()

    def append(self, *records: Committed) -> None:
        for item in records:
            self.journal.append(item, self.journal.prepare(item.given), lambda seq=item.seq: self.committed.append(seq))

    def append_unawaited(self, item: Committed) -> None:
        written = self.journal.prepare(item.given)
        self.journal.append(item, written, lambda: self.committed.append(item.seq), is_awaited=False)

    def wait_committed(self, count: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.committed) >= count or self.failures, 10)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def bench(path: Path) -> Iterator[Bench]:
    bench = Bench(path)
    yield bench
    bench.journal.close()


def test_records_come_back_as_they_were_and_in_order(bench: Bench) -> None:
    refused = Rejection(RejectionCode.NOT_ALLOWED_NOW, "too late")
    records = [record(1), record(2, "茶"), record(3, rejection=refused)]
    bench.append(*records)
    bench.wait_committed(3)
    assert bench.committed == [1, 2, 3]
    assert list(bench.journal.read()) == records
    assert list(bench.journal.read(3)) == records[2:]
    assert bench.journal.last() == (3, 1_003)


def test_a_record_that_is_not_awaited_commits_with_the_next_or_when_it_is_wanted(bench: Bench) -> None:
    bench.append_unawaited(record(1))
    assert bench.journal.last() == (0, 0)
    bench.append(record(2))
    bench.wait_committed(2)
    bench.append_unawaited(record(3))
    bench.journal.commit_open()
    bench.wait_committed(3)
    assert bench.committed == [1, 2, 3] and bench.journal.last() == (3, 1_003)
    bench.journal.commit_open()  # nothing is open
    bench.append_unawaited(record(4))
    bench.journal.close()
    assert bench.committed == [1, 2, 3, 4], "a journal that is closed leaves nothing behind"


def test_long_journals_are_read_in_pages(bench: Bench) -> None:
    records = [record(seq) for seq in range(1, 2_502)]
    bench.append(*records)
    bench.wait_committed(len(records))
    assert list(bench.journal.read()) == records


def test_what_is_added_during_a_commit_shares_the_next_one(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    commits: list[int] = []
    is_committing, may_go_on = threading.Event(), threading.Event()
    insert_at_once, commit = RowWriter.insert_at_once, RowWriter.commit

    def few(writer: RowWriter, connection: sqlite3.Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        commits.append(1)
        is_committing.set()
        assert may_go_on.wait(10)
        insert_at_once(writer, connection, table, rows)

    def many(writer: RowWriter, connection: sqlite3.Connection) -> None:
        commits.append(2)
        commit(writer, connection)

    monkeypatch.setattr(RowWriter, "insert_at_once", few)
    monkeypatch.setattr(RowWriter, "commit", many)
    bench.append(record(1))
    assert is_committing.wait(10)
    bench.append(*(record(seq) for seq in range(2, 52)))
    assert bench.committed == [], "nothing is called back before its commit has returned"
    may_go_on.set()
    bench.wait_committed(51)
    assert bench.committed == list(range(1, 52)) and commits == [1, 2]


def test_a_failed_commit_releases_nothing_and_is_told_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise OSError("no space left on device")

    bench.append(record(1))
    bench.wait_committed(1)
    monkeypatch.setattr(RowWriter, "insert_at_once", failing)
    bench.append(record(2))
    bench.wait_committed(2)
    assert [type(error) for error in bench.failures] == [OSError] and bench.committed == [1]
    with pytest.raises(JournalError, match="no rows any more"):
        bench.append(record(3))
    assert [item.seq for item in bench.journal.read()] == [1], "a failed commit leaves nothing behind"


def test_a_file_that_somebody_else_holds_is_waited_for(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    held = {"times": 0}
    insert_at_once = RowWriter.insert_at_once

    def busy(writer: RowWriter, connection: sqlite3.Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        if held["times"] < 2:
            held["times"] += 1
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise error
        insert_at_once(writer, connection, table, rows)

    monkeypatch.setattr(RowWriter, "insert_at_once", busy)
    bench.append(record(1))
    bench.wait_committed(1)
    assert bench.committed == [1] and not bench.failures and held["times"] == 2


def test_a_second_writer_is_refused_with_the_file_and_what_to_do(bench: Bench, path: Path) -> None:
    with pytest.raises(JournalError, match=r"journal\.db: another engine process.*Stop that process"):
        Bench(path)
    reader = open_for_reading(path, TENANT, SITE)
    bench.append(record(1))
    bench.wait_committed(1)
    assert list(reader.read()) == [record(1)], "a reader needs no lock"


def test_a_closed_journal_can_be_opened_again_and_goes_on(path: Path) -> None:
    first = Bench(path)
    first.append(record(1))
    first.journal.close()
    assert first.committed == [1], "closing commits what is open"
    second = Bench(path)
    second.append(record(2))
    second.journal.close()
    assert [item.seq for item in open_for_reading(path, TENANT, SITE).read()] == [1, 2]


def test_sites_are_apart(path: Path) -> None:
    first = Bench(path)
    first.append(record(1, "here"))
    first.journal.close()
    second = Bench(path, SiteId("other"))
    second.append(record(1, "there"))
    second.journal.close()
    assert [item.given.reason for item in open_for_reading(path, TENANT, SITE).read()] == ["here"]
    with pytest.raises(JournalError, match="no site of this name"):
        open_for_reading(path, TENANT, SiteId("nowhere"))


def test_a_number_cannot_be_written_twice(bench: Bench) -> None:
    bench.append(record(1), record(1))
    bench.wait_committed(1)
    assert len(bench.failures) == 1 and bench.committed == []


def test_only_the_owner_can_read_the_files(bench: Bench, path: Path) -> None:
    for file in path.parent.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file.name


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("UPDATE journal_header SET schema_version = 7", "form 7, and this program reads form 1"),
        ("UPDATE journal_input SET body = '{}' WHERE seq = 2", r"record 2 cannot be read \(value: not a record"),
        ("UPDATE journal_input SET body = 'x' WHERE seq = 2", "record 2 cannot be read"),
        (
            "UPDATE journal_input SET body = replace(body, 'on_break', 'x') WHERE seq = 2",
            r"given\.activity: not a value",
        ),
        ("DELETE FROM journal_input WHERE seq = 2", "record 2 is missing"),
        ("DELETE FROM journal_input WHERE seq = 1", "record 1 is missing"),
    ],
)
def test_damage_is_named_by_its_place(path: Path, damage: str, message: str) -> None:
    bench = Bench(path)
    bench.append(record(1), record(2), record(3))
    bench.journal.close()
    with sqlite3.connect(path) as connection:
        connection.execute(damage)
    connection.close()
    with pytest.raises(JournalError, match=message) as raised:
        list(open_for_reading(path, TENANT, SITE).read())
    assert str(path) in str(raised.value) and "tea" not in str(raised.value)


def test_a_file_that_is_no_journal_is_refused(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(JournalError, match="not a journal"):
        Bench(path)
    path.unlink()
    Bench(path).journal.close()
    with pytest.raises(JournalError, match="there is no journal here"):
        open_for_reading(path.with_name("absent.db"), TENANT, SITE)
