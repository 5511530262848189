"""A journal in a file of its own, named by a person: written record by record, or read by whoever's it is.

Owns the pace (the disk is waited for) and the words for what goes wrong; decides nothing.
"""

import threading
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from cic.cli.words import CommandFailed
from cic.journal.database import Database
from cic.journal.port import Committed, JournalError
from cic.journal.sql_journal import SqlJournal, SqlJournalReader, open_for_reading
from cic.journal.tables import journal_header
from routing.vocabulary import SiteId, TenantId

GROUP_RECORDS = 1_000
UNCOMMITTED_MAX = 20_000
WAIT_S = 60.0


class JournalFile:
    """A new journal that is written as fast as the disk takes it."""

    def __init__(self, path: Path, tenant: TenantId, site: SiteId) -> None:
        """Make the file; CommandFailed when there is one of this name, or none can be made."""
        if path.exists():
            raise CommandFailed(f"{path} is there already, and a journal is never overwritten. Name another file.")
        if not path.parent.is_dir():
            raise CommandFailed(f"{path.parent} is no folder. Create it, or name another.")
        self._path = path
        self._failures: list[Exception] = []
        self._changed = threading.Condition()
        self._kept = self._committed = 0
        try:
            self._journal = SqlJournal(path, tenant, site, deliver=self._deliver, on_failure=self._failures.append)
        except OSError as fault:
            raise CommandFailed(f"{path} cannot be written ({fault.strerror}).") from None

    def keep(self, record: Committed) -> None:
        """Write a record, and wait while too many are on their way to the disk."""
        self._kept += 1
        written = self._journal.prepare(record.given)
        self._journal.append(record, written, self._one_more, is_awaited=self._kept % GROUP_RECORDS == 0)
        if self._kept - self._committed > UNCOMMITTED_MAX:
            self._wait_until(UNCOMMITTED_MAX // 2)

    def close(self) -> None:
        """Let the file go once everything is durable; CommandFailed when it is not."""
        self._journal.commit_open()
        try:
            self._wait_until(0)
        finally:
            self._journal.close()

    def _wait_until(self, open_max: int) -> None:
        self._journal.commit_open()
        with self._changed:
            in_time = self._changed.wait_for(
                lambda: self._failures or self._kept - self._committed <= open_max, timeout=WAIT_S
            )
        if self._failures or not in_time:
            raise CommandFailed(f"{self._path} cannot be written to the end. Is the disk full?") from None

    def _one_more(self) -> None:
        self._committed += 1

    def _deliver(self, call: Callable[[], None]) -> None:
        # Called on the journal's thread, which is as good as any: nobody else writes these figures.
        with self._changed:
            call()
            self._changed.notify_all()


def open_journal_of_any_site(path: Path) -> SqlJournalReader:
    """Read a journal without being told whose it is; JournalError when it is not that of exactly one site."""
    if not path.is_file():
        raise JournalError(f"{path}: there is no file of this name.")
    database = Database(path)
    try:
        with database.reading() as connection:
            sites = connection.execute(select(journal_header.c.tenant, journal_header.c.site)).all()
    except SQLAlchemyError as error:
        raise JournalError(f"{path}: this file is not a journal, or it is damaged.") from error
    finally:
        database.close()
    if len(sites) != 1:
        raise JournalError(f"{path}: {len(sites)} sites have a journal here; expected one.")
    return open_for_reading(path, TenantId(sites[0].tenant), SiteId(sites[0].site))
