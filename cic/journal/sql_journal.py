"""The journal in an SQL database. Owns its rows, its header and its writer; decides nothing.

Stage one is SQLite only. ``tenant`` and ``site`` are in every key, and a second writer is refused twice: by the lock on
the file, and by the primary key of the row.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import Connection, Row, insert, select
from sqlalchemy.exc import SQLAlchemyError

from cic.center.inputs import CenterInput
from cic.journal.codec import CodecError
from cic.journal.database import Database, WriterLock
from cic.journal.group_writer import Deliver, GroupWriter, OnStall
from cic.journal.port import Committed, JournalError, StorageStalled, WrittenInput
from cic.journal.records import RecordCodec
from cic.journal.tables import JOURNAL, SCHEMA_VERSION, journal_header, journal_input
from routing.vocabulary import SiteId, TenantId

log = logging.getLogger(__name__)

READ_ROWS = 1_000
BUSY_TIMEOUT_MS = 2_000
"""Longer than another process needs to look or to make a copy; whoever holds the file longer is an alarm."""


class SqlJournalReader:
    """Reads one site's journal, also while another process writes it."""

    def __init__(self, database: Database, tenant: TenantId, site: SiteId, codec: RecordCodec | None = None) -> None:
        self.database = database
        self.tenant = tenant
        self.site = site
        self.codec = codec or RecordCodec()

    def read(self, from_seq: int = 1) -> Iterator[Committed]:
        """Return the records from this number on, in order; raise JournalError at one that cannot be read."""
        next_seq = from_seq
        while rows := self._rows(next_seq):
            for row in rows:
                seq = row.seq
                if seq != next_seq:
                    raise JournalError(f"{self.database.path}: record {next_seq} is missing. Restore it from a backup.")
                try:
                    record = self.codec.read(seq, row.at_ms, row.body)
                except (CodecError, ValueError) as error:
                    raise JournalError(
                        f"{self.database.path}: record {seq} cannot be read ({error}). "
                        "Run the program version that wrote it, or restore the file from a backup."
                    ) from None
                yield record
                next_seq = seq + 1

    def last(self) -> tuple[int, int]:
        """Return the number and time of the last record, or (0, 0)."""
        newest = (
            select(journal_input.c.seq, journal_input.c.at_ms)
            .where(journal_input.c.tenant == self.tenant, journal_input.c.site == self.site)
            .order_by(journal_input.c.seq.desc())
            .limit(1)
        )
        with self.database.reading() as connection:
            row = connection.execute(newest).first()
        return (0, 0) if row is None else (row.seq, row.at_ms)

    def _rows(self, from_seq: int) -> Sequence[Row[int, int, str]]:
        page = (
            select(journal_input.c.seq, journal_input.c.at_ms, journal_input.c.body)
            .where(
                journal_input.c.tenant == self.tenant,
                journal_input.c.site == self.site,
                journal_input.c.seq >= from_seq,
            )
            .order_by(journal_input.c.seq)
            .limit(READ_ROWS)
        )
        with self.database.reading() as connection:
            return connection.execute(page).all()


class SqlJournal(SqlJournalReader):
    """One site's journal, open for its one writer."""

    def __init__(
        self,
        path: Path,
        tenant: TenantId,
        site: SiteId,
        *,
        deliver: Deliver,
        on_failure: Callable[[Exception], None],
        on_stall: OnStall = lambda _: None,
        codec: RecordCodec | None = None,
    ) -> None:
        """Open or create the journal and lock it; raise JournalError or StorageStalled when that cannot be.

        ``deliver`` runs a function on the event loop's thread (``loop.call_soon_threadsafe``). ``on_failure`` is
        delivered when a commit failed: the process must end, for memory is ahead of the journal. ``on_stall`` is
        delivered when commits begin to wait, and when they go through again.
        """
        self._lock = WriterLock(path)
        try:
            super().__init__(Database(path, busy_timeout_ms=BUSY_TIMEOUT_MS), tenant, site, codec)
            with self.database.writing() as connection:
                JOURNAL.create_all(connection)
                if not _has_header(connection, path, tenant, site):
                    header = {"tenant": tenant, "site": site, "schema_version": SCHEMA_VERSION}
                    connection.execute(insert(journal_header), header)
        except (JournalError, StorageStalled):
            self._lock.release()
            raise
        except SQLAlchemyError as error:
            self._lock.release()
            raise _unreadable(path) from error
        self.writer = GroupWriter(self.database, deliver, on_failure, on_stall)

    def prepare(self, given: CenterInput) -> WrittenInput:
        """Return the input in its journalled form, or raise CodecError when it cannot be journalled."""
        return self.codec.write_given(given)

    def append(
        self, record: Committed, written: WrittenInput, on_committed: Callable[[], None], *, is_awaited: bool = True
    ) -> None:
        """Add a record to the open group and return at once; call back once it is durable.

        One that is not awaited commits with the next that is, or at ``commit_open``.
        """
        row = {
            "tenant": self.tenant,
            "site": self.site,
            "seq": record.seq,
            "at_ms": record.at_ms,
            "body": self.codec.write(record, written),
        }
        self.writer.add(journal_input, row, on_committed, is_awaited=is_awaited)

    def commit_open(self) -> None:
        """Begin to commit what was not awaited, and return at once."""
        self.writer.commit_open()

    def close(self) -> None:
        """Commit what is open and let the journal go. What a stalled file does not take in time is lost, and said."""
        if not self.writer.close():
            log.critical("closed without the last records: the file did not take them, and nothing of them was told")
        self.database.close()
        self._lock.release()


def open_for_reading(path: Path, tenant: TenantId, site: SiteId, codec: RecordCodec | None = None) -> SqlJournalReader:
    """Open a journal that exists, without locking out its writer; raise JournalError when there is none."""
    if not path.exists():
        raise JournalError(f"{path}: there is no journal here. Name the data folder of a center that has run.")
    database = Database(path)
    try:
        with database.reading() as connection:
            if not _has_header(connection, path, tenant, site):
                raise JournalError(f"{path}: this journal has no site of this name. Check tenant and site.")
    except SQLAlchemyError as error:
        raise _unreadable(path) from error
    return SqlJournalReader(database, tenant, site, codec)


def _has_header(connection: Connection, path: Path, tenant: TenantId, site: SiteId) -> bool:
    """Whether the site has a journal here, in a form that this program reads."""
    columns = journal_header.c
    of_site = select(columns.schema_version).where(columns.tenant == tenant, columns.site == site)
    found = connection.execute(of_site).scalar()
    if found not in (None, SCHEMA_VERSION):
        raise JournalError(
            f"{path}: this journal has form {found}, and this program reads form {SCHEMA_VERSION}. "
            "Run the program version that wrote it."
        )
    return found is not None


def _unreadable(path: Path) -> JournalError:
    return JournalError(f"{path}: this file is not a journal, or it is damaged. Restore it from a backup.")
