"""A full disk and a locked file: nothing is written, nothing is released, and the same group goes through later."""

import errno
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from cic.journal.database import ROWS_AT_ONCE_MAX, Database, RowWriter
from cic.journal.group_writer import SLOW_COMMIT_S, GroupWriter
from cic.journal.port import Committed, JournalError, Stall, StorageStalled
from cic.journal.sql_journal import SqlJournal, open_for_reading
from cic.journal.stalls import has_room, stall_of
from cic.journal.tables import JOURNAL, personal_value
from routing.events import ActivityChanged
from routing.vocabulary import Activity, AgentId, SiteId, TenantId
from tests.unit.runtime.parts import reason

pytestmark = pytest.mark.unit

TENANT, SITE = TenantId("demo"), SiteId("main")
STEP_S = 10.0


def record(seq: int, size: int = 10) -> Committed:
    changed = ActivityChanged(AgentId("alice"), Activity.ON_BREAK, "t" * size)
    return Committed(seq, seq, reason("t" * size), (changed,), None)


def row(number: int) -> dict[str, object]:
    return {"tenant": TENANT, "site": SITE, "ref": f"pv-{number}", "party_id": "p", "kind": "note", "sealed": b"s"}


class Bench:
    """A journal whose stalls and commits are written down in their order."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.told: list[object] = []
        self.changed = threading.Condition()
        self.journal = SqlJournal(path, TENANT, SITE, deliver=self.deliver, on_failure=self.tell, on_stall=self.tell)
        self.pages = 100_000

    def deliver(self, call: Callable[[], None]) -> None:
        call()

    def tell(self, what: object) -> None:
        with self.changed:
            self.told.append(what)
            self.changed.notify_all()

    def append(self, seq: int, size: int = 10) -> None:
        item = record(seq, size)
        self.journal.append(item, self.journal.prepare(item.given), lambda: self.tell(seq))

    def wait_told(self, *expected: object) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: self.told == list(expected), STEP_S), self.told

    def limit_pages(self, pages: int) -> None:
        """Let SQLite find the disk full at this size of the file, from the next transaction on."""
        self.pages = pages

    def limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Have every transaction know how many pages there may be."""
        begin, insert_at_once = RowWriter.begin, RowWriter.insert_at_once

        def limited_begin(writer: RowWriter, connection: sqlite3.Connection) -> None:
            connection.execute(f"PRAGMA max_page_count={self.pages}")
            begin(writer, connection)

        def limited_insert(writer: RowWriter, connection: sqlite3.Connection, *rows: Any) -> None:
            connection.execute(f"PRAGMA max_page_count={self.pages}")
            insert_at_once(writer, connection, *rows)

        monkeypatch.setattr(RowWriter, "begin", limited_begin)
        monkeypatch.setattr(RowWriter, "insert_at_once", limited_insert)

    def seqs(self) -> list[int]:
        return [item.seq for item in open_for_reading(self.path, TENANT, SITE).read()]


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    made = Bench(tmp_path / "journal.db")
    made.limit(monkeypatch)
    yield made
    made.journal.close()


def test_a_full_disk_is_waited_for_and_the_same_group_goes_through(bench: Bench) -> None:
    bench.append(1)
    bench.wait_told(1)
    bench.limit_pages(1)
    bench.append(2, size=50_000)
    bench.wait_told(1, Stall.DISK_FULL)
    bench.append(3)
    assert bench.seqs() == [1], "nothing of the group is in the file"
    bench.limit_pages(100_000)
    bench.wait_told(1, Stall.DISK_FULL, None, 2, 3)
    assert bench.seqs() == [1, 2, 3]
    with bench.journal.database.reading() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"


@pytest.mark.parametrize("rows", [2, ROWS_AT_ONCE_MAX, ROWS_AT_ONCE_MAX + 1])
@pytest.mark.parametrize("is_sealed", [False, True])
def test_a_group_that_does_not_fit_leaves_nothing_however_it_is_written(
    bench: Bench, rows: int, is_sealed: bool
) -> None:
    bench.append(1)
    bench.wait_told(1)
    bench.limit_pages(1)
    bench.append(2, size=50_000)
    bench.wait_told(1, Stall.DISK_FULL)
    if is_sealed:
        bench.journal.writer.add(personal_value, row(1), is_awaited=False)
    last = 2 + rows
    for seq in range(3, last + 1):
        bench.append(seq, size=200_000)
    bench.limit_pages(40)
    bench.wait_told(1, Stall.DISK_FULL, None, 2, Stall.DISK_FULL)
    assert bench.seqs() == [1, 2], "the group is written whole or not at all"
    bench.limit_pages(100_000)
    bench.wait_told(1, Stall.DISK_FULL, None, 2, Stall.DISK_FULL, None, *range(3, last + 1))
    assert bench.seqs() == list(range(1, last + 1))
    with bench.journal.database.reading() as connection:
        assert connection.execute(text("select count(*) from personal_value")).scalar() == is_sealed


