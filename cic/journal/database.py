"""SQLite files as our stores use them. Owns pragmas, locking and transactions; knows no table of ours.

WAL with synchronous=FULL: a commit that returned survives a power cut, and readers never wait for the writer.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from cic.journal.port import JournalError, StorageStalled
from cic.journal.stalls import stall_of

BUSY_TIMEOUT_MS = 10_000
_READ_ONLY = "cic_read_only"


class Database:
    """One SQLite file with a pool of connections; any thread may use it."""

    def __init__(self, path: Path, *, forgets: bool = False, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> None:
        """Open or create the file, readable by its owner alone. ``forgets``: what is deleted is overwritten too.

        Another writer is waited for as long as ``busy_timeout_ms``.
        """
        self.path = path
        self._busy_timeout_ms = busy_timeout_ms
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        self._forgets = forgets
        self.engine: Engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)
        event.listen(self.engine, "connect", self._connected)
        event.listen(self.engine, "begin", _begin)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the file's write lock from its beginning and commits at its end.

        Raise StorageStalled, with nothing written, while the disk is full or another process holds the file.
        """
        with self._told_apart(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the file and locks nobody out."""
        with self._told_apart(), self.engine.connect().execution_options(**{_READ_ONLY: True}) as connection:
            yield connection

    def settle_deletions(self) -> None:
        """Bring deletions from the write-ahead log into the file and empty the log, so that nothing is left of them."""
        connection = self.engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()

    def close(self) -> None:
        """Close the connections that nobody is using."""
        self.engine.dispose()

    @contextmanager
    def _told_apart(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            if (stall := stall_of(error, self.path.parent)) is not None:
                raise StorageStalled(stall, self.path) from error
            raise

    def _connected(self, connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        # Python's sqlite3 must not begin transactions on its own: it would begin them too late to lock.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={self._busy_timeout_ms}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        if self._forgets:
            cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()


def _begin(connection: Connection) -> None:
    is_read_only = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if is_read_only else "BEGIN IMMEDIATE")


class WriterLock:
    """Keeps a second writer process away from a file; the operating system lets go of it when the process dies."""

    def __init__(self, path: Path) -> None:
        """Take the lock or raise JournalError."""
        self._file = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise JournalError(
                f"{path}: another engine process is writing this journal. "
                "Stop that process first, or give this one a data folder of its own."
            ) from None

    def release(self) -> None:
        """Let another process write; releasing again is no fault."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1