def test_a_file_that_another_process_holds_is_an_alarm_until_it_lets_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cic.journal.sql_journal.BUSY_TIMEOUT_MS", 50)
    bench = Bench(tmp_path / "journal.db")
    other = sqlite3.connect(tmp_path / "journal.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    bench.append(1)
    bench.wait_told(Stall.LOCKED)
    other.execute("ROLLBACK")
    bench.wait_told(Stall.LOCKED, None, 1)
    other.close()
    bench.journal.close()


def test_closing_gives_up_what_a_full_disk_does_not_take(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.append(1)
    bench.wait_told(1)
    bench.limit_pages(1)
    bench.append(2, size=50_000)
    bench.wait_told(1, Stall.DISK_FULL)
    assert not bench.journal.writer.close(give_up_after_s=0.2)
    bench.journal.close()
    assert "closed without the last records" in caplog.text
    assert bench.seqs() == [1]
    assert bench.told == [1, Stall.DISK_FULL], "nobody is told that it was written"


def test_damage_ends_the_writer_as_ever(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*_: object) -> None:
        error = sqlite3.DatabaseError("database disk image is malformed")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error

    monkeypatch.setattr(RowWriter, "insert_at_once", damaged)
    bench.append(1)
    with bench.changed:
        assert bench.changed.wait_for(lambda: bench.told, STEP_S)
    assert isinstance(bench.told[0], sqlite3.DatabaseError)
    with pytest.raises(JournalError):
        bench.append(2)


def test_a_commit_that_takes_seconds_is_told_by_whoever_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elapsed_s = [0.0]
    told: list[object] = []
    is_committing, may_commit = threading.Event(), threading.Event()
    database = Database(tmp_path / "journal.db")
    with database.writing() as connection:
        JOURNAL.create_all(connection)

    insert_at_once = RowWriter.insert_at_once

    def hang(writer: RowWriter, connection: sqlite3.Connection, *rows: Any) -> None:
        is_committing.set()
        assert may_commit.wait(STEP_S)
        insert_at_once(writer, connection, *rows)

    writer = GroupWriter(database, lambda call: call(), told.append, told.append, lambda: elapsed_s[0])
    monkeypatch.setattr(RowWriter, "insert_at_once", hang)
    writer.add(personal_value, row(1))
    assert is_committing.wait(STEP_S)
    writer.add(personal_value, row(2))
    assert told == []
    elapsed_s[0] = SLOW_COMMIT_S + 1
    writer.add(personal_value, row(3))
    writer.add(personal_value, row(4))
    assert told == [Stall.SLOW]
    elapsed_s[0] += 1
    may_commit.set()
    assert writer.close()
    assert told == [Stall.SLOW, None]
    database.close()


def test_no_room_is_told_from_a_broken_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def raised(code: int) -> Stall | None:
        error = sqlite3.OperationalError()
        error.sqlite_errorcode = code
        return stall_of(OperationalError("COMMIT", None, error), tmp_path)

    assert has_room(tmp_path) and list(tmp_path.iterdir()) == []
    assert raised(sqlite3.SQLITE_FULL) is Stall.DISK_FULL
    assert raised(sqlite3.SQLITE_BUSY_SNAPSHOT) is Stall.LOCKED
    assert raised(sqlite3.SQLITE_IOERR_WRITE) is None, "there is room, so the disk is broken"
    monkeypatch.setattr("cic.journal.stalls.has_room", lambda _: False)
    assert raised(sqlite3.SQLITE_IOERR_WRITE) is Stall.DISK_FULL, "a quota, or a file beside that cannot grow"
    assert raised(sqlite3.SQLITE_CORRUPT) is None
    assert stall_of(OSError(errno.ENOSPC, "no"), tmp_path) is Stall.DISK_FULL
    assert stall_of(OSError(errno.EIO, "no"), tmp_path) is None
    assert stall_of(StorageStalled(Stall.LOCKED, tmp_path), tmp_path) is Stall.LOCKED
